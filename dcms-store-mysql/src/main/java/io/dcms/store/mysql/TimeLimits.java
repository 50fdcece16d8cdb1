package io.dcms.store.mysql;

import io.dcms.spi.ConfigException;
import io.dcms.spi.Settings;
import java.time.Duration;

/**
 * How long the server may take.
 *
 * @param connect until there is a TCP connection
 * @param query   for an answer, and for the end of somebody else's work on the same connection
 */
record TimeLimits(Duration connect, Duration query) {

    static TimeLimits from(Settings settings) throws ConfigException {
        return new TimeLimits(
                settings.seconds("connect_timeout", Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(120)),
                settings.seconds("query_timeout", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(600)));
    }

    /** After which the server itself gives a statement up: before we do, so that none goes on that nobody waits for. */
    Duration statement() {
        return query.multipliedBy(4).dividedBy(5);
    }
}
