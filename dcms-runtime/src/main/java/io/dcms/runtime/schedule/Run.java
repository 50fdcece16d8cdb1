package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.task.RunState;
import io.dcms.runtime.text.OneLine;
import java.time.Duration;
import java.time.Instant;

/** One run. Belongs to the owner. */
final class Run {

    private static final int MOST_REASON = 3000;

    final String taskId;
    /** As it was when the run was launched; the newest until then. */
    PlannedJob job;
    final Instant fireTime;
    final FireLog.Cause cause;
    /** 0 for the fire itself, n for its n-th retry. */
    final int attempt;
    private final Instant due;
    /** As the agent after this one would take it over. */
    PlannedJob remembered;

    RunState state = RunState.WAITING;
    /** When it started, or was refused; until then when it became due. */
    Instant execAt;
    private boolean started;
    /** The elapsed clock at its start, also one before the agent's; means nothing before that. */
    private long startedNanos;
    String logFilename = "";
    Timers.Timer timeout;
    /** How long it ran, once that is known for good. */
    Duration ran;
    /** No matter what its job says, it gets no longer grace. */
    Duration mostGrace = Duration.ofDays(1);
    boolean refused;
    /** What an agent before this one had begun with it; {@link RunState#WAITING} if that was nothing. */
    RunState inherited = RunState.WAITING;
    /** By the elapsed clock, when it was taken over; means nothing if it was not. */
    private long takenOverNanos;
    /** That it is killed was told to the ledger. */
    boolean noted;
    boolean overran;
    boolean timeoutReported;
    String killReason = "";
    /** How long it had run, in whole milliseconds, when its kill was ordered for its timeout; null if that was not. */
    private Duration expiredAfter;

    Run(JobEntry.Waiting waiting, PlannedJob job, Instant now) {
        this.taskId = waiting.taskId();
        this.job = job;
        this.remembered = job;
        this.fireTime = waiting.fireTime();
        this.cause = waiting.cause();
        this.attempt = waiting.attempt();
        this.due = waiting.due();
        this.execAt = now;
    }

    /** One that the launcher is to take over. */
    static Run adopted(JobEntry.Waiting waiting, Inherited left, long nowNanos) {
        Run run = new Run(waiting, left.job(), waiting.due());
        run.inherited = left.entry().state();
        run.takenOverNanos = nowNanos;
        run.state = run.inherited == RunState.KILLING ? RunState.ABORTING : RunState.STARTING;
        run.killReason = run.inherited == RunState.EXPIRING ? "" : left.entry().reason();
        run.expiredAfter = run.inherited == RunState.EXPIRING ? millis(left.entry().reason()) : null;
        run.noted = run.inherited == RunState.KILLING || run.inherited == RunState.ENDED;
        run.timeoutReported = run.inherited == RunState.OVERDUE;
        return run;
    }

    private static Duration millis(String text) {
        try {
            return Duration.ofMillis(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Duration.ZERO;
        }
    }

    /** Its kill is ordered for its timeout, or was by an agent before this one. @return how long it had run, as the ledger keeps it */
    String expired(long nowNanos) {
        if (expiredAfter == null) {
            expiredAfter = Duration.ofMillis(ran(nowNanos).toMillis());
        }
        return Long.toString(expiredAfter.toMillis());
    }

    /** Whether it had ended when its kill was ordered for its timeout. */
    boolean endedBeforeItExpired(Duration itRan) {
        return expiredAfter != null && itRan.compareTo(expiredAfter) < 0;
    }

    /** What it was before it became a run. */
    JobEntry.Waiting waiting() {
        return new JobEntry.Waiting(taskId, fireTime, cause, attempt, due);
    }

    boolean hasStarted() {
        return started;
    }

    /** @param ago how long ago it started */
    void started(Instant now, long nowNanos, Duration ago) {
        execAt = now.minus(ago);
        startedNanos = nowNanos - ago.toNanos();
        started = true;
    }

    /**
     * Whether it had ended when it was taken over, and not because an agent before this one wanted it: that may be heard late, and
     * whoever asks for a kill meanwhile has killed nothing.
     */
    boolean hadEnded(Duration itRan) {
        boolean tookItOver = inherited != RunState.WAITING && inherited != RunState.KILLING;
        return tookItOver && started && startedNanos + itRan.toNanos() - takenOverNanos < 0;
    }

    boolean active() {
        return state != RunState.ENDED;
    }

    /** What stands for it in a list of runs while it is active. */
    TaskStatus activeStatus() {
        return switch (state) {
            case WAITING, STARTING, ABORTING -> TaskStatus.READY;
            case RUNNING, KILLING -> TaskStatus.RUNNING;
            case OVERDUE, EXPIRING -> TaskStatus.TIMEOUT;
            case ENDED -> throw new IllegalStateException(taskId + " has ended");
        };
    }

    /** Between TERM and KILL. */
    Duration grace() {
        Duration own = job.options().killGrace();
        return own.compareTo(mostGrace) < 0 ? own : mostGrace;
    }

    Duration ran(long nowNanos) {
        return ran != null ? ran : started ? Duration.ofNanos(nowNanos - startedNanos) : Duration.ZERO;
    }

    /** When it ended, by the elapsed clock; for one that was taken over perhaps before the agent began. */
    long endedNanos(long nowNanos) {
        return started && ran != null ? startedNanos + ran.toNanos() : nowNanos;
    }

    Task task(String host, TaskStatus status, boolean ended, long nowNanos, String reason, String output) {
        return new Task(job.id(), taskId, host, status, ended, execAt.getEpochSecond(), ran(nowNanos).toSeconds(), logFilename,
                oneLine(reason), output);
    }

    /** Reasons may quote plugins and programs: no more than a line, and short enough for a {@code message} with the output. */
    private static String oneLine(String reason) {
        String line = OneLine.of(reason);
        return line.length() <= MOST_REASON ? line : line.substring(0, MOST_REASON) + "...";
    }
}
