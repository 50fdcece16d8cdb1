package io.dcms.runtime.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * {@code @reboot}: once for each start of the machine, of which only the last one is known, if any.
 *
 * @param boot the second of that start; empty where nobody knows it
 */
record RebootRule(Optional<Instant> boot) implements Rule {

    @Override
    public Rule startedAt(Instant start) {
        return new RebootRule(Optional.of(Instant.ofEpochSecond(start.getEpochSecond())));
    }

    @Override
    public Optional<Instant> next(Instant after, ZoneId zone) {
        return boot.filter(start -> start.isAfter(after));
    }
}
