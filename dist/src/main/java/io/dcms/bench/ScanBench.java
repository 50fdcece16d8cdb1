package io.dcms.bench;

import io.dcms.filter.keyword.KeywordFilterFactory;
import io.dcms.runtime.output.RunOutput;
import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.CompiledFilter;
import io.dcms.spi.filter.OutputScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How fast keywords are looked for in what runs print. */
final class ScanBench implements BenchCommand {

    /** As the agent reads. */
    private static final int CHUNK = 1 << 16;

    /** GB/s. Over some keywords grep takes minutes: if it is slower than this it is not waited for. */
    private static final double SLOWEST_GREP = 0.005;

    @Override
    public String name() {
        return "scan";
    }

    @Override
    public String summary() {
        return "how fast msg_filter is looked for in a log: in memory, from a file as the agent does it, and by grep -ciF";
    }

    @Override
    public List<BenchOption> options() {
        return List.of(
                new BenchOption("size", "MB", "64", "of each log"),
                new BenchOption("rounds", "N", "5", "how often; figures are the medians of the rounds'"),
                new BenchOption("grep", "PATH", "grep", "GNU grep; empty for none"));
    }

    @Override
    public void run(BenchValues given) throws Exception {
        int size = given.number("size", 1, 256) << 20;
        int rounds = given.number("rounds", 1, 100);
        try (Workspace workspace = Workspace.create()) {
            System.out.printf(Locale.ROOT, "%n%-28s %10s %10s %10s%n", "GB/s", "in memory", "from file", "grep");
            boolean first = true;
            for (ScanCase one : ScanCase.all()) {
                byte[] output = one.output(size);
                Path log = Files.write(workspace.path("log"), output);
                if (first) {
                    System.out.printf(Locale.ROOT, "%-28s %10s %10.2f%n", "the first " + (size >> 20) + " MB of an agent", "",
                            size / fromFile(compile(one), log) / 1e9);
                    first = false;
                }
                measure(one, output, log, rounds, given.text("grep"));
            }
        }
    }

    private static void measure(ScanCase one, byte[] output, Path log, int rounds, String grep) throws Exception {
        Path keywords = Files.writeString(log.resolveSibling("keywords"), one.expression().replace('|', '\n') + "\n");
        List<Double> memory = new ArrayList<>();
        List<Double> file = new ArrayList<>();
        List<Double> peer = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            memory.add(output.length / inMemory(compile(one), output) / 1e9);
            file.add(output.length / fromFile(compile(one), log) / 1e9);
            if (!grep.isEmpty() && !peer.contains(0.0)) {
                peer.add(output.length / byGrep(grep, keywords, log) / 1e9);
            }
        }
        double ours = Figures.of(file).median();
        System.out.printf(Locale.ROOT, "%-28s %10.2f %10.2f %s%n", one.name(), Figures.of(memory).median(), ours,
                peer.isEmpty() ? "" : besides(ours, Figures.of(peer).median()));
    }

    private static String besides(double ours, double grep) {
        return grep == 0 ? "         -   grep is slower than " + SLOWEST_GREP
                : String.format(Locale.ROOT, "%10.2f   %.1f times grep", grep, ours / grep);
    }

    /** As the agent does for each job; the filter has no settings. */
    private static CompiledFilter compile(ScanCase one) throws ConfigException {
        return new KeywordFilterFactory().create(null).compile(one.expression());
    }

    /** Seconds. */
    private static double inMemory(CompiledFilter filter, byte[] output) throws BenchFailure {
        long begin = System.nanoTime();
        OutputScanner scanner = filter.scanner();
        for (int at = 0; at < output.length; at += CHUNK) {
            scanner.feed(output, at, Math.min(CHUNK, output.length - at));
        }
        return seconds(begin, scanner.finish());
    }

    private static double fromFile(CompiledFilter filter, Path log) throws IOException, BenchFailure {
        long begin = System.nanoTime();
        try (RunOutput output = new RunOutput("bench", log, Optional.of(filter))) {
            return seconds(begin, output.finish(Long.MAX_VALUE));
        }
    }

    private static double byGrep(String grep, Path keywords, Path log) throws IOException, InterruptedException, BenchFailure {
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(grep, "-ciF", "-f", keywords.toString(), log.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        double patienceSeconds = 1 + Files.size(log) / 1e9 / SLOWEST_GREP;
        if (!process.waitFor((long) (1000 * patienceSeconds), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            return Double.POSITIVE_INFINITY;
        }
        int exit = process.exitValue();
        return exit == 1 ? seconds(begin, Optional.empty()) : failed(grep + " ended with " + exit + ", and not 1: no line");
    }

    private static double seconds(long begin, Optional<?> hit) throws BenchFailure {
        return hit.isEmpty() ? (System.nanoTime() - begin) / 1e9 : failed("there should be no " + hit.get());
    }

    private static double failed(String reason) throws BenchFailure {
        throw new BenchFailure(reason);
    }
}
