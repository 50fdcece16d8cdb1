package io.dcms.runtime.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A receiver of webhooks on the loopback address. What it gets waits until the demo's thread asks. */
final class Receiver implements AutoCloseable {

    private static final int MOST_BYTES = 1 << 20;

    private final HttpServer server;
    private final Queue<Map<String, String>> received = new ConcurrentLinkedQueue<>();

    private Receiver(HttpServer server) {
        this.server = server;
    }

    static Receiver start() throws IOException {
        Receiver receiver = new Receiver(HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0));
        receiver.server.createContext("/", receiver::take);
        receiver.server.start();
        return receiver;
    }

    /** What to name as a job's hook. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/ended";
    }

    /** The oldest form that was not yet asked for; null if there is none. */
    Map<String, String> next() {
        return received.poll();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
            exchange.sendResponseHeaders(take(new String(body, StandardCharsets.US_ASCII)) ? 204 : 400, -1);
        }
    }

    private boolean take(String form) {
        try {
            return received.add(parse(form));
        } catch (IllegalArgumentException e) {
            return false; // it is none: a percent sign without its two digits
        }
    }

    /** The fields of {@code application/x-www-form-urlencoded}. */
    static Map<String, String> parse(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : form.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.put(URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}
