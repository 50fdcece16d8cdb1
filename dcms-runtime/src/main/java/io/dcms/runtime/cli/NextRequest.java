package io.dcms.runtime.cli;

import io.dcms.runtime.cron.CronException;
import io.dcms.runtime.cron.Printable;
import io.dcms.runtime.cron.Schedule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A question for next times.
 *
 * @param schedule what is asked
 * @param zone     the zone in which it is meant and answered
 * @param from     answers are later than this
 * @param count    at most this many answers
 */
record NextRequest(Schedule schedule, ZoneId zone, Instant from, int count) {

    static final int MAX_COUNT = 1_000_000;

    /** ASCII digits only: {@code Integer.parseInt} would take a sign too, and the digits of any script. */
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

    static Schedule schedule(String expression) throws CommandFailed {
        try {
            return Schedule.parse(expression);
        } catch (CronException e) {
            throw new CommandFailed(CommandFailed.USAGE, e.getMessage());
        }
    }

    static ZoneId zone(String text) throws CommandFailed {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new CommandFailed(CommandFailed.USAGE, "zone " + Printable.quote(text)
                    + " is unknown: give a region such as Europe/Berlin, UTC, or an offset such as +05:30");
        }
    }

    static Instant from(String text) throws CommandFailed {
        try {
            return IsoTime.parse(text);
        } catch (DateTimeException e) {
            throw new CommandFailed(CommandFailed.USAGE, "from " + Printable.quote(text)
                    + " is no time with an offset: give one such as 2024-03-10T00:00:00-05:00 or 2024-03-10T05:00:00Z");
        }
    }

    static int count(String text) throws CommandFailed {
        int count = COUNT.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (count < 1 || count > MAX_COUNT) {
            throw new CommandFailed(CommandFailed.USAGE, "count " + Printable.quote(text)
                    + " is bad: give a whole number from 1 to " + MAX_COUNT);
        }
        return count;
    }

    /** Gives the answers in order; says how many there were. */
    int answer(Consumer<Instant> times) {
        Instant last = from;
        for (int found = 0; found < count; found++) {
            Optional<Instant> next = schedule.next(last, zone);
            if (next.isEmpty()) {
                return found;
            }
            last = next.get();
            times.accept(last);
        }
        return count;
    }
}
