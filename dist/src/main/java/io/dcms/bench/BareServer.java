package io.dcms.bench;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A program of its own: a JVM with an HTTP server that says at once that it is ready. No agent can be there sooner. */
final class BareServer {

    private BareServer() {
    }

    public static void main(String[] arguments) throws Exception {
        byte[] answer = "{\"ready\":true}".getBytes(StandardCharsets.US_ASCII);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        System.out.print("REST on 127.0.0.1:" + server.getAddress().getPort() + "\n");
    }
}
