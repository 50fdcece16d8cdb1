package io.dcms.runtime;

import io.dcms.api.Task;
import io.dcms.runtime.schedule.FireLog;
import io.dcms.runtime.schedule.Reports;
import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A line in the agent's log for every start, timeout and end of a run and for every fire that did not become one. */
final class TaskLog implements Reports, FireLog {

    private static final System.Logger LOG = System.getLogger(TaskLog.class.getName());

    private final Reports next;
    private final FireLog nextFires;

    /**
     * @param next      who is told of runs too
     * @param nextFires who is told of fires too
     */
    TaskLog(Reports next, FireLog nextFires) {
        this.next = next;
        this.nextFires = nextFires;
    }

    @Override
    public void report(Task task, String jobName, Optional<URI> hook, Runnable kept) {
        next.report(task, jobName, hook, kept);
        System.Logger.Level level = switch (task.status()) {
            case READY, RUNNING, SUCCESS -> System.Logger.Level.INFO;
            case FAILED, TIMEOUT, KILLED -> System.Logger.Level.WARNING;
        };
        LOG.log(level, "task {0} of job \"{1}\": {2}{3}", task.taskId(), jobName, words(task),
                task.reason().isEmpty() ? "" : ": " + task.reason().replaceFirst("^killed: ", ""));
    }

    @Override
    public void ran(long jobId, Instant fireTime, String taskId, Cause cause) {
        nextFires.ran(jobId, fireTime, taskId, cause);
        LOG.log(System.Logger.Level.DEBUG, "job {0}: the {1} of {2} is task {3}", jobId, cause.name().toLowerCase(Locale.ROOT), fireTime,
                taskId);
    }

    @Override
    public void skipped(long jobId, Instant fireTime, String reason) {
        nextFires.skipped(jobId, fireTime, reason);
        LOG.log(System.Logger.Level.WARNING, "job {0}: the fire of {1} is not run: {2}", jobId, fireTime, reason);
    }

    @Override
    public void missed(long jobId, Instant first, Instant last, long count, String reason) {
        nextFires.missed(jobId, first, last, count, reason);
        LOG.log(System.Logger.Level.WARNING, "job {0}: {1} fires from {2} to {3} are not run: {4}", jobId, count,
                first, last, reason);
    }

    private static String words(Task task) {
        return switch (task.status()) {
            case READY -> "ready";
            case RUNNING -> "started";
            case SUCCESS -> "success after " + task.execDuration() + " s";
            case FAILED -> "failed after " + task.execDuration() + " s";
            case TIMEOUT -> "timeout after " + task.execDuration() + " s";
            case KILLED -> "killed after " + task.execDuration() + " s";
        };
    }
}
