package io.dcms.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A package of Debian that is not installed but unpacked below {@code target}, since it brings a service that would start. Who can't
 * have it sees the test aborted with the reason, under {@code CI} failed.
 */
final class DebianPackage {
    private static final Duration DOWNLOAD = Duration.ofMinutes(5);

    private DebianPackage() {
    }

    /** A program of it. Of two builds at a time, each unpacks its own and one comes last. */
    static Path program(String name, String path) throws IOException, InterruptedException {
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        Path program = target.resolve(Path.of(path).getFileName());
        if (!Files.isExecutable(program)) {
            Path folder = Files.createTempDirectory(target, name);
            Path said = folder.resolve("said");
            String script = "cd \"$0\" && (apt-get download " + name + " || { apt-get update && apt-get download " + name
                    + "; }) && dpkg-deb -x " + name + "_*.deb . && ls " + path;
            Process process = new ProcessBuilder(List.of("sh", "-c", script, folder.toString())).redirectErrorStream(true)
                    .redirectOutput(said.toFile()).start();
            if (!process.waitFor(DOWNLOAD.toSeconds(), TimeUnit.SECONDS)) {
                Finished.killTree(process);
            }
            if (process.waitFor() != 0) {
                throw unavailable(path, name, Files.readString(said));
            }
            Files.move(folder.resolve(path), program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
        }
        return program;
    }

    /** Aborts the test, or fails it under {@code CI}. */
    private static RuntimeException unavailable(String program, String name, String said) {
        String reason = "this test needs " + program + ", of Debian's package " + name + ", which can't be had: " + said;
        if (System.getenv("CI") != null) {
            throw new AssertionError(reason);
        }
        return Assumptions.abort(reason);
    }
}
