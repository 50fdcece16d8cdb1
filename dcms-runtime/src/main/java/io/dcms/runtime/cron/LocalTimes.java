package io.dcms.runtime.cron;

import java.time.LocalDate;
import java.util.BitSet;

/**
 * The local times that an expression matches, whatever the zone. A local time is a number: seconds since 1970-01-01T00:00
 * on a clock that is never set.
 */
final class LocalTimes {

    /** Later than every local time: there is none. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int DAY = 86_400;
    private static final long END = LocalDate.of(Field.YEAR.max + 1, 1, 1).toEpochDay();
    private static final int THURSDAY = 4; // 1970-01-01, Sunday being 0
    private static final int[] DAYS_BEFORE = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

    private final long seconds;
    private final long minutes;
    private final long hours;
    private final long months;
    private final BitSet years; // never changed after construction
    private final DayRule days;

    LocalTimes(long seconds, long minutes, long hours, long months, BitSet years, DayRule days) {
        this.seconds = seconds;
        this.minutes = minutes;
        this.hours = hours;
        this.months = months;
        this.years = years;
        this.days = days;
    }

    /** The first matching local time that is not before {@code from}, in 1970 to 2099; {@link #NEVER} if there is none. */
    long next(long from) {
        long start = Math.max(from, 0);
        long epochDay = start / DAY;
        if (epochDay >= END) {
            return NEVER;
        }
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        if (matches(date)) {
            int time = nextTime((int) (start % DAY));
            if (time >= 0) {
                return epochDay * DAY + time;
            }
        }
        long day = nextDay(date);
        return day == NEVER ? NEVER : day * DAY + nextTime(0);
    }

    private boolean matches(LocalDate date) {
        return years.get(date.getYear()) && has(months, date.getMonthValue())
                && has(daysOf(date.getYear(), date.getMonthValue()), date.getDayOfMonth());
    }

    /** The first matching day after a date, in days since 1970-01-01. */
    private long nextDay(LocalDate date) {
        int month = date.getMonthValue();
        int laterDays = -2 << date.getDayOfMonth();
        for (int year = years.nextSetBit(date.getYear()); year >= 0; year = years.nextSetBit(year + 1)) {
            if (year > date.getYear()) {
                month = 1;
                laterDays = -1;
            }
            for (; month <= 12; month++) {
                int candidates = has(months, month) ? daysOf(year, month) & laterDays : 0;
                if (candidates != 0) {
                    return firstOf(year, month) + Integer.numberOfTrailingZeros(candidates) - 1;
                }
                laterDays = -1;
            }
        }
        return NEVER;
    }

    private int daysOf(int year, int month) {
        int weekday = (int) ((firstOf(year, month) + THURSDAY) % 7);
        int length = DAYS_BEFORE[month + 1] - DAYS_BEFORE[month] + (month == 2 && isLeap(year) ? 1 : 0);
        return days.daysOfMonth(weekday, length);
    }

    /** The first day of a month of 1970 to 2099, where every fourth year is a leap year, in days since 1970-01-01. */
    private static long firstOf(int year, int month) {
        int leapDays = (year - 1969) / 4 + (month > 2 && isLeap(year) ? 1 : 0);
        return (year - 1970) * 365L + leapDays + DAYS_BEFORE[month];
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0;
    }

    /** The first matching second of a day from a second on; -1 if there is none. */
    private int nextTime(int from) {
        int hour = from / 3600;
        int minute = from / 60 % 60;
        if (has(hours, hour)) {
            int second = has(minutes, minute) ? nextBit(seconds, from % 60) : -1;
            if (second >= 0) {
                return hour * 3600 + minute * 60 + second;
            }
            int laterMinute = nextBit(minutes, minute + 1);
            if (laterMinute >= 0) {
                return hour * 3600 + laterMinute * 60 + nextBit(seconds, 0);
            }
        }
        int laterHour = nextBit(hours, hour + 1);
        return laterHour < 0 ? -1 : laterHour * 3600 + nextBit(minutes, 0) * 60 + nextBit(seconds, 0);
    }

    private static boolean has(long bits, int bit) {
        return (bits >>> bit & 1) != 0;
    }

    private static int nextBit(long bits, int from) {
        long rest = bits & -1L << from;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
