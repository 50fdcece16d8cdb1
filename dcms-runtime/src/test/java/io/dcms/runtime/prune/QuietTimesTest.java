package io.dcms.runtime.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.LocalTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietTimesTest {

    @ParameterizedTest
    @CsvSource({
        "12:34:10, 0", // from here on
        "12:34:59, 0", // to here
        "12:34:00, 10", // what is due each minute
        "12:34:09, 1",
        "12:00:00, 70", // and each hour
        "12:00:59, 11",
        "12:01:09, 1",
        "12:01:10, 0",
        "00:00:00, 310", // and each day
        "00:01:30, 220",
        "00:04:59, 11",
        "00:05:10, 0",
        "23:59:59, 0",
    })
    void isQuietOffTheBusyMinutes(LocalTime now, long seconds) {
        assertEquals(Duration.ofSeconds(seconds), QuietTimes.untilQuiet(now));
    }
}
