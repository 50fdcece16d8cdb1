package io.dcms.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The machine that is measured on. */
final class Machine {

    private static final double TICKS_A_SECOND = 100;

    private Machine() {
    }

    /** What a figure is worth nothing without. */
    static String describe() throws IOException {
        String model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse(System.getProperty("os.arch"));
        String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        return "%d cores of %s, Linux %s, Java %s, load %s".formatted(Runtime.getRuntime().availableProcessors(), model,
                System.getProperty("os.version"), System.getProperty("java.version"), load);
    }

    /** CPU seconds that all processes of the machine together have taken since its start, those that are gone included. */
    static double busySeconds() throws IOException {
        String[] ticks = Files.readAllLines(Path.of("/proc/stat")).get(0).split(" +");
        double busy = 0;
        for (int field : new int[] {1, 2, 3, 6, 7}) {
            busy += Double.parseDouble(ticks[field]);
        }
        return busy / TICKS_A_SECOND;
    }

    /** Seconds since 1970, as {@code date +%s.%N} tells them. */
    static double now() {
        var now = java.time.Instant.now();
        return now.getEpochSecond() + now.getNano() / 1e9;
    }

    /** Waits until that moment, in seconds since 1970. */
    static void sleepUntil(double moment) throws InterruptedException {
        for (double left = moment - now(); left > 0; left = moment - now()) {
            Thread.sleep((long) Math.ceil(left * 1000));
        }
    }

    /** A time for people: {@code 12.3 ms} or {@code 1.23 s}. */
    static String time(double seconds) {
        return seconds < 1 ? String.format(Locale.ROOT, "%.1f ms", seconds * 1000) : String.format(Locale.ROOT, "%.2f s", seconds);
    }
}
