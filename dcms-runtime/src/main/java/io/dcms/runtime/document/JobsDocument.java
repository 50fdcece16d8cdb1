package io.dcms.runtime.document;

import io.dcms.api.Job;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From a JSON value to jobs. Pure. */
public final class JobsDocument {

    private static final String SHAPE = "the file is an array of jobs, or an object with that array as \"jobs\"";

    private final Map<Long, JobObject> byId = new HashMap<>();
    private final Map<String, JobObject> byName = new HashMap<>();

    private JobsDocument() {
    }

    /**
     * The jobs in the order of the file.
     *
     * @throws JobsFormatException if it can't be known which jobs there are; the message names line, job and field
     */
    public static List<PlacedJob> read(JsonValue document) throws JobsFormatException {
        return new JobsDocument().jobs(array(document).elements());
    }

    /** The array of jobs, wherever it stands. */
    static JsonArray array(JsonValue document) throws JobsFormatException {
        JsonValue jobs = document;
        if (document instanceof JsonObject object) {
            for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
                if (!member.getKey().equals("jobs")) {
                    throw new JobsFormatException(member.getValue().line(),
                            "unknown key " + Shown.text(member.getKey()) + ": " + SHAPE);
                }
            }
            jobs = object.members().getOrDefault("jobs", document);
        }
        if (jobs instanceof JsonArray array) {
            return array;
        }
        throw new JobsFormatException(jobs.line(), "found " + jobs.kind() + " without jobs: " + SHAPE);
    }

    private List<PlacedJob> jobs(List<JsonValue> elements) throws JobsFormatException {
        List<PlacedJob> jobs = new ArrayList<>(elements.size());
        for (JsonValue element : elements) {
            jobs.add(job(element, jobs.size() + 1));
        }
        return jobs;
    }

    private PlacedJob job(JsonValue element, int number) throws JobsFormatException {
        if (!(element instanceof JsonObject object)) {
            throw new JobsFormatException(element.line(), "job number " + number + ": " + Shown.value(element)
                    + ": give an object with at least id and name");
        }
        JobObject read = new JobObject(object, number);
        PlacedJob placed = read.job();
        Job job = placed.job();
        requireOwn(byId.put(job.id(), read), read, "id", String.valueOf(job.id()));
        if (!job.name().isEmpty()) {
            requireOwn(byName.put(job.name(), read), read, "name", Shown.text(job.name()));
        }
        return placed;
    }

    private static void requireOwn(JobObject other, JobObject job, String field, String value) throws JobsFormatException {
        if (other != null) {
            throw new JobsFormatException(job.line(field), job.title() + ": " + field + ": " + value + " is also the "
                    + field + " of " + other.title() + " in line " + other.line(field) + ": give each job its own");
        }
    }
}
