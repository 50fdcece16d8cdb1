package io.dcms.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks an agent the same again and again over connections that stay, each as soon as it has its answer. */
final class HttpLoad {

    private final int port;
    private final byte[] request;

    /**
     * @param seconds each answer's
     * @param bytes   of an answer's body
     */
    record Result(Figures seconds, double perSecond, long bytes) {
    }

    HttpLoad(int port, String path) {
        this.port = port;
        this.request = ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** @throws IOException if an answer is not what was asked for */
    Result run(int connections, double seconds) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long begin = System.nanoTime();
            long end = begin + (long) (seconds * 1e9);
            List<Future<Result>> parts = new ArrayList<>();
            for (int n = 0; n < connections; n++) {
                parts.add(threads.submit(() -> ask(end)));
            }
            List<Double> all = new ArrayList<>();
            long bytes = 0;
            for (Future<Result> part : parts) {
                all.addAll(part.get().seconds().all());
                bytes = part.get().bytes();
            }
            return new Result(Figures.of(all), all.size() / ((System.nanoTime() - begin) / 1e9), bytes);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : e;
        } finally {
            threads.shutdownNow();
        }
    }

    private Result ask(long end) throws IOException {
        List<Double> seconds = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            long bytes = 0;
            for (long now = System.nanoTime(); now < end; ) {
                out.write(request);
                bytes = answer(in);
                long then = System.nanoTime();
                seconds.add((then - now) / 1e9);
                now = then;
            }
            return new Result(Figures.of(seconds), 0, bytes);
        }
    }

    private static long answer(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException("the agent answers: " + status);
        }
        long length = -1;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "Content-length: ", 0, 16)) {
                length = Long.parseLong(header.substring(16));
            }
        }
        if (length < 0) {
            throw new IOException("the agent's answer does not tell its length");
        }
        in.skipNBytes(length);
        return length;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the agent has closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
