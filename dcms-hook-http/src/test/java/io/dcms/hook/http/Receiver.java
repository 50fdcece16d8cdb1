package io.dcms.hook.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/** A webhook's receiver on a free local port: {@code /<status>} answers with this status, {@code /} takes everything. */
final class Receiver implements AutoCloseable {

    /** What was read: the path with its query, the headers, the body. */
    record Posted(String method, String protocol, String path, Headers headers, String body) {
    }

    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final String scheme;
    private volatile String location = "";

    private Receiver(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    static Receiver http() {
        try {
            return new Receiver(HttpServer.create(anyLocalPort(), 0), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Receiver https(SSLContext identity) throws IOException {
        HttpsServer server = HttpsServer.create(anyLocalPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        return new Receiver(server, "https");
    }

    private static InetSocketAddress anyLocalPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Where answers with a redirect status send the client. */
    void redirectsTo(String newLocation) {
        location = newLocation;
    }

    URI at(String path) {
        return URI.create(scheme + "://localhost:" + port() + path);
    }

    int port() {
        return server.getAddress().getPort();
    }

    List<Posted> posted() {
        return posted;
    }

    Posted onlyOne() {
        if (posted.size() != 1) {
            throw new AssertionError("one request was expected, these came: " + posted);
        }
        return posted.get(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().toString();
            posted.add(new Posted(exchange.getRequestMethod(), exchange.getProtocol(), path, exchange.getRequestHeaders(), body));
            if (!location.isEmpty()) {
                exchange.getResponseHeaders().set("Location", location);
            }
            exchange.sendResponseHeaders(path.matches("/[1-5][0-9]{2}.*") ? Integer.parseInt(path.substring(1, 4)) : 200, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
