package io.dcms.api;

import java.util.Objects;

/**
 * What a hook is told: a run timed out or ended.
 *
 * @param task    the run as it is now
 * @param jobName the name of its job
 */
public record TaskEvent(Task task, String jobName) {

    public TaskEvent {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(jobName, "jobName");
    }

    /** The same for each try to deliver this event and for no other event, so that a receiver can tell a repetition. */
    public String id() {
        return task.host() + "/" + task.taskId() + "/" + task.status().code();
    }
}
