package io.dcms.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Something of an agent that must not grow while it does the same all the time.
 *
 * @param least growth below this is none, whatever part it is of the whole
 * @param value what it is in a slice
 */
record SoakFigure(String name, String unit, double least, ToDoubleFunction<SoakSlice> value) {

    static final SoakFigure MEMORY = new SoakFigure("memory", "MiB", 2, SoakSlice::memory);
    static final SoakFigure DESCRIPTORS = new SoakFigure("descriptors", "", 5, SoakSlice::descriptors);
    static final SoakFigure THREADS = new SoakFigure("threads", "", 3, SoakSlice::threads);
    static final SoakFigure MEDIAN = new SoakFigure("lateness p50", "ms", 10, SoakSlice::median);
    static final SoakFigure P99 = new SoakFigure("lateness p99", "ms", 50, SoakSlice::p99);
    static final SoakFigure CPU = new SoakFigure("CPU", "%", 1, SoakSlice::cpu);
    static final List<SoakFigure> ALL = List.of(MEMORY, DESCRIPTORS, THREADS, MEDIAN, P99, CPU);

    /** The part of itself by which a figure may grow in half of a soak. */
    static final double PART = 0.05;

    private static final int FEWEST = 8;
    private static final double LONG_SECONDS = 600;

    /** How it went in the second half: in the first one a JVM warms up. */
    Trend trend(List<SoakSlice> slices) {
        List<SoakSlice> half = slices.subList(slices.size() / 2, slices.size());
        return Trend.of(half.stream().mapToDouble(SoakSlice::at).toArray(), half.stream().mapToDouble(value).toArray());
    }

    /** Whether there is enough to tell a trend from noise. */
    static boolean canTell(List<SoakSlice> slices) {
        return slices.size() >= 2 * FEWEST;
    }

    /** Whether it has grown in the second half: by more than noise, by more than {@link #least}, and by more than {@link #PART} of itself. */
    boolean grows(Trend trend) {
        return trend.growth() - trend.noise() > Math.max(least, PART * trend.mean());
    }

    /** A trend in words: what it comes to in an hour, unless it was seen for a small part of one. */
    String words(Trend trend) {
        boolean isLong = trend.span() >= LONG_SECONDS;
        return String.format(Locale.ROOT, "%.1f %s, %+.1f ± %.1f %s", trend.mean(), unit, isLong ? trend.hourly(trend.growth()) : trend.growth(),
                isLong ? trend.hourly(trend.noise()) : trend.noise(),
                isLong ? "an hour" : String.format(Locale.ROOT, "in %.1f minutes", trend.span() / 60)).replace(" ,", ",");
    }
}
