package io.dcms.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many questions the REST API answers, and what readers of all sorts cost. */
final class RestBench implements BenchCommand {

    private static final Pattern WRK_RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern TASK = Pattern.compile("\"task_id\":\"([^\"]+)\"");
    private static final int SLOW = 500;
    private static final int ASKED_AT_ONCE = 20;
    private static final int FOLLOWERS = 10;
    /** Nobody is to be due meanwhile. */
    private static final String NEVER = "0 0 0 29 2 * *";

    @Override
    public String name() {
        return "rest";
    }

    @Override
    public String summary() {
        return "answers a second over connections that stay, with slow readers beside, and a large log followed by ten";
    }

    @Override
    public List<BenchOption> options() {
        return List.of(
                new BenchOption("seconds", "N", "5", "how long each question is asked"),
                new BenchOption("connections", "N", "16", "how many ask at once"),
                new BenchOption("jobs", "N", "1000", "how many jobs there are"),
                new BenchOption("log", "MB", "1024", "how large the log is that ten follow; 0 for none"),
                new BenchOption("user", "NAME", "", "whose the run is that prints it; nobody where you are root"));
    }

    @Override
    public void run(BenchValues given) throws Exception {
        RunUser user = RunUser.find(given.text("user"));
        int seconds = given.number("seconds", 1, 600);
        int connections = given.number("connections", 1, 512);
        int megabytes = given.number("log", 0, 100_000);
        try (Workspace workspace = Workspace.create()) {
            Path flood = workspace.program("flood.sh", "#!/bin/sh\nyes 'a line of some 64 bytes, as logs have them, and one after the other' "
                    + "| head -c " + megabytes + "M\nexec sleep 600\n");
            Path jobs = Files.writeString(workspace.path("jobs.json"),
                    BenchAgent.jobs(given.number("jobs", 1, 100_000), flood, "", user.name(), NEVER));
            try (BenchAgent agent = BenchAgent.onFile(workspace, "rest", jobs, "-require_signature=false")) {
                questions(workspace, agent, seconds, connections);
                slowReaders(agent, seconds);
                if (megabytes > 0) {
                    followers(agent, megabytes);
                }
            }
        }
    }

    private static void questions(Workspace workspace, BenchAgent agent, int seconds, int connections) throws Exception {
        System.out.printf(Locale.ROOT, "%n%-42s %12s %12s %10s %10s %10s%n", connections + " connections", "answers/s", "by wrk", "bytes",
                "median", "p99");
        try (BenchAgent bare = BenchAgent.bare(workspace, JavaChoice.of(""))) {
            for (String path : List.of("/health", "/jobs/1", "/jobs")) {
                long bytes = question(path, agent, path, seconds, connections).bytes();
                question("  so many bytes of a bare HttpServer", bare, "/" + bytes, seconds, connections);
            }
        }
        memory("afterwards", agent);
    }

    private static HttpLoad.Result question(String name, BenchAgent agent, String path, int seconds, int connections) throws Exception {
        new HttpLoad(agent.port(), path).run(connections, seconds / 2.0);
        HttpLoad.Result result = new HttpLoad(agent.port(), path).run(connections, seconds);
        System.out.printf(Locale.ROOT, "%-42s %12.0f %12s %10d %10s %10s%n", name, result.perSecond(), wrk(agent, path, seconds, connections),
                result.bytes(), Machine.time(result.seconds().median()), Machine.time(result.seconds().p99()));
        return result;
    }

    /** Ours takes as much of the machine as the agent does; wrk less, and so tells more of the agent. */
    private static String wrk(BenchAgent agent, String path, int seconds, int connections) throws Exception {
        try {
            Process wrk = new ProcessBuilder("wrk", "-t1", "-c" + connections, "-d" + seconds + "s",
                    "http://127.0.0.1:" + agent.port() + path).redirectErrorStream(true).start();
            Matcher rate = WRK_RATE.matcher(new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return rate.find() ? String.format(Locale.ROOT, "%.0f", Double.parseDouble(rate.group(1))) : "failed";
        } catch (IOException e) {
            return "no wrk";
        }
    }

    /** They ask for all jobs, as often as the kernel takes the answer for them, and read nothing: then the agent waits for each. */
    private static void slowReaders(BenchAgent agent, int seconds) throws Exception {
        List<Socket> readers = new ArrayList<>();
        try {
            for (int n = 0; n < SLOW; n++) {
                Socket reader = new Socket();
                reader.setReceiveBufferSize(1 << 12);
                reader.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), agent.port()));
                reader.getOutputStream().write("GET /jobs HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(ASKED_AT_ONCE).getBytes(StandardCharsets.US_ASCII));
                readers.add(reader);
            }
            HttpLoad.Result result = new HttpLoad(agent.port(), "/health").run(1, seconds);
            System.out.printf(Locale.ROOT, "%n/health asked by one beside %d who ask for all jobs and do not read: %.0f/s, median %s, p99 %s, worst %s%n",
                    SLOW, result.perSecond(), Machine.time(result.seconds().median()), Machine.time(result.seconds().p99()),
                    Machine.time(result.seconds().worst()));
            memory("meanwhile", agent);
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    private static void followers(BenchAgent agent, int megabytes) throws Exception {
        long bytes = (long) megabytes << 20;
        String task = start(agent);
        ExecutorService threads = Executors.newFixedThreadPool(FOLLOWERS);
        try {
            double begin = Machine.now();
            double cpu = ProcessFigures.of(agent.pid()).cpuSeconds();
            Callable<Double> follower = () -> follow(agent.port(), task, bytes);
            List<Future<Double>> ends = new ArrayList<>();
            for (int n = 0; n < FOLLOWERS; n++) {
                ends.add(threads.submit(follower));
            }
            List<Double> seconds = new ArrayList<>();
            for (Future<Double> end : ends) {
                seconds.add(end.get() - begin);
            }
            double last = Figures.of(seconds).worst();
            System.out.printf(Locale.ROOT, "%na log of %d MiB while it is written, followed by %d: all have it after %s, %.2f GB/s, CPU of the agent %.1f s%n",
                    megabytes, FOLLOWERS, Machine.time(last), FOLLOWERS * bytes / last / 1e9, ProcessFigures.of(agent.pid()).cpuSeconds() - cpu);
            memory("afterwards", agent);
        } finally {
            threads.shutdownNow();
            agent.post("/tasks/" + task + "/kill");
        }
    }

    private static String start(BenchAgent agent) throws Exception {
        Matcher task = TASK.matcher(agent.post("/jobs/1/run"));
        if (!task.find()) {
            throw new BenchFailure("the agent does not run job 1");
        }
        while (agent.get("/tasks/" + task.group(1) + "/log?tail=1").contains("\"ret\":404")) {
            Thread.sleep(1);
        }
        return task.group(1);
    }

    /** @return when it had so many bytes */
    private static double follow(int port, String task, long bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET /tasks/" + task + "/log?follow HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            // What is around the chunks counts as well: less than a thousandth.
            for (long read = 0; read < bytes; ) {
                int more = in.read(buffer);
                if (more < 0) {
                    throw new IOException("the log ended after " + read + " bytes");
                }
                read += more;
            }
            return Machine.now();
        }
    }

    private static void memory(String when, BenchAgent agent) throws IOException {
        ProcessFigures figures = ProcessFigures.of(agent.pid());
        System.out.printf(Locale.ROOT, "  %s the agent has %d MiB and %d threads%n", when, figures.rssKib() >> 10, figures.threads());
    }
}
