package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
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

class SchedulerTest {

    /** 2024-05-01T12:00:00Z. */
    private static final long NOON = Instant.parse("2024-05-01T12:00:00Z").getEpochSecond();

    private final SchedulerBench bench = new SchedulerBench("2024-05-01T12:00:00Z");
    private final Scheduler scheduler = bench.scheduler;

    private static String fire(long secondsAfterNoon, long job) {
        return (NOON + secondsAfterNoon) + "-" + job;
    }

    // --- when ---

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

    // --- overlap ---

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

    // --- missed fires and clock steps ---

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
    void aFireThatIsALittleLateIsNotMissed() {
        scheduler.put(planned(7, "* * * * *", "{\"misfire\":\"skip\"}"));
        bench.freeze(Duration.ofSeconds(69));
        assertEquals(List.of(fire(60, 7)), bench.launched);
        assertEquals(List.of(), bench.notRun);
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
        assertEquals(1, bench.notRun.stream().filter(line -> line.contains("still running")).count());
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
    void aClockThatWasWrongByYearsDoesNotStopTheJobs() {
        scheduler.put(planned(7, "*/5 * * * *"));
        bench.passSeconds(300);
        bench.end(fire(300, 7));
        bench.time.setWall(Instant.parse("2021-01-01T00:00:00Z"));
        bench.passSeconds(301);
        assertEquals(List.of(fire(300, 7), Instant.parse("2021-01-01T00:05:00Z").getEpochSecond() + "-7"), bench.launched);
    }

    // --- jobs that change ---

    @Test
    void aChangeThatLeavesTheTimesAloneLosesNoFire() {
        scheduler.put(planned(7, "* * * * *"));
        bench.time.pass(Duration.ofSeconds(60));
        scheduler.put(planned(job(7, "* * * * *").msgFilter("error")));
        bench.tick();
        assertEquals(List.of(fire(60, 7)), bench.launched);
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

    // --- run now ---

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

    // --- the end of runs ---

    @Test
    void countsWhatBecameOfRuns() throws RunRefused {
        scheduler.put(planned(7, "0 0 1 1 *"));
        String good = scheduler.runNow(7);
        bench.tick();
        assertEquals(JobView.LastStatus.RUNNING, bench.job(7).lastStatus());
        bench.passSeconds(5);
        bench.end(good);
        assertEquals(1, bench.job(7).successCount());
        assertEquals(NOON + 5, bench.job(7).lastSuccessAt());
        String bad = scheduler.runNow(7);
        bench.tick();
        bench.end(bad, 3);
        assertEquals(1, bench.job(7).errorCount());
        assertEquals(JobView.LastStatus.FAILED, bench.job(7).lastStatus());
        assertEquals(bad, bench.job(7).lastTaskId());
        assertEquals(List.of("RUNNING", "FAILED exit status 3"), bench.reportsOf(bad));
        assertEquals(5, bench.reports.get(1).execDuration());
        assertEquals("output of " + good, bench.reports.get(1).message());
    }

    @Test
    void aRefusalIsATaskWithTheReason() throws RunRefused {
        bench.startsAtOnce = false;
        scheduler.put(planned(job(7, "0 0 1 1 *").hook("http://hook/").options("{\"retries\":3}")));
        String id = scheduler.runNow(7);
        bench.tick();
        scheduler.runs().refused(id, "signature: it differs");
        bench.passSeconds(600);
        assertEquals(List.of("FAILED signature: it differs"), bench.reportsOf(id));
        assertEquals(List.of(id + " FAILED"), bench.toHook);
        assertEquals(1, bench.launched.size(), "what can't start is not tried again");
    }

    @Test
    void killsARunForItsTimeout() throws RunRefused {
        scheduler.put(planned(job(7, "0 0 1 1 *").hook("http://hook/").timeout(30).timeoutTrigger(TimeoutTrigger.KILL)));
        String id = scheduler.runNow(7);
        bench.tick();
        bench.pass(Duration.ofSeconds(30).minusNanos(1));
        assertEquals(List.of(), bench.terminated);
        bench.pass(Duration.ofNanos(1));
        assertEquals(List.of(id + " 10"), bench.terminated);
        bench.end(id, 143);
        assertEquals(List.of("RUNNING", "TIMEOUT killed after its timeout of 30 s"), bench.reportsOf(id));
        assertEquals(List.of(id + " TIMEOUT"), bench.toHook);
        assertEquals(1, bench.job(7).timeoutCount());
        assertEquals(0, bench.job(7).errorCount());
        assertEquals(JobView.LastStatus.TIMEOUT, bench.job(7).lastStatus());
    }

    @Test
    void reportsATimeoutAndLeavesTheRunAlone() throws RunRefused {
        scheduler.put(planned(job(7, "0 0 1 1 *").hook("http://hook/").timeout(30)));
        String id = scheduler.runNow(7);
        bench.tick();
        bench.passSeconds(40);
        assertEquals(TaskStatus.TIMEOUT, bench.snapshot().task(id).orElseThrow().task().status());
        bench.end(id);
        assertEquals(List.of("RUNNING", "TIMEOUT still running after its timeout of 30 s",
                "SUCCESS ran 40 s, its timeout is 30 s"), bench.reportsOf(id));
        assertEquals(List.of(id + " TIMEOUT", id + " SUCCESS"), bench.toHook);
        assertEquals(List.of(), bench.terminated);
        assertEquals(1, bench.job(7).timeoutCount());
        assertEquals(1, bench.job(7).successCount());
    }

    @Test
    void aTimeoutOfZeroNeverComes() throws RunRefused {
        scheduler.put(planned(job(7, "0 0 1 1 *").timeout(0).timeoutTrigger(TimeoutTrigger.KILL)));
        scheduler.runNow(7);
        bench.freeze(Duration.ofDays(200));
        assertEquals(List.of(), bench.terminated);
    }

    @Test
    void theWallClockDoesNotTouchTimeouts() throws RunRefused {
        scheduler.put(planned(job(7, "0 0 1 1 *").timeout(30).timeoutTrigger(TimeoutTrigger.KILL)));
        String id = scheduler.runNow(7);
        bench.tick();
        bench.time.setWall(Instant.parse("2024-05-01T18:00:00Z"));
        bench.passSeconds(29);
        assertEquals(List.of(), bench.terminated);
        bench.end(id);
        assertEquals(29, bench.reports.get(1).execDuration());
    }

    @Test
    void killsARunningTaskAndOneThatHasNotStarted() throws RunRefused {
        scheduler.put(planned(7, "0 0 1 1 *"));
        String id = scheduler.runNow(7);
        assertTrue(scheduler.runs().kill(id, "asked for"));
        assertEquals(List.of("KILLED killed before it started: asked for"), bench.reportsOf(id));
        assertEquals(List.of(), bench.launched);
        assertFalse(scheduler.runs().kill(id, "again"));
        String second = scheduler.runNow(7);
        bench.tick();
        assertTrue(scheduler.runs().kill(second, "asked for"));
        bench.end(second, 143);
        assertEquals(List.of("RUNNING", "KILLED killed: asked for"), bench.reportsOf(second));
        assertEquals(2, bench.job(7).errorCount());
        assertEquals(JobView.LastStatus.KILLED, bench.job(7).lastStatus());
    }

    @Test
    void killsARunThatIsBeingLaunchedAsSoonAsItRuns() throws RunRefused {
        bench.startsAtOnce = false;
        scheduler.put(planned(7, "0 0 1 1 *"));
        String id = scheduler.runNow(7);
        bench.tick();
        scheduler.runs().kill(id, "asked for");
        assertEquals(List.of(), bench.terminated);
        bench.start(id);
        assertEquals(List.of(id + " 10"), bench.terminated);
        bench.end(id, 143);
        assertEquals(List.of("RUNNING", "KILLED killed: asked for"), bench.reportsOf(id));
    }

    @Test
    void tellsTheHookOnlyOfFailuresIfTheJobSaysSo() throws RunRefused {
        scheduler.put(planned(job(7, "0 0 1 1 *").hook("http://hook/").options("{\"hook_on\":\"failure\"}")));
        String good = scheduler.runNow(7);
        bench.tick();
        bench.end(good);
        String bad = scheduler.runNow(7);
        bench.tick();
        bench.end(bad, 1);
        assertEquals(List.of(bad + " FAILED"), bench.toHook);
    }

    @Test
    void triesAFailedRunAgainWithADoublingDelay() throws RunRefused {
        scheduler.put(planned(7, "0 0 1 1 *", "{\"retries\":2,\"retry_delay\":10}"));
        String id = scheduler.runNow(7);
        bench.tick();
        bench.end(id, 1);
        bench.passSeconds(9);
        assertEquals(1, bench.launched.size());
        bench.passSeconds(1);
        assertEquals(List.of(id, id + "-2"), bench.launched);
        bench.end(id + "-2", 1);
        bench.passSeconds(20);
        assertEquals(List.of(id, id + "-2", id + "-3"), bench.launched);
        bench.end(id + "-3", 1);
        bench.passSeconds(1000);
        assertEquals(3, bench.launched.size());
    }

    @Test
    void aRetryWaitsADayAtTheMostHoweverOftenItsDelayWasDoubled() throws RunRefused {
        scheduler.put(planned(7, "0 0 1 1 *", "{\"retries\":100,\"retry_delay\":86400}"));
        String id = scheduler.runNow(7);
        bench.tick();
        for (int attempt = 2; attempt <= 60; attempt++) {
            bench.end(bench.launched.get(bench.launched.size() - 1), 1);
            bench.freeze(Duration.ofDays(1));
            assertEquals(attempt, bench.launched.size());
        }
        assertEquals(id + "-60", bench.launched.get(59));
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
    void aStartWithinTheJitterDoesNotLoseTheFire() {
        scheduler.put(planned(7, "0 13 * * *", "{\"jitter\":3600}"));
        Instant due = bench.job(7).nextFire().orElseThrow();
        SchedulerBench later = new SchedulerBench(due.minusSeconds(60).toString());
        later.scheduler.put(planned(7, "0 13 * * *", "{\"jitter\":3600}"));
        assertEquals(due, later.job(7).nextFire().orElseThrow());
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
    void oneRunsFailureDoesNotCancelTheRetryOfAnother() throws RunRefused {
        scheduler.put(planned(7, "0 0 1 1 *", "{\"overlap\":\"parallel:2\",\"retries\":1,\"retry_delay\":10}"));
        String first = scheduler.runNow(7);
        String second = scheduler.runNow(7);
        bench.tick();
        bench.end(first, 1);
        bench.end(second, 1);
        bench.passSeconds(10);
        assertEquals(List.of(first, second, first + "-3", first + "-4"), bench.launched);
        assertEquals(4, bench.causes.size());
    }

    @Test
    void aRetryOfAQueuedJobWaitsForItsTurn() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"queue\",\"retries\":1,\"retry_delay\":10}"));
        bench.passSeconds(120);
        bench.end(fire(60, 7), 1);
        bench.passSeconds(10);
        assertEquals(List.of(fire(60, 7), fire(120, 7)), bench.launched);
        bench.end(fire(120, 7));
        assertEquals(List.of(fire(60, 7), fire(120, 7), fire(60, 7) + "-2"), bench.launched);
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
    void aReasonIsOneLineAndNotTooLong() throws RunRefused {
        bench.startsAtOnce = false;
        scheduler.put(planned(7, "0 0 1 1 *"));
        String id = scheduler.runNow(7);
        bench.tick();
        scheduler.runs().refused(id, "bad\n\0" + "x".repeat(100_000));
        String reason = bench.reports.get(0).reason();
        assertTrue(reason.length() < 4000 && !reason.contains("\n") && !reason.contains("\0"), reason.substring(0, 20));
    }

    @Test
    void theNextFireTakesThePlaceOfARetry() {
        scheduler.put(planned(7, "* * * * *", "{\"retries\":5,\"retry_delay\":90}"));
        bench.passSeconds(60);
        bench.end(fire(60, 7), 1);
        bench.passSeconds(60);
        bench.end(fire(120, 7));
        bench.passSeconds(59);
        assertEquals(List.of(fire(60, 7), fire(120, 7)), bench.launched);
        assertEquals(List.of("7 2024-05-01T12:01:00Z retry 1 is given up: the fire of 2024-05-01T12:02:00Z took its place"),
                bench.notRun);
    }

    @Test
    void aKilledRunIsNotTriedAgain() throws RunRefused {
        scheduler.put(planned(7, "0 0 1 1 *", "{\"retries\":2,\"retry_delay\":10}"));
        String id = scheduler.runNow(7);
        bench.tick();
        scheduler.runs().kill(id, "asked for");
        bench.end(id, 143);
        bench.passSeconds(60);
        assertEquals(1, bench.launched.size());
    }

    // --- load and stop ---

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
