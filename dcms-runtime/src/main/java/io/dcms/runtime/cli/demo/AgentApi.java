package io.dcms.runtime.cli.demo;

import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonBoolean;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the demo asks its agent. Every method throws {@link IOException} if there is no answer, or none of ours. */
final class AgentApi {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final List<String> WRITTEN = List.of("name", "executor", "executor_flags", "signature", "runner", "timeout",
            "timeout_trigger", "schedule", "hook", "msg_filter", "options");

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final String url;

    /** @param url without a slash at its end */
    AgentApi(String url) {
        this.url = url;
    }

    /** The runs that are going or about to. */
    List<TaskNow> tasks() throws IOException, InterruptedException {
        return array(get("/tasks")).stream().map(value -> task(members(value))).toList();
    }

    /** A run that is going or has lately ended. */
    Optional<TaskNow> task(String id) throws IOException, InterruptedException {
        Map<String, JsonValue> task = members(get("/tasks/" + id));
        return task.isEmpty() ? Optional.empty() : Optional.of(task(task));
    }

    List<JobNow> jobs() throws IOException, InterruptedException {
        return array(get("/jobs")).stream().map(value -> job(members(value))).toList();
    }

    /** What is wrong with the agent, a sentence each. */
    List<String> problems() throws IOException, InterruptedException {
        return array(members(get("/health")).get("problems")).stream().map(AgentApi::text).toList();
    }

    /** The {@code data} of an answer; null if it has none. */
    private JsonValue get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
        String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        try {
            return members(Json.parse(body)).get("data");
        } catch (JsonException e) {
            throw new IOException("what has the port " + url + " is no agent: it answers " + e.getMessage(), e);
        }
    }

    private static TaskNow task(Map<String, JsonValue> task) {
        return new TaskNow(number(task.get("job_id")), text(task.get("task_id")), text(task.get("job_name")),
                (int) number(task.get("status")), number(task.get("exec_duration")), text(task.get("log_filename")),
                text(task.get("reason")));
    }

    private static JobNow job(Map<String, JsonValue> job) {
        JsonWriter definition = new JsonWriter().object();
        WRITTEN.stream().filter(job::containsKey).forEach(field -> definition.name(field).value(job.get(field)));
        return new JobNow(number(job.get("id")), text(job.get("name")), definition.end().toString(),
                job.get("disabled") instanceof JsonBoolean disabled && disabled.value(), number(job.get("next_at")),
                text(job.get("last_task_id")));
    }

    private static Map<String, JsonValue> members(JsonValue value) {
        return value instanceof JsonObject object ? object.members() : Map.of();
    }

    private static List<JsonValue> array(JsonValue value) {
        return value instanceof JsonArray array ? array.elements() : List.of();
    }

    private static String text(JsonValue value) {
        return value instanceof JsonString string ? string.value() : "";
    }

    private static long number(JsonValue value) {
        return value instanceof JsonNumber number && number.isWhole() ? number.longValue() : 0;
    }
}
