package io.dcms.runtime.metrics;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** How many lengths of time were how long. Any thread adds, any reads; nobody waits. */
final class Histogram {

    private final double[] bounds;
    private final Duration[] limits;
    /** How many were in each bucket alone; the last one is for those beyond the last bound. */
    private final LongAdder[] counts;
    /** Microseconds: nanoseconds of 4,096 tasks at a time would be more than a long holds within a month. */
    private final LongAdder sum = new LongAdder();

    /** @param bounds in seconds, ascending; a time that is equal to a bound is within it */
    Histogram(double... bounds) {
        this.bounds = bounds.clone();
        this.limits = new Duration[bounds.length];
        this.counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < bounds.length; i++) {
            limits[i] = Duration.ofNanos(Math.round(bounds[i] * 1e9));
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /**
     * What was seen until now.
     *
     * @param bounds  in seconds
     * @param buckets how many times were within each bound, those of the bounds before it included; and at last how many there were
     * @param sum     of all times, in seconds
     */
    record Reading(double[] bounds, long[] buckets, double sum) {
        long count() {
            return buckets[buckets.length - 1];
        }
    }

    /** Adds a time; a negative one, by a clock that was set back, counts as none. */
    void add(Duration time) {
        Duration length = time.isNegative() ? Duration.ZERO : time;
        counts[bucket(length)].increment();
        sum.add(length.toSeconds() * 1_000_000 + length.toNanosPart() / 1_000);
    }

    private int bucket(Duration length) {
        int bucket = 0;
        while (bucket < limits.length && length.compareTo(limits[bucket]) > 0) {
            bucket++;
        }
        return bucket;
    }

    Reading read() {
        long[] buckets = new long[counts.length];
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i].sum();
            buckets[i] = count;
        }
        return new Reading(bounds, buckets, sum.sum() / 1e6);
    }
}
