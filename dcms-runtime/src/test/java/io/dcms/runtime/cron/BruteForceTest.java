package io.dcms.runtime.cron;

import static java.time.ZoneOffset.UTC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares thousands of made-up expressions with {@link NaiveCron}, around changes of the clock and over the calendar. */
class BruteForceTest {

    private static final long DAY = 86_400;

    /** A zone, a day on which its clock changes, the hour of that, and why it is worth looking at. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Pacific/Apia         | 2011-12-30 | 10 | a whole day skipped
            Pacific/Apia         | 2012-04-01 |  2 | and an hour back
            Pacific/Kwajalein    | 1993-08-21 | 11 | a whole day skipped
            Antarctica/Vostok    | 1994-02-01 | 16 | seven hours back
            Antarctica/Vostok    | 1994-11-01 |  0 | seven hours forward
            Australia/Lord_Howe  | 2024-04-07 |  1 | half an hour back
            Australia/Lord_Howe  | 2024-10-06 |  1 | half an hour forward
            America/Nuuk         | 2024-03-30 | 22 | forward into the next day
            America/Nuuk         | 2024-10-27 | 23 | back into the day before
            America/Havana       | 2024-03-10 |  0 | forward at midnight
            America/Havana       | 2024-11-03 |  0 | back to midnight
            Africa/Cairo         | 2024-04-26 |  0 | forward at midnight
            Africa/Cairo         | 2024-10-31 | 22 | back over midnight
            America/Sao_Paulo    | 2018-11-04 |  0 | forward at midnight
            America/Sao_Paulo    | 2018-02-17 | 22 | back over midnight
            America/New_York     | 2024-03-10 |  1 | forward
            America/New_York     | 2024-11-03 |  0 | back
            Africa/Casablanca    | 2024-03-10 |  1 | back for Ramadan
            Africa/Casablanca    | 2024-04-14 |  1 | forward after it
            Antarctica/Troll     | 2024-03-31 |  0 | two hours forward
            Antarctica/Troll     | 2024-10-27 |  0 | two hours back
            America/St_Johns     | 1988-04-03 |  0 | two hours forward, one minute past midnight
            America/St_Johns     | 1988-10-30 | 22 | two hours back
            America/St_Johns     | 2006-10-29 | 22 | back, one minute past midnight
            Europe/Dublin        | 2024-10-27 |  0 | back
            Asia/Kathmandu       | 1986-01-01 | 23 | a quarter of an hour forward
            Asia/Ust-Nera        | 1981-04-01 | 23 | three hours forward
            UTC                  | 2024-02-29 |  0 | no change, a leap day
            +05:30               | 2023-12-31 | 22 | no change, a new year
            """)
    void aroundAChange(String zoneName, LocalDate day, int hour, String why) {
        ZoneId zone = ZoneId.of(zoneName);
        ZoneRules rules = zone.getRules();
        Expressions expressions = new Expressions(zoneName.hashCode() * 31L + day.hashCode());
        long noon = day.toEpochDay() * DAY + DAY / 2 - rules.getOffset(Instant.EPOCH.plusSeconds(day.toEpochDay() * DAY)).getTotalSeconds();
        for (int i = 0; i < 80; i++) {
            compare(expressions.often(), zone, noon - 2 * DAY, noon + 2 * DAY, 60, expressions);
        }
        for (int i = 0; i < 8; i++) {
            compare(expressions.withSeconds(hour), zone, noon - DAY / 2 - 7200, noon - DAY / 4, 1, expressions);
        }
    }

    /** An offset with seconds, until 1972. */
    @Test
    void aroundTheChangeOfMonrovia() {
        Expressions expressions = new Expressions(1972);
        long change = Runs.at("1972-01-07T00:44:30Z").getEpochSecond();
        for (int i = 0; i < 40; i++) {
            compare(expressions.withSeconds(23), ZoneId.of("Africa/Monrovia"), change - 7200, change + 7200, 1, expressions);
        }
    }

    private static void compare(String expression, ZoneId zone, long begin, long end, int step, Expressions random) {
        List<Instant> expected = new NaiveCron(expression).runs(zone.getRules(), begin, end, step);
        Schedule schedule = Runs.schedule(expression);
        Instant last = Instant.ofEpochSecond(begin).minusNanos(1);
        for (Instant run : expected) {
            assertNext(run, schedule, zone, last);
            last = run;
        }
        Optional<Instant> beyond = schedule.next(last, zone);
        assertEquals(Optional.empty(), beyond.filter(run -> run.isBefore(Instant.ofEpochSecond(end))),
                () -> expression + " in " + zone + " has one run too many");
        for (int i = 0; i < 20 && !expected.isEmpty(); i++) {
            Instant from = Instant.ofEpochSecond(begin + random.between(0, (int) (end - begin)), random.between(0, 1));
            expected.stream().filter(run -> run.isAfter(from)).findFirst()
                    .ifPresent(run -> assertNext(run, schedule, zone, from));
        }
    }

    private static void assertNext(Instant expected, Schedule schedule, ZoneId zone, Instant from) {
        assertEquals(Optional.of(expected), schedule.next(from, zone), () -> schedule + " in " + zone + " after " + from);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1969-12-01 | 1974-03-01 | the beginning
            1999-11-01 | 2004-04-01 | a century that is a leap year
            2019-01-01 | 2025-01-01 | two leap years
            2094-01-01 | 2100-03-01 | the end
            """)
    void overTheCalendar(LocalDate begin, LocalDate end, String why) {
        Expressions expressions = new Expressions(begin.hashCode());
        for (int i = 0; i < 150; i++) {
            String expression = expressions.days();
            NaiveCron naive = new NaiveCron(expression);
            Schedule schedule = Runs.schedule(expression);
            Instant last = begin.atStartOfDay(UTC).toInstant().minusSeconds(1);
            for (LocalDate day = begin; day.isBefore(end); day = day.plusDays(1)) {
                if (naive.matches(day)) {
                    assertNext(day.atStartOfDay(UTC).toInstant(), schedule, UTC, last);
                    last = day.atStartOfDay(UTC).toInstant();
                }
            }
            Optional<Instant> beyond = schedule.next(last, UTC);
            assertEquals(Optional.empty(), beyond.filter(run -> run.isBefore(end.atStartOfDay(UTC).toInstant())),
                    () -> expression + " has one run too many");
        }
    }

    /** Every zone of the JDK, every change from 1970 to 2099: a nightly job in the middle of it runs once, and time goes on. */
    @Test
    void everyChangeOfEveryZone() throws CronException {
        Schedule minutely = Schedule.parse("* * * * *");
        for (String name : ZoneId.getAvailableZoneIds()) {
            ZoneRules rules = ZoneId.of(name).getRules();
            for (var change = rules.nextTransition(Instant.EPOCH); change != null && change.getDateTimeAfter().getYear() < 2040;
                    change = rules.nextTransition(change.getInstant())) {
                var middle = change.getDateTimeBefore().plus(change.getDuration().dividedBy(2)).withSecond(30);
                Schedule nightly = Schedule.parse(String.format("30 %d %d %d %d * %d", middle.getMinute(), middle.getHour(),
                        middle.getDayOfMonth(), middle.getMonthValue(), middle.getYear()));
                Instant expected = change.isGap() ? change.getInstant() : middle.toInstant(change.getOffsetBefore());
                assertEquals(List.of(expected), Runs.after(nightly, ZoneId.of(name), Instant.EPOCH, 2), name + change);
                Instant minuteAfter = change.getInstant().plusSeconds((60 - change.getDateTimeAfter().getSecond()) % 60);
                assertNext(minuteAfter, minutely, ZoneId.of(name), change.getInstant().minusNanos(1));
            }
        }
    }
}
