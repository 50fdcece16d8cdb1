package io.dcms.runtime.crontab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When cron runs a line; rows name the place in Debian's source that says so. */
class CronTimesTest {

    private static CronTimes times(String schedule) {
        return Crontab.read(schedule + " x\n", Optional.of("ann")).lines().get(0).times();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "0 0 * * 1       | 2026-11-23T00:00 | true  | a Monday",
        "0 0 * * 1       | 2026-11-24T00:00 | false | a Tuesday",
        "0 0 13 * 5      | 2026-11-13T00:00 | true  | find_jobs: no star, either day will do",
        "0 0 13 * 5      | 2026-11-20T00:00 | true  | find_jobs: no star, either day will do",
        "0 0 */2 * 1     | 2026-11-23T00:00 | true  | load_entry: DOM_STAR by the first character, both days must fit",
        "0 0 */2 * 1     | 2026-11-25T00:00 | false | DOM_STAR: an odd day but no Monday",
        "0 0 */2 * 1     | 2026-11-30T00:00 | false | DOM_STAR: a Monday but an even day",
        "0 0 1-31/2 * 1  | 2026-11-25T00:00 | true  | no star: either",
        "0 0 1,*/2 * 1   | 2026-11-25T00:00 | true  | load_entry: a star that is not the first character is none",
        "0 0 1 * */2     | 2026-11-01T00:00 | true  | DOW_STAR, and the first is a Sunday",
        "0 0 1 * */2     | 2026-12-01T00:00 | true  | DOW_STAR: 0, 2, 4, 6: the first is a Tuesday",
        "0 0 1 * */3     | 2026-12-01T00:00 | false | DOW_STAR: 0, 3, 6: a Tuesday is none",
        "0 0 * * 7       | 2026-11-22T00:00 | true  | load_entry: make sundays equivalent",
        "0 0 * * 5-7     | 2026-11-22T00:00 | true  | the same in a range",
        "0 0 * * sat-sun | 2026-11-22T00:00 | false | DowNames: sun is 0, and a range the wrong way round is empty",
        "*/7 0 * * *     | 2026-11-22T00:56 | true  | get_range: from the field's first value on",
        "3-59/10 * * * * | 2026-11-22T05:43 | true  | get_range",
        "*/90 0 * * *    | 2026-11-22T00:00 | true  | get_range: a step beyond the end leaves the first",
        "*/90 0 * * *    | 2026-11-22T00:30 | false | get_range: and nothing else",
        "5~9 0 * * *     | 2026-11-22T00:05 | true  | get_list: Skip_Nonblanks skips what cronie would understand",
        "5~9 0 * * *     | 2026-11-22T00:07 | false | the same",
        "0 0 1 JAN,dec * | 2026-12-01T00:00 | true  | get_number: strcasecmp",
        "4294967296 0 * * * | 2026-12-01T00:00 | true | atoi: the lower 32 bits",
        "@monthly        | 2026-12-01T00:00 | true  | load_entry",
        "@monthly        | 2026-12-02T00:00 | false | load_entry",
        "@hourly         | 2026-12-02T17:00 | true  | load_entry",
        "@reboot         | 2026-12-02T17:00 | false | by no clock"})
    void whichMinutesFit(String schedule, LocalDateTime minute, boolean fits, String source) {
        assertEquals(fits, times(schedule).fits(minute), source);
    }

    /** Europe/Berlin: on 2026-03-29 01:00Z 02:00 becomes 03:00, on 2026-10-25 01:00Z 03:00 becomes 02:00. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "30 2 * * *     | Europe/Berlin | 2026-03-28T23:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z | case 2: made up for",
        "30,45 2 * * *  | Europe/Berlin | 2026-03-28T23:00:00Z | 2026-03-29T01:00:00Z 2026-03-29T01:00:10Z 2026-03-30T00:30:00Z "
                + "| case 2: each, with sleep(10) between",
        "0 2,3 * * *    | Europe/Berlin | 2026-03-28T23:00:00Z | 2026-03-29T01:00:00Z 2026-03-29T01:00:10Z 2026-03-30T00:00:00Z "
                + "| case 2: the minute that it leads to comes last",
        "0 3 * * *      | Europe/Berlin | 2026-03-28T23:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T01:00:00Z | case 2: once",
        "30 * * * *     | Europe/Berlin | 2026-03-29T00:00:00Z | 2026-03-29T00:30:00Z 2026-03-29T01:30:00Z | HR_STAR: by the clock",
        "*/30 2 * * *   | Europe/Berlin | 2026-03-28T23:00:00Z | 2026-03-30T00:00:00Z 2026-03-30T00:30:00Z | MIN_STAR: is lost",
        "30 2 * * *     | Europe/Berlin | 2026-10-24T23:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z | case 3: not again",
        "30 * * * *     | Europe/Berlin | 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z | case 3: wildcard jobs",
        "0 3 * * *      | Europe/Berlin | 2026-10-24T23:00:00Z | 2026-10-25T02:00:00Z 2026-10-26T02:00:00Z | after it is caught up",
        "15 2 * * *     | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z | by 30 minutes",
        "30 12 * * *    | Pacific/Apia | 2011-12-29T23:00:00Z | 2011-12-30T22:30:00Z 2011-12-31T22:30:00Z | more than 3 hours: jumped",
        "0 0 29 2 *     | UTC | 2096-03-01T00:00:00Z | 2104-02-29T00:00:00Z 2108-02-29T00:00:00Z | 2100 is no leap year"})
    void nextWithChangesOfTheClock(String schedule, ZoneId zone, Instant after, String expected, String source) {
        List<String> runs = new ArrayList<>();
        Instant at = after;
        for (int n = 0; n < expected.split(" ").length; n++) {
            at = times(schedule).next(at, zone).orElseThrow();
            runs.add(at.toString());
        }
        assertEquals(expected, String.join(" ", runs), source);
    }

    /**
     * Antarctica/Troll: 01:00 becomes 03:00. cron makes up for 74 runs, one in ten seconds, while 37 are due by the clock: those of
     * both that fall on one second were taken for one.
     */
    @Test
    void aRunThatIsMadeUpForIsNotTakenForOneThatIsDue() {
        CronTimes times = times("4-40 0-4 * * *");
        ZoneId zone = ZoneId.of("Antarctica/Troll");
        Instant end = Instant.parse("2026-03-29T01:50:00Z");
        Optional<Instant> run = times.next(Instant.parse("2026-03-29T00:50:00Z"), zone);
        int runs = 0;
        while (run.isPresent() && run.get().isBefore(end)) {
            runs++;
            run = times.next(run.get(), zone);
        }
        assertEquals(74 + 37, runs);
    }

    @Test
    void whatNeverComes() {
        assertEquals(Optional.empty(), times("0 0 31 2 *").next(Instant.EPOCH, ZoneId.of("UTC")));
        assertEquals(Optional.empty(), times("5-1 * * * *").next(Instant.EPOCH, ZoneId.of("UTC")));
        assertEquals(Optional.empty(), times("@reboot").next(Instant.EPOCH, ZoneId.of("UTC")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "*/15 3 1-31 * mon-fri | */15 3 1-31 * 1-5",
        "0-59 */1 * 1,2,3 7    | 0-59 * * 1-3 0",
        "5;x 5-1 * * *         | 5 23-0 * * *",
        "@weekly               | 0 0 * * 0"})
    void canonicalText(String schedule, String expected) {
        assertEquals(expected, times(schedule).toString());
        assertEquals(expected, times(expected).toString());
    }
}
