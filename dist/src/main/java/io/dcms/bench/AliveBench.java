package io.dcms.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What tasks that run for long cost beside themselves: memory, threads and descriptors of the agent and its helpers. */
final class AliveBench implements BenchCommand {

    /** Until they are due: the agent gives back what its start has taken. */
    private static final double READY = 10;
    private static final double SETTLE = 5;
    private static final double PATIENCE = 60;
    /** Due once: an agent that passes fires over while they run has other things to do besides. */
    private static final DateTimeFormatter ONCE = DateTimeFormatter.ofPattern("s m H d M * uuuu");

    @Override
    public String name() {
        return "alive";
    }

    @Override
    public String summary() {
        return "memory, threads and CPU of an agent while many tasks run";
    }

    @Override
    public List<BenchOption> options() {
        return List.of(
                new BenchOption("tasks", "N", "2000", "how many run"),
                new BenchOption("seconds", "N", "70", "how long they are watched: once a minute the agent gives memory back"),
                new BenchOption("user", "NAME", "", "whom they run as; nobody where you are root"));
    }

    @Override
    public void run(BenchValues given) throws Exception {
        int tasks = given.number("tasks", 1, 100_000);
        int seconds = given.number("seconds", 1, 3600);
        RunUser user = RunUser.find(given.text("user"));
        try (Workspace workspace = Workspace.create()) {
            Path started = workspace.writable("started");
            Path program = workspace.program("wait.sh", "#!/bin/sh\necho >>" + started + "\nexec sleep 3600\n");
            double due = Math.ceil(Machine.now() + READY);
            String once = ONCE.format(Instant.ofEpochSecond((long) due).atZone(ZoneId.systemDefault()));
            Path jobs = Files.writeString(workspace.path("jobs.json"), BenchAgent.jobs(tasks, program, "", user.name(), once));
            try (BenchAgent agent = BenchAgent.onFile(workspace, "alive", jobs, JavaChoice.of(""), "-require_signature=false",
                    "-max_tasks=" + (tasks + 10))) {
                Machine.sleepUntil(due - 1);
                measure(agent, started, tasks, seconds);
            }
        }
    }

    private static void measure(BenchAgent agent, Path started, int tasks, int seconds) throws Exception {
        ProcessFigures none = ProcessFigures.of(agent.pid());
        double end = Machine.now() + PATIENCE;
        while (Files.size(started) < tasks) {
            if (Machine.now() > end) {
                throw new BenchFailure("of " + tasks + " tasks only " + Files.size(started) + " run: " + agent.log().lines().reduce("", (a, b) -> b));
            }
            Machine.sleepUntil(Machine.now() + 0.1);
        }
        Machine.sleepUntil(Machine.now() + SETTLE);
        ProcessFigures before = ProcessFigures.of(agent.pid());
        Machine.sleepUntil(Machine.now() + seconds);
        ProcessFigures all = ProcessFigures.of(agent.pid());
        System.out.printf(Locale.ROOT, "%n%-16s %10s %10s %10s %12s %10s%n", "", "RSS", "PSS", "threads", "descriptors", "CPU");
        print("with none", none, 0);
        print("with " + tasks, all, (all.cpuSeconds() - before.cpuSeconds()) / seconds * 100);
    }

    private static void print(String name, ProcessFigures of, double cpu) {
        System.out.printf(Locale.ROOT, "%-16s %6.1f MiB %6.1f MiB %10d %12d %8.2f %%%n", name, of.rssKib() / 1024.0, of.pssKib() / 1024.0, of.threads(),
                of.descriptors(), cpu);
    }
}
