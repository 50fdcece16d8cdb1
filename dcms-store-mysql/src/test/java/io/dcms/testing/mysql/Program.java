package io.dcms.testing.mysql;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs to their end. */
final class Program {
    private static final Path NO_INPUT = Path.of("/dev/null");

    private Program() {
    }

    /** What became of a program: its exit status, and its stdout and stderr as they came. */
    record Ended(List<String> command, int exit, String output) {

        /** The output of a program that succeeded. */
        String orFail() {
            if (exit != 0) {
                throw new AssertionError(this.toString());
            }
            return output;
        }

        @Override
        public String toString() {
            return String.join(" ", command) + " ended with " + exit + ":\n" + output;
        }
    }

    static Ended run(Duration limit, String... command) throws IOException, InterruptedException {
        return run(new ProcessBuilder(command), NO_INPUT, limit);
    }

    /** Its output goes through a file: a pipe would stay open for as long as anything that the program leaves behind. */
    static Ended run(ProcessBuilder builder, Path input, Duration limit) throws IOException, InterruptedException {
        File output = File.createTempFile("dcms-program-", ".txt");
        try {
            Process process = builder.redirectInput(input.toFile()).redirectErrorStream(true).redirectOutput(output).start();
            boolean ended = process.waitFor(limit.toSeconds(), TimeUnit.SECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            int exit = process.waitFor();
            String said = Files.readString(output.toPath(), StandardCharsets.UTF_8);
            return new Ended(builder.command(), exit, ended ? said : said + "\n(killed after " + limit.toSeconds() + " s)");
        } finally {
            Files.delete(output.toPath());
        }
    }
}
