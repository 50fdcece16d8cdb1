package io.dcms.runtime.rest;

import io.dcms.api.Job;
import io.dcms.runtime.document.JobObject;
import io.dcms.runtime.document.JobsFormatException;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A job as somebody sends it: a JSON object with some of the fields of a job. */
final class JobBody {

    private static final String WHAT_TO_SEND = "send a job as a JSON object, such as {\"name\": \"hello\", \"executor\": "
            + "\"/usr/local/bin/hello.sh\", \"signature\": \"sha256:...\", \"runner\": \"nobody\", \"schedule\": \"*/5 * * * *\"}";
    /** Given by others than who sends a job. */
    private static final Set<String> GIVEN = Set.of("id", "create_at", "hosts");
    /** A time of the last change that is farther ahead is none. */
    private static final long YEAR = 366 * 86_400L;

    private final JsonObject sent;
    private final List<String> problems = new ArrayList<>();

    private JobBody(JsonObject sent) {
        this.sent = sent;
    }

    /** Reads it, whatever its Content-Type says: curl says that it is a form. */
    static JobBody of(byte[] body) throws HttpProblem {
        if (body.length == 0) {
            throw HttpProblem.badRequest("there is no body: " + WHAT_TO_SEND);
        }
        try {
            JsonValue value = Json.parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
            if (value instanceof JsonObject object) {
                return new JobBody(object);
            }
            throw HttpProblem.badRequest("the body is " + value.kind() + ": " + WHAT_TO_SEND);
        } catch (CharacterCodingException e) {
            throw HttpProblem.badRequest("the body is not UTF-8: " + WHAT_TO_SEND);
        } catch (JsonException e) {
            throw HttpProblem.badRequest("the body is no JSON: " + e.getMessage());
        }
    }

    /**
     * A new job: an {@code id} that it was pasted with means nothing, and what is wrong with it is its defect.
     *
     * @param id   stands for the one that the store will give it
     * @param host where it belongs if it names no hosts
     */
    PlacedJob asNew(long id, String host, Instant now) throws HttpProblem {
        Map<String, JsonValue> members = new LinkedHashMap<>(sent.members());
        members.put("id", number(id));
        members.put("create_at", number(now.getEpochSecond()));
        members.putIfAbsent("hosts", new JsonArray(List.of(new JsonString(host, 0)), 0));
        PlacedJob job = read(members, Job.builder(id, "").build());
        return withDefects(job, problems);
    }

    /**
     * The stored job with the fields that were sent; {@link #hosts} tells where it belongs. What is wrong with it is its
     * defect.
     */
    PlacedJob onto(Job stored, Instant now) throws HttpProblem {
        requireSameId(stored.id());
        PlacedJob before = new PlacedJob(stored, List.of(PlacedJob.EVERY_HOST));
        Map<String, JsonValue> members = new LinkedHashMap<>(before.toJson().members());
        members.putAll(sent.members());
        members.put("id", number(stored.id()));
        members.put("create_at", number(laterThan(stored.createAt(), now.getEpochSecond())));
        PlacedJob job = read(members, stored);
        requireWhatTheStoreCantTell(stored);
        return withDefects(job, problems);
    }

    /** Where it belongs; empty if that was not sent. */
    Optional<List<String>> hosts(PlacedJob read) {
        return sent.members().containsKey("hosts") ? Optional.of(read.hosts()) : Optional.empty();
    }

    private PlacedJob read(Map<String, JsonValue> members, Job stored) throws HttpProblem {
        if (members.get("hook") instanceof JsonString hook && sent.members().containsKey("hook")) {
            members.put("hook", new JsonString(Hidden.restoredHook(hook.value(), stored.hook(), problems), hook.line()));
        }
        if (sent.members().get("options") instanceof JsonObject options) {
            members.put("options", Hidden.restoredOptions(options, stored.options(), problems));
        }
        if (members.get("hosts") instanceof JsonArray hosts && hosts.elements().isEmpty()) {
            problems.add("hosts: an empty array: give at least one host name");
        }
        try {
            PlacedJob job = new JobObject(new JsonObject(members, sent.line()), 1).job();
            return new PlacedJob(job.job().toBuilder().options(options(job.job(), stored)).build(), job.hosts());
        } catch (JobsFormatException e) {
            throw HttpProblem.badRequest(e.getMessage());
        }
    }

    /** No options are an empty object to those who read a job, and nothing to the store, which may have no place for any. */
    private String options(Job read, Job stored) {
        if (!sent.members().containsKey("options")) {
            return stored.options();
        }
        return read.options().equals("{}") ? "" : read.options();
    }

    private void requireSameId(long id) throws HttpProblem {
        JsonValue given = sent.members().get("id");
        if (given != null && !(given instanceof JsonNumber number && number.isWhole() && number.longValue() == id)) {
            throw HttpProblem.badRequest("id: " + new JsonWriter().value(given) + ": the path says " + id
                    + ": give the same, or none");
        }
    }

    /** What the store can't read of a job must not be taken for empty: somebody has to say what it is. */
    private void requireWhatTheStoreCantTell(Job stored) {
        List<String> missing = new ArrayList<>(JobObject.fields());
        missing.removeAll(GIVEN);
        missing.removeAll(sent.members().keySet());
        if (!stored.defect().isEmpty() && !missing.isEmpty()) {
            problems.add("the store can't read all of this job (" + stored.defect() + "): give every field, also "
                    + String.join(" ", missing));
        }
    }

    private static PlacedJob withDefects(PlacedJob read, List<String> problems) {
        List<String> defects = new ArrayList<>(problems);
        if (!read.job().defect().isEmpty()) {
            defects.add(0, read.job().defect());
        }
        return new PlacedJob(read.job().toBuilder().defect(String.join("; ", defects)).build(), read.hosts());
    }

    /** Now, and another second than that of the last change, by which some tell that there was one. */
    private static long laterThan(long lastChange, long now) {
        return lastChange < now || lastChange > now + YEAR ? now : lastChange + 1;
    }

    private static JsonNumber number(long value) {
        return new JsonNumber(Long.toString(value), 0);
    }
}
