package io.dcms.dist;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** A webhook receiver that misbehaves when it is told to, on a port that it keeps. Its mode is changed by one thread. */
final class ChaosReceiver implements AutoCloseable {
    private final List<Delivery> deliveries = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Object modeChanged = new Object();
    private final int port;
    private HttpServer server;
    private Mode mode = Mode.TAKE;

    /** What it does with a form. */
    enum Mode {
        /** Keeps it and says so. */
        TAKE,
        /** Answers 500. */
        FAIL,
        /** Keeps it and answers 500 all the same, as one does whose own database is slow. */
        TAKE_AND_FAIL,
        /** Answers nothing as long as it is in this mode. */
        HANG,
        /** Takes no connection. */
        REFUSE
    }

    /** A form that it has kept. */
    record Delivery(double uptime, Map<String, String> form) {

        String taskId() {
            return form.get("task_id");
        }

        String status() {
            return form.get("task_status");
        }

        boolean ended() {
            return form.get("ended").equals("true");
        }

        /** Second of its clock in which the run started for the agent that told it. */
        long execAt() {
            return Long.parseLong(form.get("exec_at"));
        }

        /**
         * What is the same whenever an event is told again. An agent that takes over a run that has ended finds out again when
         * that was, by its own clock and by the times of files.
         */
        Map<String, String> withoutTimes() {
            Map<String, String> rest = new TreeMap<>(form);
            rest.keySet().removeAll(List.of("exec_at", "exec_duration"));
            return rest;
        }

        /** Reason, newline, output. */
        String report() {
            String message = form.get("msg");
            return message.substring(message.indexOf('\n') + 1);
        }

        @Override
        public String toString() {
            return uptime + "  status " + status() + (ended() ? " (ended) " : " (goes on) ") + report().replace('\n', '/') + " event "
                    + form.get("event_id");
        }
    }

    ChaosReceiver() throws IOException {
        port = listenSomewhere();
    }

    String url() {
        return "http://127.0.0.1:" + port + "/ends";
    }

    /** What it has kept about each run, in order. */
    Map<String, List<Delivery>> byTask() {
        synchronized (deliveries) {
            return deliveries.stream().collect(Collectors.groupingBy(Delivery::taskId));
        }
    }

    Mode mode() {
        return mode;
    }

    void become(Mode next) throws IOException {
        if (next == Mode.REFUSE) {
            server.stop(0);
        } else if (mode == Mode.REFUSE) {
            server = listen(port);
        }
        synchronized (modeChanged) {
            mode = next;
            modeChanged.notifyAll();
        }
    }

    @Override
    public void close() {
        synchronized (modeChanged) {
            mode = Mode.FAIL;
            modeChanged.notifyAll();
        }
        server.stop(0);
        threads.shutdown();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
            Mode now = modeAfterHanging();
            if (now == Mode.TAKE || now == Mode.TAKE_AND_FAIL) {
                synchronized (deliveries) {
                    deliveries.add(new Delivery(ChaosDiary.uptime(), form));
                }
            }
            exchange.sendResponseHeaders(now == Mode.TAKE ? 204 : 500, -1);
        }
    }

    /** Who has hung is not taken afterwards: the sender may have given up. */
    private Mode modeAfterHanging() {
        synchronized (modeChanged) {
            boolean hung = mode == Mode.HANG;
            while (mode == Mode.HANG) {
                try {
                    modeChanged.wait();
                } catch (InterruptedException e) {
                    return Mode.FAIL;
                }
            }
            return hung ? Mode.FAIL : mode;
        }
    }

    private HttpServer listen(int onPort) throws IOException {
        HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort), 0);
        made.setExecutor(threads);
        made.createContext("/", this::take);
        made.start();
        return made;
    }

    /** Below the ports of outgoing connections, so that none takes it while it refuses. */
    private int listenSomewhere() throws IOException {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try {
                server = listen(candidate);
                return candidate;
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IOException("no free port of 127.0.0.1 from 20000 to 31999");
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new TreeMap<>();
        for (String pair : body.split("&")) {
            String[] halves = pair.split("=", 2);
            form.put(decoded(halves[0]), decoded(halves[1]));
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
