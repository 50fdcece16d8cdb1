package io.dcms.runtime.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as an agent would, what it was told to, and {@code dcms} that asks it. */
final class FakeAgent implements AutoCloseable {

    /** Each call as {@code METHOD path?query body}, in order. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    /** The Authorization of each, {@code null} as a text if it had none. */
    final List<String> tokens = new CopyOnWriteArrayList<>();
    final Map<String, String> environment = new HashMap<>();
    boolean terminal;
    String input = "";
    private final HttpServer server;
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();

    private record Answer(int status, String body) {
    }

    /** What a command did. */
    record Ran(int exit, String out, String err) {
    }

    FakeAgent() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        environment.put("DCMS_URL", url());
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers calls such as {@code GET /jobs} with this data; told again, the next call so, and the last one for ever. */
    FakeAgent data(String call, String json) {
        return answer(call, 200, "{\"ret\":0,\"data\":" + json + "}");
    }

    /** Answers with a problem. */
    FakeAgent problem(String call, int status, String message) {
        return answer(call, status, "{\"ret\":" + status + ",\"msg\":\"" + message + "\"}");
    }

    /** Answers with any body; status 0 closes the connection instead. */
    FakeAgent answer(String call, int status, String body) {
        answers.computeIfAbsent(call, any -> new ArrayDeque<>()).add(new Answer(status, body));
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String call = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add(body.isEmpty() ? call : call + " " + body);
        tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        Deque<Answer> told = answers.getOrDefault(call, new ArrayDeque<>());
        Answer answer = told.size() > 1 ? told.poll() : told.peek();
        if (answer == null) {
            answer = new Answer(404, "{\"ret\":404,\"msg\":\"nothing at " + call + "\"}");
        }
        if (answer.status > 0) {
            byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    /** Runs {@code dcms} to its end. */
    Ran dcms(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Dcms.run(List.of(arguments), screen(out, err), InstantSource.system());
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    Screen screen(OutputStream out, OutputStream err) {
        return new Screen(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), environment, terminal);
    }

    /** A time as the tables show it. */
    static String local(long second) {
        return Instant.ofEpochSecond(second).atZone(ZoneId.systemDefault()).toLocalDateTime().toString().replace('T', ' ');
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
