package io.dcms.runtime.document;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonBoolean;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A report of a run as a line of JSON: the fields of a task in the REST API, and what the database's {@code message} holds. */
public final class TaskLine {

    /** No text holds this: its quotes would be escaped. */
    private static final String EXEC_AT = "\"exec_at\":";

    private TaskLine() {
    }

    /** The line with its newline. */
    public static byte[] of(Task task) {
        JsonWriter json = new JsonWriter();
        write(json, task);
        return (json + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Writes the report as one value. */
    public static void write(JsonWriter json, Task task) {
        json.object()
                .field("job_id", task.jobId())
                .field("task_id", task.taskId())
                .field("host", task.host())
                .field("status", task.status().code())
                .field("ended", task.ended())
                .field("exec_at", task.execAt())
                .field("exec_duration", task.execDuration())
                .field("log_filename", task.logFilename())
                .field("reason", task.reason())
                .field("output", task.output())
                .end();
    }

    /** How every line of a job begins, which tells it from others' without reading them. */
    public static byte[] beginning(long jobId) {
        return ("{\"job_id\":" + jobId + ",").getBytes(StandardCharsets.UTF_8);
    }

    /** The {@code exec_at} of a line without reading all of it; the end of time if it can't be told so. */
    public static long execAt(String line) {
        int from = line.indexOf(EXEC_AT) + EXEC_AT.length();
        int to = line.indexOf(',', from);
        try {
            return Long.parseLong(line, from, to, 10);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return Long.MAX_VALUE;
        }
    }

    /** The report in a line without its newline; empty if the line is torn or not one of ours. */
    public static Optional<Task> read(String line) {
        try {
            return Json.parse(line) instanceof JsonObject object ? read(object) : Optional.empty();
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    /** The report that {@link #write} wrote; empty if it is none. */
    public static Optional<Task> read(JsonObject object) {
        try {
            return Optional.of(task(object));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Task task(JsonObject object) {
        return new Task(number(object, "job_id"), text(object, "task_id"), text(object, "host"),
                TaskStatus.of(number(object, "status")), truth(object, "ended"), number(object, "exec_at"), number(object, "exec_duration"),
                text(object, "log_filename"), text(object, "reason"), text(object, "output"));
    }

    private static long number(JsonObject object, String field) {
        if (object.members().get(field) instanceof JsonNumber number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(field + " is no number");
    }

    private static boolean truth(JsonObject object, String field) {
        if (object.members().get(field) instanceof JsonBoolean truth) {
            return truth.value();
        }
        throw new IllegalArgumentException(field + " is neither true nor false");
    }

    private static String text(JsonObject object, String field) {
        if (object.members().get(field) instanceof JsonString text) {
            return text.value();
        }
        throw new IllegalArgumentException(field + " is no string");
    }
}
