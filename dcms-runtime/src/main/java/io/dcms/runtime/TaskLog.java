package io.dcms.runtime;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
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
    public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
        next.tell(event, hook, kept);
        LOG.log(event.task().status() == TaskStatus.SUCCESS ? System.Logger.Level.INFO : System.Logger.Level.WARNING,
                "job {0} \"{1}\": {2}", Long.toString(event.task().jobId()), event.jobName(), event.task().reason());
    }

    @Override
    public void ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt) {
        nextFires.ran(jobId, fireTime, taskId, cause, attempt);
        LOG.log(System.Logger.Level.DEBUG, "job {0}: the {1} of {2} is task {3}", jobId, cause.name().toLowerCase(Locale.ROOT), fireTime,
                taskId);
    }

    @Override
    public void withdrawn(long jobId, Instant fireTime, String taskId) {
        nextFires.withdrawn(jobId, fireTime, taskId);
    }

    @Override
    public void waits(long jobId, Instant fireTime, int attempt) {
        nextFires.waits(jobId, fireTime, attempt);
    }

    @Override
    public void skipped(long jobId, Instant fireTime, int attempt, String reason) {
        nextFires.skipped(jobId, fireTime, attempt, reason);
        LOG.log(System.Logger.Level.WARNING, "job {0}: the fire of {1} is not run: {2}", jobId, fireTime, reason);
    }

    @Override
    public void missed(long jobId, Instant first, Instant last, long count, String reason) {
        nextFires.missed(jobId, first, last, count, reason);
        LOG.log(System.Logger.Level.WARNING, "job {0}: {1} fires from {2} to {3} are not run: {4}", jobId, count,
                first, last, reason);
    }

    @Override
    public void off(long jobId, Instant from, String reason) {
        nextFires.off(jobId, from, reason);
    }

    @Override
    public void removed(long jobId, Instant from) {
        nextFires.removed(jobId, from);
    }

    @Override
    public void on(long jobId, Instant after, String reason) {
        nextFires.on(jobId, after, reason);
    }

    @Override
    public void stopped(Instant from) {
        nextFires.stopped(from);
    }

    private static String words(Task task) {
        return switch (task.status()) {
            case READY -> "ready";
            case RUNNING -> task.execDuration() == 0 ? "started" : "started " + task.execDuration() + " s ago";
            case SUCCESS -> "success after " + task.execDuration() + " s";
            case FAILED -> "failed after " + task.execDuration() + " s";
            case TIMEOUT -> "timeout after " + task.execDuration() + " s";
            case KILLED -> "killed after " + task.execDuration() + " s";
        };
    }
}
