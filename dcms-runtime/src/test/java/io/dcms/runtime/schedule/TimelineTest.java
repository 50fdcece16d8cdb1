package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.PlannedJob;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread and its mailbox; what it decides is tested with the scheduler. */
@Timeout(20)
class TimelineTest implements Launcher, Reports, FireLog {

    private final AtomicTime time = new AtomicTime();
    private final PaperLedger ledger = new PaperLedger(new PaperLedger.Page());
    private final Timeline timeline = new Timeline(this, this, this, ledger, ledger, ledger, time, time::nanos, "host-1", 100);
    private final ConcurrentLinkedQueue<String> happened = new ConcurrentLinkedQueue<>();
    private volatile boolean endsAtOnce;
    private volatile Throwable launchFailure;
    private volatile Answers answers;

    /** Both clocks, moved together by the test and read by the thread. */
    private static final class AtomicTime implements InstantSource {
        private volatile long passed;

        @Override
        public Instant instant() {
            return Instant.parse("2024-05-01T12:00:00Z").plusNanos(passed);
        }

        long nanos() {
            return passed;
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        timeline.close();
    }

    private void pass(Duration duration) {
        time.passed += duration.toNanos();
    }

    private static <T> T get(CompletableFuture<T> answer) throws Exception {
        return answer.get(60, TimeUnit.SECONDS);
    }

    @Override
    public void launch(Launch launch, Answers to) {
        answers = to;
        happened.add("launch " + launch.taskId() + " on " + Thread.currentThread().getName());
        if (launchFailure instanceof Error error) {
            throw error;
        }
        to.started(launch.taskId(), "/log", Duration.ZERO);
        if (endsAtOnce) {
            to.ended(launch.taskId(), new Exit(0, Optional.empty(), "", Duration.ZERO));
        }
    }

    @Override
    public void adopt(Launch launch, Answers to) {
        answers = to;
        happened.add("adopt " + launch.taskId());
    }

    @Override
    public void forget(String taskId) {
        happened.add("forget " + taskId);
    }

    @Override
    public void terminate(String taskId, Duration grace) {
        happened.add("terminate " + taskId);
        answers.ended(taskId, new Exit(143, Optional.empty(), "", Duration.ZERO));
    }

    @Override
    public void tail(String taskId) {
        answers.tail(taskId, "");
    }

    @Override
    public void report(Task task, String jobName, Optional<URI> hook, Runnable kept) {
        happened.add(task.status() + " " + task.taskId());
    }

    @Override
    public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
        kept.run();
    }

    @Override
    public void ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt) {
        // what was launched says the same
    }

    @Override
    public void withdrawn(long jobId, Instant fireTime, String taskId) {
        // it is launched all the same
    }

    @Override
    public void waits(long jobId, Instant fireTime, int attempt) {
        // until it runs, or does not
    }

    @Override
    public void skipped(long jobId, Instant fireTime, int attempt, String reason) {
        happened.add("skipped " + jobId);
    }

    @Override
    public void off(long jobId, Instant from, String reason) {
        // said by the job itself
    }

    @Override
    public void removed(long jobId, Instant from) {
        // said by the job itself
    }

    @Override
    public void on(long jobId, Instant after, String reason) {
        // said by the job itself
    }

    @Override
    public void stopped(Instant from) {
        // what was asked for
    }

    @Override
    public void missed(long jobId, Instant first, Instant last, long count, String reason) {
        happened.add("missed " + jobId);
    }

    @Test
    void whatWasAskedForHappensInItsOrder() throws Exception {
        List<CompletableFuture<Boolean>> disabled = new ArrayList<>();
        for (long id = 1; id <= 1000; id++) {
            timeline.put(List.of(planned(id, "@daily")));
            disabled.add(timeline.disable(id));
            timeline.remove(List.of(id));
            disabled.add(timeline.disable(id));
        }
        timeline.start();
        for (int i = 0; i < disabled.size(); i++) {
            assertEquals(i % 2 == 0, get(disabled.get(i)), "call " + i);
        }
        assertEquals(0, timeline.snapshot().jobCount());
    }

    @Test
    void anAnswerComesAfterTheSnapshotThatShowsIt() throws Exception {
        timeline.start();
        for (long id = 1; id <= 500; id++) {
            timeline.put(List.of(planned(id, "@daily")));
            assertTrue(get(timeline.disable(id)));
            assertTrue(timeline.snapshot().job(id).orElseThrow().disabled());
            String taskId = get(timeline.runNow(id));
            assertTrue(timeline.snapshot().task(taskId).isPresent(), taskId);
        }
    }

    @Test
    void everyLaunchComesFromTheOneThread() throws Exception {
        timeline.start();
        timeline.put(List.of(planned(7, "* * * * *")));
        assertFalse(get(timeline.kill("nobody", "x")));
        pass(Duration.ofSeconds(60));
        assertFalse(get(timeline.kill("nobody", "x")), "an event makes it look at the clock");
        assertEquals("launch 1714564860-7 on dcms-timeline", happened.peek());
    }

    @Test
    void jobsThatArriveTogetherBeforeASecondAllRunInIt() throws Exception {
        pass(Duration.ofSeconds(59));
        timeline.put(List.of(planned(7, "* * * * *"), planned(8, "* * * * *")));
        pass(Duration.ofSeconds(1));
        timeline.start();
        get(timeline.settled());
        assertTrue(timeline.snapshot().task("1714564860-7").isPresent(), happened::toString);
        assertTrue(timeline.snapshot().task("1714564860-8").isPresent(), happened::toString);
    }

    @Test
    void whatIsRefusedIsAnAnswer() throws Exception {
        timeline.start();
        ExecutionException e = assertThrows(ExecutionException.class, () -> get(timeline.runNow(7)));
        assertTrue(assertInstanceOf(RunRefused.class, e.getCause()).unknownJob());
        assertEquals(false, get(timeline.disable(7)));
        timeline.put(List.of(planned(7, "@daily")));
        String taskId = get(timeline.runNow(7));
        e = assertThrows(ExecutionException.class, () -> get(timeline.runNow(7)));
        assertEquals("Job:7 is already running: task " + taskId, e.getCause().getMessage());
    }

    @Test
    void aDefectInAnEventIsItsAnswerAndTheThreadGoesOn() throws Exception {
        timeline.start();
        timeline.put(List.of(planned(7, "@daily"), planned(8, "@daily")));
        launchFailure = new StackOverflowError();
        ExecutionException e = assertThrows(ExecutionException.class, () -> get(timeline.runNow(7)));
        assertInstanceOf(StackOverflowError.class, e.getCause());
        timeline.remove(null);
        launchFailure = null;
        String taskId = get(timeline.runNow(8));
        assertTrue(timeline.snapshot().task(taskId).isPresent());
    }

    @Test
    void stopStartsNothingMoreAndIsDoneWhenNothingRuns() throws Exception {
        timeline.start();
        timeline.put(List.of(planned(7, "* * * * *"), planned(8, "* * * * *")));
        String taskId = get(timeline.runNow(7));
        CompletableFuture<Void> idle = timeline.stop();
        assertThrows(ExecutionException.class, () -> get(timeline.runNow(8)));
        pass(Duration.ofSeconds(600));
        assertFalse(get(timeline.kill("nobody", "x")));
        assertFalse(idle.isDone());
        assertEquals(1, timeline.snapshot().active().size());
        timeline.killAll("the agent is stopping", Duration.ofSeconds(10));
        get(idle);
        assertEquals(List.of(), timeline.snapshot().active());
        assertEquals(TaskStatus.KILLED, timeline.snapshot().task(taskId).orElseThrow().task().status());
    }

    @Test
    void stopOfAnIdleTimelineIsDoneAtOnce() throws Exception {
        timeline.start();
        get(timeline.stop());
    }

    @Test
    void closeComesAfterAllThatWasAskedForAndEndsTheThread() throws Exception {
        endsAtOnce = true;
        timeline.put(List.of(planned(7, "@daily")));
        CompletableFuture<String> taskId = timeline.runNow(7);
        timeline.start();
        timeline.close();
        assertTrue(taskId.isDone());
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("dcms-timeline")));
    }

    @Test
    void silenceIsTheTimeSinceItLastLookedAtItsClock() throws Exception {
        pass(Duration.ofSeconds(90));
        assertEquals(Duration.ofSeconds(90), timeline.silence());
        timeline.start();
        timeline.close();
        assertEquals(Duration.ZERO, timeline.silence());
    }

    @Test
    void readersSeeWholeListsWhileJobsComeAndGo() throws Exception {
        timeline.start();
        CompletableFuture<Boolean> consistent = CompletableFuture.supplyAsync(() -> {
            boolean good = true;
            while (timeline.snapshot().job(1000).isEmpty()) {
                Snapshot snapshot = timeline.snapshot();
                // Jobs come two at a time, in one event.
                good &= snapshot.jobs().size() % 2 == 0 && snapshot.jobs().size() == snapshot.jobCount();
            }
            return good;
        });
        for (long id = 1; id < 1000; id += 2) {
            timeline.put(List.of(planned(job(id, "@daily")), planned(job(id + 1, "@daily"))));
        }
        assertTrue(get(consistent));
    }
}
