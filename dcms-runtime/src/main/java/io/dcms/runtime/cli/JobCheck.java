package io.dcms.runtime.cli;

import io.dcms.api.Job;
import io.dcms.runtime.document.JobObject;
import io.dcms.runtime.document.JobsFormatException;
import io.dcms.runtime.job.BadJobException;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds all that an agent would refuse of a text with jobs: that of a jobs file, or one job as {@code dcms add} sends it. Belongs to
 * one thread.
 */
final class JobCheck {

    private static final String SHAPE = "give a job, an array of jobs, or an object with that array as \"jobs\"";

    private final JobPlanner planner;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, String> owners = new HashMap<>();
    private int jobs;

    /**
     * Something that is wrong.
     *
     * @param line    where, 1 = the first
     * @param job     of which job; empty = of none
     * @param problem beginning with the field, if it is one of a field
     */
    record Finding(int line, String job, String problem) {
    }

    JobCheck(JobPlanner planner) {
        this.planner = planner;
    }

    List<Finding> findings() {
        return findings;
    }

    /** How many jobs were found. */
    int jobs() {
        return jobs;
    }

    void check(String text) {
        try {
            check(Json.parse(text));
        } catch (JsonException e) {
            add(lineOf(e.getMessage(), 1), "", "it is no JSON: " + e.getMessage());
        }
    }

    private void check(JsonValue document) {
        JsonValue list = document instanceof JsonObject object && object.members().containsKey("jobs")
                ? object.members().get("jobs") : document;
        if (document instanceof JsonObject object && list != document) {
            object.members().forEach((name, value) -> {
                if (value != list) {
                    add(value.line(), "", "unknown key \"" + name + "\": " + SHAPE);
                }
            });
        }
        if (list instanceof JsonArray array) {
            array.elements().forEach(element -> element(element, true));
        } else if (list == document && list instanceof JsonObject) {
            element(list, false);
        } else {
            add(list.line(), "", "found " + list.kind() + ": " + SHAPE);
        }
    }

    /** @param listed whether it stands among others, and so must have an id */
    private void element(JsonValue element, boolean listed) {
        jobs++;
        if (!(element instanceof JsonObject object)) {
            add(element.line(), "job number " + jobs, "found " + element.kind() + ": give an object");
            return;
        }
        JobObject read = new JobObject(object, jobs);
        Job job;
        try {
            job = read.job().job();
            requireOwn(read, "id", Long.toString(job.id()));
        } catch (JobsFormatException e) {
            if (listed || object.members().containsKey("id")) {
                add(read.line("id"), read.title(), clause(e.getMessage(), read.title()));
            }
            read = new JobObject(withId(object), jobs);
            job = readAgain(read);
        }
        if (!job.name().isEmpty()) {
            requireOwn(read, "name", job.name());
        }
        problems(read, job);
    }

    /** So that what else is wrong is found as well. */
    private static JsonObject withId(JsonObject object) {
        Map<String, JsonValue> members = new LinkedHashMap<>(object.members());
        members.put("id", new JsonNumber("1", object.line()));
        return new JsonObject(members, object.line());
    }

    private static Job readAgain(JobObject read) {
        try {
            return read.job().job();
        } catch (JobsFormatException e) {
            throw new IllegalStateException("with an id any job can be read", e);
        }
    }

    private void requireOwn(JobObject read, String field, String value) {
        String owner = owners.putIfAbsent(field + "=" + value, read.title() + " in line " + read.line(field));
        if (owner != null) {
            add(read.line(field), read.title(), field + ": it is also the " + field + " of " + owner + ": give each job its own");
        }
    }

    /** What can't be read, and what can't be run; not both of one field. */
    private void problems(JobObject read, Job job) {
        List<String> unreadable = new ArrayList<>();
        for (String defect : read.defects()) {
            String problem = clause(defect, "");
            unreadable.add(field(problem));
            add(lineOf(defect, read.line("")), read.title(), problem);
        }
        try {
            planner.plan(job.toBuilder().defect("").build());
        } catch (BadJobException e) {
            for (String problem : e.problems()) {
                if (!unreadable.contains(field(problem))) {
                    add(read.line(field(problem)), read.title(), problem);
                }
            }
        }
    }

    /** {@code options} of {@code options.jitter: ...}. */
    private static String field(String problem) {
        int end = problem.indexOf(':');
        int dot = problem.indexOf('.');
        return end < 0 ? problem : problem.substring(0, dot >= 0 && dot < end ? dot : end);
    }

    /** {@code timeout: ...} of {@code line 3: timeout: ...}, and without the title of the job. */
    private static String clause(String message, String title) {
        String clause = message.startsWith("line ") ? message.substring(message.indexOf(": ") + 2) : message;
        return !title.isEmpty() && clause.startsWith(title + ": ") ? clause.substring(title.length() + 2) : clause;
    }

    /** 3 of {@code line 3: timeout: ...} and {@code line 3, column 1: ...}. */
    private static int lineOf(String message, int fallback) {
        int begin = "line ".length();
        int end = begin;
        while (end < message.length() && message.charAt(end) >= '0' && message.charAt(end) <= '9') {
            end++;
        }
        return message.startsWith("line ") && end > begin && end < begin + 10 ? Integer.parseInt(message, begin, end, 10) : fallback;
    }

    private void add(int line, String job, String problem) {
        findings.add(new Finding(line, job, problem));
    }
}
