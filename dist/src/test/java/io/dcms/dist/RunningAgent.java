package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An agent in the background, with stdout and stderr in one file. Used by one thread. */
final class RunningAgent implements AutoCloseable {
    private static final Pattern REST = Pattern.compile("REST on 127\\.0\\.0\\.1:(\\d+)\n");

    private final Process process;
    private final Path log;
    private boolean leaving;

    /** @param log in the folder of outputs of a site, below which the work dir is too */
    RunningAgent(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** The agent's process id: the start script becomes the JVM. */
    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** All that it has printed until now, bytes that are no UTF-8 replaced. */
    String log() {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns as soon as the condition holds; fails as soon as the agent has ended without it. */
    void await(String what, Callable<Boolean> condition) throws Exception {
        Await.until(what, () -> {
            boolean wasAlive = process.isAlive();
            boolean holds = condition.call();
            if (!holds && !wasAlive) {
                throw new AssertionError("the agent ended with " + process.exitValue() + " before " + what + evidence());
            }
            return holds;
        }, this::evidence);
    }

    /** Its REST API, as soon as it has started: the port is the one that its log names. */
    Rest rest() throws Exception {
        await("it told its REST port", () -> REST.matcher(log()).find());
        Matcher port = REST.matcher(log());
        port.find();
        return new Rest(Integer.parseInt(port.group(1)));
    }

    /** Its REST API, as soon as it has jobs from its store. */
    Rest readyRest() throws Exception {
        Rest rest = rest();
        await("it was ready", () -> rest.get("/health").status() == 200);
        return rest;
    }

    /** Returns as soon as it has printed this text. */
    void awaitLog(String text) throws Exception {
        await("it printed \"" + text + "\"", () -> log().contains(text));
    }

    /** Waits for its end and answers its exit status; 128 and the signal's number if a signal ended it. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the agent did not end" + evidence());
        }
        return process.exitValue();
    }

    /** Sends it a signal, such as {@code HUP}. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -s " + name + " " + pid()).inheritIO().start();
        assertEquals(0, kill.waitFor(), () -> "kill -s " + name + " " + pid());
    }

    /** Asks it to stop as an init system does and waits until it has: answers its exit status. */
    int stop() throws IOException, InterruptedException {
        signal("TERM");
        return awaitExit();
    }

    /** Kills it with {@code -9}, so that it can do nothing more, and leaves its tasks to the next one. */
    void kill() throws InterruptedException {
        leavesItsTasks();
        process.destroyForcibly();
        awaitExit();
    }

    /** From now on what it has started is the next one's, and not ended when this is closed. */
    void leavesItsTasks() {
        leaving = true;
    }

    /** Kills it, if it still runs, with all that descends from it, and the tasks that it does not leave to another. */
    @Override
    public void close() {
        Finished.killTree(process);
        process.onExit().join();
        if (!leaving) {
            Leftovers.kill(log.getParent().getParent());
        }
    }

    private String evidence() {
        return "; it printed:\n" + log();
    }
}
