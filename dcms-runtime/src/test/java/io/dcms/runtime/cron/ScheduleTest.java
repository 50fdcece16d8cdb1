package io.dcms.runtime.cron;

import static java.time.ZoneOffset.UTC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds, {@code @every}, {@code @reboot}, warnings. */
class ScheduleTest {

    private static final Optional<Instant> NONE = Optional.empty();

    @Test
    void farPastAnswersTheFirstRunOf1970() {
        for (String expression : List.of("* * * * * * *", "0 0 0 * * * *")) {
            Schedule schedule = Runs.schedule(expression);
            assertEquals(Optional.of(Instant.EPOCH), schedule.next(Instant.MIN, UTC), expression);
            assertEquals(Optional.of(Instant.EPOCH), schedule.next(Instant.EPOCH.minusNanos(1), UTC), expression);
            assertEquals(Optional.of(Runs.at("1970-01-01T00:00+14:00")),
                    schedule.next(Instant.MIN, ZoneId.of("+14:00")), expression);
            assertEquals(Optional.of(Runs.at("1970-01-01T00:00-18:00")),
                    schedule.next(Instant.MIN, ZoneOffset.MIN), expression);
        }
    }

    @Test
    void farFutureAnswersNothing() {
        for (String expression : List.of("* * * * * * *", "0 0 0 * * * *", "@yearly", "0 0 31 2 *")) {
            Schedule schedule = Runs.schedule(expression);
            for (String zone : List.of("UTC", "America/New_York", "Africa/Casablanca", "-18:00")) {
                assertEquals(NONE, schedule.next(Instant.MAX, ZoneId.of(zone)), expression);
                assertEquals(NONE, schedule.next(Runs.at("2100-01-03T00:00Z"), ZoneId.of(zone)), expression);
            }
        }
    }

    @Test
    void theLastSecondIsTheZones() {
        Schedule schedule = Runs.schedule("* * * * * * *");
        Instant last = Runs.at("2099-12-31T23:59:59-18:00");
        assertEquals(Optional.of(last), schedule.next(last.minusSeconds(1), ZoneOffset.MIN));
        assertEquals(NONE, schedule.next(last, ZoneOffset.MIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 31 2 *", "*/5 * 31 2 *", "0 0 29 2 * 2023", "* * 30W 2 *", "0 0 L-30 2,4 *",
        "59 59 23 31 12 * 2099", "* * * * * 1970", "0 0 31 4,6,9,11 *"})
    void rareAndImpossibleOnesAreAnsweredAtOnce(String expression) {
        Schedule schedule = Runs.schedule(expression);
        ZoneId zone = ZoneId.of("Africa/Casablanca");
        schedule.next(Runs.at("1971-01-01T00:00Z"), zone); // loads the zone
        // A hundred answers within 10 ms each, so that one slow moment of the machine does not count.
        assertTimeout(Duration.ofSeconds(1), () -> {
            for (int i = 0; i < 100; i++) {
                schedule.next(Runs.at("1971-01-01T00:00Z").plusSeconds(i), zone);
            }
        });
    }

    @Test
    void everyCountsFromItsAnchorOnBothSides() {
        Schedule schedule = Runs.schedule("@every 10m").anchoredAt(Runs.at("2024-01-01T00:03:20.7Z"));
        assertEquals(Optional.of(Runs.at("2024-01-01T00:13:20Z")), schedule.next(Runs.at("2024-01-01T00:03:20Z"), UTC));
        assertEquals(Optional.of(Runs.at("2024-01-01T00:13:20Z")), schedule.next(Runs.at("2024-01-01T00:13:19.9Z"), UTC));
        assertEquals(Optional.of(Runs.at("2024-01-01T00:23:20Z")), schedule.next(Runs.at("2024-01-01T00:13:20Z"), UTC));
        assertEquals(Optional.of(Runs.at("2024-01-01T00:23:20Z")), schedule.next(Runs.at("2024-01-01T00:13:20.1Z"), UTC));
        assertEquals(Optional.of(Runs.at("2024-01-01T00:03:20Z")), schedule.next(Runs.at("2024-01-01T00:03:19Z"), UTC));
        assertEquals(Optional.of(Runs.at("2023-12-31T23:53:20Z")), schedule.next(Runs.at("2023-12-31T23:50Z"), UTC));
        assertEquals("@every 10m", schedule.toString());
    }

    @Test
    void everyIsNotMovedByAChangeOfTheClock() {
        Schedule schedule = Runs.schedule("@every 1h").anchoredAt(Runs.at("2024-03-10T05:30Z"));
        Runs.after(schedule, ZoneId.of("America/New_York"), Runs.at("2024-03-10T05:30Z"), 5).stream()
                .reduce(Runs.at("2024-03-10T05:30Z"), (before, next) -> {
                    assertEquals(before.plusSeconds(3600), next);
                    return next;
                });
    }

    @Test
    void everyStaysInsideTheYearsThatCanBeWritten() {
        Schedule longest = Runs.schedule("@every 999999999h999999999m999999999s");
        assertEquals(NONE, longest.next(Instant.MAX, UTC));
        assertEquals(NONE, longest.next(Instant.EPOCH, UTC));
        assertTrue(longest.next(Instant.MIN, UTC).isPresent());
        assertEquals(NONE, longest.anchoredAt(Instant.MIN).next(Instant.MAX, UTC));
        assertTrue(longest.anchoredAt(Instant.MAX).next(Instant.MIN, UTC).isPresent());
        Schedule second = Runs.schedule("@every 1s");
        assertEquals(Optional.of(Runs.at("9999-12-31T23:59:59Z")), second.next(Runs.at("9999-12-31T23:59:58Z"), UTC));
        assertEquals(NONE, second.next(Runs.at("9999-12-31T23:59:59Z"), UTC));
    }

    @Test
    void onlyEveryHasAnAnchor() {
        for (String expression : List.of("0 0 * * *", "@daily", "@reboot")) {
            Schedule schedule = Runs.schedule(expression);
            assertSame(schedule, schedule.anchoredAt(Instant.EPOCH));
        }
    }

    @Test
    void rebootIsDueAtTheOneStartOfTheMachineThatItKnows() {
        Schedule schedule = Runs.schedule("@reboot");
        assertEquals(NONE, schedule.boot());
        assertEquals(NONE, schedule.next(Instant.MIN, UTC));
        Instant start = Runs.at("2024-01-01T00:03:20Z");
        Schedule started = schedule.startedAt(start.plusMillis(700));
        assertTrue(started.isReboot());
        assertEquals(Optional.of(start), started.boot());
        assertEquals(Optional.of(start), started.next(start.minusNanos(1), UTC));
        assertEquals(NONE, started.next(start, UTC));
        assertEquals(NONE, schedule.boot(), "it is as it was");
        Schedule daily = Runs.schedule("@daily");
        assertSame(daily, daily.startedAt(start));
        assertEquals(NONE, daily.boot());
    }

    @Test
    void onlyRebootIsReboot() {
        assertTrue(Runs.schedule(" @Reboot ").isReboot());
        assertFalse(Runs.schedule("@daily").isReboot());
        assertFalse(Runs.schedule("@every 1h").isReboot());
        assertEquals(List.of(), Runs.schedule("@reboot").warnings());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 12 * * ?       | 1 | six fields are min hour dom month dow YEAR
            0 0 12 * * *       | 1 | six fields are min hour dom month dow YEAR
            0 0 12 * * */2     | 0 | ''
            0 0 12 * * 2024    | 0 | ''
            0 0 0 12 * * ?     | 0 | ''
            0 0 */2 * MON      | 1 | either
            0 0 1 * */2        | 1 | either
            0 0 */2 * */2      | 1 | either
            0 0 1,*/10 * MON   | 1 | either
            0 0 */2 * *        | 0 | ''
            0 0 * * */2        | 0 | ''
            0 0 */2,* * MON    | 0 | ''
            0 0 1 * MON        | 0 | ''
            0 0 31 2 *         | 1 | never runs
            0 0 31 4,6 ? ?     | 2 | never runs
            0 0 29 2 * 2023    | 1 | never runs
            0 0 31 2 MON       | 0 | ''
            0 0 29 2 *         | 0 | ''
            0 0 1 1 * 1970     | 0 | ''
            @yearly            | 0 | ''
            @every 1h          | 0 | ''
            """)
    void warnings(String expression, int number, String words) {
        List<String> warnings = Runs.schedule(expression).warnings();
        assertEquals(number, warnings.size(), warnings::toString);
        assertTrue(String.join("; ", warnings).contains(words), warnings::toString);
    }

    /** What reversed ranges and month 08 did to a parser of the past: {@code next} that answers its own argument. */
    @ParameterizedTest
    @ValueSource(strings = {"0 0 1 08 *", "30 2 * * *", "0 * * * *", "*/15 * * * *", "0 22-2 * * *", "* * * 01 5#5", "7 1-3 * * *"})
    void neverAnswersItsOwnArgument(String expression) {
        Schedule schedule = Runs.schedule(expression);
        ZoneId zone = ZoneId.of("America/New_York");
        Instant last = Runs.at("2024-03-09T00:00Z");
        for (Instant next : Runs.after(schedule, zone, last, 500)) {
            assertTrue(next.isAfter(last), () -> expression + " answered " + next);
            last = next;
        }
    }
}
