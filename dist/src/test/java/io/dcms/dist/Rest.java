package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The REST API of a running agent, as a dashboard sees it. */
final class Rest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    Rest(int port) {
        this.port = port;
    }

    /**
     * What was answered.
     *
     * @param allow the {@code Allow} header; empty if there is none
     */
    record Answer(int status, String body, String allow) {

        Map<String, Object> json() {
            return PlainJson.object(PlainJson.parse(body));
        }

        Object data() {
            assertEquals(200, status, body);
            assertEquals(0L, json().get("ret"), body);
            return json().get("data");
        }

        String message() {
            assertEquals((long) status, json().get("ret"), body);
            return (String) json().get("msg");
        }
    }

    int port() {
        return port;
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send("GET", path);
    }

    Answer send(String method, String path) throws IOException, InterruptedException {
        return send(method, path, BodyPublishers.noBody());
    }

    Answer send(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, BodyPublishers.ofString(body));
    }

    private Answer send(String method, String path, HttpRequest.BodyPublisher body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url(path))).timeout(Await.DEADLINE)
                .method(method, body).build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        Optional<String> allow = response.headers().firstValue("Allow");
        return new Answer(response.statusCode(), response.body(), allow.orElse(""));
    }

    List<Map<String, Object>> jobs() throws IOException, InterruptedException {
        return PlainJson.objects(get("/jobs").data());
    }

    Map<String, Object> job(long id) throws IOException, InterruptedException {
        return PlainJson.object(get("/jobs/" + id).data());
    }

    List<Map<String, Object>> tasks() throws IOException, InterruptedException {
        return PlainJson.objects(get("/tasks").data());
    }

    /** What {@code /health} says is wrong, in one text. */
    String problems() throws IOException, InterruptedException {
        return PlainJson.object(get("/health").json().get("data")).get("problems").toString();
    }

    /** Runs a job now and answers the task id. */
    String run(long jobId) throws IOException, InterruptedException {
        return (String) PlainJson.object(send("POST", "/jobs/" + jobId + "/run").data()).get("task_id");
    }
}
