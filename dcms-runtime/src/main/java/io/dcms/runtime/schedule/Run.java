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
    /** 0 for the fire itself, n for its n-th retry. */
    final int attempt;

    RunState state = RunState.WAITING;
    /** When it started, or was refused; until then when it became due. */
    Instant execAt;
    /** The elapsed clock at its start; negative before. */
    long startedNanos = -1;
    String logFilename = "";
    Timers.Timer timeout;
    /** How long it ran, once that is known for good. */
    Duration ran;
    /** No matter what its job says, it gets no longer grace. */
    Duration mostGrace = Duration.ofDays(1);
    boolean refused;
    boolean overran;
    boolean timeoutReported;
    String killReason = "";

    Run(String taskId, PlannedJob job, Instant fireTime, int attempt, Instant now) {
        this.taskId = taskId;
        this.job = job;
        this.fireTime = fireTime;
        this.attempt = attempt;
        this.execAt = now;
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
        return ran != null ? ran : startedNanos < 0 ? Duration.ZERO : Duration.ofNanos(nowNanos - startedNanos);
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
