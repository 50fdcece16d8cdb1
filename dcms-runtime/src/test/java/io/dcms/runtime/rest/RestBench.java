package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A real server on a free port with a fake agent behind it, and a real client. */
final class RestBench implements AutoCloseable {

    /** 2024-05-01T12:00:00Z. */
    static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");
    static final Duration DEADLINE = Duration.ofSeconds(60);

    final FakeControl control;
    /** Nanoseconds by which callers are later than they are. */
    final AtomicLong late = new AtomicLong();
    private final RestServer server;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RestBench() {
        this(DEADLINE);
    }

    RestBench(Duration patience) {
        this(patience, Entrances.open());
    }

    RestBench(Duration patience, Entrance entrance) {
        this(patience, entrance, new FakeControl());
    }

    RestBench(Duration patience, Entrance entrance, FakeControl control) {
        this.control = control;
        try {
            server = new RestServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), entrance, control,
                    InstantSource.fixed(NOON), () -> System.nanoTime() + late.get(), patience);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.start();
    }

    /** @param call such as {@code GET /jobs} */
    HttpResponse<String> send(String call) throws Exception {
        return client.send(request(call).build(), BodyHandlers.ofString());
    }

    /** The same with a body, of which is said what curl says of one. */
    HttpResponse<String> send(String call, String body) throws Exception {
        HttpRequest request = request(call).method(call.split(" ")[0], HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/x-www-form-urlencoded").build();
        return client.send(request, BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String call) {
        String[] parts = call.split(" ", 2);
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + parts[1])).timeout(DEADLINE)
                .method(parts[0], HttpRequest.BodyPublishers.noBody());
    }

    HttpClient client() {
        return client;
    }

    /** The whole body of an answer that must have this status. */
    JsonObject json(int status, String call) throws Exception {
        HttpResponse<String> answer = send(call);
        assertEquals(status, answer.statusCode(), call + ": " + answer.body());
        assertEquals("application/json; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
        return object(answer.body());
    }

    /** The {@code data} of a good answer. */
    JsonValue data(String call) throws Exception {
        JsonObject body = json(200, call);
        assertEquals(0, ((JsonNumber) body.members().get("ret")).longValue());
        return body.members().get("data");
    }

    String text(String call) throws Exception {
        return ((JsonString) data(call)).value();
    }

    /** The {@code msg} of an answer that must have this status, and the same number in {@code ret}. */
    String problem(int status, String call) throws Exception {
        JsonObject body = json(status, call);
        assertEquals(status, ((JsonNumber) body.members().get("ret")).longValue());
        return ((JsonString) body.members().get("msg")).value();
    }

    int port() {
        return server.port();
    }

    /** A connection on which anything can be said. Reading ends by the deadline. */
    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout((int) DEADLINE.toMillis());
        return socket;
    }

    /** All that the server answers to these bytes until it closes the connection. */
    String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static JsonObject object(String body) {
        try {
            return (JsonObject) Json.parse(body);
        } catch (JsonException e) {
            throw new AssertionError(e.getMessage() + ": " + body);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
