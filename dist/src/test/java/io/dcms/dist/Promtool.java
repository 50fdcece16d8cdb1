package io.dcms.dist;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Prometheus's own judge of metrics and rules: the system's, or the one of Debian's package {@code prometheus}, unpacked below
 * {@code target}. RATIONALE: that package is not installed, because it brings a service that would start. Who can't have it sees
 * the test aborted with the reason, under {@code CI} failed.
 */
final class Promtool {
    private static final Duration DOWNLOAD = Duration.ofMinutes(5);
    private static final String PACKAGE = "prometheus";

    private final Path program;

    private Promtool(Path program) {
        this.program = program;
    }

    static Promtool available() throws IOException, InterruptedException {
        return new Promtool(program("promtool"));
    }

    /** One of the package's programs: {@code promtool} or {@code prometheus}. */
    static Path program(String name) throws IOException, InterruptedException {
        Optional<Path> installed = Stream.of((System.getenv("PATH") + ":/usr/local/bin:/usr/bin").split(":"))
                .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
        return installed.isPresent() ? installed.get() : unpacked(name);
    }

    /** Of two builds at a time, each unpacks its own and one comes last. */
    private static Path unpacked(String name) throws IOException, InterruptedException {
        Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
        Path program = target.resolve(name);
        if (!Files.isExecutable(program)) {
            Path folder = Files.createTempDirectory(target, PACKAGE);
            String script = "cd \"$0\" && (apt-get download " + PACKAGE + " || { apt-get update && apt-get download " + PACKAGE
                    + "; }) && dpkg-deb -x " + PACKAGE + "_*.deb . && ls usr/bin/promtool usr/bin/prometheus";
            Finished done = run(DOWNLOAD, folder, List.of("sh", "-c", script, folder.toString()), "");
            if (done.exit() != 0) {
                throw unavailable(done);
            }
            for (String unpacked : List.of("promtool", "prometheus")) {
                Files.move(folder.resolve("usr/bin").resolve(unpacked), target.resolve(unpacked), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            }
            run(DOWNLOAD, target, List.of("rm", "-rf", folder.toString()), "");
        }
        return program;
    }

    private static RuntimeException unavailable(Finished done) {
        String reason = "these tests need promtool and prometheus, of Debian's package " + PACKAGE + ", which can't be had: " + done;
        if (System.getenv("CI") != null) {
            throw new AssertionError(reason);
        }
        return Assumptions.abort(reason);
    }

    /** Runs it in a folder to its end. */
    Finished run(Path folder, String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of(program.toString()), Stream.of(arguments)).toList();
        return run(Await.DEADLINE, folder, command, input);
    }

    private static Finished run(Duration limit, Path folder, List<String> command, String input) throws IOException, InterruptedException {
        Path in = Files.writeString(Files.createTempFile("promtool-in-", ".txt"), input);
        Path out = Files.createTempFile("promtool-out-", ".txt");
        Path err = Files.createTempFile("promtool-err-", ".txt");
        try {
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectInput(in.toFile())
                    .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                Finished.killTree(process);
            }
            return new Finished(process.pid(), process.waitFor(), Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            for (Path file : List.of(in, out, err)) {
                Files.delete(file);
            }
        }
    }
}
