package io.dcms.runtime.document;

import io.dcms.api.Job;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import java.util.List;
import java.util.Optional;

/**
 * A job and where it belongs.
 *
 * @param hosts host names; {@code *} = every host
 */
public record PlacedJob(Job job, List<String> hosts) {

    /** A name that stands for every host. */
    public static final String EVERY_HOST = "*";

    /** Whether it belongs to a host. Host names don't differ by case. */
    public boolean isOn(String host) {
        return hosts.stream().anyMatch(name -> name.equals(EVERY_HOST) || name.equalsIgnoreCase(host));
    }

    /** Writes the job as one value that {@link JobObject} reads as this job again; its {@link Job#defect() defect} is left out. */
    public void write(JsonWriter json) {
        json.object();
        writeFields(json, job);
        options(job).ifPresent(options -> json.name("options").value(options));
        json.name("hosts").array();
        hosts.forEach(json::value);
        json.end().end();
    }

    /** Writes the fields of a job, without its options, into the object that is open. */
    public static void writeFields(JsonWriter json, Job job) {
        json.field("id", job.id())
                .field("name", job.name())
                .field("create_user", job.createUser())
                .field("executor", job.executor())
                .field("executor_flags", job.executorFlags())
                .field("signature", job.signature())
                .field("runner", job.runner())
                .field("timeout", job.timeout())
                .field("timeout_trigger", job.timeoutTrigger().code())
                .field("disabled", job.disabled())
                .field("schedule", job.schedule())
                .field("hook", job.hook())
                .field("msg_filter", job.msgFilter())
                .field("create_at", job.createAt());
    }

    /** A job as it is when it has been written and read: the blanks in its options may be others. */
    public static Job asWritten(Job job) {
        return options(job).map(options -> job.toBuilder().options(new JsonWriter().value(options).toString()).build())
                .orElse(job.options().isBlank() ? job.toBuilder().options("").build() : job);
    }

    /** The job as {@link JobObject} would read it: every field, {@code options} only if it is an object. */
    public JsonObject toJson() {
        JsonWriter json = new JsonWriter();
        write(json);
        try {
            return (JsonObject) Json.parse(json.toString());
        } catch (JsonException e) {
            throw new IllegalStateException("what was written can't be read", e);
        }
    }

    /** What is no object is a defect anyway. */
    private static Optional<JsonValue> options(Job job) {
        try {
            return job.options().isBlank() ? Optional.empty()
                    : Optional.of(Json.parse(job.options())).filter(JsonObject.class::isInstance);
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
