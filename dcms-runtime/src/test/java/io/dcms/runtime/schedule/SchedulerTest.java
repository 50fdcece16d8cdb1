package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static io.dcms.runtime.schedule.SchedulerBench.NOON;
import static io.dcms.runtime.schedule.SchedulerBench.fire;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.TaskStatus;
import io.dcms.api.TimeoutTrigger;
import io.dcms.runtime.job.PlannedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** When a job is due, and what a change of it does. */
class SchedulerTest {

    private final SchedulerBench bench = new SchedulerBench("2024-05-01T12:00:00Z");
    private final Scheduler scheduler = bench.scheduler;

    @Test
    void startsAJobAtItsTimeAndNotBefore() {
        scheduler.put(planned(7, "*/5 * * * *"));
        bench.pass(Duration.ofSeconds(300).minusNanos(1));
        assertEquals(List.of(), bench.launched);
        bench.pass(Duration.ofNanos(1));
        assertEquals(List.of(fire(300, 7)), bench.launched);
    }

    @Test
    void aJobThatComesInItsSecondIsNotRunForThatSecond() {
        scheduler.put(planned(7, "* * * * *"));
        bench.tick();
        assertEquals(List.of(), bench.launched);
        assertEquals(Instant.ofEpochSecond(NOON + 60), bench.job(7).nextFire().orElseThrow());
    }

    @Test
    void readsTheScheduleInTheJobsZone() {
        scheduler.put(planned(7, "30 20 * * *", "{\"timezone\":\"Asia/Shanghai\"}"));
        bench.passSeconds(1800);
        assertEquals(List.of(fire(1800, 7)), bench.launched);
    }

    @Test
    void waitsAtMostASecondAndNoLongerThanToTheNextFire() {
        assertEquals(1_000_000_000L, scheduler.nanosToNext());
        scheduler.put(planned(7, "* * * * * * *"));
        bench.time.pass(Duration.ofMillis(700));
        assertEquals(300_000_000L, scheduler.nanosToNext());
    }

    @Test
    void theTimeToTheNextFireDoesNotDependOnTheNumberOfJobs() {
        LongStream.rangeClosed(1, 10_000).forEach(id -> scheduler.put(planned(id, "0 0 1 1 *")));
        bench.tick();
        bench.snapshot();
        bench.passSeconds(5);
        assertTrue(scheduler.newSnapshot().isEmpty(), "nothing is published while nothing is due");
        assertEquals(10_000, bench.snapshot().jobCount());
    }

    @Test
    void countsEveryFromTheJobsChange() {
        PlannedJob every = planned(job(7, "@every 10m").createAt(NOON - 90));
        scheduler.put(every);
        bench.passSeconds(600);
        assertEquals(List.of(fire(510, 7)), bench.launched);
    }

    @Test
    void aDisabledJobAndOneThatIsNeverDueAreNotOnTheTimeline() {
        scheduler.put(planned(job(7, "* * * * *").disabled(true)));
        scheduler.put(planned(8, "0 0 31 2 *"));
        scheduler.put(planned(9, "@reboot"));
        bench.passSeconds(180);
        assertEquals(List.of(), bench.launched);
        assertTrue(bench.job(7).disabled());
        assertTrue(bench.job(8).nextFire().isEmpty());
    }

    @Test
    void jitterIsTheSameForOneJobOnOneHostAndSpreadsJobs() {
        LongStream.rangeClosed(1, 600).forEach(id -> scheduler.put(planned(id, "0 13 * * *", "{\"jitter\":59}")));
        List<Instant> first = starts();
        SchedulerBench again = new SchedulerBench("2024-05-01T12:00:00Z");
        LongStream.rangeClosed(1, 600).forEach(id -> again.scheduler.put(planned(id, "0 13 * * *", "{\"jitter\":59}")));
        assertEquals(first, IntStream.rangeClosed(1, 600).mapToObj(id -> again.job(id).nextFire().orElseThrow()).toList());
        assertEquals(60, first.stream().distinct().count(), "every second of the minute is used");
        assertTrue(first.stream().noneMatch(at -> at.isBefore(Instant.ofEpochSecond(NOON + 3600))
                || at.isAfter(Instant.ofEpochSecond(NOON + 3659))));
    }

    private List<Instant> starts() {
        return IntStream.rangeClosed(1, 600).mapToObj(id -> bench.job(id).nextFire().orElseThrow()).toList();
    }

    @Test
    void theTaskIdNamesTheFireTimeAlsoOfALateOrPutOffStart() {
        scheduler.put(planned(7, "5 * * * *", "{\"jitter\":3600}"));
        bench.passSeconds(300 + 3600);
        assertEquals(fire(300, 7), bench.launched.get(0));
    }

    @Test
    void aStartWithinTheJitterDoesNotLoseTheFire() {
        scheduler.put(planned(7, "0 13 * * *", "{\"jitter\":3600}"));
        Instant due = bench.job(7).nextFire().orElseThrow();
        SchedulerBench later = new SchedulerBench(due.minusSeconds(60).toString());
        later.scheduler.put(planned(7, "0 13 * * *", "{\"jitter\":3600}"));
        assertEquals(due, later.job(7).nextFire().orElseThrow());
    }

    @Test
    void aChangeThatLeavesTheTimesAloneLosesNoFire() {
        scheduler.put(planned(7, "* * * * *"));
        bench.time.pass(Duration.ofSeconds(60));
        scheduler.put(planned(job(7, "* * * * *").msgFilter("error")));
        bench.tick();
        assertEquals(List.of(fire(60, 7)), bench.launched);
    }

    @Test
    void standingStillBetweenTwoLooksAtTheClocksIsStandingStill() {
        SchedulerBench frozen = new SchedulerBench("2024-05-01T12:00:00Z");
        for (SchedulerBench each : List.of(bench, frozen)) {
            each.scheduler.put(planned(job(7, "@every 10s").createAt(NOON)));
            each.passSeconds(60);
        }
        frozen.freeze(Duration.ofSeconds(45));
        bench.time.standStillAfterNextLook(Duration.ofSeconds(45));
        bench.tick();
        for (SchedulerBench each : List.of(bench, frozen)) {
            each.passSeconds(60);
        }
        assertEquals(frozen.launched, bench.launched);
        assertEquals(frozen.notRun, bench.notRun);
        assertEquals(frozen.fires, bench.fires);
    }

    @Test
    void aNewScheduleCountsFromNow() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(10);
        scheduler.put(planned(7, "30 12 * * *"));
        bench.passSeconds(1800);
        assertEquals(List.of(fire(1800, 7)), bench.launched);
    }

    @Test
    void aChangedJobDoesNotRunTwiceForOneFire() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        bench.end(fire(60, 7));
        scheduler.put(planned(7, "*/1 * * * *"));
        bench.passSeconds(59);
        assertEquals(List.of(fire(60, 7)), bench.launched);
    }

    @Test
    void aRunKeepsTheJobAsItStarted() {
        scheduler.put(planned(job(7, "* * * * *").timeout(30).timeoutTrigger(TimeoutTrigger.KILL)));
        bench.passSeconds(60);
        scheduler.put(planned(job(7, "* * * * *").timeout(0)));
        bench.passSeconds(30);
        assertEquals(List.of(fire(60, 7) + " 10"), bench.terminated);
    }

    @Test
    void aRemovedJobFinishesItsRunAndIsGone() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        scheduler.remove(7);
        bench.passSeconds(60);
        assertTrue(bench.snapshot().job(7).isEmpty());
        bench.end(fire(60, 7));
        assertEquals(List.of("RUNNING", "SUCCESS"), bench.reportsOf(fire(60, 7)));
        assertEquals(List.of(fire(60, 7)), bench.launched);
    }

    @Test
    void aJobThatComesBackKnowsItsRun() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        scheduler.remove(7);
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        assertEquals(List.of(fire(60, 7)), bench.launched, "still running");
    }

    @Test
    void aBadVersionLeavesTheLastGoodOneInForce() {
        scheduler.put(planned(7, "* * * * *"));
        Job bad = job(7, "nonsense").build();
        scheduler.reject(bad, "schedule: nonsense");
        bench.passSeconds(60);
        assertEquals(List.of(fire(60, 7)), bench.launched);
        assertEquals("schedule: nonsense", bench.job(7).problem());
        assertEquals("* * * * *", bench.job(7).job().schedule());
        scheduler.put(planned(7, "* * * * *"));
        assertEquals("", bench.job(7).problem());
    }

    @Test
    void aJobThatNeverWasGoodIsShownAndNotRun() {
        scheduler.reject(job(7, "nonsense").build(), "schedule: nonsense");
        bench.passSeconds(120);
        assertTrue(bench.job(7).disabled());
        assertEquals("nonsense", bench.job(7).job().schedule());
        RunRefused refused = assertThrows(RunRefused.class, () -> scheduler.runNow(7));
        assertEquals("Job:7 can't be run: schedule: nonsense", refused.getMessage());
    }

    @Test
    void disablingHoldsUntilTheNextVersionComes() {
        scheduler.put(planned(7, "* * * * *"));
        assertTrue(scheduler.disable(7));
        assertFalse(scheduler.disable(8));
        bench.passSeconds(60);
        assertEquals(List.of(), bench.launched);
        assertTrue(bench.job(7).disabled());
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        assertEquals(List.of(fire(120, 7)), bench.launched);
    }

    /** Who disabled a harmful job at night must not meet it again because the agent was restarted. */
    @Test
    void whatIsDisabledStaysSoOverRestartsUntilItIsPutAgain() throws RunRefused {
        scheduler.put(planned(7, "* * * * *"));
        scheduler.disable(7);
        String run = scheduler.runNow(7);
        bench.tick();
        bench.end(run);
        SchedulerBench next = bench.next("2024-05-01T12:05:30Z");
        next.scheduler.put(planned(7, "* * * * *"));
        assertTrue(next.job(7).disabled());
        SchedulerBench third = next.next("2024-05-01T12:10:30Z");
        third.scheduler.put(planned(7, "* * * * *"));
        third.passSeconds(60);
        assertEquals(List.of(), third.launched);
        third.scheduler.put(planned(7, "* * * * *"));
        third.passSeconds(60);
        assertEquals(List.of(fire(720, 7)), third.launched);
        assertFalse(third.ledger.page.disabled.containsKey(7L));
    }

    @Test
    void aVersionThatCameWhileTheAgentWasAwayIsNotTheOneThatWasDisabled() {
        scheduler.put(planned(7, "* * * * *"));
        scheduler.disable(7);
        SchedulerBench next = bench.next("2024-05-01T12:05:30Z");
        next.scheduler.put(planned(job(7, "* * * * *").executor("/bin/mended")));
        next.passSeconds(30);
        assertEquals(List.of(fire(360, 7)), next.launched);
    }

    @Test
    void aJobThatIsDisabledInTheStoreWhileItRunsEndsItsRunAndIsNotDueAgain() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(60);
        scheduler.put(planned(job(7, "* * * * *").disabled(true)));
        bench.passSeconds(60);
        bench.end(fire(60, 7));
        bench.passSeconds(120);
        assertEquals(List.of(fire(60, 7)), bench.launched);
        assertEquals(1, bench.job(7).successCount());
        assertTrue(bench.job(7).disabled());
    }

    @Test
    void aRunThatStillWaitsForItsTurnGoesWithItsJob() {
        SchedulerBench one = new SchedulerBench("2024-05-01T12:00:00Z", 1);
        LongStream.rangeClosed(1, 3).forEach(id -> one.scheduler.put(planned(id, "1 12 * * *")));
        one.passSeconds(60);
        one.scheduler.disable(2);
        one.scheduler.remove(3);
        one.end(fire(60, 1));
        assertEquals(List.of(fire(60, 1)), one.launched);
        assertEquals(List.of("KILLED killed before it started: the job was disabled"), one.reportsOf(fire(60, 2)));
    }

    @Test
    void aRunThatStillWaitsForItsTurnStartsAsTheNewestVersionSays() {
        SchedulerBench one = new SchedulerBench("2024-05-01T12:00:00Z", 1);
        one.scheduler.put(planned(1, "1 12 * * *"));
        one.scheduler.put(planned(job(2, "1 12 * * *").executor("/bin/old")));
        one.passSeconds(60);
        one.scheduler.put(planned(job(2, "1 12 * * *").executor("/bin/new")));
        one.end(fire(60, 1));
        assertEquals("/bin/new", one.lastLaunch.job().job().executor());
    }

    @Test
    void aJobThatWasTakenAwayAndComesBackDoesNotRunTwiceForOneFire() {
        scheduler.put(planned(7, "1 12 * * *"));
        bench.passSeconds(60);
        bench.end(fire(60, 7));
        scheduler.remove(7);
        scheduler.put(planned(7, "1 12 * * *"));
        bench.time.setWall(Instant.parse("2024-05-01T12:00:59Z"));
        bench.passSeconds(60);
        assertEquals(List.of(fire(60, 7)), bench.launched);
    }

    @Test
    void aBadVersionOfAJobThatWasTakenAwayBringsNoOldOneBack() {
        scheduler.put(planned(7, "* * * * *"));
        scheduler.remove(7);
        scheduler.reject(job(7, "nonsense").build(), "schedule: nonsense");
        bench.passSeconds(120);
        assertEquals(List.of(), bench.launched);
        assertTrue(bench.job(7).disabled());
    }

    @Test
    void aChangeInTheInstantOfAFireLosesNothing() {
        scheduler.put(planned(7, "* * * * *"));
        bench.time.pass(Duration.ofSeconds(60));
        scheduler.put(planned(7, "0 0 1 1 *"));
        bench.tick();
        assertEquals(List.of(fire(60, 7)), bench.launched);
    }

    @Test
    void runsAJobNowEvenIfItIsDisabled() throws RunRefused {
        scheduler.put(planned(job(7, "0 0 1 1 *").disabled(true)));
        assertEquals(fire(0, 7), scheduler.runNow(7));
        bench.tick();
        assertEquals(List.of(fire(0, 7)), bench.launched);
        assertTrue(assertThrows(RunRefused.class, () -> scheduler.runNow(7)).getMessage().contains("already running"));
        assertTrue(assertThrows(RunRefused.class, () -> scheduler.runNow(8)).unknownJob());
    }

    @Test
    void asecondRunInOneSecondGetsASuffix() throws RunRefused {
        scheduler.put(planned(7, "0 0 1 1 *"));
        assertEquals(fire(0, 7), scheduler.runNow(7));
        bench.tick();
        bench.end(fire(0, 7));
        assertEquals(fire(0, 7) + "-2", scheduler.runNow(7));
    }

    @Test
    void aStormIsStartedInOrderAsThereIsRoom() {
        SchedulerBench small = new SchedulerBench("2024-05-01T12:00:00Z", 2);
        LongStream.rangeClosed(1, 5).forEach(id -> small.scheduler.put(planned(id, "1 12 * * *")));
        small.passSeconds(90);
        assertEquals(List.of(fire(60, 1), fire(60, 2)), small.launched);
        assertEquals(TaskStatus.READY, small.snapshot().task(fire(60, 3)).orElseThrow().task().status());
        LongStream.rangeClosed(1, 5).forEach(id -> small.end(fire(60, id)));
        assertEquals(LongStream.rangeClosed(1, 5).mapToObj(id -> fire(60, id)).toList(), small.launched);
    }

    @Test
    void stoppingStartsNothingNewAndLetsRunsEnd() {
        SchedulerBench small = new SchedulerBench("2024-05-01T12:00:00Z", 1);
        small.scheduler.put(planned(1, "* * * * *", "{\"retries\":3,\"retry_delay\":1}"));
        small.scheduler.put(planned(2, "* * * * *"));
        small.passSeconds(60);
        small.scheduler.stop();
        assertEquals(List.of("KILLED killed before it started: the agent is stopping"), small.reportsOf(fire(60, 2)));
        small.passSeconds(300);
        small.end(fire(60, 1), 1);
        small.passSeconds(300);
        assertEquals(List.of(fire(60, 1)), small.launched);
        assertTrue(small.scheduler.runs().active().isEmpty());
        assertThrows(RunRefused.class, () -> small.scheduler.runNow(1));
    }

    @Test
    void aNewVersionWhileStoppingStartsNothing() {
        scheduler.stop();
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(300);
        assertEquals(List.of(), bench.launched);
    }

    @Test
    void endedRunsAreRememberedForAWhile() throws RunRefused {
        scheduler.put(planned(7, "0 0 1 1 *"));
        String first = scheduler.runNow(7);
        bench.tick();
        bench.end(first, 1);
        assertEquals("exit status 1", bench.snapshot().task(first).orElseThrow().task().reason());
        assertFalse(bench.snapshot().task(first).orElseThrow().active());
        for (int i = 0; i < Runs.REMEMBERED; i++) {
            String next = scheduler.runNow(7);
            bench.tick();
            bench.end(next);
        }
        assertTrue(bench.snapshot().task(first).isEmpty());
    }
}
