package io.dcms.runtime.ledger;

import io.dcms.api.Job;
import io.dcms.runtime.document.JobObject;
import io.dcms.runtime.document.JobsFormatException;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.FireLog.Cause;
import io.dcms.runtime.schedule.RunLedger.Entry;
import io.dcms.runtime.task.RunState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A run as one line of JSON. */
final class EntryText {

    private EntryText() {
    }

    /** Without a newline. */
    static String write(Entry run) {
        JsonWriter json = new JsonWriter().object().field("task", run.taskId()).field("state", run.state().name())
                .field("reason", run.reason()).field("cause", run.cause().name()).field("attempt", run.attempt())
                .field("fire", run.fireTime().toString()).field("due", run.due().toString());
        new PlacedJob(run.job(), List.of()).write(json.name("job"));
        return json.end().toString();
    }

    /** Empty if it means nothing. */
    static Optional<Entry> read(String text) {
        try {
            return Json.parse(text) instanceof JsonObject object ? Optional.of(read(object)) : Optional.empty();
        } catch (JsonException | JobsFormatException | DateTimeException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Entry read(JsonObject object) throws JobsFormatException {
        if (!(object.members().get("job") instanceof JsonObject written) || !(object.members().get("attempt") instanceof JsonNumber attempt)) {
            throw new IllegalArgumentException("job or attempt is missing");
        }
        Job job = new JobObject(written, 1).job().job();
        Instant fireTime = Instant.parse(text(object, "fire"));
        String taskId = text(object, "task");
        if (!isTaskId(taskId, fireTime.getEpochSecond() + "-" + job.id())) {
            throw new IllegalArgumentException(taskId);
        }
        return new Entry(taskId, job, fireTime, Cause.valueOf(text(object, "cause")), Math.toIntExact(attempt.longValue()),
                Instant.parse(text(object, "due")), RunState.valueOf(text(object, "state")), text(object, "reason"));
    }

    /** Others take it apart. */
    private static boolean isTaskId(String taskId, String first) {
        return taskId.equals(first) || taskId.startsWith(first) && taskId.substring(first.length()).matches("-[1-9][0-9]{0,8}");
    }

    private static String text(JsonObject object, String name) {
        if (object.members().get(name) instanceof JsonString text) {
            return text.value();
        }
        throw new IllegalArgumentException(name + " is missing");
    }
}
