package io.dcms.runtime.report;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskEvent.Kind;
import io.dcms.runtime.document.TaskLine;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.Reports;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What the store and perhaps a hook are to be told of a run, or a hook alone of a job.
 *
 * @param number  its place in the order of all reports, from 1 on; 0 as long as it has none
 * @param at      the unix second in which it was made
 * @param event   what has happened
 * @param hook    who is told besides the store
 * @param kept    who hears when it can't be lost any more; returns at once
 */
record Report(long number, long at, TaskEvent event, Optional<URI> hook, Runnable kept) {

    private static final String BEGINNING = "{\"number\":";
    private static final String RUN = "task";
    /** An agent that knows only runs finds no report here, and so tells the store of none that there never was. */
    private static final String NO_RUN = "about";
    private static final String LEFT_OUT = "(left out, as many reports wait: see its log file)";

    /** One that stands in a file. */
    Report(long number, long at, TaskEvent event, Optional<URI> hook) {
        this(number, at, event, hook, Reports.NOBODY);
    }

    Task task() {
        return event.task();
    }

    /** Whether it is about a run. */
    boolean isForStore() {
        return event.kind() == Kind.RUN;
    }

    Report numbered(long place) {
        return new Report(place, at, event, hook, kept);
    }

    /** The same without the output, which stands in the log file too. */
    Report lean() {
        Task task = task();
        Task lean = new Task(task.jobId(), task.taskId(), task.host(), task.status(), task.ended(), task.execAt(), task.execDuration(),
                task.logFilename(), task.reason(), LEFT_OUT);
        return task.output().isEmpty() ? this : new Report(number, at, new TaskEvent(lean, event.jobName(), event.kind()), hook, kept);
    }

    /** One line of JSON without its newline. */
    String text() {
        JsonWriter json = new JsonWriter().object().field("number", number).field("at", at).field("job", event.jobName());
        hook.ifPresent(target -> json.field("hook", target.toString()));
        if (isForStore()) {
            TaskLine.write(json.name(RUN), task());
        } else {
            TaskLine.write(json.field("event", event.kind().name()).name(NO_RUN), task());
        }
        return json.end().toString();
    }

    /** The number in what {@link #text} wrote, without reading all of it; 0 if there is none. */
    static long number(String text) {
        int end = text.indexOf(',');
        try {
            return text.startsWith(BEGINNING) ? Long.parseLong(text, BEGINNING.length(), end, 10) : 0;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            return 0;
        }
    }

    /** What {@link #text} wrote; empty if it means nothing. */
    static Optional<Report> read(String text) {
        try {
            return Json.parse(text) instanceof JsonObject object ? read(object) : Optional.empty();
        } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Optional<Report> read(JsonObject object) {
        Map<String, JsonValue> members = object.members();
        Kind kind = members.get("event") instanceof JsonString event ? Kind.valueOf(event.value()) : Kind.RUN;
        if (members.get("number") instanceof JsonNumber number && members.get("at") instanceof JsonNumber at
                && members.get("job") instanceof JsonString job && members.get(kind == Kind.RUN ? RUN : NO_RUN) instanceof JsonObject task) {
            Optional<URI> hook = members.get("hook") instanceof JsonString target
                    ? Optional.of(URI.create(target.value())) : Optional.empty();
            return TaskLine.read(task).map(read -> new Report(number.longValue(), at.longValue(), new TaskEvent(read, job.value(), kind), hook));
        }
        return Optional.empty();
    }

    /** For log lines: names the run, and neither its output nor the hook, which may hold a password. */
    @Override
    public String toString() {
        return "the report of task " + task().taskId() + ", status " + task().status().code();
    }
}
