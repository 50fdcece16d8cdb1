package io.dcms.hook.http;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** An event as {@code application/x-www-form-urlencoded}: the five fields that receivers have always read, then ours. */
final class TaskForm {

    static final String CONTENT_TYPE = "application/x-www-form-urlencoded";

    private final StringBuilder text = new StringBuilder();

    private TaskForm() {
    }

    static byte[] encode(TaskEvent event) {
        Task task = event.task();
        TaskForm form = new TaskForm()
                .field("task_id", task.taskId())
                .field("job_id", task.jobId())
                .field("job_name", event.jobName())
                .field("task_status", task.status().code())
                .field("msg", "host:" + task.host() + "\n" + task.reason() + "\n" + task.output())
                .field("host", task.host())
                .field("exec_at", task.execAt())
                .field("exec_duration", task.execDuration())
                .field("ended", Boolean.toString(task.ended()))
                .field("event_id", event.id())
                .field("event", event.kind().name().toLowerCase(Locale.ROOT));
        return form.text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private TaskForm field(String name, long value) {
        return field(name, Long.toString(value));
    }

    private TaskForm field(String name, String value) {
        if (text.length() > 0) {
            text.append('&');
        }
        text.append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        return this;
    }
}
