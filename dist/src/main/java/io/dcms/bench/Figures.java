package io.dcms.bench;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Measured values, in order. Never empty. */
final class Figures {

    private final double[] sorted;

    private Figures(double[] sorted) {
        this.sorted = sorted;
    }

    static Figures of(Collection<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Figures(sorted);
    }

    /** In order. */
    List<Double> all() {
        return Arrays.stream(sorted).boxed().toList();
    }

    int count() {
        return sorted.length;
    }

    double median() {
        return at(0.5);
    }

    double p99() {
        return at(0.99);
    }

    double best() {
        return sorted[0];
    }

    double worst() {
        return sorted[sorted.length - 1];
    }

    /** The smallest value that this part of all does not exceed. */
    private double at(double part) {
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }

    @Override
    public String toString() {
        return Arrays.toString(sorted);
    }
}
