package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static io.dcms.runtime.schedule.SchedulerBench.NOON;
import static io.dcms.runtime.schedule.SchedulerBench.fire;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskStatus;
import io.dcms.api.TimeoutTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How runs end, and what is tried again. */
class RunEndTest {

    private final SchedulerBench bench = new SchedulerBench("2024-05-01T12:00:00Z");
    private final Scheduler scheduler = bench.scheduler;

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
}
