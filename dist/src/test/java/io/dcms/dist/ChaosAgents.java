package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
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
    private Rest rest;

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

    void start() throws IOException, InterruptedException {
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms-agent"), "-dbtype=mysql", "-host=" + DatabaseSite.HOST,
                "-work_dir=" + site.workDir(), "-port=0", "-probe_time=1", "-quit_time=2", "-verbose=debug");
        command.environment().put("DCMS_DB", dsn);
        command.environment().put("TZ", "UTC");
        clock.rule(command.environment());
        current = launch(command, site.path("outputs").resolve("chaos-agent-" + (count() + 1)));
        all.add(current);
        diary.note("start agent " + count() + ", process " + current.pid());
    }

    void kill() throws InterruptedException {
        noticeEnd();
        if (isUp()) {
            diary.note("kill -9 agent " + count());
            current.kill();
            gone();
        }
    }

    void stop() throws Exception {
        noticeEnd();
        if (isUp()) {
            diary.noteStop("stop agent " + count() + " with TERM");
            leaveBy("TERM", 15);
        }
    }

    /** As for an upgrade: the agent leaves and its tasks stay. */
    void leave() throws Exception {
        noticeEnd();
        if (isUp()) {
            diary.note("tell agent " + count() + " to leave with USR2");
            leaveBy("USR2", 12);
        }
    }

    /** An agent that is up must stay up. */
    void noticeEnd() throws InterruptedException {
        if (isUp() && !current.isAlive()) {
            defects.add("agent " + count() + " ended by itself with " + current.awaitExit() + ": " + tail(current.log()));
            diary.note(defects.get(defects.size() - 1));
            gone();
        }
    }

    /** Returns its REST API as soon as it has jobs. */
    Rest readyRest() throws Exception {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            if (rest().isPresent() && rest.get("/health").status() == 200) {
                return rest;
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
        if (rest == null && isUp() && current.log().contains("REST on 127.0.0.1:")) {
            rest = current.rest();
        }
        return Optional.ofNullable(rest);
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

    private void leaveBy(String signal, int number) throws Exception {
        RunningAgent leaving = current;
        gone();
        leaving.signal(signal);
        awaitEnd(leaving);
        int exit = leaving.awaitExit();
        // One that had not come to hear signals when it came ends by it; that is as good.
        if (exit != 0 && exit != 128 + number) {
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

    private void gone() {
        current = null;
        rest = null;
    }

    private static String tail(String log) {
        return log.substring(Math.max(0, log.length() - 2_000));
    }

    /** Its log goes through a pipe, so that a limit on the size of its files does not hold for the log. */
    private static RunningAgent launch(ProcessBuilder command, Path name) throws IOException, InterruptedException {
        Path pipe = Path.of(name + ".pipe");
        Path log = Files.createFile(Path.of(name + ".log"));
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor());
        new ProcessBuilder("sh", "-c", "exec cat \"$0\" >\"$1\"", pipe.toString(), log.toString()).start();
        return new RunningAgent(command.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true)
                .redirectOutput(pipe.toFile()).start(), log);
    }

    /**
     * Lets the agent write no file beyond this size any more, whatever it has open: what can't be written on a full disk. What it
     * starts from then on is limited too, but stays below it.
     *
     * @param bytes a number, or {@code unlimited}
     */
    void limitFiles(String bytes) throws IOException, InterruptedException {
        new ProcessBuilder("prlimit", "--pid", Long.toString(current.pid()), "--fsize=" + bytes + ":").inheritIO().start().waitFor();
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
                names.merge(nameOf(thread), 1, Integer::sum);
            }
        }
        return names;
    }

    private static String nameOf(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip().replaceAll("\\d+", "N");
        } catch (IOException e) {
            return "(just ended)"; // whether before it was opened or before it was read
        }
    }

    private static long number(String status, String key) {
        return status.lines().filter(line -> line.startsWith(key)).map(line -> line.replaceAll("\\D", "")).mapToLong(Long::parseLong)
                .findFirst().orElseThrow();
    }

    /** What an agent holds. @param memory KiB */
    record Resources(long threads, long descriptors, long memory, Map<String, Integer> names) {

        /**
         * An agent has some forty threads, few descriptors, and a heap of 128 MiB at the most. The threads for REST have a bound of
         * their own and go when nobody calls for a while, but this run does.
         */
        boolean sane() {
            return threads - names.getOrDefault("dcms-rest-N", 0) < 80 && descriptors < 200 && memory < 500_000;
        }
    }
}
