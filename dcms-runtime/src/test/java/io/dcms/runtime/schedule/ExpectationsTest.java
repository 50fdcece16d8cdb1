package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static io.dcms.runtime.schedule.SchedulerBench.NOON;
import static io.dcms.runtime.schedule.SchedulerBench.fire;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.ledger.FireHistory;
import io.dcms.runtime.ledger.Ledger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code expect_within}: who is overdue since when, told once, and once that it is well again. Clocks are moved, agents follow each other. */
class ExpectationsTest {

    private static final String HOURLY = "0 * * * *";

    private SchedulerBench bench = new SchedulerBench("2024-05-01T11:59:00Z");

    private static PlannedJob expected(String schedule, long within, String more) {
        return planned(job(7, schedule).hook("http://hook/").options("{\"expect_within\":" + within + more + "}"));
    }

    private static PlannedJob hourly() {
        return expected(HOURLY, 600, "");
    }

    /** The agent begins a minute before noon. */
    private void begin(PlannedJob job) {
        bench.scheduler.put(job);
        bench.scheduler.allThere();
        bench.passSeconds(60);
    }

    private void restart(String now, PlannedJob job) {
        bench = bench.next(now);
        bench.scheduler.put(job);
        bench.tick();
    }

    /** {@code OVERDUE 0} for a job that is overdue since noon, {@code RECOVERED 3600} for one that was since one o'clock. */
    private List<String> told() {
        return bench.events.stream().map(event -> event.kind() + " " + (event.task().execAt() - NOON)).toList();
    }

    private long overdueSince() {
        return bench.job(7).overdueSince();
    }

    @Test
    void isToldOnceAndAgainWhenASuccessHasCome() {
        begin(hourly());
        bench.end(fire(0, 7), 1);
        bench.pass(Duration.ofSeconds(600).minusNanos(1));
        assertEquals(List.of(), told());
        bench.pass(Duration.ofNanos(1));
        assertEquals(List.of("OVERDUE 0"), told());
        assertEquals(NOON, overdueSince());
        bench.passSeconds(3000);
        bench.end(fire(3600, 7), 1);
        bench.passSeconds(3600);
        assertEquals(List.of("OVERDUE 0"), told(), "then silence");
        bench.passSeconds(34);
        bench.end(fire(7200, 7));
        assertEquals(List.of("OVERDUE 0", "RECOVERED 0"), told());
        assertEquals(0, overdueSince());
        bench.passSeconds(3000);
        assertEquals(2, told().size());
    }

    @Test
    void whatIsToldIsATaskThatNoRunIs() {
        begin(hourly());
        bench.passSeconds(7234);
        bench.end(fire(0, 7));
        TaskEvent overdue = bench.events.get(0);
        assertEquals("job-7", overdue.jobName());
        assertEquals(new Task(7, NOON + "-7-overdue", "host-1", TaskStatus.FAILED, true, NOON, 600, "",
                "no success since it was due at 2024-05-01T12:00:00Z: expect_within is 600 s", ""), overdue.task());
        assertEquals(new Task(7, NOON + "-7-recovered", "host-1", TaskStatus.SUCCESS, true, NOON, 7234, "",
                "success again: task " + fire(0, 7) + ", 7234 s after it was due", ""), bench.events.get(1).task());
        assertEquals(List.of(NOON + "-7-overdue FAILED", NOON + "-7-recovered SUCCESS"), bench.toHook.subList(0, 2));
        assertFalse(bench.reports.stream().anyMatch(task -> task.taskId().contains("o")), "the store is told of runs");
    }

    @Test
    void aSuccessInTimeSettlesItAndTheNextFireCountsAnew() {
        begin(hourly());
        bench.passSeconds(599);
        bench.end(fire(0, 7));
        bench.passSeconds(3001 + 600);
        assertEquals(List.of("OVERDUE 3600"), told());
    }

    @Test
    void aRetryARequestOrALaterFireWillDo() throws RunRefused {
        begin(expected(HOURLY, 600, ",\"retries\":1,\"retry_delay\":60"));
        bench.end(fire(0, 7), 1);
        bench.passSeconds(60);
        bench.end(fire(0, 7) + "-2");
        bench.passSeconds(3540);
        bench.end(fire(3600, 7), 1);
        String asked = bench.scheduler.runNow(7);
        bench.tick();
        bench.end(asked);
        bench.passSeconds(3000);
        assertEquals(List.of(), told());
    }

    @Test
    void aSuccessBeforeItWasDueIsNone() throws RunRefused {
        bench.scheduler.put(hourly());
        String early = bench.scheduler.runNow(7);
        bench.tick();
        bench.end(early);
        bench.passSeconds(60);
        bench.end(fire(0, 7), 1);
        bench.passSeconds(600);
        assertEquals(List.of("OVERDUE 0"), told());
    }

    @Test
    void aFireThatIsSkippedForALongRunCountsAllTheSame() {
        begin(expected("* * * * *", 90, ""));
        bench.passSeconds(60);
        bench.end(fire(0, 7));
        bench.passSeconds(20);
        assertEquals(List.of(), told(), "it has succeeded since all of them");
        bench.passSeconds(40);
        bench.passSeconds(90);
        assertEquals(List.of("OVERDUE 120"), told());
    }

    @Test
    void itIsDueWhenItsJitterIsOver() {
        PlannedJob job = expected(HOURLY, 600, ",\"jitter\":300");
        bench.scheduler.put(job);
        long jitter = bench.job(7).nextFire().orElseThrow().getEpochSecond() - NOON;
        bench.passSeconds(60 + jitter + 599);
        assertEquals(List.of(), told());
        bench.passSeconds(1);
        assertEquals(List.of("OVERDUE " + jitter), told());
    }

    @Test
    void aRunThatIsOverItsTimeoutAndSucceedsIsASuccess() {
        begin(planned(hourly().job().toBuilder().timeout(30)));
        bench.passSeconds(60);
        bench.end(fire(0, 7));
        bench.passSeconds(3000);
        assertEquals(List.of(), told());
    }

    // Disabled, gone, changed

    @Test
    void aDisabledJobOwesNothingAndBeginsAnew() {
        begin(hourly());
        bench.end(fire(0, 7), 1);
        bench.scheduler.disable(7);
        bench.passSeconds(3600);
        assertEquals(List.of(), told());
        bench.scheduler.put(hourly());
        bench.passSeconds(3599);
        assertEquals(List.of(), told());
        bench.passSeconds(601);
        assertEquals(List.of("OVERDUE 7200"), told());
        bench.scheduler.disable(7);
        assertEquals(0, overdueSince());
        bench.passSeconds(3000);
        bench.scheduler.put(planned(hourly().job().toBuilder().disabled(true)));
        bench.scheduler.put(hourly());
        bench.scheduler.remove(7);
        bench.scheduler.put(hourly());
        assertEquals(List.of("OVERDUE 7200"), told(), "forgotten without a word");
        assertEquals(Map.of(), owed());
    }

    private Map<Long, Boolean> owed() {
        return bench.ledger.page.owed.getOrDefault(7L, Map.of());
    }

    @Test
    void aVersionThatCantBeRunLeavesItAsItIs() {
        begin(hourly());
        bench.end(fire(0, 7), 1);
        bench.scheduler.reject(job(7, "x").build(), "schedule: x");
        bench.passSeconds(600);
        assertEquals(List.of("OVERDUE 0"), told());
    }

    @Test
    void theOptionMayComeGoAndChange() {
        begin(planned(job(7, HOURLY).hook("http://hook/")));
        bench.passSeconds(60);
        bench.scheduler.put(hourly());
        bench.passSeconds(3000);
        assertEquals(List.of(), told(), "what was due before it had the option does not count");
        bench.passSeconds(540 + 100);
        bench.scheduler.put(expected(HOURLY, 60, ""));
        bench.tick();
        assertEquals(List.of("OVERDUE 3600"), told(), "it is overdue by the new time");
        bench.scheduler.put(expected(HOURLY, 6000, ""));
        assertEquals(NOON + 3600, overdueSince(), "what was told stays told");
        bench.scheduler.put(planned(job(7, HOURLY).hook("http://hook/")));
        assertEquals(0, overdueSince());
        assertEquals(Map.of(), owed());
    }

    @Test
    void withoutAHookItIsShownAndWrittenDown() {
        begin(planned(hourly().job().toBuilder().hook("")));
        bench.passSeconds(600);
        assertEquals(NOON, overdueSince());
        assertEquals(Map.of(NOON, true), owed());
        assertEquals(List.of(), bench.toHook);
    }

    @Test
    void itIsToldWhateverHookOnSays() {
        begin(expected(HOURLY, 600, ",\"hook_on\":\"change\""));
        bench.end(fire(0, 7), 1);
        bench.passSeconds(3600);
        bench.end(fire(3600, 7));
        assertEquals(List.of("OVERDUE 0", "RECOVERED 0"), told());
    }

    // Clocks

    @Test
    void aClockThatIsSetBackMakesItNoLater() {
        begin(hourly());
        bench.end(fire(0, 7), 1);
        bench.passSeconds(100);
        bench.time.setWall(Instant.parse("2024-05-01T10:30:00Z"));
        bench.passSeconds(499);
        assertEquals(List.of(), told());
        bench.passSeconds(1);
        assertEquals(List.of("OVERDUE 0"), told());
        assertEquals(600, bench.events.get(0).task().execDuration());
    }

    @Test
    void aSuccessAfterTheClockWasSetBackIsOne() throws RunRefused {
        begin(hourly());
        bench.end(fire(0, 7), 1);
        bench.time.setWall(Instant.parse("2024-05-01T10:30:00Z"));
        bench.passSeconds(5);
        String asked = bench.scheduler.runNow(7);
        bench.tick();
        bench.end(asked);
        bench.passSeconds(1000);
        assertEquals(List.of(), told());
    }

    @Test
    void aClockThatIsSetForwardOrAMachineThatSleptIsTimeThatHasPassed() {
        begin(hourly());
        bench.end(fire(0, 7), 1);
        bench.time.setWall(Instant.parse("2024-05-01T12:09:58Z"));
        bench.tick();
        assertEquals(List.of(), told());
        bench.passSeconds(2);
        assertEquals(List.of("OVERDUE 0"), told());
        assertEquals(600, bench.events.get(0).task().execDuration());
    }

    @Test
    void whatWasDueWhileTheMachineSleptIsOverdueWhenItWakes() {
        begin(hourly());
        bench.end(fire(0, 7));
        bench.time.setWall(Instant.parse("2024-05-01T15:30:00Z"));
        bench.passSeconds(10);
        assertEquals(List.of("OVERDUE 3600"), told());
        bench.end(fire(10800, 7));
        assertEquals(List.of("OVERDUE 3600", "RECOVERED 3600"), told());
    }

    @Test
    void aClockThatIsSetToAndFroTellsNothingTwice() {
        begin(hourly());
        bench.end(fire(0, 7), 1);
        bench.passSeconds(700);
        for (String wall : List.of("2024-05-01T12:05:00Z", "2024-05-01T11:00:00Z", "2024-05-01T12:59:00Z", "2024-05-01T12:01:00Z")) {
            bench.time.setWall(Instant.parse(wall));
            bench.passSeconds(5);
        }
        assertEquals(List.of("OVERDUE 0"), told());
    }

    // Agents that follow each other

    @Test
    void theNextAgentKnowsSinceWhenAndTellsItOnce() {
        begin(hourly());
        bench.end(fire(0, 7), 1);
        restart("2024-05-01T12:05:00Z", hourly());
        bench.passSeconds(299);
        assertEquals(List.of(), told());
        bench.passSeconds(1);
        assertEquals(List.of("OVERDUE 0"), told());
        restart("2024-05-01T12:20:00Z", hourly());
        assertEquals(NOON, overdueSince());
        bench.passSeconds(2400);
        assertEquals(List.of(), told(), "it was told");
        bench.end(fire(3600, 7));
        assertEquals(List.of("RECOVERED 0"), told());
        restart("2024-05-01T13:05:00Z", hourly());
        bench.passSeconds(3000);
        assertEquals(List.of(), told());
    }

    @Test
    void firesThatPassedWhileNoAgentWasThereCount() {
        begin(hourly());
        bench.end(fire(0, 7));
        restart("2024-05-01T15:30:00Z", hourly());
        bench.passSeconds(10);
        assertEquals(List.of("OVERDUE 3600"), told());
        bench.end(fire(10800, 7));
        assertEquals(List.of("OVERDUE 3600", "RECOVERED 3600"), told());
    }

    @Test
    void aCatchUpRunThatIsQuickerThanTheAgentsFirstLookTellsBoth() {
        begin(hourly());
        bench.end(fire(0, 7));
        restart("2024-05-01T15:30:00Z", hourly());
        bench.passSeconds(1);
        bench.end(fire(10800, 7));
        assertEquals(List.of("OVERDUE 3600", "RECOVERED 3600"), told());
    }

    @Test
    void whatSucceededInTimeWhileNoAgentWasThereWasNeverOverdue() {
        begin(hourly());
        restart("2024-05-01T12:30:00Z", hourly());
        // It ran for five minutes, and that it has ended is heard half an hour after its start.
        bench.found(fire(0, 7), 1800);
        endedAfter(fire(0, 7), 300);
        bench.passSeconds(1000);
        assertEquals(List.of(), told());
        assertEquals(Map.of(), owed());
    }

    /** The next agent hears of an end at once, but it was long ago. */
    private void endedAfter(String taskId, long seconds) {
        bench.scheduler.runs().ended(taskId, new Launcher.Exit(0, Optional.empty(), "", Duration.ofSeconds(seconds)));
        bench.tick();
    }

    @Test
    void whatWasDueAfterASuccessThatNoAgentSawIsOwed() {
        begin(expected("*/10 * * * *", 120, ""));
        for (boolean jobFirst : List.of(true, false)) {
            SchedulerBench next = bench.next("2024-05-01T12:30:00Z");
            SchedulerBench before = bench;
            bench = next;
            if (jobFirst) {
                bench.scheduler.put(expected("*/10 * * * *", 120, ""));
                bench.tick();
            }
            bench.found(fire(0, 7), 1800);
            endedAfter(fire(0, 7), 60);
            if (!jobFirst) {
                bench.scheduler.put(expected("*/10 * * * *", 120, ""));
                bench.tick();
            }
            bench.passSeconds(10);
            assertEquals(List.of("OVERDUE 600"), told(), "the job comes first: " + jobFirst);
            bench = before;
        }
    }

    @Test
    void aRequestThatSucceededWhileNoAgentWasThereSettlesWhatWasDueBefore() throws RunRefused {
        bench.scheduler.put(expected("*/10 * * * *", 120, ""));
        String asked = bench.scheduler.runNow(7);
        bench.tick();
        restart("2024-05-01T12:11:00Z", planned(8, HOURLY));
        bench.found(asked, 720);
        endedAfter(asked, 700);
        bench.scheduler.put(expected("*/10 * * * *", 120, ""));
        bench.passSeconds(60);
        assertEquals(List.of(), told());
    }

    @Test
    void aRecoveryThatWasNotKeptIsToldAgain() {
        begin(hourly());
        bench.passSeconds(600);
        bench.keeps = false;
        bench.end(fire(0, 7));
        assertEquals(List.of("OVERDUE 0", "RECOVERED 0"), told());
        TaskEvent first = bench.events.get(1);
        restart("2024-05-01T12:30:00Z", hourly());
        assertEquals(NOON, overdueSince());
        bench.found(fire(0, 7), 1800);
        endedAfter(fire(0, 7), 600);
        assertEquals(List.of("RECOVERED 0"), told());
        assertEquals(first.id(), bench.events.get(0).id(), "a receiver can tell that it is the same");
    }

    @Test
    void anOverdueThatWasNotKeptIsToldAgain() {
        begin(hourly());
        bench.keeps = false;
        bench.passSeconds(600);
        TaskEvent first = bench.events.get(0);
        restart("2024-05-01T12:30:00Z", hourly());
        bench.passSeconds(10);
        assertEquals(List.of("OVERDUE 0"), told());
        assertEquals(first.id(), bench.events.get(0).id());
    }

    @Test
    void whatIsOwedNextSurvivesARecoveryThatIsKeptLate() {
        begin(expected("* * * * *", 30, ""));
        bench.passSeconds(40);
        bench.keeps = false;
        bench.end(fire(0, 7));
        bench.passSeconds(20);
        assertEquals(Map.of(NOON, true, NOON + 60, false), owed());
    }

    @Test
    void aJobThatWentWhileNoAgentWasThereIsForgotten() {
        begin(hourly());
        bench.passSeconds(600);
        bench = bench.next("2024-05-01T12:30:00Z");
        bench.scheduler.allThere();
        assertEquals(Map.of(), owed());
        restart("2024-05-01T12:40:00Z", hourly());
        bench.passSeconds(60);
        assertEquals(List.of(), told());
    }

    @Test
    void aJobThatWasDisabledWhileNoAgentWasThereIsForgotten() {
        begin(hourly());
        bench.passSeconds(600);
        restart("2024-05-01T12:30:00Z", planned(hourly().job().toBuilder().disabled(true)));
        assertEquals(Map.of(), owed());
        assertEquals(0, overdueSince());
    }

    @Test
    void aClockThatWasSetBackBetweenTwoAgentsIsNotWaitedFor() {
        begin(hourly());
        bench.end(fire(0, 7), 1);
        restart("2024-05-01T09:00:00Z", hourly());
        bench.passSeconds(600);
        assertEquals(List.of("OVERDUE 0"), told());
    }

    /** Two agents, and the file that the first one leaves to the other. */
    @Test
    void theRealLedgerCarriesItOver(@TempDir Path workDir) throws Exception {
        List<String> told = new ArrayList<>();
        for (String now : List.of("2024-05-01T11:59:00Z", "2024-05-01T12:30:00Z", "2024-05-01T12:40:00Z")) {
            FireHistory history = new FireHistory(workDir, Duration.ofDays(1), InstantSource.fixed(Instant.parse(now)));
            try (Ledger ledger = Ledger.open(workDir, history, System::nanoTime)) {
                bench = bench.next(now, ledger);
                bench.scheduler.put(planned(hourly().job().toBuilder().options("{\"expect_within\":600,\"hook_on\":\"change\"}")));
                bench.passSeconds(60);
                if (!bench.launched.isEmpty()) {
                    bench.end(fire(0, 7), 1);
                    bench.passSeconds(600);
                }
                if (now.contains("12:40")) {
                    String first = bench.scheduler.runNow(7);
                    bench.tick();
                    bench.end(first, 1);
                    String asked = bench.scheduler.runNow(7);
                    bench.tick();
                    bench.end(asked);
                }
                told.addAll(bench.toHook);
                told.add(bench.job(7).overdueSince() == NOON ? "overdue" : "well");
            }
        }
        String run = Instant.parse("2024-05-01T12:41:00Z").getEpochSecond() + "-7";
        assertEquals(List.of(fire(0, 7) + " FAILED", NOON + "-7-overdue FAILED", "overdue", "overdue",
                NOON + "-7-recovered SUCCESS", run + "-2 SUCCESS", "well"), told);
    }
}
