package io.dcms.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * The reports of an outage, delivered by the next agent once the database is back. The journal is written by the agent's own
 * {@link io.dcms.runtime.report.Outbox} with a store that is away, in this process: what it holds, and how, is what an agent would have
 * left that had done as many runs meanwhile, half of the reports being those of starts and half of ends.
 */
final class StoreOutbox {

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final String DELIVERED = "dcms_reports_delivered_total{to=\"store\"}";

    private final Workspace workspace;
    private final BenchDatabase database;
    private final int entries;

    StoreOutbox(Workspace workspace, BenchDatabase database, int entries) {
        this.workspace = workspace;
        this.database = database;
        this.entries = entries;
    }

    void measure() throws Exception {
        database.setJobs(List.of());
        Path work = Files.createDirectories(workspace.path("outbox-work"));
        OutageReports reports = new OutageReports(work, entries);
        double begin = Machine.now();
        reports.write();
        System.out.printf(Locale.ROOT, "%n%d reports of an outage (written by the agent's own code in %s)%n", entries,
                Machine.time(Machine.now() - begin));
        long statements = database.statements();
        double server = database.cpuSeconds();
        long before = peakWithout();
        begin = Machine.now();
        try (BenchAgent agent = BenchAgent.beginOnDatabase(workspace, "outbox", database)) {
            Delivered first = await(agent, 1);
            Delivered last = await(agent, entries);
            double left = last.count() - first.count();
            System.out.printf(Locale.ROOT, "all delivered %s after the agent's start%s; CPU for each: server %.3f ms; %.4f statements for each%n",
                    Machine.time(last.moment() - begin), left == 0 ? "" : String.format(Locale.ROOT, ", once it has begun %.0f a second;"
                    + " agent's CPU %.3f ms for each", left / (last.moment() - first.moment()), (last.cpu() - first.cpu()) * 1000 / left),
                    (database.cpuSeconds() - server) * 1000 / entries, (database.statements() - statements) / (double) entries);
            System.out.printf(Locale.ROOT, "  its memory: at most %.1f MiB, %.1f without an outage%n",
                    ProcessFigures.peakKib(agent.pid()) / 1024.0, before / 1024.0);
            reports.requireAll(database);
        }
    }

    /** Of an agent that has nothing to deliver. */
    private long peakWithout() throws Exception {
        try (BenchAgent agent = BenchAgent.onDatabase(workspace, "outbox-none", database)) {
            Machine.sleepUntil(Machine.now() + 1);
            return ProcessFigures.peakKib(agent.pid());
        }
    }

    /** How far it has come. */
    private record Delivered(double moment, double count, double cpu) {
    }

    private static Delivered await(BenchAgent agent, int count) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Delivered now = new Delivered(Machine.now(), agent.metric(DELIVERED), agent.figures().cpuSeconds());
            if (now.count() >= count) {
                return now;
            }
            if (System.nanoTime() > end) {
                throw new BenchFailure("reports still wait: " + agent.log());
            }
            Thread.sleep(20);
        }
    }
}
