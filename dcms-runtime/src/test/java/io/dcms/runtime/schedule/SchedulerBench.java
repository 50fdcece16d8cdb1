package io.dcms.runtime.schedule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.schedule.Launcher.Exit;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A scheduler driven by hand, with a launcher that does what the test says and a memory of all that was told to anybody. */
final class SchedulerBench implements Launcher, Reports, FireLog {

    /** 2024-05-01T12:00:00Z, when tests begin. */
    static final long NOON = Instant.parse("2024-05-01T12:00:00Z").getEpochSecond();

    final FakeTime time;
    final Scheduler scheduler;
    private final Map<String, Long> started = new HashMap<>();
    final List<String> launched = new ArrayList<>();
    final List<String> terminated = new ArrayList<>();
    final List<Task> reports = new ArrayList<>();
    final List<String> toHook = new ArrayList<>();
    /** What was told of jobs. */
    final List<TaskEvent> events = new ArrayList<>();
    final List<String> notRun = new ArrayList<>();
    /** Of what is not run, the kinds of reasons. */
    final List<String> whys = new ArrayList<>();
    final List<String> causes = new ArrayList<>();
    final List<String> adopted = new ArrayList<>();
    final List<String> forgotten = new ArrayList<>();
    /** What a next agent in this work dir would know. */
    final PaperLedger ledger;
    /** Whether reports can't be lost as soon as they are made. */
    boolean keeps = true;
    /** All that was told of fires. */
    final List<FireRecord> fires = new ArrayList<>();
    Launch lastLaunch;
    String whyMissed = "";
    /** Whether what is launched starts at once. */
    boolean startsAtOnce = true;

    /** The task id of a job's fire. */
    static String fire(long secondsAfterNoon, long job) {
        return (NOON + secondsAfterNoon) + "-" + job;
    }

    SchedulerBench(String now) {
        this(now, 1000);
    }

    SchedulerBench(String now, int maxActive) {
        this(now, maxActive, new PaperLedger.Page());
    }

    private SchedulerBench(String now, int maxActive, PaperLedger.Page page) {
        this(now, maxActive, new PaperLedger(page), null);
    }

    /** @param standings null for those of the paper */
    private SchedulerBench(String now, int maxActive, PaperLedger paper, Standings standings) {
        time = new FakeTime(now);
        ledger = paper;
        scheduler = new Scheduler(this, null, this, this, paper, paper, standings == null ? paper : standings, time, time, "host-1",
                maxActive);
    }

    /** The next agent in the same work dir, started later: it takes over what this one has left. */
    SchedulerBench next(String now) {
        return next(now, ledger.page.copy());
    }

    /** The same for one to whom somebody else tells how jobs stand. */
    SchedulerBench next(String now, Standings standings) {
        return new SchedulerBench(now, 1000, new PaperLedger(ledger.page.copy()), standings);
    }

    /** The same for one that finds what was written down at some moment. */
    SchedulerBench next(String now, PaperLedger.Page page) {
        SchedulerBench next = new SchedulerBench(now, 1000, page);
        next.scheduler.adopt(next.ledger.inherited().stream()
                .map(entry -> new Inherited(entry, TestJobs.planned(entry.job().toBuilder()))).toList());
        return next;
    }

    /** The launcher finds a run that it is to take over, started so many seconds ago. */
    void found(String taskId, long secondsAgo) {
        started.put(taskId, time.getAsLong() - Duration.ofSeconds(secondsAgo).toNanos());
        scheduler.runs().started(taskId, "/log/" + taskId, Duration.ofSeconds(secondsAgo));
    }

    /** The launcher finds that a run that it is to take over was never started. */
    void neverStarted(String taskId) {
        scheduler.runs().neverStarted(taskId);
        tick();
    }

    /** Lets time pass, stopping wherever the scheduler wants to. */
    void pass(Duration duration) {
        long left = duration.toNanos();
        while (left > 0) {
            long step = Math.min(left, Math.max(1, scheduler.nanosToNext()));
            time.pass(Duration.ofNanos(step));
            left -= step;
            tick();
        }
    }

    void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    /** The machine or the agent does nothing for a while, then goes on. */
    void freeze(Duration duration) {
        time.pass(duration);
        tick();
    }

    void tick() {
        scheduler.tick();
        answerLaunches();
    }

    void start(String taskId) {
        started.put(taskId, time.getAsLong());
        scheduler.runs().started(taskId, "/log/" + taskId, Duration.ZERO);
    }

    void end(String taskId) {
        end(taskId, 0);
    }

    void end(String taskId, int status) {
        scheduler.runs().ended(taskId, new Exit(status, Optional.empty(), "output of " + taskId,
                Duration.ofNanos(time.getAsLong() - started.getOrDefault(taskId, 0L))));
        tick();
    }

    JobView job(long id) {
        return snapshot().job(id).orElseThrow();
    }

    Snapshot snapshot() {
        // Any change makes a new one; what is asked for here is always the newest.
        return scheduler.newSnapshot().map(next -> last = next).orElse(last);
    }

    private Snapshot last = Snapshot.EMPTY;
    private final List<String> toStart = new ArrayList<>();

    private void answerLaunches() {
        while (startsAtOnce && !toStart.isEmpty()) {
            start(toStart.remove(0));
        }
    }

    /** "status reason" of each report of a run, in order. */
    List<String> reportsOf(String taskId) {
        return reports.stream().filter(task -> task.taskId().equals(taskId))
                .map(task -> (task.status() + " " + task.reason()).strip()).toList();
    }

    @Override
    public void launch(Launch launch, Answers answers) {
        lastLaunch = launch;
        launched.add(launch.taskId());
        toStart.add(launch.taskId());
    }

    @Override
    public void adopt(Launch launch, Answers to) {
        adopted.add(launch.taskId());
    }

    @Override
    public void forget(String taskId) {
        forgotten.add(taskId);
    }

    @Override
    public void terminate(String taskId, Duration grace) {
        terminated.add(taskId + " " + grace.toSeconds());
    }

    @Override
    public void tail(String taskId) {
        scheduler.runs().tail(taskId, "tail of " + taskId);
    }

    @Override
    public void report(Task task, String jobName, Optional<URI> hook, Runnable kept) {
        reports.add(task);
        if (keeps) {
            kept.run();
        }
        if (hook.isPresent()) {
            toHook.add(task.taskId() + " " + task.status());
        }
    }

    @Override
    public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
        events.add(event);
        if (keeps) {
            kept.run();
        }
        hook.ifPresent(target -> toHook.add(event.task().taskId() + " " + event.task().status()));
    }

    @Override
    public void ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt) {
        assertTrue(ledger.page.runs.containsKey(taskId), 
                () -> taskId + " is told of before the next agent would know it");
        fires.add(FireRecord.ran(jobId, fireTime, taskId, cause, attempt));
        if (cause != Cause.FIRE) {
            causes.add(taskId + " " + cause);
        }
    }

    @Override
    public void withdrawn(long jobId, Instant fireTime, String taskId) {
        fires.add(FireRecord.withdrawn(jobId, fireTime, taskId));
    }

    @Override
    public void waits(long jobId, Instant fireTime, int attempt) {
        fires.add(FireRecord.waits(jobId, fireTime, attempt));
    }

    @Override
    public void skipped(long jobId, Instant fireTime, int attempt, String reason) {
        fires.add(FireRecord.skipped(jobId, fireTime, attempt, reason));
        notRun.add(jobId + " " + fireTime + " " + reason);
    }

    @Override
    public void skipped(long jobId, Instant fireTime, int attempt, Why why, String reason) {
        whys.add(why + (attempt == 0 ? "" : " retry"));
        skipped(jobId, fireTime, attempt, reason);
    }

    @Override
    public void missed(long jobId, Instant first, Instant lastMissed, long count, String reason) {
        fires.add(FireRecord.missed(jobId, first, lastMissed, count, reason));
        notRun.add(jobId + " " + first + ".." + lastMissed + " " + count);
        whyMissed = reason;
    }

    @Override
    public void off(long jobId, Instant from, String reason) {
        fires.add(FireRecord.off(jobId, from, reason));
    }

    @Override
    public void removed(long jobId, Instant from) {
        fires.add(FireRecord.removed(jobId, from));
    }

    @Override
    public void on(long jobId, Instant after, String reason) {
        fires.add(FireRecord.on(jobId, after, reason));
    }

    @Override
    public void stopped(Instant from) {
        fires.add(FireRecord.agentOff(from));
    }
}
