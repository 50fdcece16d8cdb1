package io.dcms.bench;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A program of its own: a JVM with an HTTP server that says at once that it is ready, and answers {@code /N} with N bytes that it has
 * ready. No agent that is made of the same server can be there sooner, or answer more.
 */
final class BareServer {

    private static final int THREADS = 4;

    private BareServer() {
    }

    public static void main(String[] arguments) throws Exception {
        byte[] ready = "{\"ready\":true}".getBytes(StandardCharsets.US_ASCII);
        Map<String, byte[]> answers = new ConcurrentHashMap<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String asked = exchange.getRequestURI().getPath().substring(1);
            byte[] answer = asked.equals("health") ? ready : answers.computeIfAbsent(asked, size -> new byte[Integer.parseInt(size)]);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        server.start();
        System.out.print("REST on 127.0.0.1:" + server.getAddress().getPort() + "\n");
    }
}
