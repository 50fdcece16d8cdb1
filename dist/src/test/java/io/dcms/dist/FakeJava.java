package io.dcms.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A program in the place of {@code java} that prints how it was called: its process id, its umask, what it is told of a task, and each argument. So a
 * test sees what a start script hands over, whatever the real program would make of it. With {@code FAKE_JAVA=waits} in its
 * environment it then waits for signals.
 */
final class FakeJava {
    /** An exit status that nothing else has. */
    static final int EXIT = 42;

    private final Path home;

    private FakeJava(Path home) {
        this.home = home;
    }

    /** A Java whose {@code release} file tells its version. */
    static FakeJava withReleaseFile(Path home, String version) throws IOException {
        FakeJava java = new FakeJava(home);
        java.writeProgram("echo 'started only to learn the version' >&2");
        Files.writeString(home.resolve("release"),
                "IMPLEMENTOR=\"N/A\"\nJAVA_VERSION=\"" + version + "\"\nMODULES=\"java.base java.xml\"\n");
        return java;
    }

    /** A Java without a {@code release} file, as some packagers make them: it can only be asked. */
    static FakeJava thatMustBeAsked(Path home, String printed) throws IOException {
        FakeJava java = new FakeJava(home);
        java.writeProgram("echo '" + printed + "' >&2");
        return java;
    }

    Path home() {
        return home;
    }

    Path program() {
        return home.resolve("bin/java");
    }

    private void writeProgram(String answerToVersion) throws IOException {
        Files.createDirectories(program().getParent());
        Files.writeString(program(), """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    %2$s
                    exit 0
                fi
                echo "pid=$$"
                echo "umask=$(umask)"
                echo "task=$DCMS_TASK_ID$DCMS_JOB_ID$DCMS_FIRE_TIME$DCMS_LAUNCH"
                for argument; do echo "argument=$argument"; done
                if [ "$FAKE_JAVA" = waits ]; then
                    trap 'echo got TERM; exit %1$d' TERM
                    trap 'echo got HUP' HUP
                    echo waiting
                    while :; do sleep 60 & wait $!; done
                fi
                exit %1$d
                """.formatted(EXIT, answerToVersion));
        Files.setPosixFilePermissions(program(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
