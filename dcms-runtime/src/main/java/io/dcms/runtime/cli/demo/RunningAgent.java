package io.dcms.runtime.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo's agent, a process of its own. */
final class RunningAgent implements AutoCloseable {

    /** How long the agent lets tasks run on when it is told to stop. */
    private static final int QUIT_SECONDS = 3;
    private static final int PATIENCE_SECONDS = 20;

    private final Process process;
    private final Path log;

    private RunningAgent(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it. The kernel sends it a TERM should the calling thread end before it: that must be the main thread. */
    static RunningAgent start(Path home, DemoFolder folder, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("setpriv", "--pdeathsig", "TERM", home.resolve("bin/dcms-agent").toString(),
                "-dbtype=file", "-db=" + folder.jobs(), "-work_dir=" + folder.work(), "-port=" + port,
                "-quit_time=" + QUIT_SECONDS);
        // What somebody has set for another agent is not meant for this one.
        builder.environment().keySet().removeIf(name -> name.startsWith("DCMS_") && !name.equals("DCMS_JAVA_OPTS"));
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true)
                .redirectOutput(folder.agentLog().toFile());
        return new RunningAgent(builder.start(), folder.agentLog());
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Of an agent that has ended. */
    int exitStatus() {
        return process.exitValue();
    }

    /** The last lines of its log. */
    List<String> lastWords(int most) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
        return lines.subList(Math.max(0, lines.size() - most), lines.size());
    }

    /** Stops it and what it runs, and waits until it has. */
    @Override
    public void close() {
        List<ProcessHandle> tasks = process.descendants().toList();
        process.destroy();
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tasks.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
