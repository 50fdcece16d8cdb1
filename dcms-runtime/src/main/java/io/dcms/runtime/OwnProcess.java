package io.dcms.runtime;

import io.dcms.runtime.metrics.Sources.ProcessUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the agent's process uses, from {@code /proc/self} and the JDK. RATIONALE: not from the JDK's management beans, which would be
 * loaded and started for a handful of numbers.
 */
final class OwnProcess {

    private static final Path PROC = Path.of("/proc/self");
    private static final int KIB = 1024;

    private OwnProcess() {
    }

    static ProcessUsage read() {
        ProcessHandle.Info info = ProcessHandle.current().info();
        return read(PROC, info.startInstant().map(OwnProcess::seconds).orElse(Double.NaN),
                info.totalCpuDuration().map(OwnProcess::seconds).orElse(Double.NaN));
    }

    static ProcessUsage read(Path proc, double start, double cpu) {
        String status = text(proc.resolve("status"));
        return new ProcessUsage(start, cpu, KIB * number(status, "VmRSS:"), KIB * number(status, "VmSize:"), count(proc.resolve("fd")),
                number(text(proc.resolve("limits")), "Max open files"), number(status, "Threads:"));
    }

    /** The number that follows a name at the beginning of a line. */
    private static double number(String lines, String name) {
        Matcher matcher = Pattern.compile("^" + Pattern.quote(name) + "\\s+(\\d+)", Pattern.MULTILINE).matcher(lines);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }

    /** Less the one that the counting needs. */
    private static double count(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count() - 1.0;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static double seconds(Instant moment) {
        return moment.toEpochMilli() / 1e3;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }
}
