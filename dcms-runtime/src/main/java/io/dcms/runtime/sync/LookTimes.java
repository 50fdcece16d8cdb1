package io.dcms.runtime.sync;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * When the store is looked at: at once, then after any part of the probe time, then each probe time, give or take a tenth, so
 * that agents that were started in one second do not ask in one second for ever. A look that failed is repeated sooner, but a
 * slow store is given its rest. Belongs to one thread.
 */
final class LookTimes {

    /** Between two looks at a store that fails. */
    private static final Duration RETRY = Duration.ofSeconds(5);
    /** The largest part of a time that is added to it or taken from it. */
    private static final double SPREAD = 0.1;

    private final SyncTimes times;
    private final LongSupplier elapsed;
    private final DoubleSupplier random;
    private long next;
    private long nextWhole;
    private boolean first = true;

    /**
     * @param elapsed nanoseconds since some moment, never going back
     * @param random  from 0 to 1
     */
    LookTimes(SyncTimes times, LongSupplier elapsed, DoubleSupplier random) {
        this.times = times;
        this.elapsed = elapsed;
        this.random = random;
        this.next = elapsed.getAsLong();
        this.nextWhole = next;
    }

    /** How long the next look may be put off; 0 or less if it is due. */
    long nanosToNext() {
        return next - elapsed.getAsLong();
    }

    /** Whether the next look is to compare everything. */
    boolean isWholeDue() {
        return nextWhole - elapsed.getAsLong() <= 0;
    }

    /** A look has just come to its end. @param whole whether it compared everything */
    void succeeded(boolean whole) {
        long now = elapsed.getAsLong();
        next = now + (first ? (long) (times.probe().toNanos() * random.getAsDouble()) : spread(times.probe().toNanos()));
        first = false;
        if (whole) {
            nextWhole = now + spread(times.sync().toNanos());
        }
    }

    /** A look has just failed; what was due stays so. @param took nanoseconds */
    void failed(long took) {
        next = elapsed.getAsLong() + spread(Math.min(times.probe().toNanos(), Math.max(RETRY.toNanos(), took)));
    }

    private long spread(long nanos) {
        return (long) (nanos * (1 - SPREAD + 2 * SPREAD * random.getAsDouble()));
    }
}
