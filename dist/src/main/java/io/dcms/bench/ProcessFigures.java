package io.dcms.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process has taken of the machine, as its kernel tells it.
 *
 * @param cpuSeconds      its own
 * @param childrenSeconds of its children that have ended and been waited for, and of theirs
 * @param rssKib          memory that it has in use, shared memory in full
 * @param pssKib          the same, of shared memory its part
 */
record ProcessFigures(double cpuSeconds, double childrenSeconds, long rssKib, long pssKib, int threads, int descriptors) {

    private static final double TICKS_A_SECOND = 100;

    static ProcessFigures of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        String stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return new ProcessFigures(seconds(fields[11], fields[12]), seconds(fields[13], fields[14]), kib(folder.resolve("status"), "VmRSS:"),
                kib(folder.resolve("smaps_rollup"), "Pss:"), Integer.parseInt(fields[17]), count(folder.resolve("fd")));
    }

    /** Those of a process and all that descend from it, together. Who ends meanwhile counts or does not. */
    static ProcessFigures ofTree(long pid) throws IOException {
        ProcessFigures sum = new ProcessFigures(0, 0, 0, 0, 0, 0);
        List<ProcessHandle> all = ProcessHandle.of(pid)
                .map(root -> Stream.concat(Stream.of(root), root.descendants()).toList()).orElse(List.of());
        for (ProcessHandle one : all) {
            try {
                sum = sum.plus(of(one.pid()));
            } catch (IOException e) {
                // It has ended.
            }
        }
        return sum;
    }

    /** The most memory that a process has ever had in use, shared memory in full. */
    static long peakKib(long pid) throws IOException {
        return kib(Path.of("/proc", Long.toString(pid), "status"), "VmHWM:");
    }

    ProcessFigures plus(ProcessFigures other) {
        return new ProcessFigures(cpuSeconds + other.cpuSeconds, childrenSeconds + other.childrenSeconds, rssKib + other.rssKib,
                pssKib + other.pssKib, threads + other.threads, descriptors + other.descriptors);
    }

    private static double seconds(String user, String system) {
        return (Long.parseLong(user) + Long.parseLong(system)) / TICKS_A_SECOND;
    }

    private static long kib(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", ""))).findFirst().orElse(0);
    }

    private static int count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return (int) files.count();
        }
    }
}
