package io.dcms.testing.mysql;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Sees to it that a server and its folder are gone when it is released or this JVM ends, be it by {@code kill -9}: a shell that
 * waits for the end of its stdin.
 */
final class Guard {
    /** The file in the folder that the server's start writes its process id to. */
    static final String PID_FILE = "pid";

    /** Kills nothing but a process that has the folder in its command line. Ctrl-C at a terminal reaches the shell as well. */
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            folder=$0
            while read -r line; do :; done
            pid=$(cat "$folder/pid")
            while [ -n "$pid" ] && grep -qF -- "$folder" "/proc/$pid/cmdline"; do
                kill -KILL "$pid"
                sleep 0.05
            done
            rm -rf -- "$folder"
            """;

    private final Process shell;

    private Guard(Process shell) {
        this.shell = shell;
    }

    static Guard over(Path folder) throws IOException {
        return new Guard(new ProcessBuilder("sh", "-c", SCRIPT, folder.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    /** Kills the server and removes its folder, and returns when both are gone. */
    void release() throws IOException {
        shell.getOutputStream().close();
        shell.onExit().join();
    }
}
