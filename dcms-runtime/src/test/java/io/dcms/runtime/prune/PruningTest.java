package io.dcms.runtime.prune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.spi.store.InMemoryJobStore;
import io.dcms.spi.store.TaskPruning;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rounds of pruning, with a clock that is moved to whatever is to be done next. */
class PruningTest {

    private static final Duration AGE = Duration.ofDays(90);

    private final InMemoryJobStore memory = new InMemoryJobStore();
    private final List<Instant> calls = new ArrayList<>();
    private final List<Integer> limits = new ArrayList<>();
    private TaskPruning store = memory;
    private Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private Instant due;
    private Runnable work;
    private double random = 0.5;
    private Pruning pruning;

    private void start() {
        pruning = new Pruning((host, before, limit) -> {
            calls.add(now);
            limits.add(limit);
            return store.prune(host, before, limit);
        }, "web1", AGE, (work, delay) -> {
            this.work = work;
            due = now.plus(delay);
        }, () -> now, ZoneOffset.UTC, () -> random);
        pruning.start();
    }

    private void next() {
        now = due;
        Runnable next = work;
        work = null;
        next.run();
    }

    private void nextCall() {
        int before = calls.size();
        while (calls.size() == before) {
            next();
        }
    }

    private void record(String host, Instant start) throws IOException {
        memory.record(new Task(1, start.getEpochSecond() + "-1", host, TaskStatus.SUCCESS, start.getEpochSecond(), 1, "", "", ""));
    }

    private int left(String host) throws IOException {
        return memory.tasks(host, 1, 10_000).size();
    }

    @Test
    void runsOfThisHostThatAreTooOldAreDeleted() throws IOException {
        record("web1", now.minus(AGE).minusSeconds(1));
        record("web2", now.minus(AGE).minusSeconds(1));
        record("web1", now.minus(AGE).plus(Duration.ofHours(1)));
        start();

        nextCall();

        assertEquals(1, left("web1"));
        assertEquals(1, left("web2"));
    }

    @Test
    void aRoundBeginsMinutesAfterTheStartAndThenAboutHourly() {
        for (double number : new double[] {0, 0.5, 1}) {
            Instant begin = now;
            random = number;
            start();
            nextCall();
            assertTrue(calls.get(0).isAfter(begin.plus(Duration.ofMinutes(5))), calls::toString);
            assertTrue(calls.get(0).isBefore(begin.plus(Duration.ofMinutes(27))), calls::toString);
            for (int round = 1; round < 30; round++) {
                nextCall();
                Duration pause = Duration.between(calls.get(round - 1), calls.get(round));
                assertTrue(pause.compareTo(Duration.ofMinutes(45)) >= 0 && pause.compareTo(Duration.ofMinutes(82)) < 0, pause::toString);
            }
            calls.clear();
        }
    }

    @Test
    void aRoundGoesOnInBatchesWithPausesUntilThereIsNoMore() throws IOException {
        for (int i = 0; i < 1_250; i++) {
            record("web1", now.minus(AGE).minusSeconds(i + 1));
        }
        start();
        nextCall();
        assertEquals(750, left("web1"));
        assertTrue(due.isAfter(now), "others come in between");
        nextCall();
        nextCall();
        assertEquals(0, left("web1"));
        assertEquals(List.of(500, 500, 500), limits);
        assertTrue(Duration.between(calls.get(0), calls.get(2)).compareTo(Duration.ofMinutes(3)) < 0, calls::toString);

        assertTrue(due.isAfter(now.plus(Duration.ofMinutes(44))), "the round is over");
    }

    @Test
    void aRoundThatTakesLongPausesInEveryBusyTimeOfADay() {
        store = (host, before, limit) -> limit;
        now = Instant.parse("2026-03-04T23:00:00Z");
        start();
        for (int i = 0; i < 2_900; i++) {
            nextCall();
        }
        assertTrue(now.isAfter(Instant.parse("2026-03-05T00:10:00Z")), now::toString);
        for (Instant call : calls) {
            LocalTime time = LocalTime.ofInstant(call, ZoneOffset.UTC);
            assertTrue(time.getSecond() >= 10 && time.getMinute() >= (time.getHour() == 0 ? 5 : 1), time::toString);
        }
    }

    @Test
    void aStoreThatAlwaysHasMoreIsLeftAloneForAWhile() {
        store = (host, before, limit) -> limit;
        start();
        Duration longest = Duration.ZERO;
        for (int i = 0; i < 3_001; i++) {
            nextCall();
        }
        for (int i = 1; i < calls.size(); i++) {
            Duration pause = Duration.between(calls.get(i - 1), calls.get(i));
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
        assertTrue(longest.compareTo(Duration.ofMinutes(45)) >= 0, longest::toString);
    }

    @Test
    void aRoundThatFailedIsTriedAgainInAnHour() throws IOException {
        record("web1", now.minus(AGE).minusSeconds(1));
        memory.setReachable(false);
        start();
        nextCall();
        memory.setReachable(true);
        assertEquals(1, left("web1"));
        assertTrue(due.isAfter(now.plus(Duration.ofMinutes(44))) && due.isBefore(now.plus(Duration.ofMinutes(76))), due::toString);

        nextCall();
        assertEquals(0, left("web1"));
    }

    @Test
    void aDefectOfTheStoreEndsNoMoreThanItsRound() throws IOException {
        record("web1", now.minus(AGE).minusSeconds(1));
        store = (host, before, limit) -> {
            throw new NoClassDefFoundError("com/mysql/Driver");
        };
        start();
        nextCall();
        store = memory;
        nextCall();

        assertEquals(0, left("web1"));
    }

    @Test
    void nothingIsDeletedAfterTheEnd() throws IOException {
        record("web1", now.minus(AGE).minusSeconds(1));
        start();
        pruning.close();
        while (work != null) {
            next();
        }
        assertEquals(1, left("web1"));
    }
}
