package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import io.dcms.runtime.job.PlannedJob;
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
final class SchedulerBench implements Launcher, Reports, FireLog, Decisions {

    /** 2024-05-01T12:00:00Z, when tests begin. */
    static final long NOON = Instant.parse("2024-05-01T12:00:00Z").getEpochSecond();

    final FakeTime time;
    final Scheduler scheduler;
    private final Map<String, Long> started = new HashMap<>();
    final List<String> launched = new ArrayList<>();
    final List<String> terminated = new ArrayList<>();
    final List<Task> reports = new ArrayList<>();
    final List<String> toHook = new ArrayList<>();
    final List<String> notRun = new ArrayList<>();
    final List<String> causes = new ArrayList<>();
    /** What a next agent in this work dir would know. */
    final Map<Long, Instant> decisions = new HashMap<>();
    final Map<Long, PlannedJob> disabled = new HashMap<>();
    private final Map<Long, PlannedJob> disabledBefore = new HashMap<>();
    Launch lastLaunch;
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
        time = new FakeTime(now);
        scheduler = new Scheduler(this, null, this, this, this, time, time, "host-1", maxActive);
    }

    /** The next agent in the same work dir, started later. */
    SchedulerBench next(String now) {
        SchedulerBench next = new SchedulerBench(now);
        next.decisions.putAll(decisions);
        next.disabledBefore.putAll(disabled);
        next.disabled.putAll(disabled);
        return next;
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
        throw new UnsupportedOperationException();
    }

    @Override
    public void forget(String taskId) {
        throw new UnsupportedOperationException();
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
    public void report(Task task, String jobName, Optional<URI> hook) {
        reports.add(task);
        if (hook.isPresent()) {
            toHook.add(task.taskId() + " " + task.status());
        }
    }

    @Override
    public void ran(long jobId, Instant fireTime, String taskId, Cause cause) {
        if (cause != Cause.FIRE) {
            causes.add(taskId + " " + cause);
        }
    }

    @Override
    public Optional<Instant> last(PlannedJob job) {
        return Optional.ofNullable(decisions.get(job.id()));
    }

    @Override
    public void decided(PlannedJob job, Instant upTo) {
        decisions.put(job.id(), upTo);
        disabled.remove(job.id());
    }

    @Override
    public void forget(long jobId) {
        decisions.remove(jobId);
        disabled.remove(jobId);
    }

    @Override
    public boolean wasDisabled(PlannedJob job) {
        return disabledBefore.containsKey(job.id()) && disabledBefore.get(job.id()).job().equals(job.job());
    }

    @Override
    public void disabled(PlannedJob job) {
        decisions.remove(job.id());
        disabled.put(job.id(), job);
    }

    @Override
    public void skipped(long jobId, Instant fireTime, String reason) {
        notRun.add(jobId + " " + fireTime + " " + reason);
    }

    @Override
    public void missed(long jobId, Instant first, Instant lastMissed, long count, String reason) {
        notRun.add(jobId + " " + first + ".." + lastMissed + " " + count);
    }
}
