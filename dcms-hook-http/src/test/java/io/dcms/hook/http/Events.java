package io.dcms.hook.http;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;

/** Events to deliver. */
final class Events {

    static final TaskEvent PLAIN = of("nightly backup", "exit status 1", "no space left");

    private Events() {
    }

    static TaskEvent of(String jobName, String reason, String output) {
        Task task = new Task(42, "1767323045-42", "web-1", TaskStatus.FAILED, 1767323045, 7, "/tmp/a.log", reason, output);
        return new TaskEvent(task, jobName);
    }
}
