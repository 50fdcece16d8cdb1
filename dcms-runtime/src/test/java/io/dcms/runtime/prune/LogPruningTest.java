package io.dcms.runtime.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rounds of removing logs, with a clock that is moved to whatever is to be done next. */
@Timeout(30)
class LogPruningTest {

    private static final Duration AGE = Duration.ofDays(30);
    private static final LocalDate TODAY = LocalDate.parse("2026-03-04");

    /** How many logs there are of each day, and of which something stays. */
    private final TreeMap<LocalDate, Integer> days = new TreeMap<>();
    private final List<LocalDate> kept = new ArrayList<>();
    private final List<Instant> looks = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private Instant due;
    private Runnable work;
    private double random = 0.5;
    private boolean broken;
    private int open;
    private final LogPruning pruning = new LogPruning(this::next, AGE, (work, delay) -> {
        this.work = work;
        due = now.plus(delay);
    }, () -> now, ZoneOffset.UTC, () -> random);

    private Optional<OldLogs.Day> next(LocalDate after, LocalDate before) throws IOException {
        if (broken) {
            throw new IOException("/var/lib/dcms: Input/output error");
        }
        return days.subMap(after, false, before, false).keySet().stream().findFirst().map(FakeDay::new);
    }

    private final class FakeDay implements OldLogs.Day {
        private final LocalDate date;
        private long removed;

        FakeDay(LocalDate date) {
            this.date = date;
            open++;
        }

        @Override
        public LocalDate date() {
            return date;
        }

        @Override
        public boolean removeSome(int most, Instant written, Instant at) {
            looks.add(now);
            assertEquals(now.minus(AGE), written);
            assertEquals(now, at);
            int count = Math.min(most, days.get(date));
            removed += count;
            days.merge(date, -count, Integer::sum);
            return days.get(date) > 0;
        }

        @Override
        public long removed() {
            return removed;
        }

        @Override
        public String strangers() {
            return kept.contains(date) ? "something in " + date + " stays" : "";
        }

        @Override
        public boolean removeIfEmpty() {
            return !kept.contains(date) && days.remove(date) != null;
        }

        @Override
        public void close() {
            open--;
        }
    }

    private void step() {
        now = due;
        Runnable next = work;
        work = null;
        next.run();
    }

    private void run(Duration time) {
        Instant end = now.plus(time);
        while (due.isBefore(end)) {
            step();
        }
        now = end;
    }

    private void logs(int count, int... ages) {
        for (int age : ages) {
            days.put(TODAY.minusDays(age), count);
        }
    }

    @Test
    void daysThatAreTooOldGoAndNoOthers() {
        logs(3, 400, 32, 31, 30, 29, 0, -1);
        pruning.start();
        run(Duration.ofHours(6));
        assertEquals(List.of(30, 29, 0, -1), days.keySet().stream().map(day -> (int) (TODAY.toEpochDay() - day.toEpochDay())).toList());
        assertEquals(0, open);
    }

    /** A year's logs are not gone before somebody has looked at the clock. */
    @Test
    void aClockThatJumpsCostsADayAnHourTheOldestFirst() {
        for (int age = 0; age < 30; age++) {
            logs(3, age);
        }
        pruning.start();
        run(Duration.ofHours(5));
        assertEquals(30, days.size());
        now = Instant.parse("2099-01-01T05:06:37Z");
        due = now;
        for (int hours = 1; hours <= 20; hours++) {
            run(Duration.ofHours(1));
            assertTrue(days.size() >= 30 - hours - 1, hours + " hours, left " + days.size());
        }
        assertTrue(days.size() <= 15, "but it goes on");
        assertEquals(TODAY, days.lastKey());
    }

    @Test
    void aLargeDayGoesInBatchesWithPauses() {
        logs(2_600, 40);
        pruning.start();
        while (!days.isEmpty()) {
            step();
        }
        assertEquals(6, looks.size());
        for (int i = 1; i < looks.size(); i++) {
            assertTrue(Duration.between(looks.get(i - 1), looks.get(i)).toMillis() >= 1_000, looks::toString);
        }
    }

    @Test
    void nothingIsDoneWhenJobsAreDue() {
        logs(200_000, 40);
        pruning.start();
        now = Instant.parse("2026-03-04T05:59:58Z");
        due = now;
        run(Duration.ofMinutes(10));
        assertTrue(looks.size() > 100, looks::toString);
        for (Instant look : looks) {
            assertTrue(look.getEpochSecond() % 60 >= 10 && look.getEpochSecond() % 3600 >= 60, look::toString);
        }
    }

    @Test
    void aDayOfWhichSomethingStaysKeepsTheYoungerOnesNotWaiting() {
        logs(0, 50, 49, 48);
        kept.addAll(List.of(TODAY.minusDays(50), TODAY.minusDays(49), TODAY.minusDays(48)));
        logs(3, 40);
        pruning.start();
        run(Duration.ofMinutes(40));
        assertEquals(3, days.size());
        assertTrue(!days.containsKey(TODAY.minusDays(40)));
        int before = looks.size();
        run(Duration.ofHours(24));
        assertTrue(looks.size() - before <= 3 * 24, "and is looked at again about hourly, not in a circle: " + (looks.size() - before));
    }

    @Test
    void aDiskThatFailsIsTriedAgainInAnHour() {
        logs(3, 40);
        broken = true;
        pruning.start();
        // It may have to wait for a quiet moment first.
        while (Duration.between(now, due).toMinutes() < 60) {
            step();
        }
        assertEquals(1, days.size());
        broken = false;
        run(Duration.ofMinutes(75));
        assertTrue(days.isEmpty());
    }

    @Test
    void afterItsEndNothingGoes() {
        logs(3, 40);
        pruning.start();
        pruning.close();
        step();
        assertEquals(1, days.size());
        assertEquals(null, work);
    }
}
