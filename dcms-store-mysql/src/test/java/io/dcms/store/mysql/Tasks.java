package io.dcms.store.mysql;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;

/** Reports for tests. */
final class Tasks {

    static final String HOST = "web1.example.com";

    private Tasks() {
    }

    static Task running(long second) {
        return task(second, TaskStatus.RUNNING, "", "");
    }

    static Task ended(long second) {
        return task(second, TaskStatus.SUCCESS, "because", "line 1\nline 2\n");
    }

    static Task task(long second, TaskStatus status, String reason, String output) {
        return new Task(1, second + "-1", HOST, status, second, 61, "/tmp/DCMS-20260101/1-a-" + second + "-1.log", reason, output);
    }
}
