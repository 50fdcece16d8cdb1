package io.dcms.dist;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What one run wrote down itself.
 *
 * @param lines {@code start <uptime> <fire time> <pid>} and {@code end <uptime> <exit status>}
 */
record TaskAccount(List<String> lines) {
    static final TaskAccount NONE = new TaskAccount(List.of());

    /** All that there are in a folder, by task id. */
    static Map<String, TaskAccount> in(Path folder) throws IOException {
        Map<String, TaskAccount> all = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                all.put(file.getFileName().toString(), new TaskAccount(Files.readAllLines(file)));
            }
        }
        return all;
    }

    long starts() {
        return lines.stream().filter(line -> line.startsWith("start ")).count();
    }

    /** The time for which it was run, as it was told. */
    long fireTime() {
        return Long.parseLong(word("start ", 2));
    }

    /** The machine's uptime when it started. */
    double startedAt() {
        return Double.parseDouble(word("start ", 1));
    }

    /** The machine's uptime when it came to its end; when it started if nobody knows. */
    double endedAt() {
        return exit().isPresent() ? Double.parseDouble(word("end ", 1)) : startedAt();
    }

    /** The exit status with which it came to its own end; nothing if it did not. */
    OptionalInt exit() {
        return lines.stream().anyMatch(line -> line.startsWith("end ")) ? OptionalInt.of(Integer.parseInt(word("end ", 2)))
                : OptionalInt.empty();
    }

    private String word(String beginning, int place) {
        return lines.stream().filter(line -> line.startsWith(beginning)).findFirst().orElseThrow().split(" ")[place];
    }
}
