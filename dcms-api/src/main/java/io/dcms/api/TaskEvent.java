package io.dcms.api;

import java.util.Objects;

/**
 * What a hook is told: a run timed out or ended, or a job goes without a success for too long.
 *
 * @param task    the run as it is now. If the event is about no run it stands for what has happened: its id is no run's,
 *                {@code <second>-<job id>-overdue} or {@code -recovered}, its status FAILED or SUCCESS, {@code execAt} the second in which
 *                the job was due, {@code execDuration} how long ago that was, the reason says it in words, and there is no output
 * @param jobName the name of its job
 * @param kind    what it is about; who does not ask takes an overdue job for a run that has failed
 */
public record TaskEvent(Task task, String jobName, Kind kind) {

    /** What an event is about. There may be more one day. */
    public enum Kind {
        /** A run, which timed out or ended. */
        RUN,
        /** A job that should have succeeded since it was due, and has not. Told once. */
        OVERDUE,
        /** Such a job has succeeded again. Told once. */
        RECOVERED
    }

    /** Of a run. */
    public TaskEvent(Task task, String jobName) {
        this(task, jobName, Kind.RUN);
    }

    public TaskEvent {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(jobName, "jobName");
        Objects.requireNonNull(kind, "kind");
    }

    /** The same for each try to deliver this event and for no other event, so that a receiver can tell a repetition. */
    public String id() {
        return task.host() + "/" + task.taskId() + "/" + task.status().code();
    }
}
