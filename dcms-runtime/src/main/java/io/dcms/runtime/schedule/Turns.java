package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.Misfire;
import io.dcms.runtime.job.Overlap;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.schedule.FireLog.Cause;
import io.dcms.runtime.schedule.FireLog.Why;
import io.dcms.runtime.schedule.JobEntry.Waiting;
import io.dcms.runtime.task.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Locale;

/**
 * Whose turn it is: what a fire does that finds its job running, what waits for a run to end, what is tried again, what becomes
 * of runs that the agent before this one had begun and not started. All that waits or has begun is in the ledger before anything
 * else comes of it. Belongs to the owner.
 */
final class Turns {

    /** How many fires and retries of one job may wait for their turn. */
    static final int QUEUE_LIMIT = 100;
    /** However often it was doubled, a retry does not wait longer. */
    static final Duration LONGEST_RETRY = Duration.ofDays(1);
    private static final String DIED = "the agent died before it could start ";

    private final Runs runs;
    private final RunLedger ledger;
    private final Timers timers;
    private final FireLog fires;
    private final InstantSource clock;
    private boolean stopping;

    Turns(Runs runs, RunLedger ledger, Timers timers, FireLog fires, InstantSource clock) {
        this.runs = runs;
        this.ledger = ledger;
        this.timers = timers;
        this.fires = fires;
        this.clock = clock;
    }

    /** Begins nothing from now on. What waits stays in the ledger, for the next agent. */
    void stop() {
        stopping = true;
    }

    /** A fire is to be run: now, later or not, as the overlap rule says. @param inTurn true = it waits in any case */
    void arrive(JobEntry job, Instant fireTime, boolean inTurn) {
        Overlap overlap = job.plan.options().overlap();
        if (hasRoom(job) && job.pending.isEmpty()) {
            begin(job, fireTime, Cause.FIRE);
        } else if (inTurn || overlap.policy() == Overlap.Policy.QUEUE) {
            enqueue(job, fireTime);
        } else if (overlap.policy() == Overlap.Policy.REPLACE) {
            replace(job, fireTime);
        } else {
            skip(job, fireTime, Why.OVERLAP, "still running: task " + job.active.stream().map(run -> run.taskId).findFirst().orElse("waiting"));
        }
    }

    boolean hasRoom(JobEntry job) {
        return job.active.size() < job.plan.options().overlap().limit();
    }

    /** Makes a run, which starts when there is room for it. */
    Run begin(JobEntry job, Instant fireTime, Cause cause) {
        return begin(job, waiting(job, fireTime, cause, 0, clock.instant()));
    }

    private Run begin(JobEntry job, Waiting waiting) {
        if (waiting.cause() != Cause.RETRY && job.plan.options().overlap().oneAtATime()) {
            giveUpRetries(job, Why.REPLACED, "the fire of " + waiting.fireTime() + " took its place");
        }
        Run run = new Run(waiting, job.plan, clock.instant());
        job.active.add(run);
        // In this order: nobody hears of a run that the next agent would not know.
        ledger.begun(waiting.entry(job.plan, RunState.STARTING));
        fires.ran(job.id, waiting.fireTime(), run.taskId, waiting.cause(), waiting.attempt());
        runs.add(run);
        return run;
    }

    private Waiting waiting(JobEntry job, Instant fireTime, Cause cause, int attempt, Instant due) {
        return new Waiting(taskIds(job).next(fireTime, job::mayBeTriedAgain), fireTime, cause, attempt, due);
    }

    private TaskIds taskIds(JobEntry job) {
        if (job.taskIds == null) {
            job.taskIds = new TaskIds(job.id, ledger.given(job.id));
        }
        return job.taskIds;
    }

    /** A run of a job that is in force has ended: the next ones have their turn. @return whether it will be tried again */
    boolean ended(JobEntry job, Run run, Task last) {
        boolean isTriedAgain = planRetry(job, run, last);
        next(job);
        return isTriedAgain;
    }

    private void next(JobEntry job) {
        while (!stopping && !job.pending.isEmpty() && hasRoom(job)) {
            begin(job, job.pending.poll());
        }
    }

    /** Gives up everything of a job that waits: fires, retries, and runs that have not been launched. */
    void clear(JobEntry job, Why why, String reason) {
        giveUpRetries(job, why, reason);
        skipPending(job, why, reason);
        killWaiting(job, reason);
    }

    /** Gives up runs that have not been launched. */
    void killWaiting(JobEntry job, String reason) {
        for (Run run : new ArrayList<>(job.active)) {
            if (run.state == RunState.WAITING) {
                runs.kill(run, reason);
            }
        }
    }

    // What the agent before this one has left

    /** The task id of something that was left is not given to anything else. */
    void know(JobEntry job, RunLedger.Entry left) {
        taskIds(job).know(left.fireTime().getEpochSecond(), left.number());
    }

    /** A version of a job is in force: what was left of it goes on. */
    void takeUp(JobEntry job) {
        if (job.left == null || stopping) {
            return;
        }
        JobEntry.Left left = job.left;
        // What had begun has its place; what waited, waits behind it.
        new ArrayList<>(left.begun.keySet()).forEach(waiting -> {
            withdraw(job, waiting);
            runAfterAll(job, waiting, true);
        });
        left.begun.clear();
        new ArrayList<>(left.waiting).forEach(waiting -> runAfterAll(job, waiting, false));
        left.waiting.clear();
        new ArrayList<>(left.ended.entrySet()).forEach(run -> planRetry(job, run.getKey(), run.getValue()));
        left.ended.clear();
        next(job);
    }

    /** There is no version of a job that could be run, and none comes: what was left of it is given up. */
    void giveUp(JobEntry job) {
        if (job.left == null || stopping) {
            return;
        }
        String because = job.problem.isEmpty() ? "the job is gone" : "the job can't be run: " + job.problem;
        job.left.begun.forEach((waiting, plan) -> {
            withdraw(job, waiting);
            if (waiting.cause() == Cause.REQUEST) {
                job.plan = plan;
                refuse(job, waiting, DIED + "this run, and " + because);
                job.plan = null;
            } else {
                drop(job, waiting, Why.OTHER, DIED + "it, and " + because);
            }
        });
        job.left.begun.clear();
        job.left.waiting.forEach(waiting -> drop(job, waiting, Why.OTHER, DIED + "it, and " + because));
        job.left.waiting.clear();
        job.left.ended.clear();
    }

    /** It is told anew what becomes of what was told of as a run. */
    private void withdraw(JobEntry job, Waiting waiting) {
        fires.withdrawn(job.id, waiting.fireTime(), waiting.taskId());
    }

    private void runAfterAll(JobEntry job, Waiting waiting, boolean hadBegun) {
        Instant now = clock.instant();
        boolean late = !now.isBefore(waiting.due().plus(Scheduler.ON_TIME));
        boolean skipsLate = job.plan.options().misfire() == Misfire.SKIP && job.plan.boot().isEmpty();
        if (waiting.cause() == Cause.REQUEST) {
            request(job, waiting, late);
        } else if (job.disabled()) {
            drop(job, waiting, Why.DISABLED, "the job was disabled");
        } else if (job.plan.isOfEarlierBoot(waiting.fireTime())) {
            drop(job, waiting, Why.REPLACED, "the machine was restarted, which is another fire");
        } else if (waiting.cause() == Cause.RETRY && now.isBefore(waiting.due())) {
            await(job, waiting);
        } else if (late && skipsLate && waiting.cause() == Cause.FIRE) {
            job.noteSkipped(1);
            fires.missed(job.id, waiting.fireTime(), waiting.fireTime(), 1, DIED + "it; misfire policy skip");
            forget(waiting);
        } else if (late && skipsLate) {
            drop(job, waiting, Why.MISSED, DIED + "it; misfire policy skip");
        } else if (hasRoom(job) && (hadBegun || job.pending.isEmpty())) {
            begin(job, waiting);
        } else if (hadBegun) {
            job.pending.addFirst(waiting);
            fires.waits(job.id, waiting.fireTime(), waiting.attempt());
        } else {
            job.pending.add(waiting);
        }
    }

    /** Who asked for a run now does not want it later; a disabled job is run as well. */
    private void request(JobEntry job, Waiting waiting, boolean late) {
        if (late) {
            refuse(job, waiting, DIED + "this run");
        } else {
            begin(job, waiting);
        }
    }

    private void refuse(JobEntry job, Waiting waiting, String reason) {
        runs.refused(begin(job, waiting).taskId, reason);
    }

    /** Gives up what waited: the fire, or the retry of one, does not become a run. */
    private void drop(JobEntry job, Waiting waiting, Why why, String reason) {
        if (waiting.cause() == Cause.RETRY) {
            fires.skipped(job.id, waiting.fireTime(), waiting.attempt(), why, "retry " + waiting.attempt() + " is given up: " + reason);
        } else {
            skip(job, waiting.fireTime(), why, reason);
        }
        forget(waiting);
    }

    private void forget(Waiting waiting) {
        ledger.over(waiting.taskId(), () -> runs.forget(waiting.taskId()));
    }

    // Retries

    /** Whether a job like that tries a run that has ended so once more. */
    static boolean isToBeTriedAgain(PlannedJob job, Run run, Task last) {
        boolean failed = last.status() == TaskStatus.FAILED && !run.refused || last.status() == TaskStatus.TIMEOUT;
        return failed && run.attempt < job.options().retries() && !job.isOfEarlierBoot(run.fireTime);
    }

    /** @return whether there is one */
    private boolean planRetry(JobEntry job, Run run, Task last) {
        boolean isTriedAgain = !job.disabled() && isToBeTriedAgain(job.plan, run, last);
        if (isTriedAgain && !isPlanned(job, run)) {
            Duration delay = delay(job, run.attempt + 1);
            Waiting retry = waiting(job, run.fireTime, Cause.RETRY, run.attempt + 1, clock.instant().plus(delay));
            ledger.begun(retry.entry(job.plan, RunState.WAITING));
            job.retries.put(retry, timers.after(delay, () -> retry(job, retry)));
        }
        return isTriedAgain;
    }

    /** The agent before this one knew of the end too, and died when it had planned what follows. */
    private static boolean isPlanned(JobEntry job, Run run) {
        return job.left != null && job.left.retries.contains(JobEntry.Left.key(run.fireTime, run.attempt + 1));
    }

    /** @param attempt from 1 on */
    private static Duration delay(JobEntry job, int attempt) {
        Duration doubled = job.plan.options().retryDelay().multipliedBy(1L << Math.min(attempt - 1, 20));
        return shorter(doubled, LONGEST_RETRY);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** The clock may have been set back since an agent before this one wrote down when the retry is due. */
    private void await(JobEntry job, Waiting retry) {
        Duration left = shorter(Duration.between(clock.instant(), retry.due()), delay(job, retry.attempt()));
        job.retries.put(retry, timers.after(left, () -> retry(job, retry)));
    }

    private void retry(JobEntry job, Waiting retry) {
        if (stopping) {
            return;
        }
        job.retries.remove(retry);
        if (hasRoom(job) && job.pending.isEmpty()) {
            begin(job, retry);
        } else if (job.pending.size() < QUEUE_LIMIT) {
            job.pending.add(retry);
            fires.waits(job.id, retry.fireTime(), retry.attempt());
        } else {
            drop(job, retry, Why.TOO_MANY, tooMany());
        }
    }

    private void giveUpRetries(JobEntry job, Why why, String reason) {
        job.retries.forEach((retry, timer) -> {
            timers.cancel(timer);
            drop(job, retry, why, reason);
        });
        job.retries.clear();
    }

    // Fires that wait

    private void enqueue(JobEntry job, Instant fireTime) {
        if (job.pending.size() < QUEUE_LIMIT) {
            await(job, fireTime);
        } else {
            skip(job, fireTime, Why.TOO_MANY, tooMany());
        }
    }

    private void await(JobEntry job, Instant fireTime) {
        Waiting fire = waiting(job, fireTime, Cause.FIRE, 0, clock.instant());
        job.pending.add(fire);
        fires.waits(job.id, fireTime, 0);
        ledger.begun(fire.entry(job.plan, RunState.WAITING));
    }

    private static String tooMany() {
        return QUEUE_LIMIT + " of the job already wait for their turn";
    }

    private void replace(JobEntry job, Instant fireTime) {
        String reason = "replaced by the fire of " + fireTime;
        skipPending(job, Why.REPLACED, reason);
        await(job, fireTime);
        for (Run run : new ArrayList<>(job.active)) {
            runs.kill(run, reason);
        }
    }

    private void skipPending(JobEntry job, Why why, String reason) {
        while (!job.pending.isEmpty()) {
            drop(job, job.pending.poll(), why, reason);
        }
    }

    private void skip(JobEntry job, Instant fireTime, Why why, String reason) {
        job.noteSkipped(1);
        fires.skipped(job.id, fireTime, 0, why, reason);
    }
}
