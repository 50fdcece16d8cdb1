package io.dcms.runtime.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Whatever tells this machine's users: {@code /etc/passwd}, LDAP, ... */
public interface NameService {

    /** It has not answered in time. */
    final class Silent extends Exception {
        Silent(String message) {
            super(message);
        }
    }

    /**
     * What a program that asks it prints; empty if there is no answer.
     *
     * @throws Silent if it takes too long
     */
    String ask(String... command) throws Silent, Refusal;

    /** Asked by the machine's own programs, which read {@code /etc/nsswitch.conf}. */
    static NameService ofMachine() {
        return Programs::ask;
    }

    /** Runs them. */
    final class Programs {

        private static final Duration PATIENCE = Duration.ofSeconds(10);
        private static final long LOOK_MILLIS = 2;

        private Programs() {
        }

        private static String ask(String... command) throws Silent, Refusal {
            try {
                Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectInput(Path.of("/dev/null").toFile()).start();
                try {
                    return answer(process);
                } finally {
                    process.destroyForcibly();
                }
            } catch (IOException e) {
                throw new Refusal("runner: can't ask the name service: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Refusal("runner: interrupted while asking the name service");
            }
        }

        private static String answer(Process process) throws IOException, InterruptedException, Silent {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            InputStream printed = process.getInputStream();
            long end = System.nanoTime() + PATIENCE.toNanos();
            // Read while it runs, since a pipe holds fewer than ten thousand groups; never without looking, since it may print nothing.
            while (process.isAlive() || printed.available() > 0) {
                out.writeBytes(printed.readNBytes(printed.available()));
                process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (System.nanoTime() - end > 0) {
                    throw new Silent("runner: the name service did not answer within " + PATIENCE.toSeconds() + " s");
                }
            }
            return process.exitValue() == 0 ? out.toString(StandardCharsets.UTF_8) : "";
        }
    }
}
