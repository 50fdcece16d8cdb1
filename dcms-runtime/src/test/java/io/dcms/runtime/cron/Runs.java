package io.dcms.runtime.cron;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a schedule, as the tables of the tests put it. */
final class Runs {

    private Runs() {
    }

    static Schedule schedule(String expression) {
        try {
            return Schedule.parse(expression);
        } catch (CronException e) {
            return fail(e.getMessage(), e);
        }
    }

    static Instant at(String time) {
        return OffsetDateTime.parse(time).toInstant();
    }

    /** The runs after {@code from}, until {@code limit} of them or the end. */
    static List<Instant> after(Schedule schedule, ZoneId zone, Instant from, int limit) {
        List<Instant> runs = new ArrayList<>();
        Optional<Instant> next = schedule.next(from, zone);
        while (next.isPresent() && runs.size() < limit) {
            runs.add(next.get());
            next = schedule.next(next.get(), zone);
        }
        return runs;
    }

    /**
     * Checks one row of a table.
     *
     * @param expected times with offset in that zone, parted by blanks; a last {@code end} means that none follows
     */
    static void assertRuns(String expression, String zone, String from, String expected, String why) {
        List<String> times = new ArrayList<>(List.of(expected.split(" +")));
        boolean ends = times.remove("end");
        List<OffsetDateTime> wanted = times.stream().map(OffsetDateTime::parse).toList();
        List<OffsetDateTime> runs = after(schedule(expression), ZoneId.of(zone), at(from), times.size() + (ends ? 1 : 0))
                .stream().map(run -> run.atZone(ZoneId.of(zone)).toOffsetDateTime()).toList();
        assertEquals(wanted, runs, () -> expression + " in " + zone + " after " + from + ": " + why);
    }
}
