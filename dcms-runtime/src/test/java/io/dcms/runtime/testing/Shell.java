package io.dcms.runtime.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tests ask the machine. */
public final class Shell {

    private Shell() {
    }

    /** What this command prints, without blanks around; it must succeed. */
    public static String out(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + out);
        return out;
    }

    /** Whether there is a process of this number that is neither a zombie nor, for an instant after that, dead. */
    public static boolean alive(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            // There is none, or it went while it was read (ESRCH).
            return false;
        }
    }

    public static void signal(String signal, String pid) throws IOException, InterruptedException {
        out("kill", "-" + signal, pid);
    }
}
