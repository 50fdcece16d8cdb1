package io.dcms.dist;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody's webhook receiver on a free port: takes every form and remembers it, or refuses every form. */
final class HookReceiver implements AutoCloseable {
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final List<Post> refused = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile boolean broken;

    /** What came: {@code POST /path}, the content type, the {@code Authorization} header or nothing, the form's fields. */
    record Post(String call, String type, String authorization, Map<String, String> form) {
    }

    HookReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    /** Its URL for this path, which begins with a slash. */
    String at(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What came about one run, in order. */
    List<Post> about(String taskId) {
        return posts.stream().filter(post -> taskId.equals(post.form().get("task_id"))).toList();
    }

    /** What it has taken, in order. */
    List<Post> all() {
        return List.copyOf(posts);
    }

    /** What it has refused, in order. */
    List<Post> refused() {
        return List.copyOf(refused);
    }

    /** From now on it answers 503, or takes forms again. */
    void setBroken(boolean value) {
        broken = value;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            boolean refuses = broken;
            (refuses ? refused : posts).add(new Post(exchange.getRequestMethod() + " " + exchange.getRequestURI(), header(exchange, "Content-Type"),
                    header(exchange, "Authorization"), form(body)));
            exchange.sendResponseHeaders(refuses ? 503 : 204, -1);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new TreeMap<>();
        for (String pair : body.split("&")) {
            String[] halves = pair.split("=", 2);
            String before = form.put(decoded(halves[0]), decoded(halves[1]));
            if (before != null) {
                throw new AssertionError("a field twice: " + body);
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
