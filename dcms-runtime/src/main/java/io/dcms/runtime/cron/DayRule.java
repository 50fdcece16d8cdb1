package io.dcms.runtime.cron;

/**
 * Which days of a month match. Each day field is a restriction unless a bare {@code *} or {@code ?} stands in it; of two
 * restrictions one is enough, as in Vixie's cron and gorhill/cronexpr.
 *
 * <p>Days of a month are bits 1 to 31 of a number, days of the week bits 0 (Sunday) to 6.
 */
final class DayRule {

    private static final int WEEK = 0b111_1111;
    private static final int SUNDAY = 0;
    private static final int SATURDAY = 6;

    private final boolean dateRestricted;
    private final int dates;
    private final int beforeLast;
    private final int nearestWeekday;
    private final boolean lastWeekday;

    private final boolean weekdayRestricted;
    private final int weekdays;
    private final int lastInMonth;
    private final long nthInMonth;

    DayRule(FieldEntries dayOfMonth, FieldEntries dayOfWeek) {
        dateRestricted = !dayOfMonth.any;
        dates = (int) dayOfMonth.bits(Field.DAY_OF_MONTH);
        beforeLast = dayOfMonth.beforeLast;
        nearestWeekday = dayOfMonth.nearestWeekday;
        lastWeekday = dayOfMonth.lastWeekday;
        weekdayRestricted = !dayOfWeek.any;
        weekdays = (int) dayOfWeek.bits(Field.DAY_OF_WEEK);
        lastInMonth = dayOfWeek.lastInMonth;
        nthInMonth = dayOfWeek.nthInMonth;
    }

    /**
     * The matching days of a month.
     *
     * @param first  the day of the week of its first day
     * @param length its number of days
     */
    int daysOfMonth(int first, int length) {
        int allDays = -1 >>> 31 - length & ~1;
        if (!dateRestricted && !weekdayRestricted) {
            return allDays;
        }
        int days = 0;
        if (dateRestricted) {
            days |= dates | specialDates(first, length);
        }
        if (weekdayRestricted) {
            days |= everyWeek(first) | someWeeks(first, length);
        }
        return days & allDays;
    }

    private int specialDates(int first, int length) {
        int days = 0;
        for (int rest = beforeLast; rest != 0; rest &= rest - 1) {
            days |= bit(length - Integer.numberOfTrailingZeros(rest));
        }
        for (int rest = nearestWeekday; rest != 0; rest &= rest - 1) {
            days |= bit(nearestWeekday(Integer.numberOfTrailingZeros(rest), first, length));
        }
        if (lastWeekday) {
            days |= bit(nearestBefore(length, first));
        }
        return days;
    }

    /** The Monday to Friday nearest to a day, inside the month; 0 if the month has no such day. */
    private static int nearestWeekday(int day, int first, int length) {
        if (day > length) {
            return 0;
        }
        switch (weekday(day, first)) {
            case SATURDAY:
                return day == 1 ? 3 : day - 1;
            case SUNDAY:
                return day == length ? day - 2 : day + 1;
            default:
                return day;
        }
    }

    private static int nearestBefore(int day, int first) {
        switch (weekday(day, first)) {
            case SATURDAY:
                return day - 1;
            case SUNDAY:
                return day - 2;
            default:
                return day;
        }
    }

    private int everyWeek(int first) {
        int week = weekFrom(first, weekdays);
        return week << 1 | week << 8 | week << 15 | week << 22 | week << 29;
    }

    private int someWeeks(int first, int length) {
        int lastSeven = length - 6;
        int days = weekFrom(weekday(lastSeven, first), lastInMonth) << lastSeven;
        for (int week = 0; week < 5 && nthInMonth != 0; week++) {
            int nth = (int) (nthInMonth >>> 7 * week) & WEEK;
            days |= weekFrom(first, nth) << 7 * week + 1;
        }
        return days;
    }

    /** Seven days that begin with a weekday, as bits from 0 on. */
    private static int weekFrom(int weekday, int weekdays) {
        return (weekdays >>> weekday | weekdays << 7 - weekday) & WEEK;
    }

    private static int weekday(int day, int first) {
        return (first + day - 1) % 7;
    }

    /** No bit for what is no day. */
    private static int bit(int day) {
        return day < 1 ? 0 : 1 << day;
    }
}
