package io.dcms.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a soak has found, on the screen and in {@code soak.txt} as it comes, and in {@code soak.svg} at the end. */
final class SoakReport {

    private final Path text;
    private final Path plot;
    private final String store;
    private final int rate;

    SoakReport(Path folder, String store, int rate) throws IOException {
        this.text = folder.resolve("soak.txt");
        this.plot = folder.resolve("soak.svg");
        this.store = store;
        this.rate = rate;
        Files.writeString(text, Machine.describe() + "\n");
        say(rate + " programs are due each second, " + store);
        say(String.format(Locale.ROOT, "%8s %12s %12s %9s %13s %13s %8s %8s", "minute", "memory", "descriptors", "threads",
                "lateness p50", "p99", "CPU", "starts"));
    }

    int rate() {
        return rate;
    }

    void slice(SoakSlice slice) throws IOException {
        say(String.format(Locale.ROOT, "%8.1f %8.1f MiB %12.0f %9.0f %10.1f ms %10.1f ms %6.1f %% %8d", slice.at() / 60, slice.memory(),
                slice.descriptors(), slice.threads(), slice.median(), slice.p99(), slice.cpu(), slice.starts()));
    }

    void plot(List<SoakSlice> slices) throws IOException {
        Files.writeString(plot, new SoakPlot(slices, rate + " runs a second, " + store + ": " + Machine.describe()).svg());
    }

    /**
     * @param missing how many were due and did not start
     * @param skipped of how many since its start the agent says that the run before was still going, on a machine with other work
     * @throws BenchFailure if something has grown
     */
    void end(List<SoakSlice> slices, long missing, long skipped) throws IOException, BenchFailure {
        long starts = slices.stream().mapToLong(SoakSlice::starts).sum();
        say(starts + " programs started, " + missing + " due ones did not; the agent has left out " + skipped
                + " since the run before was still going");
        List<String> growing = new ArrayList<>();
        if (SoakFigure.canTell(slices)) {
            say(String.format(Locale.ROOT, "the second half (what grows in it by more than noise and more than %.0f %% is a failure):",
                    SoakFigure.PART * 100));
            for (SoakFigure figure : SoakFigure.ALL) {
                Trend trend = figure.trend(slices);
                boolean grows = figure.grows(trend);
                say(String.format(Locale.ROOT, "  %-13s %s%s", figure.name(), figure.words(trend), grows ? ": it grows" : ""));
                if (grows) {
                    growing.add(figure.name());
                }
            }
        } else {
            say("too few points to tell whether something grows: give it more minutes");
        }
        say("see " + plot);
        if (!growing.isEmpty()) {
            throw new BenchFailure(String.join(", ", growing) + ": what does the same all the time should not take more and more");
        }
    }

    private void say(String line) throws IOException {
        System.out.println(line);
        Files.writeString(text, line + "\n", StandardOpenOption.APPEND);
    }
}
