package io.dcms.runtime.report;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait between tries: a second, then twice as long each time up to a limit, each spread evenly over 50 to 100 % of
 * that, so that a fleet that lost its database does not come back to it in one instant.
 */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Duration limit;
    private final DoubleSupplier random;
    private int failures;

    /** @param random from 0 to 1 */
    Backoff(Duration limit, DoubleSupplier random) {
        this.limit = limit;
        this.random = random;
    }

    /** The wait after one more failure. */
    Duration next() {
        Duration full = FIRST.multipliedBy(1L << Math.min(failures++, 20));
        Duration most = full.compareTo(limit) < 0 ? full : limit;
        return Duration.ofNanos((long) (most.toNanos() * (0.5 + random.getAsDouble() / 2)));
    }

    void reset() {
        failures = 0;
    }
}
