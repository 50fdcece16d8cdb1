package io.dcms.runtime.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** What an expression means. Immutable. */
interface Rule {

    /** The first run strictly after an instant. */
    Optional<Instant> next(Instant after, ZoneId zone);

    /** The same rule, counted from an instant if it counts at all. */
    default Rule anchoredAt(Instant anchor) {
        return this;
    }

    /** The same rule, where it asks when the machine was started. */
    default Rule startedAt(Instant start) {
        return this;
    }

    /** What is valid but probably not what was meant, a line each. */
    default List<String> warnings() {
        return List.of();
    }

    /** Whether what counts is the pace and not the time of day. */
    default boolean isInterval() {
        return false;
    }
}
