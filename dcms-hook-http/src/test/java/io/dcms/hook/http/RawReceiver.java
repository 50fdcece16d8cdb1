package io.dcms.hook.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver that need not speak HTTP: it does the same with each connection, which is closed when that is done. */
final class RawReceiver implements AutoCloseable {

    /** What it does with a connection. That the other side hangs up is no failure of it. */
    interface Behaviour {
        void with(Socket connection) throws IOException;
    }

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final CountDownLatch hungUp = new CountDownLatch(1);

    RawReceiver(Behaviour behaviour) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(() -> serve(behaviour));
    }

    /** It takes connections and never says anything. */
    static RawReceiver silent() {
        return new RawReceiver(connection -> readAll(connection));
    }

    /** It reads the head of the request and answers with these characters, each one byte. */
    static RawReceiver answering(String answer) {
        return new RawReceiver(connection -> {
            readHead(connection);
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            connection.shutdownOutput();
            readAll(connection);
        });
    }

    static void readHead(Socket connection) throws IOException {
        BufferedReader reader = new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        String line = reader.readLine();
        while (line != null && !line.isEmpty()) {
            line = reader.readLine();
        }
    }

    static void readAll(Socket connection) throws IOException {
        connection.getInputStream().readAllBytes();
    }

    URI uri() {
        return URI.create("http://localhost:" + server.getLocalPort() + "/");
    }

    /** Whether anybody has come. */
    boolean wasCalled() {
        return !connections.isEmpty();
    }

    /** Waits until a connection is over. */
    void awaitHangUp() throws InterruptedException {
        hungUp.await();
    }

    private void serve(Behaviour behaviour) {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection, behaviour));
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private void serve(Socket connection, Behaviour behaviour) {
        try (connection) {
            behaviour.with(connection);
        } catch (IOException e) {
            // the client hung up, as it may
        } finally {
            hungUp.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
