package io.dcms.dist;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The agents that a chaos run has one after the other on one work dir. For one thread. */
final class ChaosAgents implements AutoCloseable {
    /** Only ends what would hang. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final AgentSite site;
    private final String dsn;
    private final ChaosClock clock;
    private final ChaosDiary diary;
    private final List<RunningAgent> all = new ArrayList<>();
    private final List<String> defects = new ArrayList<>();
    private RunningAgent current;

    ChaosAgents(AgentSite site, String dsn, ChaosClock clock, ChaosDiary diary) {
        this.site = site;
        this.dsn = dsn;
        this.clock = clock;
        this.diary = diary;
    }

    boolean isUp() {
        return current != null;
    }

    /** The one that is up. */
    RunningAgent current() {
        return current;
    }

    /** How many there were. */
    int count() {
        return all.size();
    }

    /** What agents did that none must do, such as ending by themselves. */
    List<String> defects() {
        return defects;
    }

    void start() throws IOException {
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms-agent"), "-dbtype=mysql", "-host=" + DatabaseSite.HOST,
                "-work_dir=" + site.workDir(), "-port=0", "-probe_time=1", "-quit_time=2", "-verbose=debug");
        command.environment().put("DCMS_DB", dsn);
        command.environment().put("TZ", "UTC");
        clock.rule(command.environment());
        current = site.dcms().startAgent(command);
        all.add(current);
        diary.note("start agent " + count() + ", process " + current.pid());
    }

    void kill() throws InterruptedException {
        noticeEnd();
        if (isUp()) {
            diary.note("kill -9 agent " + count());
            current.kill();
            current = null;
        }
    }

    void stop() throws Exception {
        noticeEnd();
        if (isUp()) {
            diary.noteStop("stop agent " + count() + " with TERM");
            leaveBy("TERM");
        }
    }

    /** As for an upgrade: the agent leaves and its tasks stay. */
    void leave() throws Exception {
        noticeEnd();
        if (isUp()) {
            diary.note("tell agent " + count() + " to leave with USR2");
            leaveBy("USR2");
        }
    }

    /** An agent that is up must stay up. */
    void noticeEnd() throws InterruptedException {
        if (isUp() && !current.isAlive()) {
            defects.add("agent " + count() + " ended by itself with " + current.awaitExit() + ": " + tail(current.log()));
            diary.note(defects.get(defects.size() - 1));
            current = null;
        }
    }

    /** Returns its REST API as soon as it has jobs. */
    Rest readyRest() throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            Optional<Rest> rest = rest();
            if (rest.isPresent() && rest.get().get("/health").status() == 200) {
                return rest.get();
            }
            if (!current.isAlive()) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("agent " + count() + " was not ready within " + PATIENCE.toSeconds() + " s, or ended: "
                + tail(current.log()));
    }

    /** Its REST API, if it has got so far. */
    Optional<Rest> rest() throws Exception {
        return isUp() && current.log().contains("REST on 127.0.0.1:") ? Optional.of(current.rest()) : Optional.empty();
    }

    /** Whether the one that is up has started a run. */
    boolean hasRunSomething() {
        return current.log().contains(": started\n");
    }

    /** What the agents have said of something, with their numbers. */
    List<String> linesWith(String text) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            String agent = "agent " + (i + 1) + ": ";
            all.get(i).log().lines().filter(line -> line.contains(text)).map(line -> agent + line).forEach(lines::add);
        }
        return lines;
    }

    @Override
    public void close() {
        if (isUp()) {
            current.close();
        }
    }

    private void leaveBy(String signal) throws Exception {
        RunningAgent leaving = current;
        current = null;
        leaving.signal(signal);
        awaitEnd(leaving);
        int exit = leaving.awaitExit();
        // One that had not come to hear signals when it came ends by it; that is as good.
        if (exit != 0 && exit != 128 + 15) {
            defects.add("agent " + count() + " was told to leave by " + signal + " and ended with " + exit + ": " + tail(leaving.log()));
        }
        diary.note("agent " + count() + " has left with " + exit);
    }

    /** A stop waits for tasks that are being killed and for a database that is frozen, on a machine that may be busy. */
    private static void awaitEnd(RunningAgent leaving) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(leaving.pid());
        if (process.isPresent()) {
            process.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static String tail(String log) {
        return log.substring(Math.max(0, log.length() - 2_000));
    }

    /** What the agent that is up holds now. */
    Resources resources() throws IOException {
        Path process = Path.of("/proc/" + current.pid());
        String status = Files.readString(process.resolve("status"));
        long descriptors;
        try (var files = Files.list(process.resolve("fd"))) {
            descriptors = files.count();
        }
        return new Resources(number(status, "Threads:"), descriptors, number(status, "VmRSS:"), threadNames(process));
    }

    /** How many threads there are by each name, numbers left out. */
    private static Map<String, Integer> threadNames(Path process) throws IOException {
        Map<String, Integer> names = new TreeMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path thread : threads) {
                names.merge(Files.readString(thread.resolve("comm")).strip().replaceAll("\\d+", "N"), 1, Integer::sum);
            }
        } catch (NoSuchFileException e) {
            names.put("(one has just ended)", 1);
        }
        return names;
    }

    private static long number(String status, String key) {
        return status.lines().filter(line -> line.startsWith(key)).map(line -> line.replaceAll("\\D", "")).mapToLong(Long::parseLong)
                .findFirst().orElseThrow();
    }

    /** What an agent holds. @param memory KiB */
    record Resources(long threads, long descriptors, long memory, Map<String, Integer> names) {

        /** An idle agent has some thirty threads and fifty descriptors, and a heap of 128 MiB at the most. */
        boolean sane() {
            return threads < 80 && descriptors < 200 && memory < 500_000;
        }
    }
}
