package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static io.dcms.runtime.schedule.SchedulerBench.fire;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a fire does that finds its job running, and what becomes of missed fires. */
class OverlapAndMisfireTest {

    private final SchedulerBench bench = new SchedulerBench("2024-05-01T12:00:00Z");
    private final Scheduler scheduler = bench.scheduler;

    @Test
    void skipsAFireThatFindsTheJobRunning() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(120);
        assertEquals(List.of(fire(60, 7)), bench.launched);
        assertEquals(List.of("7 2024-05-01T12:02:00Z still running: task " + fire(60, 7)), bench.notRun);
        assertEquals(1, bench.job(7).skipCount());
        bench.end(fire(60, 7));
        bench.passSeconds(60);
        assertEquals(List.of(fire(60, 7), fire(180, 7)), bench.launched);
    }

    @Test
    void queuesFiresUpToALimit() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"queue\"}"));
        bench.passSeconds(60 * (Turns.QUEUE_LIMIT + 2));
        assertEquals(1, bench.launched.size());
        assertEquals(1, bench.notRun.size());
        bench.end(fire(60, 7));
        bench.end(fire(120, 7));
        assertEquals(List.of(fire(60, 7), fire(120, 7), fire(180, 7)), bench.launched);
    }

    @Test
    void runsInParallelUpToTheLimit() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"parallel:2\"}"));
        bench.passSeconds(180);
        assertEquals(List.of(fire(60, 7), fire(120, 7)), bench.launched);
        assertEquals(1, bench.notRun.size());
    }

    @Test
    void replacesTheRunningOneWhenItIsGone() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"replace\",\"kill_grace\":3}"));
        bench.passSeconds(120);
        assertEquals(List.of(fire(60, 7) + " 3"), bench.terminated);
        assertEquals(List.of(fire(60, 7)), bench.launched, "not before the old one is gone");
        bench.end(fire(60, 7), 143);
        assertEquals(List.of(fire(60, 7), fire(120, 7)), bench.launched);
        assertEquals(List.of("RUNNING", "KILLED killed: replaced by the fire of 2024-05-01T12:02:00Z"), bench.reportsOf(fire(60, 7)));
    }

    @Test
    void aJobThatIsDueAgainWhileItsRunIsBeingReplacedRunsForTheNewestFireOnly() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"replace\"}"));
        bench.passSeconds(240);
        bench.end(fire(60, 7), 143);
        assertEquals(List.of(fire(60, 7), fire(240, 7)), bench.launched);
        assertEquals(List.of("7 2024-05-01T12:02:00Z replaced by the fire of 2024-05-01T12:03:00Z",
                "7 2024-05-01T12:03:00Z replaced by the fire of 2024-05-01T12:04:00Z"), bench.notRun);
    }

    @Test
    void missedFiresOfAParallelJobUseAllItsPlaces() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"parallel:3\",\"misfire\":\"all\"}"));
        bench.freeze(Duration.ofMinutes(6));
        assertEquals(3, bench.launched.size());
        bench.end(fire(60, 7));
        bench.end(fire(120, 7));
        assertEquals(3, bench.snapshot().active().size());
    }

    @Test
    void runsOnceForAnyNumberOfMissedFires() {
        scheduler.put(planned(7, "* * * * *"));
        bench.freeze(Duration.ofSeconds(3600 + 30));
        assertEquals(List.of(fire(3600, 7)), bench.launched);
        assertEquals(List.of("7 2024-05-01T12:01:00Z..2024-05-01T12:59:00Z 59"), bench.notRun);
    }

    @Test
    void skipsMissedFiresIfTheJobSaysSo() {
        scheduler.put(planned(7, "* * * * *", "{\"misfire\":\"skip\"}"));
        bench.freeze(Duration.ofSeconds(3600 + 30));
        assertEquals(List.of(), bench.launched);
        assertEquals(List.of("7 2024-05-01T12:01:00Z..2024-05-01T13:00:00Z 60"), bench.notRun);
        bench.passSeconds(30);
        assertEquals(List.of(fire(3660, 7)), bench.launched);
    }

    @Test
    void firesThatPassedWhileTheAgentWasAwayAreMissedFires() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        bench.end(fire(60, 7));
        SchedulerBench next = bench.next("2024-05-01T12:05:30Z");
        next.scheduler.put(planned(7, "* * * * *"));
        next.tick();
        assertEquals(List.of(fire(300, 7)), next.launched);
        assertEquals(List.of("7 2024-05-01T12:02:00Z..2024-05-01T12:04:00Z 3"), next.notRun);
        assertEquals("the agent was not running; misfire policy once", next.whyMissed);
        next.end(fire(300, 7));
        next.freeze(Duration.ofMinutes(3));
        assertEquals("the agent could not start them in time; misfire policy once", next.whyMissed);
    }

    @Test
    void firesThatHavePassedAreMissedFiresAlsoIfTheClockIsSetBackBeforeTheyAreDecidedOn() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        bench.end(fire(60, 7));
        SchedulerBench next = bench.next("2024-05-01T12:05:30Z");
        next.scheduler.put(planned(7, "* * * * *"));
        next.time.setWall(Instant.parse("2024-05-01T12:03:30Z"));
        next.tick();
        assertEquals(List.of(fire(180, 7)), next.launched);
        assertEquals(List.of("7 2024-05-01T12:02:00Z..2024-05-01T12:02:00Z 1"), next.notRun);
    }

    @Test
    void whatWaitsForItsTurnWhenTheAgentDiesWaitsOn() {
        String options = "{\"overlap\":\"queue\"}";
        scheduler.put(planned(7, "* * * * *", options));
        bench.passSeconds(180);
        bench.end(fire(60, 7));
        assertEquals(List.of(fire(60, 7), fire(120, 7)), bench.launched);
        SchedulerBench next = bench.next("2024-05-01T12:03:30Z");
        next.scheduler.put(planned(7, "* * * * *", options));
        next.found(fire(120, 7), 30);
        next.tick();
        assertEquals(List.of(), next.launched);
        next.end(fire(120, 7));
        assertEquals(List.of(fire(180, 7)), next.launched);
        assertEquals(List.of(), next.notRun);
    }

    @Test
    void aJobThatSkipsMissedFiresIsNotRunAtTheStartOfTheAgent() {
        scheduler.put(planned(7, "* * * * *", "{\"misfire\":\"skip\"}"));
        bench.passSeconds(60);
        bench.end(fire(60, 7));
        SchedulerBench next = bench.next("2024-05-01T12:05:30Z");
        next.scheduler.put(planned(7, "* * * * *", "{\"misfire\":\"skip\"}"));
        next.passSeconds(30);
        assertEquals(List.of(fire(360, 7)), next.launched);
        assertEquals(List.of("7 2024-05-01T12:02:00Z..2024-05-01T12:05:00Z 4"), next.notRun);
    }

    @Test
    void aStartOfTheAgentRunsNoFireASecondTime() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        bench.end(fire(60, 7));
        SchedulerBench next = bench.next("2024-05-01T12:01:00.500Z");
        next.scheduler.put(planned(7, "* * * * *"));
        next.passSeconds(59);
        assertEquals(List.of(), next.launched);
        next.passSeconds(1);
        assertEquals(List.of(fire(120, 7)), next.launched);
    }

    @Test
    void aJobThatComesWhileTheAgentIsAwayHasMissedNothing() {
        scheduler.put(planned(7, "* * * * *"));
        SchedulerBench next = bench.next("2024-05-01T12:05:30Z");
        next.scheduler.put(planned(8, "* * * * *"));
        next.tick();
        assertEquals(List.of(), next.launched);
    }

    @Test
    void aJobThatWasDisabledHasMissedNothingAtTheNextStart() {
        scheduler.put(planned(7, "* * * * *"));
        scheduler.put(planned(8, "* * * * *"));
        scheduler.put(planned(9, "* * * * *"));
        scheduler.disable(7);
        scheduler.remove(8);
        scheduler.put(planned(job(9, "* * * * *").disabled(true)));
        SchedulerBench next = bench.next("2024-05-01T12:05:30Z");
        List.of(7, 8, 9).forEach(id -> next.scheduler.put(planned(id, "* * * * *")));
        next.tick();
        assertEquals(List.of(), next.launched);
    }

    @Test
    void aJobThatWasDisabledWhileItRanHasMissedNothingAtTheNextStart() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        scheduler.disable(7);
        bench.end(fire(60, 7));
        SchedulerBench next = bench.next("2024-05-01T12:05:30Z");
        next.scheduler.put(planned(7, "* * * * *"));
        next.tick();
        assertEquals(List.of(), next.launched);
    }

    @Test
    void aJobThatIsDisabledWhenTheAgentStartsHasMissedNothingWhenItIsEnabled() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        SchedulerBench next = bench.next("2024-05-01T12:05:30Z");
        next.scheduler.put(planned(job(7, "* * * * *").disabled(true)));
        next.scheduler.put(planned(7, "* * * * *"));
        next.tick();
        assertEquals(List.of(), next.launched);
        assertEquals(List.of(), next.notRun);
    }

    @Test
    void aFireThatWaitsFromBeforeAChangeOfTheScheduleMakesNoMissedFiresOfTheNewOne() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"queue\"}"));
        bench.passSeconds(120);
        bench.passSeconds(1800);
        scheduler.put(planned(7, "*/10 * * * *", "{\"overlap\":\"queue\"}"));
        SchedulerBench next = bench.next("2024-05-01T12:38:00Z");
        next.scheduler.put(planned(7, "*/10 * * * *", "{\"overlap\":\"queue\"}"));
        next.tick();
        assertEquals(List.of(), next.notRun);
        assertEquals(List.of(), next.launched);
    }

    @Test
    void whatIsDueWhileTheAgentIsStoppingIsMissedAndNotForgotten() {
        scheduler.put(planned(7, "1 12 * * *"));
        scheduler.stop();
        bench.passSeconds(90);
        SchedulerBench next = bench.next("2024-05-01T12:02:00Z");
        next.scheduler.put(planned(7, "1 12 * * *"));
        next.tick();
        assertEquals(List.of(fire(60, 7)), next.launched);
    }

    @Test
    void aClockThatIsSetBackWhileTheAgentIsAwayRepeatsNoFixedTimeAndStopsNoInterval() {
        scheduler.put(planned(7, "5 12 * * *"));
        scheduler.put(planned(8, "*/5 * * * *"));
        bench.passSeconds(300);
        bench.end(fire(300, 7));
        bench.end(fire(300, 8));
        SchedulerBench next = bench.next("2024-05-01T12:04:00Z");
        next.scheduler.put(planned(7, "5 12 * * *"));
        next.scheduler.put(planned(8, "*/5 * * * *"));
        next.passSeconds(60);
        assertEquals(List.of(fire(300, 8) + "-2"), next.launched, "with another id than what ran in the first 12:05");
    }

    @Test
    void aFireThatIsALittleLateIsNotMissed() {
        scheduler.put(planned(7, "* * * * *", "{\"misfire\":\"skip\"}"));
        bench.freeze(Duration.ofSeconds(69));
        assertEquals(List.of(fire(60, 7)), bench.launched);
        assertEquals(List.of(), bench.notRun);
    }

    /** A hand-over to the next agent takes a few seconds. */
    @Test
    void firesThatAreALittleLateAreAllRunWhateverBecomesOfMissedOnes() {
        for (String misfire : List.of("once", "skip", "all")) {
            SchedulerBench each = new SchedulerBench("2024-05-01T12:00:00Z");
            each.scheduler.put(planned(7, "* * * * * * *", "{\"overlap\":\"parallel:20\",\"misfire\":\"" + misfire + "\"}"));
            each.freeze(Duration.ofMillis(3500));
            assertEquals(List.of(fire(1, 7), fire(2, 7), fire(3, 7)), each.launched, misfire);
        }
    }

    @Test
    void whatIsMissedNeedsNoRunOfItsOwnIfAFireIsOnTime() {
        scheduler.put(planned(7, "* * * * *"));
        bench.freeze(Duration.ofSeconds(185));
        assertEquals(List.of(fire(180, 7)), bench.launched);
        assertEquals(List.of("7 2024-05-01T12:01:00Z..2024-05-01T12:02:00Z 2"), bench.notRun);
    }

    @Test
    void runsAllMissedFiresOneAfterAnotherIfTheJobSaysSo() {
        scheduler.put(planned(7, "* * * * *", "{\"misfire\":\"all\"}"));
        bench.freeze(Duration.ofSeconds(200));
        assertEquals(List.of(fire(60, 7)), bench.launched);
        bench.end(fire(60, 7));
        bench.end(fire(120, 7), 1);
        assertEquals(List.of(fire(60, 7), fire(120, 7), fire(180, 7)), bench.launched);
        assertEquals(List.of(), bench.notRun);
    }

    @Test
    void runsTheLastHundredIfMoreWereMissed() {
        scheduler.put(planned(7, "* * * * *", "{\"misfire\":\"all\"}"));
        bench.freeze(Duration.ofMinutes(250));
        assertEquals(List.of(fire(151 * 60, 7)), bench.launched);
        assertEquals(List.of("7 2024-05-01T12:01:00Z..2024-05-01T14:30:00Z 150"), bench.notRun);
    }

    @Test
    void aClockThatJumpsByYearsIsDecidedOnAtOnce() {
        scheduler.put(planned(7, "* * * * * * *"));
        bench.freeze(Duration.ofDays(3650));
        assertEquals(1, bench.launched.size());
        bench.passSeconds(1);
        assertEquals(1, bench.notRun.stream().filter(line -> line.contains("..")).count());
        assertEquals(10, bench.notRun.stream().filter(line -> line.contains("still running")).count(), "nine were on time, and one came");
    }

    @Test
    void aClockThatIsSetForwardMakesMissedFires() {
        scheduler.put(planned(7, "0 * * * *"));
        bench.time.setWall(Instant.parse("2024-05-02T11:30:00Z"));
        bench.tick();
        assertEquals(List.of(fire(23 * 3600, 7)), bench.launched);
    }

    @Test
    void aClockThatIsSetBackRepeatsNoFixedTime() {
        scheduler.put(planned(7, "0,5,10 10-13 * * *"));
        bench.passSeconds(300);
        bench.end(fire(300, 7));
        bench.time.setWall(Instant.parse("2024-05-01T11:04:00Z"));
        bench.passSeconds(3600 + 359);
        assertEquals(List.of(fire(300, 7)), bench.launched, "12:05 came twice and is one fire");
        bench.passSeconds(1);
        assertEquals(List.of(fire(300, 7), fire(600, 7)), bench.launched);
    }

    @Test
    void anIntervalJobKeepsItsPaceWhenTheClockIsSetBackByMoreThanItsPeriod() {
        scheduler.put(planned(7, "*/5 * * * *"));
        bench.passSeconds(300);
        bench.end(fire(300, 7));
        bench.time.setWall(Instant.parse("2024-05-01T11:05:00Z"));
        bench.passSeconds(300);
        assertEquals(List.of(fire(300, 7), fire(600 - 3600, 7)), bench.launched);
    }

    @Test
    void anIntervalJobDoesNotRunTwiceWithinItsPeriodWhenTheClockIsSetBackALittle() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        bench.end(fire(60, 7));
        bench.time.setWall(Instant.parse("2024-05-01T12:00:20Z"));
        bench.passSeconds(99);
        assertEquals(List.of(fire(60, 7)), bench.launched);
        bench.passSeconds(1);
        assertEquals(List.of(fire(60, 7), fire(120, 7)), bench.launched);
    }

    @Test
    void noTaskIdIsGivenTwiceInAnHourThatTheClockLivesTwice() throws RunRefused {
        bench.scheduler.put(planned(7, "* * * * * * *", "{\"overlap\":\"parallel:3\",\"retries\":2,\"retry_delay\":3}"));
        for (int i = 0; i < 600; i++) {
            bench.passSeconds(1);
            for (TaskView run : bench.snapshot().active()) {
                bench.end(run.task().taskId(), i % 3);
            }
            if (i % 7 == 0) {
                bench.scheduler.runNow(7);
                bench.tick();
            }
            if (i % 100 == 99) {
                bench.time.setWall(bench.time.instant().minusSeconds(i));
            }
        }
        assertTrue(bench.launched.size() > 600, () -> "only " + bench.launched.size());
        assertEquals(bench.launched.size(), Set.copyOf(bench.launched).size());
    }

    @Test
    void aClockThatWasWrongByYearsDoesNotStopTheJobs() {
        scheduler.put(planned(7, "*/5 * * * *"));
        bench.passSeconds(300);
        bench.end(fire(300, 7));
        bench.time.setWall(Instant.parse("2021-01-01T00:00:00Z"));
        bench.passSeconds(301);
        assertEquals(List.of(fire(300, 7), Instant.parse("2021-01-01T00:05:00Z").getEpochSecond() + "-7"), bench.launched);
    }

    @Test
    void aJobThatIsOffWhenTheClockIsSetBackDoesNotStandStillWhenItIsOnAgain() {
        scheduler.put(planned(7, "*/5 * * * *"));
        scheduler.put(planned(8, "0,5 10-13 * * *"));
        scheduler.put(planned(9, "*/5 * * * *"));
        bench.passSeconds(300);
        List.of(7, 8, 9).forEach(id -> bench.end(fire(300, id)));
        scheduler.disable(7);
        scheduler.disable(8);
        scheduler.remove(9);
        bench.time.setWall(Instant.parse("2024-05-01T11:01:00Z"));
        scheduler.put(planned(7, "*/5 * * * *"));
        scheduler.put(planned(8, "0,5 10-13 * * *"));
        scheduler.put(planned(9, "*/5 * * * *"));
        bench.passSeconds(240);
        assertEquals(List.of(fire(300 - 3600, 7), fire(300 - 3600, 9)), bench.launched.subList(3, bench.launched.size()),
                "and the one with fixed times runs for none of them again");
    }

    @Test
    void aJobThatIsChangedAfterTheClockWasSetBackByYearsIsDueAgain() {
        scheduler.put(planned(7, "5 12 * * *"));
        bench.passSeconds(300);
        bench.end(fire(300, 7));
        scheduler.disable(7);
        bench.time.setWall(Instant.parse("2021-01-01T00:00:00Z"));
        bench.tick();
        scheduler.put(planned(7, "6 0 * * *"));
        bench.passSeconds(360);
        assertEquals(List.of(fire(300, 7), Instant.parse("2021-01-01T00:06:00Z").getEpochSecond() + "-7"), bench.launched);
    }

    @Test
    void whatIsDueBetweenTheMomentThatTheClockIsSetBackAndTheNextLookAtItIsNotLost() {
        scheduler.put(planned(7, "*/5 * * * *"));
        bench.passSeconds(300);
        bench.end(fire(300, 7));
        bench.time.setWall(Instant.parse("2024-05-01T11:04:59.700Z"));
        bench.freeze(Duration.ofMillis(600));
        assertEquals(List.of(fire(300, 7), fire(300 - 3600, 7)), bench.launched);
    }

    @Test
    void aJobWhoseLastTimeWasOverByAClockThatWasWrongByYearsIsDueAgain() {
        scheduler.put(planned(7, "0 0 1 1 * 2025"));
        bench.time.setWall(Instant.parse("2031-01-01T00:00:00Z"));
        bench.tick();
        assertEquals(Optional.empty(), bench.job(7).nextFire());
        bench.time.setWall(Instant.parse("2024-05-01T12:00:00Z"));
        bench.tick();
        assertEquals(Optional.of(Instant.parse("2025-01-01T00:00:00Z")), bench.job(7).nextFire());
    }

    @Test
    void aJobThatArrivedJustBeforeTheClockWasSetBackDoesNotWaitUntilThatTimeComesAgain() {
        Instant arrived = bench.time.instant();
        bench.time.setWall(Instant.parse("2024-05-01T11:00:00Z"));
        scheduler.put(planned(7, "0,5 10-13 * * *"), arrived);
        bench.passSeconds(300);
        assertEquals(List.of(fire(300 - 3600, 7)), bench.launched);
    }
}
