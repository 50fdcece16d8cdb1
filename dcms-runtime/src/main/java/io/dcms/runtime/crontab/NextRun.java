package io.dcms.runtime.crontab;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The search for a line's next run, with the change of clocks as {@code main} of {@code cron.c} has it: between two changes
 * local time goes its way, day by day; at a change forward there may be runs to make up for.
 *
 * <p>RATIONALE. A clock that is off by part of a minute, as Monrovia's was until 1972, is none of a time that anybody asks for: there
 * cron wakes where no minute begins, and makes up for one more.
 *
 * <p>Times are seconds since 1970, of the world ({@code instant}) or of the wall ({@code local}).
 */
final class NextRun {

    private static final long MINUTE = 60;
    private static final long DAY = 86_400;
    private static final long HORIZON = 60 * 366 * DAY;
    /** cron's {@code timeDiff} is that of two wakes, a minute more than the change itself: its 5 and its 180 are these. */
    private static final long CAUGHT_UP_MINUTELY = 4 * MINUTE;
    private static final long LONGEST_FORWARD = 179 * MINUTE;
    private static final long LONGEST_BACK = 180 * MINUTE;
    /** {@code sleep(10)} after each run that is made up for. */
    private static final long BETWEEN_RUNS = 10;

    private final CronTimes times;
    private final ZoneRules rules;

    NextRun(CronTimes times, ZoneId zone) {
        this.times = times;
        this.rules = zone.getRules();
    }

    Optional<Instant> after(Instant after) {
        long first = Math.max(after.getEpochSecond(), -1) + 1;
        long end = first + HORIZON;
        ZoneOffsetTransition begin = rules.previousTransition(Instant.ofEpochSecond(first + 1));
        while (first < end) {
            long known = begin == null ? first : Math.max(first, begin.toEpochSecond());
            ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(known));
            long until = next == null ? end : Math.min(end, next.toEpochSecond());
            Optional<Instant> found = between(first, until, begin);
            if (found.isPresent()) {
                return found;
            }
            begin = next;
            first = until;
        }
        return Optional.empty();
    }

    /** @param begin the change of clocks that the stretch of time lies behind, or null */
    private Optional<Instant> between(long first, long until, ZoneOffsetTransition begin) {
        long offset = rules.getOffset(Instant.ofEpochSecond(first)).getTotalSeconds();
        long from = Math.max(first + offset, begin == null ? Long.MIN_VALUE : firstLocal(begin));
        long regular = firstFit(from, until + offset) - offset;
        for (long run : madeUp(begin)) {
            if (run >= first && run <= regular && run < until) {
                return Optional.of(Instant.ofEpochSecond(run));
            }
        }
        return regular < until ? Optional.of(Instant.ofEpochSecond(regular)) : Optional.empty();
    }

    /** The first local time behind a change that the line may run at: a fixed one does not repeat what the clock shows twice. */
    private long firstLocal(ZoneOffsetTransition change) {
        long before = local(change, change.getOffsetBefore());
        long after = local(change, change.getOffsetAfter());
        boolean repeats = after < before && before - after <= LONGEST_BACK;
        return repeats && !times.isWild() ? before : after;
    }

    /** The runs for what a change forward skipped, and for the minute that it led to, which comes last. */
    private List<Long> madeUp(ZoneOffsetTransition change) {
        List<Long> runs = new ArrayList<>();
        if (change == null) {
            return runs;
        }
        long before = local(change, change.getOffsetBefore());
        long after = local(change, change.getOffsetAfter());
        long skipped = after - before;
        if (skipped > 0 && skipped <= (times.isWild() ? CAUGHT_UP_MINUTELY : LONGEST_FORWARD)) {
            for (long minute = ceiling(before); firstFit(minute, after) < after; minute += MINUTE) {
                minute = firstFit(minute, after);
                runs.add(change.toEpochSecond() + delay(runs.size()));
            }
            if (!runs.isEmpty() && firstFit(after, after + MINUTE) == after) {
                runs.add(change.toEpochSecond() + delay(runs.size()));
            }
        }
        return runs;
    }

    /** A second more where it would fall on a whole minute: the run that is due then would be taken for the same. */
    private static long delay(int before) {
        long delay = before * BETWEEN_RUNS;
        return before > 0 && delay % MINUTE == 0 ? delay + 1 : delay;
    }

    private static long local(ZoneOffsetTransition change, ZoneOffset offset) {
        return change.toEpochSecond() + offset.getTotalSeconds();
    }

    /** The first local minute from a time on that fits, or {@code until} if there is none before that. */
    private long firstFit(long from, long until) {
        long minute = ceiling(from);
        while (minute < until) {
            LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(minute, DAY));
            if (times.fitsDay(date.getMonthValue(), date.getDayOfMonth(), date.getDayOfWeek().getValue())) {
                long found = firstOfDay(Math.floorMod(minute, DAY) / MINUTE);
                if (found >= 0) {
                    return Math.min(until, date.toEpochDay() * DAY + found * MINUTE);
                }
            }
            minute = (date.toEpochDay() + 1) * DAY;
        }
        return until;
    }

    /** The first minute of a day (0 to 1439) from one on whose hour and minute fit; -1 if there is none. */
    private long firstOfDay(long from) {
        for (long hour = from / 60; hour < 24; hour++) {
            long begin = hour == from / 60 ? from % 60 : 0;
            long minutes = times.minuteBits() & -1L << begin;
            if ((times.hourBits() >> hour & 1) == 1 && minutes != 0) {
                return hour * 60 + Long.numberOfTrailingZeros(minutes);
            }
        }
        return -1;
    }

    private static long ceiling(long time) {
        return -Math.floorDiv(-time, MINUTE) * MINUTE;
    }
}
