package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.Overlap;
import io.dcms.runtime.schedule.FireLog.Cause;
import io.dcms.runtime.task.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Locale;

/**
 * Whose turn it is: what a fire does that finds its job running, what waits for a run to end, what is tried again. Belongs to
 * the owner.
 */
final class Turns {

    /** How many fires and retries of one job may wait for their turn. */
    static final int QUEUE_LIMIT = 100;
    /** However often it was doubled, a retry does not wait longer. */
    static final Duration LONGEST_RETRY = Duration.ofDays(1);

    private final Runs runs;
    private final Timers timers;
    private final FireLog fires;
    private final InstantSource clock;
    private boolean stopping;

    Turns(Runs runs, Timers timers, FireLog fires, InstantSource clock) {
        this.runs = runs;
        this.timers = timers;
        this.fires = fires;
        this.clock = clock;
    }

    /** Begins nothing from now on. */
    void stop() {
        stopping = true;
    }

    /** A fire is to be run: now, later or not, as the overlap rule says. @param inTurn true = it waits in any case */
    void arrive(JobEntry job, Instant fireTime, boolean inTurn) {
        Overlap overlap = job.plan.options().overlap();
        if (hasRoom(job) && job.pending.isEmpty()) {
            begin(job, fireTime, Cause.FIRE, 0);
        } else if (inTurn || overlap.policy() == Overlap.Policy.QUEUE) {
            enqueue(job, new JobEntry.Waiting(fireTime, Cause.FIRE, 0));
        } else if (overlap.policy() == Overlap.Policy.REPLACE) {
            replace(job, fireTime);
        } else {
            skip(job, fireTime, "still running: task " + job.active.stream().map(run -> run.taskId).findFirst().orElse("waiting"));
        }
    }

    boolean hasRoom(JobEntry job) {
        return job.active.size() < job.plan.options().overlap().limit();
    }

    /** Makes a run, which starts when there is room for it. @param attempt 0, or n for the n-th retry */
    Run begin(JobEntry job, Instant fireTime, Cause cause, int attempt) {
        if (cause != Cause.RETRY && job.plan.options().overlap().oneAtATime()) {
            giveUpRetries(job, "the fire of " + fireTime + " took its place");
        }
        String taskId = job.newTaskId(fireTime);
        while (runs.has(taskId)) {
            taskId = job.newTaskId(fireTime);
        }
        Run run = new Run(taskId, job.plan, fireTime, attempt, clock.instant());
        job.active.add(run);
        fires.ran(job.id, fireTime, run.taskId, cause);
        runs.add(run);
        return run;
    }

    /** A run of a job that is in force has ended: the next ones have their turn. */
    void ended(JobEntry job, Run run, Task last) {
        if (stopping) {
            return;
        }
        planRetry(job, run, last);
        while (!job.pending.isEmpty() && hasRoom(job)) {
            JobEntry.Waiting next = job.pending.poll();
            begin(job, next.fireTime(), next.cause(), next.attempt());
        }
    }

    /** Gives up everything of a job that waits: fires, retries, and runs that have not been launched. */
    void clear(JobEntry job, String reason) {
        giveUpRetries(job, reason);
        while (!job.pending.isEmpty()) {
            skip(job, job.pending.poll().fireTime(), reason);
        }
        for (Run run : new ArrayList<>(job.active)) {
            if (run.state == RunState.WAITING) {
                runs.kill(run, reason);
            }
        }
    }

    private void planRetry(JobEntry job, Run run, Task last) {
        boolean failed = last.status() == TaskStatus.FAILED && !run.refused || last.status() == TaskStatus.TIMEOUT;
        if (failed && !job.disabled() && run.attempt < job.plan.options().retries()) {
            Duration doubled = job.plan.options().retryDelay().multipliedBy(1L << Math.min(run.attempt, 20));
            Duration delay = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
            JobEntry.Waiting retry = new JobEntry.Waiting(run.fireTime, Cause.RETRY, run.attempt + 1);
            job.retries.put(retry, timers.after(delay, () -> retry(job, retry)));
        }
    }

    private void retry(JobEntry job, JobEntry.Waiting retry) {
        job.retries.remove(retry);
        if (hasRoom(job) && job.pending.isEmpty()) {
            begin(job, retry.fireTime(), Cause.RETRY, retry.attempt());
        } else {
            enqueue(job, retry);
        }
    }

    private void giveUpRetries(JobEntry job, String reason) {
        job.retries.forEach((retry, timer) -> {
            timers.cancel(timer);
            fires.skipped(job.id, retry.fireTime(), "retry " + retry.attempt() + " is given up: " + reason);
        });
        job.retries.clear();
    }

    private void enqueue(JobEntry job, JobEntry.Waiting waiting) {
        if (job.pending.size() < QUEUE_LIMIT) {
            job.pending.add(waiting);
        } else {
            skip(job, waiting.fireTime(), QUEUE_LIMIT + " of the job already wait for their turn ("
                    + waiting.cause().name().toLowerCase(Locale.ROOT) + ")");
        }
    }

    private void replace(JobEntry job, Instant fireTime) {
        String reason = "replaced by the fire of " + fireTime;
        while (!job.pending.isEmpty()) {
            skip(job, job.pending.poll().fireTime(), reason);
        }
        job.pending.add(new JobEntry.Waiting(fireTime, Cause.FIRE, 0));
        for (Run run : new ArrayList<>(job.active)) {
            runs.kill(run, reason);
        }
    }

    private void skip(JobEntry job, Instant fireTime, String reason) {
        job.noteSkipped(1);
        fires.skipped(job.id, fireTime, reason);
    }
}
