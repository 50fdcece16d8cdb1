package io.dcms.runtime.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each element of an expression means. Times are in UTC. */
class DialectTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            5 4 * * *          | 2024-01-01T00:00Z | 2024-01-01T04:05Z 2024-01-02T04:05Z | five fields
            0 0 1 1 * 2030     | 2024-01-01T00:00Z | 2030-01-01T00:00Z end | six: the year is last
            0 0 12 * * ?       | 2024-01-01T00:00Z | 2024-01-12T00:00Z 2024-02-12T00:00Z | Quartz's noon is the 12th here
            30 5 4 * * * *     | 2024-01-01T00:00Z | 2024-01-01T04:05:30Z | seven: the second is first
            10 0 0 1 1 * 2030  | 2024-01-01T00:00Z | 2030-01-01T00:00:10Z end | seven: the year is last
            5,5,4 4 * * *      | 2024-01-01T00:00Z | 2024-01-01T04:04Z 2024-01-01T04:05Z 2024-01-02T04:04Z | lists: repeated, unordered
            0 0 * * 6,7        | 2024-01-01T00:00Z | 2024-01-06T00:00Z 2024-01-07T00:00Z | Saturday and Sunday
            1,,2 0 * * *       | 2024-01-01T00:00Z | 2024-01-01T00:01Z 2024-01-01T00:02Z 2024-01-02T00:01Z | empty entries are ignored
            ,5 0 * * *         | 2024-01-01T00:00Z | 2024-01-01T00:05Z 2024-01-02T00:05Z | before
            5, 0 * * *         | 2024-01-01T00:00Z | 2024-01-01T00:05Z 2024-01-02T00:05Z | behind
            0 0 * * *,MON      | 2024-01-01T00:00Z | 2024-01-02T00:00Z 2024-01-03T00:00Z | a star in a list is the whole field
            0 0 15 * *,MON     | 2024-01-01T00:00Z | 2024-01-15T00:00Z 2024-02-15T00:00Z | and leaves a day field unrestricted
            0 0 15 * MON,?     | 2024-01-01T00:00Z | 2024-01-15T00:00Z 2024-02-15T00:00Z | so does a question mark
            0 22-2 * * *       | 2024-01-01T02:00Z | 2024-01-01T22:00Z 2024-01-01T23:00Z 2024-01-02T00:00Z 2024-01-02T01:00Z 2024-01-02T02:00Z 2024-01-02T22:00Z | reversed hours go round
            58-1 0 * * *       | 2024-01-01T00:01Z | 2024-01-01T00:58Z 2024-01-01T00:59Z 2024-01-02T00:00Z | reversed minutes
            58-1 0 0 * * * *   | 2024-01-01T00:00:01Z | 2024-01-01T00:00:58Z 2024-01-01T00:00:59Z 2024-01-02T00:00:00Z | reversed seconds
            0 0 30-2 * *       | 2024-02-02T12:00Z | 2024-03-01T00:00Z 2024-03-02T00:00Z 2024-03-30T00:00Z 2024-03-31T00:00Z 2024-04-01T00:00Z | reversed days of the month
            0 0 1 11-2 *       | 2024-02-02T00:00Z | 2024-11-01T00:00Z 2024-12-01T00:00Z 2025-01-01T00:00Z 2025-02-01T00:00Z 2025-11-01T00:00Z | reversed months
            0 0 * * FRI-MON    | 2024-01-01T00:00Z | 2024-01-05T00:00Z 2024-01-06T00:00Z 2024-01-07T00:00Z 2024-01-08T00:00Z 2024-01-12T00:00Z | reversed days of the week
            0 22-4/3 * * *     | 2024-01-01T04:00Z | 2024-01-01T22:00Z 2024-01-02T01:00Z 2024-01-02T04:00Z 2024-01-02T22:00Z | a step counts through the turn
            0 0 28-3/2 * *     | 2024-01-03T00:00Z | 2024-01-28T00:00Z 2024-01-30T00:00Z 2024-02-01T00:00Z 2024-02-03T00:00Z 2024-02-28T00:00Z 2024-03-01T00:00Z | of 31 days, whatever the month
            0 0 1 11-4/2 *     | 2024-01-02T00:00Z | 2024-03-01T00:00Z 2024-11-01T00:00Z 2025-01-01T00:00Z | months by twos through the turn
            0 0 * * 5-7        | 2024-01-01T00:00Z | 2024-01-05T00:00Z 2024-01-06T00:00Z 2024-01-07T00:00Z 2024-01-12T00:00Z | 7 ends a range as Sunday after Saturday
            0 0 * * 1-7        | 2024-01-06T00:00Z | 2024-01-07T00:00Z 2024-01-08T00:00Z | all seven
            0 0 * * 0-7        | 2024-01-06T00:00Z | 2024-01-07T00:00Z 2024-01-08T00:00Z | all seven again
            0 0 * * 7-2        | 2024-01-02T00:00Z | 2024-01-07T00:00Z 2024-01-08T00:00Z 2024-01-09T00:00Z 2024-01-14T00:00Z | 7 begins a range as 0
            0 0 * * 7-7        | 2024-01-01T00:00Z | 2024-01-07T00:00Z 2024-01-14T00:00Z | Sunday
            0 0 * * 0-0        | 2024-01-01T00:00Z | 2024-01-07T00:00Z 2024-01-14T00:00Z | Sunday
            0 0 * * 7-0        | 2024-01-01T00:00Z | 2024-01-07T00:00Z 2024-01-14T00:00Z | Sunday to Sunday
            0 0 * * SAT-SUN    | 2024-01-01T00:00Z | 2024-01-06T00:00Z 2024-01-07T00:00Z 2024-01-13T00:00Z | the week-end
            0 0 * * 6-7        | 2024-01-01T00:00Z | 2024-01-06T00:00Z 2024-01-07T00:00Z 2024-01-13T00:00Z | the week-end again
            0 0 * * 1-7/3      | 2024-01-01T00:00Z | 2024-01-04T00:00Z 2024-01-07T00:00Z 2024-01-08T00:00Z | Monday, Thursday, Sunday
            0 0 * * 5-7/2      | 2024-01-01T00:00Z | 2024-01-05T00:00Z 2024-01-07T00:00Z 2024-01-12T00:00Z | Friday, Sunday
            0 0 * * 0          | 2024-01-01T00:00Z | 2024-01-07T00:00Z 2024-01-14T00:00Z | 0 is Sunday
            0 0 * * 7          | 2024-01-01T00:00Z | 2024-01-07T00:00Z 2024-01-14T00:00Z | so is 7
            */20 0 * * *       | 2024-01-01T00:00Z | 2024-01-01T00:20Z 2024-01-01T00:40Z 2024-01-02T00:00Z | first value, then every n-th
            10-30/15 0 * * *   | 2024-01-01T00:00Z | 2024-01-01T00:10Z 2024-01-01T00:25Z 2024-01-02T00:10Z | inside the range
            10/25 0 * * *      | 2024-01-01T00:00Z | 2024-01-01T00:10Z 2024-01-01T00:35Z 2024-01-02T00:10Z | from one value on to the greatest
            0 0 * * */2        | 2024-01-01T00:00Z | 2024-01-02T00:00Z 2024-01-04T00:00Z 2024-01-06T00:00Z 2024-01-07T00:00Z | Sunday, Tuesday, Thursday, Saturday
            0 0 * * 1/2        | 2024-01-01T00:00Z | 2024-01-03T00:00Z 2024-01-05T00:00Z 2024-01-08T00:00Z | the last is 6, not 7
            0 0 * * 7/3        | 2024-01-01T00:00Z | 2024-01-03T00:00Z 2024-01-06T00:00Z 2024-01-07T00:00Z | Sunday is 0 where a step begins
            5-10/20 0 * * *    | 2024-01-01T00:00Z | 2024-01-01T00:05Z 2024-01-02T00:05Z | a step wider than the range: its first value
            */59 0 * * *       | 2024-01-01T00:00Z | 2024-01-01T00:59Z 2024-01-02T00:00Z | the greatest step
            0 0 */31 * *       | 2024-01-01T00:00Z | 2024-02-01T00:00Z | of days
            0 0 1 */12 *       | 2024-01-01T00:00Z | 2025-01-01T00:00Z | of months
            0 0 * * */6        | 2024-01-01T00:00Z | 2024-01-06T00:00Z 2024-01-07T00:00Z | of days of the week
            0 */23 * * *       | 2024-01-01T00:00Z | 2024-01-01T23:00Z 2024-01-02T00:00Z | of hours
            0 0 1 1 * */59     | 2024-01-01T00:00Z | 2029-01-01T00:00Z 2088-01-01T00:00Z end | of years, from 1970
            0 0 1 1 * 2030/30  | 2024-01-01T00:00Z | 2030-01-01T00:00Z 2060-01-01T00:00Z 2090-01-01T00:00Z end | years from one on
            0 0 1 1 * 2024-2030/3,2040 | 2024-06-01T00:00Z | 2027-01-01T00:00Z 2030-01-01T00:00Z 2040-01-01T00:00Z end | ranges, steps and lists of years
            0 0 * * monday     | 2024-01-01T00:00Z | 2024-01-08T00:00Z | whole names
            0 0 * * wEd        | 2024-01-01T00:00Z | 2024-01-03T00:00Z | any case
            0 0 1 sep,December * | 2024-01-01T00:00Z | 2024-09-01T00:00Z 2024-12-01T00:00Z | names of months
            0 0 * * MON-5      | 2024-01-05T00:00Z | 2024-01-08T00:00Z | a name and a number in a range
            0 0 1 jan-3 *      | 2024-01-01T00:00Z | 2024-02-01T00:00Z 2024-03-01T00:00Z 2025-01-01T00:00Z | the same
            0 0 1 feb/5 *      | 2024-01-01T00:00Z | 2024-02-01T00:00Z 2024-07-01T00:00Z 2024-12-01T00:00Z 2025-02-01T00:00Z | a name and a step
            05 04 03 08 *      | 2024-01-01T00:00Z | 2024-08-03T04:05Z | leading zeros: 08 is August
            0 0 * * 05         | 2024-01-01T00:00Z | 2024-01-05T00:00Z | 05 is Friday
            0 0 * * 05L        | 2024-01-01T00:00Z | 2024-01-26T00:00Z | and the last Friday
            0 0 31 04,06,07 *  | 2024-01-01T00:00Z | 2024-07-31T00:00Z | months without that day
            */05 0 * * *       | 2024-01-01T00:00Z | 2024-01-01T00:05Z | a step of two digits
            ? ? ? ? ?          | 2024-01-01T00:00Z | 2024-01-01T00:01Z | a question mark is a star in any field
            ?,5 0 * * *        | 2024-01-01T00:00Z | 2024-01-01T00:01Z | in a list, too
            0 0 13 * FRI       | 2024-01-01T00:00Z | 2024-01-05T00:00Z 2024-01-12T00:00Z 2024-01-13T00:00Z | two restricted day fields: either
            0 0 13 * ?         | 2024-01-01T00:00Z | 2024-01-13T00:00Z 2024-02-13T00:00Z | one restricted: that one
            0 0 */1 * MON      | 2024-01-01T00:00Z | 2024-01-02T00:00Z 2024-01-03T00:00Z | a stepped star is a restriction, and holds every day
            0 0 1 * */6        | 2024-01-01T00:00Z | 2024-01-06T00:00Z 2024-01-07T00:00Z 2024-01-13T00:00Z | in either field
            0 0 1-31 * MON     | 2024-01-01T00:00Z | 2024-01-02T00:00Z | so is a range over every day
            0 0 1 * 0-6        | 2024-01-01T00:00Z | 2024-01-02T00:00Z | of the week
            0 0 L * *          | 2024-01-01T00:00Z | 2024-01-31T00:00Z 2024-02-29T00:00Z 2024-03-31T00:00Z 2024-04-30T00:00Z | the last day
            0 0 1,L * *        | 2024-01-01T00:00Z | 2024-01-31T00:00Z 2024-02-01T00:00Z 2024-02-29T00:00Z | in a list
            0 0 l * *          | 2023-02-01T00:00Z | 2023-02-28T00:00Z | small, and in a common year
            0 0 LW * *         | 2024-02-01T00:00Z | 2024-02-29T00:00Z 2024-03-29T00:00Z 2024-04-30T00:00Z 2024-05-31T00:00Z 2024-06-28T00:00Z | the last Monday to Friday
            0 0 15W * *        | 2024-05-01T00:00Z | 2024-05-15T00:00Z 2024-06-14T00:00Z 2024-07-15T00:00Z 2024-08-15T00:00Z 2024-09-16T00:00Z | Saturday: the day before, Sunday: the day after
            0 0 1W * *         | 2024-05-31T00:00Z | 2024-06-03T00:00Z 2024-07-01T00:00Z 2024-08-01T00:00Z 2024-09-02T00:00Z | inside the month: Saturday the 1st becomes the 3rd
            0 0 31W * *        | 2024-03-01T00:00Z | 2024-03-29T00:00Z 2024-05-31T00:00Z 2024-07-31T00:00Z 2024-08-30T00:00Z | Sunday the 31st becomes the 29th; no 31st: no run
            0 0 30w 6 *        | 2024-01-01T00:00Z | 2024-06-28T00:00Z 2025-06-30T00:00Z | the last day of a shorter month, a Sunday
            0 0 29W 2 *        | 2024-03-01T00:00Z | 2028-02-29T00:00Z 2032-02-27T00:00Z | leap years only
            0 0 1W,15W,LW * *  | 2024-06-01T00:00Z | 2024-06-03T00:00Z 2024-06-14T00:00Z 2024-06-28T00:00Z | in a list
            0 0 05W * *        | 2024-10-01T00:00Z | 2024-10-04T00:00Z | a leading zero
            0 0 L-3 * *        | 2024-01-01T00:00Z | 2024-01-28T00:00Z 2024-02-26T00:00Z 2024-03-28T00:00Z | days before the last
            0 0 L-30 * *       | 2024-01-02T00:00Z | 2024-03-01T00:00Z 2024-05-01T00:00Z | a month too short: no run
            0 0 L-28 2 *       | 2024-03-01T00:00Z | 2028-02-01T00:00Z | even a month of 28 days
            0 0 L-1,L * *      | 2024-02-01T00:00Z | 2024-02-28T00:00Z 2024-02-29T00:00Z 2024-03-30T00:00Z | in a list
            0 0 * * 5L         | 2024-01-01T00:00Z | 2024-01-26T00:00Z 2024-02-23T00:00Z 2024-03-29T00:00Z | the last Friday
            0 0 * * FRIL,fridayl | 2024-01-01T00:00Z | 2024-01-26T00:00Z 2024-02-23T00:00Z | by name
            0 0 * * 7L         | 2024-01-01T00:00Z | 2024-01-28T00:00Z 2024-02-25T00:00Z | 7 is Sunday
            0 0 * * 0L,3L      | 2024-02-01T00:00Z | 2024-02-25T00:00Z 2024-02-28T00:00Z 2024-03-27T00:00Z 2024-03-31T00:00Z | in a list
            0 0 * * 5#3        | 2024-01-01T00:00Z | 2024-01-19T00:00Z 2024-02-16T00:00Z | the third Friday
            0 0 * * FRI#5      | 2024-01-01T00:00Z | 2024-03-29T00:00Z 2024-05-31T00:00Z | the fifth, where there is one
            0 0 * * 7#1,MON#2,3 | 2024-01-01T00:00Z | 2024-01-03T00:00Z 2024-01-07T00:00Z 2024-01-08T00:00Z 2024-01-10T00:00Z | lists
            0 0 LW * 1L        | 2024-01-01T00:00Z | 2024-01-29T00:00Z 2024-01-31T00:00Z 2024-02-26T00:00Z | two restricted day fields again
            0 0 1 1 * 2099     | 2024-01-01T00:00Z | 2099-01-01T00:00Z end | the last year
            59 59 23 31 12 ? 2099 | 2024-01-01T00:00Z | 2099-12-31T23:59:59Z end | its last second
            * * * * *          | 2099-12-31T23:58Z | 2099-12-31T23:59Z end | past 2099: no further run
            * * * * *          | 1960-01-01T00:00Z | 1970-01-01T00:00Z 1970-01-01T00:01Z | before 1970: none either
            0 0 29 2 *         | 2024-03-01T00:00Z | 2028-02-29T00:00Z 2032-02-29T00:00Z | leap years
            0 0 29 2 *         | 2096-02-29T00:00Z | end | the last one
            0 0 31 2 *         | 1970-01-01T00:00Z | end | never
            0 0 31 4,6,9,11 *  | 1970-01-01T00:00Z | end | never
            0 0 30W 2 *        | 1970-01-01T00:00Z | end | never
            @yearly            | 2024-01-01T00:00Z | 2025-01-01T00:00Z 2026-01-01T00:00Z | macro
            @ANNUALLY          | 2024-01-01T00:00Z | 2025-01-01T00:00Z | in any case
            @Monthly           | 2024-01-01T00:00Z | 2024-02-01T00:00Z | macro
            @weekly            | 2024-01-01T00:00Z | 2024-01-07T00:00Z 2024-01-14T00:00Z | on Sunday
            @daily             | 2024-01-01T00:00Z | 2024-01-02T00:00Z | macro
            @midnight          | 2024-01-01T00:00Z | 2024-01-02T00:00Z | macro
            @hourly            | 2024-01-01T00:00Z | 2024-01-01T01:00Z | macro
            @reboot            | 2024-01-01T00:00Z | end | never by the clock
            @every 1h30m       | 2024-01-01T00:00:10.5Z | 2024-01-01T01:30:10Z 2024-01-01T03:00:10Z | from the second asked for
            @every 90m         | 2024-01-01T00:00Z | 2024-01-01T01:30Z | more than an hour of minutes
            @every 1s          | 2099-12-31T23:59:59Z | 2100-01-01T00:00Z | knows no calendar
            @EVERY 0h0m15s     | 2024-01-01T00:00Z | 2024-01-01T00:00:15Z | zeros before
            """)
    void means(String expression, String from, String expected, String why) {
        Runs.assertRuns(expression, "UTC", from, expected, why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '  0 3 * * *  '       | blanks around
            '0\t3\n*\r\n*\f *'    | tab, newline, return, form feed
            '0  3   * *     *'    | runs of blanks
            """)
    void blanksPartFields(String expression, String why) {
        String unescaped = expression.translateEscapes();
        Runs.assertRuns(unescaped, "UTC", "2024-01-01T00:00Z", "2024-01-01T03:00Z 2024-01-02T03:00Z", why);
        assertEquals(unescaped, Runs.schedule(unescaped).toString(), "as it was given");
    }
}
