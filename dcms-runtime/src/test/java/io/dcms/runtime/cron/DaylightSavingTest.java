package io.dcms.runtime.cron;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Named cases of the rule for changes of the clock; {@link BruteForceTest} covers the rest. */
class DaylightSavingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            30 2 * * *    | America/New_York    | 2024-03-09T12:00-05:00 | 2024-03-10T03:00-04:00 2024-03-11T02:30-04:00 | in the gap: once, at its end
            0 2,3 * * *   | America/New_York    | 2024-03-10T00:00-05:00 | 2024-03-10T03:00-04:00 2024-03-11T02:00-04:00 | skipped and real run at one instant: once
            30 2,3 * * *  | America/New_York    | 2024-03-10T00:00-05:00 | 2024-03-10T03:00-04:00 2024-03-10T03:30-04:00 | skipped run, then the real one
            10,20,50 2 * * * | America/New_York | 2024-03-10T00:00-05:00 | 2024-03-10T03:00-04:00 2024-03-11T02:10-04:00 | several skipped runs are one
            */15 * * * *  | America/New_York    | 2024-03-10T01:40-05:00 | 2024-03-10T01:45-05:00 2024-03-10T03:00-04:00 | interval job keeps its pace
            0 */2 * * *   | America/New_York    | 2024-03-10T00:00-05:00 | 2024-03-10T04:00-04:00 | 02:00 does not exist, and an interval job does not make up for it
            */20 2 * * *  | America/New_York    | 2024-03-09T12:00-05:00 | 2024-03-11T02:00-04:00 2024-03-11T02:20-04:00 | interval job in the gap alone: not that day
            0 0-23 * * *  | America/New_York    | 2024-03-10T01:00-05:00 | 2024-03-10T03:00-04:00 2024-03-10T04:00-04:00 | a range over every hour is fixed-time
            30 2 * * *    | America/New_York    | 2024-03-10T06:59:59.999999999Z | 2024-03-10T03:00-04:00 | strictly after, by a nanosecond
            30 2 * * *    | America/New_York    | 2024-03-10T07:00:00Z   | 2024-03-11T02:30-04:00 | asked at the end of the gap: it has run
            30 2 10 3 *   | America/New_York    | 2024-01-01T00:00Z      | 2024-03-10T03:00-04:00 2025-03-10T02:30-04:00 | the day fields see the skipped time's date
            30 1 * * *    | America/New_York    | 2024-11-03T00:00-04:00 | 2024-11-03T01:30-04:00 2024-11-04T01:30-05:00 | repeated: the first occurrence
            30 1 * * *    | America/New_York    | 2024-11-03T01:10-05:00 | 2024-11-04T01:30-05:00 | asked inside the second pass
            30 1 * * *    | America/New_York    | 2024-11-03T01:30-04:00 | 2024-11-04T01:30-05:00 | asked at the first occurrence
            30 1 * * *    | America/New_York    | 2024-11-03T01:45-04:00 | 2024-11-04T01:30-05:00 | asked after it, inside the first pass
            0 2 * * *     | America/New_York    | 2024-11-03T01:30-04:00 | 2024-11-03T02:00-05:00 | 02:00 is shown once, after the second pass
            0 * * * *     | America/New_York    | 2024-11-03T00:30-04:00 | 2024-11-03T01:00-04:00 2024-11-03T01:00-05:00 2024-11-03T02:00-05:00 | interval job runs in both passes
            */30 1 3 11 * 2024 | America/New_York | 2024-11-03T01:50-04:00 | 2024-11-03T01:00-05:00 2024-11-03T01:30-05:00 end | nothing later in local order, yet two runs to come
            0 0 1 * * * * | America/New_York    | 2024-11-03T00:00-04:00 | 2024-11-03T01:00-04:00 2024-11-04T01:00-05:00 | the seconds field does not matter
            * 30 1 * * * * | America/New_York   | 2024-11-03T01:30:58-04:00 | 2024-11-03T01:30:59-04:00 2024-11-04T01:30:00-05:00 | nor when it begins with a star
            15/5 30 2 * * * * | America/New_York | 2024-03-10T00:00-05:00 | 2024-03-10T03:00-04:00 2024-03-11T02:30:15-04:00 | seconds in the gap are one run, at its end
            @daily        | America/Sao_Paulo   | 2018-11-03T12:00-03:00 | 2018-11-04T01:00-02:00 2018-11-05T00:00-02:00 | the gap begins at midnight
            @daily        | America/Havana      | 2024-11-02T12:00-04:00 | 2024-11-03T00:00-04:00 2024-11-04T00:00-05:00 | midnight comes twice
            @hourly       | America/Havana      | 2024-11-03T00:00-04:00 | 2024-11-03T00:00-05:00 2024-11-03T01:00-05:00 | @hourly is an interval job
            @weekly       | America/Havana      | 2024-11-02T12:00-04:00 | 2024-11-03T00:00-04:00 2024-11-10T00:00-05:00 | @weekly is a fixed-time job
            @monthly      | America/Sao_Paulo   | 2018-10-31T12:00-03:00 | 2018-11-01T00:00-03:00 2018-12-01T00:00-02:00 | no change at either
            15 2 * * *    | Australia/Lord_Howe | 2024-10-05T12:00+10:30 | 2024-10-06T02:30+11:00 2024-10-07T02:15+11:00 | a gap of half an hour
            45 1 * * *    | Australia/Lord_Howe | 2024-04-06T12:00+11:00 | 2024-04-07T01:45+11:00 2024-04-08T01:45+10:30 | half an hour repeated
            */15 1 * * *  | Australia/Lord_Howe | 2024-04-07T01:20+11:00 | 2024-04-07T01:30+11:00 2024-04-07T01:45+11:00 2024-04-07T01:30+10:30 2024-04-07T01:45+10:30 2024-04-08T01:00+10:30 | both passes of half an hour
            0 22,23 * * * | America/Nuuk        | 2024-03-29T22:00-02:00 | 2024-03-29T23:00-02:00 2024-03-30T22:00-02:00 2024-03-31T00:00-01:00 | the gap ends at midnight: the run is on the next day
            30 23 30 3 *  | America/Nuuk        | 2024-03-29T22:00-02:00 | 2024-03-31T00:00-01:00 2025-03-30T23:30-01:00 | the date is the skipped time's own (a year later the clock changes on the 29th)
            0 12 * * *    | Pacific/Apia        | 2011-12-29T13:00-10:00 | 2011-12-31T00:00+14:00 2011-12-31T12:00+14:00 | a day that was skipped whole
            0 12 30 12 *  | Pacific/Apia        | 2011-01-01T00:00-11:00 | 2011-12-31T00:00+14:00 2012-12-30T12:00+14:00 | its date matches, not the one after the gap
            0 12 31 12 *  | Pacific/Apia        | 2011-01-01T00:00-11:00 | 2011-12-31T12:00+14:00 | and the next date is not moved
            0 */12 * * *  | Pacific/Apia        | 2011-12-29T12:00-10:00 | 2011-12-31T00:00+14:00 2011-12-31T12:00+14:00 | interval job: 00:00 is a real run
            0 0 * * FRI   | Pacific/Apia        | 2011-12-29T00:00-10:00 | 2011-12-31T00:00+14:00 2012-01-06T00:00+14:00 | the skipped day was a Friday
            0 3 * * *     | Antarctica/Vostok   | 1994-01-31T00:00+07:00 | 1994-01-31T03:00+07:00 1994-02-01T03:00Z | seven hours repeated, 17:00 to 24:00
            0 20 * * *    | Antarctica/Vostok   | 1994-01-31T17:00Z      | 1994-02-01T20:00Z | deep inside the repeated hours
            30 23 * * *   | Africa/Cairo        | 2024-10-31T12:00+03:00 | 2024-10-31T23:30+03:00 2024-11-01T23:30+02:00 | the hour before midnight comes twice
            30 0 * * *    | Africa/Cairo        | 2024-04-25T12:00+02:00 | 2024-04-26T01:00+03:00 2024-04-27T00:30+03:00 | the hour after midnight is skipped
            30 2 * * *    | Antarctica/Troll    | 2024-03-30T12:00Z      | 2024-03-31T03:00+02:00 2024-04-01T02:30+02:00 | two hours skipped, 01:00 to 03:00
            30 1 * * *    | Antarctica/Troll    | 2024-10-27T00:00+02:00 | 2024-10-27T01:30+02:00 2024-10-28T01:30Z | two hours repeated, 01:00 to 03:00
            30 1 * * *    | Europe/Dublin       | 2024-03-30T12:00Z      | 2024-03-31T02:00+01:00 2024-04-01T01:30+01:00 | winter time is the exception there, the clock is the same
            30 2 * * *    | Africa/Casablanca   | 2024-03-09T12:00+01:00 | 2024-03-10T02:30+01:00 2024-03-11T02:30Z | back for Ramadan: 02:00 to 03:00 repeated, once
            30 2 * * *    | Africa/Casablanca   | 2024-04-13T12:00Z      | 2024-04-14T03:00+01:00 | and forward again
            0 0 * * *     | America/St_Johns    | 2006-10-28T12:00-02:30 | 2006-10-29T00:00-02:30 2006-10-30T00:00-03:30 | changes at one minute past midnight: back to 23:01
            1 0 * * *     | America/St_Johns    | 2006-10-28T12:00-02:30 | 2006-10-29T00:01-03:30 2006-10-30T00:01-03:30 | so 00:01 itself is shown once
            30 23 28 10 * | America/St_Johns    | 2006-10-28T12:00-02:30 | 2006-10-28T23:30-02:30 2007-10-28T23:30-02:30 | the repeated range crosses midnight
            30 * 28 10 *  | America/St_Johns    | 2006-10-28T22:45-02:30 | 2006-10-28T23:30-02:30 2006-10-28T23:30-03:30 2007-10-28T00:30-02:30 | an interval job goes back to the day before
            1 0 * * *     | America/St_Johns    | 2006-04-01T12:00-03:30 | 2006-04-02T01:01-02:30 2006-04-03T00:01-02:30 | forward at 00:01
            0 0 * * *     | Asia/Kathmandu      | 1985-12-31T12:00+05:30 | 1986-01-01T00:15+05:45 1986-01-02T00:00+05:45 | a quarter of an hour, for good
            59 2 * * *    | Asia/Ust-Nera       | 1981-03-31T12:00+09:00 | 1981-04-01T03:00+12:00 | three hours
            30 2 * * *    | UTC                 | 2024-03-10T00:00Z      | 2024-03-10T02:30Z 2024-03-11T02:30Z | a clock that is never set
            30 2 * * *    | +05:30              | 2024-03-10T00:00Z      | 2024-03-11T02:30+05:30 | nor this one
            0 0 7 1 * 1972 | Africa/Monrovia    | 1971-12-31T00:00Z      | 1972-01-07T00:44:30Z end | an offset with seconds: 00:00 to 00:44:30 skipped
            """)
    void runs(String expression, String zone, String from, String expected, String why) {
        Runs.assertRuns(expression, zone, from, expected, why);
    }
}
