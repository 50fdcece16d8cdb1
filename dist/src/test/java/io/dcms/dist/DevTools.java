package io.dcms.dist;

import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A conversation with a browser in its DevTools protocol: commands that are answered, and events. Used by one thread. */
final class DevTools implements AutoCloseable {
    private final Map<Long, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();
    private final Map<String, Consumer<JsonObject>> listeners = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private final WebSocket socket;

    DevTools(URI address) {
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Listener()).join();
    }

    /** Writes the members of a command's parameters. */
    interface Parameters {
        void write(JsonWriter json);
    }

    /** Hears of all events of one session, {@code {"method":...,"params":{...}}}, on the socket's thread. */
    void listen(String session, Consumer<JsonObject> listener) {
        listeners.put(session, listener);
    }

    /** A command to the browser itself. @return its result */
    JsonObject call(String method, Parameters parameters) throws InterruptedException {
        return call("", method, parameters);
    }

    /** A command to what one is attached to. @return its result */
    JsonObject call(String session, String method, Parameters parameters) throws InterruptedException {
        long id = last.incrementAndGet();
        JsonWriter json = new JsonWriter().object().field("id", id).field("method", method);
        if (!session.isEmpty()) {
            json.field("sessionId", session);
        }
        parameters.write(json.name("params").object());
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        asked.put(id, answer);
        socket.sendText(json.end().end().toString(), true).join();
        try {
            JsonObject message = answer.get(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (message.members().containsKey("error")) {
                throw new AssertionError(method + ": " + new JsonWriter().value(message.members().get("error")));
            }
            return (JsonObject) message.members().get("result");
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " was not answered", e);
        }
    }

    /** A text that stands so many members deep. */
    static String text(JsonObject object, String... path) {
        JsonObject at = object;
        for (int i = 0; i < path.length - 1; i++) {
            at = (JsonObject) at.members().get(path[i]);
        }
        return at.members().get(path[path.length - 1]) instanceof JsonString string ? string.value() : "";
    }

    @Override
    public void close() {
        socket.abort();
    }

    private void heard(String text) {
        try {
            JsonObject message = (JsonObject) Json.parse(text);
            if (message.members().get("id") instanceof JsonNumber id) {
                asked.remove(id.longValue()).complete(message);
            } else {
                listeners.getOrDefault(text(message, "sessionId"), event -> { }).accept(message);
            }
        } catch (JsonException e) {
            throw new AssertionError(text, e);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
            parts.append(part);
            if (isLast) {
                heard(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable problem) {
            asked.values().forEach(answer -> answer.completeExceptionally(problem));
        }
    }
}
