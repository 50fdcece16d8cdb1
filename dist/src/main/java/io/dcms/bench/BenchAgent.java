package io.dcms.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An agent of this tarball, started by its own script. */
final class BenchAgent implements AutoCloseable {

    private static final Pattern REST = Pattern.compile("REST on 127\\.0\\.0\\.1:(\\d+)\n");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Process process;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    private BenchAgent(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts one and returns at once. @param flags all but {@code -port} and {@code -quit_time} */
    static BenchAgent begin(Workspace workspace, String name, List<String> flags, JavaChoice java) throws IOException {
        return beginAgent(workspace, name, flags, java::into);
    }

    /** Starts what answers as an agent does, and is none. */
    static BenchAgent bare(Workspace workspace, JavaChoice java) throws IOException {
        String home = java.home().isEmpty() ? System.getProperty("java.home") : java.home();
        return begin(workspace, "bare", List.of(home + "/bin/java", "-XX:+UseSerialGC", "-Xss256k", "-XX:-UsePerfData",
                "-Dsun.net.httpserver.nodelay=true", "-cp",
                System.getProperty("java.class.path"), BareServer.class.getName()), environment -> { });
    }

    private static BenchAgent beginAgent(Workspace workspace, String name, List<String> flags, Consumer<Map<String, String>> environment)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(Bench.home().resolve("bin/dcms-agent").toString(), "-port=0", "-quit_time=1"));
        command.addAll(flags);
        return begin(workspace, name, command, environment);
    }

    private static BenchAgent begin(Workspace workspace, String name, List<String> command, Consumer<Map<String, String>> environment)
            throws IOException {
        Path log = workspace.path(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        environment.accept(builder.environment());
        return new BenchAgent(builder.start(), log);
    }

    /** Starts one on the file store and waits until it has its jobs. */
    static BenchAgent onFile(Workspace workspace, String name, Path jobs, String... more) throws Exception {
        return onFile(workspace, name, jobs, JavaChoice.of(""), more);
    }

    /** The same, on a chosen Java. */
    static BenchAgent onFile(Workspace workspace, String name, Path jobs, JavaChoice java, String... more) throws Exception {
        Files.createDirectories(workspace.path(name + "-work"));
        List<String> flags = new ArrayList<>(List.of("-dbtype=file", "-db=" + jobs, "-work_dir=" + workspace.path(name + "-work")));
        flags.addAll(List.of(more));
        return withJobs(begin(workspace, name, flags, java));
    }

    /** Starts one on a database and returns at once. The same name takes the same work dir. */
    static BenchAgent beginOnDatabase(Workspace workspace, String name, BenchDatabase database, String... more) throws Exception {
        return beginOnDatabase(workspace, name, database, JavaChoice.of(""), more);
    }

    /** The same, on a chosen Java. */
    static BenchAgent beginOnDatabase(Workspace workspace, String name, BenchDatabase database, JavaChoice java, String... more)
            throws Exception {
        Files.createDirectories(workspace.path(name + "-work"));
        List<String> flags = new ArrayList<>(List.of("-dbtype=mysql", "-host=" + BenchDatabase.HOST,
                "-work_dir=" + workspace.path(name + "-work")));
        flags.addAll(List.of(more));
        return beginAgent(workspace, name, flags, environment -> {
            java.into(environment);
            environment.put("DCMS_DB", database.url());
        });
    }

    /** Starts one on a database and waits until it has its jobs. */
    static BenchAgent onDatabase(Workspace workspace, String name, BenchDatabase database, String... more) throws Exception {
        return withJobs(beginOnDatabase(workspace, name, database, more));
    }

    private static BenchAgent withJobs(BenchAgent agent) throws Exception {
        try {
            agent.awaitJobs();
            return agent;
        } catch (Exception e) {
            agent.close();
            throw e;
        }
    }

    long pid() {
        return process.pid();
    }

    ProcessFigures figures() throws IOException {
        return ProcessFigures.of(pid());
    }

    int port() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (port == 0) {
            Matcher found = REST.matcher(Files.readString(log));
            if (found.find()) {
                port = Integer.parseInt(found.group(1));
            } else if (!process.isAlive() || System.nanoTime() > end) {
                throw new BenchFailure("the agent has not started: " + Files.readString(log).strip());
            } else {
                Thread.sleep(2);
            }
        }
        return port;
    }

    /** Waits until it says how it is, whatever that is. */
    void awaitAnswer() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (System.nanoTime() > end) {
                throw new BenchFailure("the agent does not answer: " + log().strip());
            }
            Thread.sleep(2);
        }
    }

    private boolean answers() throws Exception {
        try {
            return !get("/health").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until it has jobs from its store. */
    void awaitJobs() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!get("/health").contains("\"ready\":true")) {
            if (System.nanoTime() > end) {
                throw new BenchFailure("the agent has no jobs yet: " + get("/health"));
            }
            Thread.sleep(5);
        }
    }

    String get(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    String post(String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private URI uri(String path) throws Exception {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    /** A value that it tells at {@code /metrics}. @param series its name and labels, as they stand there */
    double metric(String series) throws Exception {
        return get("/metrics").lines().filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1))).findFirst()
                .orElseThrow(() -> new BenchFailure("the agent has no figure " + series));
    }

    /** Lets it read its jobs again. */
    void hangUp() throws Exception {
        new ProcessBuilder("kill", "-HUP", Long.toString(pid())).start().waitFor();
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Stops it, and what it runs. */
    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Jobs for a file store: one program, one user, one schedule. @param signature of the program; empty for none */
    static String jobs(int count, Path program, String signature, String user, String schedule) {
        StringBuilder text = new StringBuilder("[");
        for (int id = 1; id <= count; id++) {
            text.append(String.format(Locale.ROOT, "%s{\"id\":%d,\"name\":\"job %d\",\"hosts\":[\"*\"],\"executor\":\"%s\",\"signature\":\"%s\","
                    + "\"runner\":\"%s\",\"schedule\":\"%s\"}", id == 1 ? "" : ",\n", id, id, program, signature, user, schedule));
        }
        return text.append("]\n").toString();
    }
}
