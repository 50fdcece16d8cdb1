package io.dcms.runtime.schedule;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Both clocks at one moment: of a thread that stands still between the one and the other it would seem as if the wall clock had been set.
 *
 * @param wall  the wall clock
 * @param nanos the elapsed clock, at most {@link #APART_NANOS} later
 */
record ClockReading(Instant wall, long nanos) {

    /** Far less than a step that is noticed, and far more than two looks take. */
    private static final long APART_NANOS = 100_000_000L;

    /** Looks until nothing has come between. @param elapsed nanoseconds since some moment, never going back */
    static ClockReading of(InstantSource clock, LongSupplier elapsed) {
        while (true) {
            long before = elapsed.getAsLong();
            Instant wall = clock.instant();
            long nanos = elapsed.getAsLong();
            if (nanos - before <= APART_NANOS) {
                return new ClockReading(wall, nanos);
            }
        }
    }
}
