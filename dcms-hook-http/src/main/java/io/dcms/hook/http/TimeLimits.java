package io.dcms.hook.http;

import io.dcms.spi.ConfigException;
import io.dcms.spi.Settings;
import java.time.Duration;

/**
 * How long a delivery may take.
 *
 * @param connect until there is a connection
 * @param request until the answer's status, redirects and connections included
 */
record TimeLimits(Duration connect, Duration request) {

    private static final Duration LEAST = Duration.ofSeconds(1);

    static TimeLimits from(Settings settings) throws ConfigException {
        return new TimeLimits(
                settings.seconds("connect_timeout", Duration.ofSeconds(5), LEAST, Duration.ofSeconds(120)),
                settings.seconds("request_timeout", Duration.ofSeconds(10), LEAST, Duration.ofSeconds(600)));
    }
}
