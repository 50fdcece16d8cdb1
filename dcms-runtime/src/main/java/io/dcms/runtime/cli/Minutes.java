package io.dcms.runtime.cli;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Minutes in which something is due. */
final class Minutes {

    private static final long MINUTE = 60;

    private Minutes() {
    }

    /**
     * How often each minute is named, by its first second.
     *
     * @param next  the first time after another
     * @param since the first moment that counts
     * @param until the first one that does not
     */
    static Map<Long, Integer> of(Function<Instant, Optional<Instant>> next, Instant since, Instant until) {
        Map<Long, Integer> minutes = new HashMap<>();
        Optional<Instant> at = next.apply(since.minusNanos(1));
        while (at.isPresent() && at.get().isBefore(until)) {
            minutes.merge(of(at.get()), 1, Integer::sum);
            at = next.apply(at.get());
        }
        return minutes;
    }

    /** The first second of the minute of a time. */
    static long of(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), MINUTE) * MINUTE;
    }
}
