package io.dcms.runtime.rest;

import io.dcms.api.Task;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.TaskView;
import io.dcms.spi.store.FleetRun;
import java.time.Instant;

/** A run as REST shows it. */
final class TaskJson {

    private TaskJson() {
    }

    /** A run that is active or has lately ended. */
    static void write(JsonWriter json, TaskView view, Instant now) {
        json.object();
        writeBrief(json, view, now);
        json.field("output", view.task().output()).end();
    }

    /** The same but for what it has printed. */
    static void writeWithoutOutput(JsonWriter json, TaskView view, Instant now) {
        json.object();
        writeBrief(json, view, now);
        json.end();
    }

    private static void writeBrief(JsonWriter json, TaskView view, Instant now) {
        Task task = view.task();
        long duration = view.active() ? Math.max(0, now.getEpochSecond() - task.execAt()) : task.execDuration();
        writeFacts(json, task, duration);
        json.field("job_name", view.jobName());
        json.field("fire_at", view.fireTime().getEpochSecond());
        writeEnd(json, task);
    }

    /** A run as the store has it. @param isBrief whether what it has printed is left out */
    static void writeReported(JsonWriter json, Task task, boolean isBrief) {
        json.object();
        writeFacts(json, task, task.execDuration());
        writeEnd(json, task);
        if (!isBrief) {
            json.field("output", task.output());
        }
        json.end();
    }

    /** The same with the name of its job. */
    static void writeReported(JsonWriter json, FleetRun run) {
        json.object();
        writeFacts(json, run.task(), run.task().execDuration());
        json.field("job_name", run.jobName());
        writeEnd(json, run.task());
        json.end();
    }

    private static void writeFacts(JsonWriter json, Task task, long duration) {
        json.field("job_id", task.jobId())
                .field("task_id", task.taskId())
                .field("status", task.status().code())
                .field("exec_at", task.execAt())
                .field("exec_duration", duration)
                .field("log_filename", task.logFilename());
    }

    private static void writeEnd(JsonWriter json, Task task) {
        json.field("ended", task.ended()).field("host", task.host()).field("reason", task.reason());
    }
}
