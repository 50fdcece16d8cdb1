package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static io.dcms.runtime.schedule.SchedulerBench.fire;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TimeoutTrigger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the runs that an agent leaves. */
class AdoptionTest {

    private static final String EVERY_MINUTE = "* * * * *";

    private final SchedulerBench bench = new SchedulerBench("2024-05-01T12:00:00Z");
    private final String first = fire(60, 7);

    /** An agent dies whose job 7 has just been started, or begun. */
    private SchedulerBench after(String options, String now) {
        bench.scheduler.put(planned(7, EVERY_MINUTE, options));
        bench.passSeconds(60);
        return bench.next(now);
    }

    @Test
    void aRunThatGoesOnIsReportedAgainAndEndsInPeace() {
        SchedulerBench next = after("", "2024-05-01T12:01:30Z");
        assertEquals(List.of(first), next.adopted);
        next.found(first, 30);
        next.passSeconds(10);
        next.end(first);
        assertEquals(List.of("RUNNING", "SUCCESS"), next.reportsOf(first));
        assertEquals(40, next.reports.get(1).execDuration());
        assertEquals(SchedulerBench.NOON + 60, next.reports.get(1).execAt());
        assertEquals(List.of(first), next.forgotten);
        assertEquals(List.of(), next.next("2024-05-01T12:03:00Z").adopted);
    }

    @Test
    void aFireFindsTheRunOfTheAgentBeforeRunningEvenIfTheLauncherHasNotAnswered() {
        SchedulerBench next = after("", "2024-05-01T12:01:30Z");
        next.scheduler.put(planned(7, EVERY_MINUTE));
        next.passSeconds(30);
        assertEquals(List.of("7 2024-05-01T12:02:00Z still running: task " + first), next.notRun);
        next.found(first, 60);
        next.end(first);
        next.passSeconds(60);
        assertEquals(List.of(fire(180, 7)), next.launched);
    }

    @Test
    void itsTimeoutGetsWhatIsLeft() {
        bench.scheduler.put(planned(job(7, EVERY_MINUTE).timeout(100).timeoutTrigger(TimeoutTrigger.KILL)));
        bench.passSeconds(60);
        SchedulerBench next = bench.next("2024-05-01T12:01:30Z");
        next.found(first, 30);
        next.pass(Duration.ofSeconds(70).minusNanos(1));
        assertEquals(List.of(), next.terminated);
        next.pass(Duration.ofNanos(1));
        assertEquals(List.of(first + " 10"), next.terminated);
        SchedulerBench third = next.next("2024-05-01T12:05:00Z");
        third.found(first, 240);
        assertEquals(List.of(first + " 10"), third.terminated, "killed again at once");
        third.end(first, 143);
        assertEquals(List.of("RUNNING", "TIMEOUT killed after its timeout of 100 s"), third.reportsOf(first));
    }

    @Test
    void aTimeoutThatPassedWhileNoAgentWasThereCountsAtOnce() {
        bench.scheduler.put(planned(job(7, EVERY_MINUTE).timeout(100)));
        bench.passSeconds(60);
        SchedulerBench next = bench.next("2024-05-01T12:05:00Z");
        next.found(first, 240);
        next.tick();
        assertEquals(List.of("RUNNING", "TIMEOUT still running after its timeout of 100 s"), next.reportsOf(first));
    }

    @Test
    void aTimeoutThatWasReportedIsNotReportedASecondTime() {
        bench.scheduler.put(planned(job(7, EVERY_MINUTE).hook("http://hook/").timeout(20)));
        bench.passSeconds(90);
        assertEquals(List.of(first + " TIMEOUT"), bench.toHook);
        SchedulerBench next = bench.next("2024-05-01T12:05:00Z");
        next.found(first, 240);
        next.end(first);
        assertEquals(List.of("RUNNING", "SUCCESS ran 240 s, its timeout is 20 s"), next.reportsOf(first));
        assertEquals(List.of(first + " SUCCESS"), next.toHook);
    }

    @Test
    void aTimeoutWhoseReportMayBeLostIsReportedAgain() {
        bench.keeps = false;
        bench.scheduler.put(planned(job(7, EVERY_MINUTE).timeout(20)));
        bench.passSeconds(90);
        SchedulerBench next = bench.next("2024-05-01T12:05:00Z");
        next.found(first, 240);
        next.tick();
        assertEquals(2, next.reportsOf(first).size());
    }

    @Test
    void aKillIsRepeatedAndKeepsItsReasonEvenIfTheRunHasEnded() {
        bench.scheduler.put(planned(7, EVERY_MINUTE));
        bench.passSeconds(60);
        bench.scheduler.runs().kill(first, "by ann");
        SchedulerBench next = bench.next("2024-05-01T12:05:00Z");
        next.found(first, 240);
        assertEquals(List.of(first + " 10"), next.terminated);
        next.end(first, 143);
        assertEquals(List.of("RUNNING", "KILLED killed: by ann"), next.reportsOf(first));
    }

    @Test
    void aRunThatWasKilledBeforeItStartedIsNotStartedByTheNextAgent() {
        bench.startsAtOnce = false;
        SchedulerBench next = after("", "2024-05-01T12:01:05Z");
        next.scheduler.put(planned(7, EVERY_MINUTE));
        next.scheduler.runs().kill(first, "by ann");
        SchedulerBench third = next.next("2024-05-01T12:01:10Z");
        third.scheduler.put(planned(7, EVERY_MINUTE));
        third.neverStarted(first);
        assertEquals(List.of(), third.launched);
        assertEquals(List.of("KILLED killed before it started: by ann"), third.reportsOf(first));
    }

    @Test
    void aRunThatWasNeverStartedIsRunWithItsIdWhenItsJobIsThere() {
        bench.startsAtOnce = false;
        SchedulerBench next = after("", "2024-05-01T12:01:30Z");
        next.neverStarted(first);
        assertEquals(List.of(), next.launched);
        next.scheduler.put(planned(job(7, EVERY_MINUTE).executor("/bin/new")));
        next.tick();
        assertEquals(List.of(first), next.launched);
        assertEquals("/bin/new", next.lastLaunch.job().job().executor());
        next.end(first);
        assertEquals(List.of(), next.next("2024-05-01T12:01:40Z").adopted);
    }

    @Test
    void aRunThatWasNeverStartedIsMissedIfItIsLateAndItsJobSkipsMissedFires() {
        bench.startsAtOnce = false;
        SchedulerBench next = after("{\"misfire\":\"skip\"}", "2024-05-01T12:01:10Z");
        next.scheduler.put(planned(7, EVERY_MINUTE, "{\"misfire\":\"skip\"}"));
        next.neverStarted(first);
        assertEquals(List.of(), next.launched);
        assertEquals("the agent died before it could start it; misfire policy skip", next.whyMissed);
        assertEquals(List.of(first), next.forgotten);
        assertEquals(List.of(), next.next("2024-05-01T12:01:40Z").adopted);
    }

    @Test
    void aRunThatWasNeverStartedIsGivenUpIfItsJobIsGoneOrDisabled() {
        bench.startsAtOnce = false;
        bench.scheduler.put(planned(8, EVERY_MINUTE));
        SchedulerBench next = after("", "2024-05-01T12:01:05Z");
        next.scheduler.put(planned(job(8, EVERY_MINUTE).disabled(true)));
        next.neverStarted(first);
        next.scheduler.allThere();
        next.neverStarted(fire(60, 8));
        assertEquals(List.of("7 2024-05-01T12:01:00Z the agent died before it could start it, and the job is gone",
                "8 2024-05-01T12:01:00Z the job was disabled"), next.notRun);
        assertEquals(List.of(), next.reports);
        assertEquals(List.of(), next.next("2024-05-01T12:01:40Z").adopted);
    }

    @Test
    void aRequestThatWasNeverStartedIsRunAtOnceOrNotAtAll() throws RunRefused {
        bench.startsAtOnce = false;
        for (long id = 7; id <= 9; id++) {
            bench.scheduler.put(planned(job(id, "0 0 1 1 *").disabled(id == 7)));
            bench.scheduler.runNow(id);
        }
        bench.tick();
        SchedulerBench soon = bench.next("2024-05-01T12:00:09Z");
        soon.scheduler.put(planned(job(7, "0 0 1 1 *").disabled(true)));
        soon.neverStarted(fire(0, 7));
        assertEquals(List.of(fire(0, 7)), soon.launched);
        SchedulerBench late = bench.next("2024-05-01T12:00:10Z");
        late.scheduler.put(planned(8, "0 0 1 1 *"));
        late.neverStarted(fire(0, 8));
        late.neverStarted(fire(0, 9));
        late.scheduler.allThere();
        assertEquals(List.of(), late.launched);
        assertEquals(List.of("FAILED the agent died before it could start this run"), late.reportsOf(fire(0, 8)));
        assertEquals(List.of("FAILED the agent died before it could start this run, and the job is gone"), late.reportsOf(fire(0, 9)));
    }

    @Test
    void whatHadBegunGoesBeforeWhatWaited() {
        bench.startsAtOnce = false;
        String queue = "{\"overlap\":\"queue\"}";
        bench.scheduler.put(planned(7, EVERY_MINUTE, queue));
        bench.passSeconds(180);
        SchedulerBench next = bench.next("2024-05-01T12:03:05Z");
        next.scheduler.put(planned(7, EVERY_MINUTE, queue));
        next.neverStarted(first);
        next.end(first);
        next.end(fire(120, 7));
        assertEquals(List.of(first, fire(120, 7), fire(180, 7)), next.launched);
    }

    @Test
    void aRetryThatWaitsForItsTimeWaitsOnAndIsPlannedOnce() {
        String options = "{\"retries\":2,\"retry_delay\":3000}";
        bench.scheduler.put(planned(7, "1 12 * * *", options));
        bench.passSeconds(60);
        bench.keeps = false;
        bench.end(first, 1);
        SchedulerBench next = bench.next("2024-05-01T12:11:00Z");
        next.found(first, 600);
        next.end(first, 1);
        next.scheduler.put(planned(7, "1 12 * * *", options));
        next.passSeconds(2399);
        assertEquals(List.of(), next.launched);
        next.passSeconds(1);
        assertEquals(List.of(first + "-2"), next.launched);
        next.end(first + "-2", 1);
        next.passSeconds(6000);
        assertEquals(List.of(first + "-2", first + "-3"), next.launched);
    }

    @Test
    void aRetryDoesNotWaitLongerBecauseTheClockWasSetBackWhileNoAgentWasThere() {
        String options = "{\"retries\":2,\"retry_delay\":60}";
        bench.scheduler.put(planned(7, "1 12 * * *", options));
        bench.passSeconds(60);
        bench.end(first, 1);
        SchedulerBench next = bench.next("2024-05-01T10:00:00Z");
        next.scheduler.put(planned(7, "1 12 * * *", options));
        next.passSeconds(59);
        assertEquals(List.of(), next.launched);
        next.passSeconds(1);
        assertEquals(List.of(first + "-2"), next.launched);
    }

    @Test
    void aRunThatFailedBeforeItsJobIsThereIsTriedAgain() {
        String options = "{\"retries\":1,\"retry_delay\":1}";
        SchedulerBench next = after(options, "2024-05-01T12:01:30Z");
        next.found(first, 30);
        next.end(first, 1);
        next.scheduler.put(planned(7, EVERY_MINUTE, options));
        next.passSeconds(1);
        assertEquals(List.of(first + "-2"), next.launched);
    }

    @Test
    void anIdThatWasGivenAwayInTheSameSecondIsNotGivenAgain() throws RunRefused {
        bench.scheduler.put(planned(7, "0 0 1 1 *"));
        String id = bench.scheduler.runNow(7);
        bench.tick();
        bench.end(id);
        SchedulerBench next = bench.next("2024-05-01T12:00:00.900Z");
        next.scheduler.put(planned(7, "0 0 1 1 *"));
        assertEquals(id + "-2", next.scheduler.runNow(7));
    }

    @Test
    void aRetryGetsAnIdOfItsOwnHoweverManyFiresCameMeanwhile() {
        bench.scheduler.put(planned(7, EVERY_MINUTE, "{\"overlap\":\"parallel:50\",\"retries\":1,\"retry_delay\":600}"));
        bench.passSeconds(60);
        bench.end(first, 1);
        bench.passSeconds(600);
        assertTrue(bench.launched.contains(first + "-2"), bench.launched::toString);
    }

    @Test
    void anAgentThatLeavesDecidesOnNothingMore() {
        bench.scheduler.put(planned(7, EVERY_MINUTE));
        bench.passSeconds(59);
        bench.scheduler.leave();
        bench.passSeconds(60);
        assertEquals(List.of(), bench.launched);
        SchedulerBench next = bench.next("2024-05-01T12:01:59Z");
        next.scheduler.put(planned(7, EVERY_MINUTE));
        next.tick();
        assertEquals(List.of(first), next.launched);
    }

    @Test
    void jobsThatAreGoneAreNotForgottenAsLongAsSomethingRuns() {
        bench.scheduler.put(planned(7, EVERY_MINUTE));
        bench.passSeconds(60);
        bench.scheduler.remove(7);
        for (long id = 100; id < 1200; id++) {
            bench.scheduler.put(planned(id, "0 0 1 1 *"));
            bench.scheduler.remove(id);
        }
        bench.scheduler.put(planned(7, EVERY_MINUTE));
        bench.passSeconds(60);
        assertEquals(List.of(first), bench.launched, "it still runs");
    }
}
