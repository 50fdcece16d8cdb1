package io.dcms.runtime.document;

import io.dcms.api.Job;
import io.dcms.api.TimeoutTrigger;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonBoolean;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.text.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Reads one job, field by field, and collects what is wrong with it. Belongs to one thread. */
public final class JobObject {

    private static final List<String> FIELDS = List.of("id", "name", "create_user", "executor", "executor_flags",
            "signature", "runner", "timeout", "timeout_trigger", "disabled", "schedule", "hook", "msg_filter", "create_at",
            "options", "hosts");

    /** What the REST API tells of a job beyond the fields: may be pasted with it. */
    private static final Set<String> IGNORED = Set.of("success_count", "error_count", "timeout_count", "last_task_id",
            "last_success_at", "last_error_at", "last_status", "last_exec_at", "defect", "skip_count", "next_at", "problem",
            "warnings", "overdue_since");

    private static final JsonString NO_TEXT = new JsonString("", 0);
    private static final String HOSTS = "an array of host names, or \"*\" for every host";

    private final JsonObject object;
    private final int number;
    private final List<String> defects = new ArrayList<>();

    /** @param number the place of the job among others, from 1 on: messages call a job without a name by it */
    public JobObject(JsonObject object, int number) {
        this.object = object;
        this.number = number;
    }

    /**
     * The job with its defects, if any, as one text.
     *
     * @throws JobsFormatException if it has no readable id
     */
    public PlacedJob job() throws JobsFormatException {
        Job.Builder job = Job.builder(id(), name())
                .createUser(text("create_user")).executor(text("executor")).executorFlags(text("executor_flags"))
                .signature(text("signature")).runner(text("runner")).schedule(text("schedule")).hook(text("hook"))
                .msgFilter(text("msg_filter"))
                .timeout(whole("timeout", 0, Long.MAX_VALUE, "a whole number of seconds, 0 = never"))
                .timeoutTrigger(TimeoutTrigger.of(whole("timeout_trigger", 0, 1, "0 (leave it running) or 1 (kill it)")))
                .disabled(disabled())
                .createAt(whole("create_at", Integer.MIN_VALUE, Long.MAX_VALUE, "a whole number of unix seconds"))
                .options(options());
        List<String> hosts = hosts();
        findUnknownKeys();
        return new PlacedJob(job.defect(String.join("; ", defects)).build(), hosts);
    }

    /** What {@link #job} has found to be wrong, each with its line and field in front. */
    public List<String> defects() {
        return List.copyOf(defects);
    }

    /** Whether it can be read where the job belongs. */
    boolean tellsHosts() {
        int known = defects.size();
        hosts();
        return defects.size() == known;
    }

    /** How messages call it: by its name, or by its place in the file. */
    public String title() {
        return object.members().get("name") instanceof JsonString name && !name.value().isEmpty()
                ? "job " + Shown.text(name.value()) : "job number " + number;
    }

    /** The names of all fields. */
    public static List<String> fields() {
        return FIELDS;
    }

    /** Whether a member of this name may stand in a job and says nothing. */
    static boolean isIgnored(String key) {
        return IGNORED.contains(key);
    }

    /** The line of a field, or of the job if it has no such field. */
    public int line(String field) {
        JsonValue value = object.members().get(field);
        return value == null ? object.line() : value.line();
    }

    private long id() throws JobsFormatException {
        JsonValue value = object.members().get("id");
        if (value instanceof JsonNumber id && id.isWhole() && id.longValue() > 0) {
            return id.longValue();
        }
        String found = value == null ? "missing" : value instanceof JsonNumber ? Shown.scalar(value) : Shown.value(value);
        throw new JobsFormatException(line("id"),
                title() + ": id: " + found + ": give a whole number from 1 on that no other job has");
    }

    private String name() {
        String accepted = "a text that no other job has";
        if (!object.members().containsKey("name")) {
            defects.add("line " + object.line() + ": name: missing: give " + accepted);
        }
        return value("name", JsonString.class, name -> !name.value().isEmpty(), accepted, NO_TEXT).value();
    }

    private String text(String field) {
        return value(field, JsonString.class, any -> true, "a text in double quotes", NO_TEXT).value();
    }

    private long whole(String field, long min, long max, String accepted) {
        Predicate<JsonNumber> inRange = value -> value.isWhole() && value.longValue() >= min && value.longValue() <= max;
        return value(field, JsonNumber.class, inRange, accepted, new JsonNumber("0", 0)).longValue();
    }

    /** true or false as REST says it, or 1 or 0 as the database has it. */
    private boolean disabled() {
        if (object.members().get("disabled") instanceof JsonNumber) {
            return whole("disabled", 0, 1, "true or false") == 1;
        }
        return value("disabled", JsonBoolean.class, any -> true, "true or false", new JsonBoolean(false, 0)).value();
    }

    private String options() {
        JsonObject none = new JsonObject(Map.of(), 0);
        JsonObject options = value("options", JsonObject.class, any -> true, "an object like {}", none);
        return options == none ? "" : new JsonWriter().value(options).toString();
    }

    private List<String> hosts() {
        JsonArray everyHost = new JsonArray(List.of(new JsonString(PlacedJob.EVERY_HOST, 0)), 0);
        JsonArray hosts = object.members().get("hosts") instanceof JsonString one
                ? new JsonArray(List.of(one), one.line())
                : value("hosts", JsonArray.class, any -> true, HOSTS, everyHost);
        List<String> names = new ArrayList<>();
        for (JsonValue host : hosts.elements()) {
            if (host instanceof JsonString name && !name.value().isBlank()) {
                names.add(name.value());
            } else {
                refuse("hosts", host, Shown.value(host), HOSTS);
                names.add(PlacedJob.EVERY_HOST);
            }
        }
        return List.copyOf(names);
    }

    private void findUnknownKeys() {
        object.members().forEach((key, value) -> {
            if (!FIELDS.contains(key) && !IGNORED.contains(key)) {
                String help = NearestName.of(key, FIELDS).map(name -> "did you mean \"" + name + "\"?")
                        .orElse("the keys of a job are " + String.join(" ", FIELDS));
                defects.add("line " + value.line() + ": unknown key " + Shown.text(key) + ": " + help);
            }
        });
    }

    /** The value of a field, or the fallback if it is missing, or if it is not what the field may hold, which is a defect. */
    private <T extends JsonValue> T value(String field, Class<T> kind, Predicate<T> allowed, String accepted, T fallback) {
        JsonValue value = object.members().get(field);
        if (value == null) {
            return fallback;
        }
        if (!kind.isInstance(value)) {
            refuse(field, value, Shown.value(value), accepted);
            return fallback;
        }
        T typed = kind.cast(value);
        if (!allowed.test(typed)) {
            refuse(field, value, Shown.scalar(value), accepted);
            return fallback;
        }
        return typed;
    }

    private void refuse(String field, JsonValue value, String shown, String accepted) {
        defects.add("line " + value.line() + ": " + field + ": " + shown + ": give " + accepted);
    }
}
