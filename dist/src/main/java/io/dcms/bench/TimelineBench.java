package io.dcms.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * What jobs cost that are not due: memory, idle CPU, the CPU of taking them over when they come and when they change, and what they add to
 * the run of another one.
 */
final class TimelineBench implements BenchCommand {

    private static final Path PROGRAM = Path.of("/bin/true");
    /** What is left to do when all jobs are in force: they are written down, and the JVM's compilers end. */
    private static final double SETTLE = 5;
    private static final String EACH_SECOND = "* * * * * * *";

    @Override
    public String name() {
        return "timeline";
    }

    @Override
    public String summary() {
        return "memory, threads and CPU of an agent whose jobs are not due";
    }

    @Override
    public List<BenchOption> options() {
        return List.of(
                new BenchOption("jobs", "N,...", "10,1000,10000,100000", "how many jobs it has"),
                new BenchOption("seconds", "N", "30", "for how long its idle CPU is taken"),
                new BenchOption("heap", "OPTION", "-Xmx512m", "for the JVM, from 50,000 jobs on"),
                new BenchOption("user", "NAME", "", "whom they would run as; nobody where you are root"));
    }

    @Override
    public void run(BenchValues given) throws Exception {
        int seconds = given.number("seconds", 1, 3600);
        RunUser user = RunUser.find(given.text("user"));
        System.out.printf(Locale.ROOT, "%n%10s %10s %10s %10s %10s %12s %12s %12s%n", "jobs", "RSS", "PSS", "threads", "idle CPU", "CPU to ready",
                "CPU of sync", "CPU of a run");
        for (int jobs : given.numbers("jobs", 0, 1_000_000)) {
            try (Workspace workspace = Workspace.create()) {
                measure(workspace, jobs, seconds, user, jobs < 50_000 ? "" : given.text("heap"));
            }
        }
    }

    private static void measure(Workspace workspace, int count, int seconds, RunUser user, String heap) throws Exception {
        Path jobs = Files.writeString(workspace.path("jobs.json"), jobs(count, user, "--part 0", night(1)));
        try (BenchAgent agent = BenchAgent.onFile(workspace, "timeline", jobs, JavaChoice.of("").with(heap))) {
            double ready = ProcessFigures.of(agent.pid()).cpuSeconds();
            Machine.sleepUntil(Machine.now() + SETTLE);
            ProcessFigures before = ProcessFigures.of(agent.pid());
            Machine.sleepUntil(Machine.now() + seconds);
            ProcessFigures idle = ProcessFigures.of(agent.pid());
            // One job is another one, and so the whole list is read and compared.
            replace(jobs, jobs(count, user, "--part 1", night(1)));
            double sync = ProcessFigures.of(agent.pid()).cpuSeconds() - idle.cpuSeconds();
            replace(jobs, jobs(count, user, "--part 1", EACH_SECOND));
            double running = ProcessFigures.of(agent.pid()).cpuSeconds();
            Machine.sleepUntil(Machine.now() + seconds);
            running = ProcessFigures.of(agent.pid()).cpuSeconds() - running;
            double idling = idle.cpuSeconds() - before.cpuSeconds();
            System.out.printf(Locale.ROOT, "%10d %6.1f MiB %6.1f MiB %10d %8.2f %% %12s %12s %12s%n", count, idle.rssKib() / 1024.0,
                    idle.pssKib() / 1024.0, idle.threads(), idling / seconds * 100, Machine.time(ready), Machine.time(sync),
                    Machine.time((running - idling) / seconds));
        }
    }

    private static void replace(Path file, String text) throws Exception {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        Machine.sleepUntil(Machine.now() + SETTLE);
    }

    /** @param flags of the first, and its schedule: the others are due in some night of next January, at 1,200 different times */
    private static String jobs(int count, RunUser user, String flags, String schedule) {
        StringBuilder text = new StringBuilder("[");
        for (int id = 1; id <= count; id++) {
            text.append(String.format(Locale.ROOT, "%s{\"id\":%d,\"name\":\"job %d\",\"hosts\":[\"*\"],\"executor\":\"%s\",\"executor_flags\":\"%s\","
                    + "\"runner\":\"%s\",\"schedule\":\"%s\"}", id == 1 ? "" : ",\n", id, id, PROGRAM, id == 1 ? flags : "--part " + id,
                    user.name(), id == 1 ? schedule : night(id)));
        }
        return text.append("]\n").toString();
    }

    private static String night(int id) {
        return String.format(Locale.ROOT, "%d %d 3 1 *", id % 60, id / 60 % 20);
    }
}
