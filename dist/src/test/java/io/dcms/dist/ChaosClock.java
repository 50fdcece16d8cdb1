package io.dcms.dist;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The agents' clock, which can be set without touching the machine's: libfaketime lies between the JVM and the C library, and
 * reads a file once a second. The JVM's elapsed time stays true, as the machine's would.
 */
final class ChaosClock {
    /** Debian's, which brings the library and a program by which {@code .ci/run} finds it. */
    private static final String PACKAGE = "faketime";
    private static final Duration INSTALLATION = Duration.ofMinutes(10);

    private final Path file;
    private final Optional<Path> library;
    private long offset;
    private long furthest;

    /** @param file where the offset is kept; it need not exist @param wanted false = the machine's clock will do */
    ChaosClock(Path file, boolean wanted) throws IOException, InterruptedException {
        this.file = file;
        this.library = wanted ? library(Path.of(file + ".installation")) : Optional.empty();
        write();
    }

    /** Whether it can be set. */
    boolean canStep() {
        return library.isPresent();
    }

    /** What it shows, within a second of a step. */
    Instant now() {
        return Instant.now().plusSeconds(offset);
    }

    void step(long seconds) throws IOException {
        offset += seconds;
        furthest = Math.max(furthest, offset);
        write();
    }

    /** Goes to where it would be had it never been set back. @return by how many seconds */
    long catchUp() throws IOException {
        long seconds = furthest - offset;
        step(seconds);
        return seconds;
    }

    /**
     * Puts a program under this clock. With the library's fix for waits by the elapsed clock, each wait of the JVM would become a
     * busy loop.
     */
    void rule(Map<String, String> environment) {
        library.ifPresent(path -> environment.putAll(Map.of("LD_PRELOAD", path.toString(), "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_FORCE_MONOTONIC_FIX", "0", "FAKETIME_CACHE_DURATION", "1",
                "NO_FAKE_STAT", "1")));
    }

    /** Whole at any moment. */
    private void write() throws IOException {
        Path draft = Files.writeString(Path.of(file + ".draft"), (offset < 0 ? "" : "+") + offset + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Gets it where it is missing, as the database. Where that fails the clock is left alone, except in CI. */
    private static Optional<Path> library(Path installation) throws IOException, InterruptedException {
        Optional<Path> found = installed();
        if (found.isEmpty()) {
            install(installation);
            found = installed();
        }
        if (found.isEmpty()) {
            String reason = "the clock can't be set: there is no libfaketime below /usr/lib, and as root, apt-get install " + PACKAGE
                    + " has failed:\n" + Files.readString(installation);
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(reason);
            }
            System.out.println("chaos: " + reason);
        }
        return found;
    }

    private static void install(Path output) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", "export DEBIAN_FRONTEND=noninteractive && apt-get update"
                + " && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends " + PACKAGE)
                .redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        if (!process.waitFor(INSTALLATION.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    private static Optional<Path> installed() throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/usr/lib"))) {
            for (Path folder : folders) {
                Path candidate = folder.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }
}
