package io.dcms.bench;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** What it costs to keep many jobs like those in a database: the first time, when nothing has changed, and when one has. */
final class StoreSync {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final double PAUSE = 2;
    private static final String COMPARED = "dcms_jobs_compared_timestamp_seconds";

    private final Workspace workspace;
    private final BenchDatabase database;
    private final String user;
    private final int count;
    private final int rounds;

    private interface Step {
        void run(int round) throws Exception;
    }

    /** What has been taken of the machine so far. */
    private record Taken(double agent, double server, long statements) {

        Taken since(Taken before) {
            return new Taken(agent - before.agent, server - before.server, statements - before.statements);
        }
    }

    StoreSync(Workspace workspace, BenchDatabase database, String user, int count, int rounds) {
        this.workspace = workspace;
        this.database = database;
        this.user = user;
        this.count = count;
        this.rounds = rounds;
    }

    void measure() throws Exception {
        BenchJob job = BenchJob.of(1, workspace.program("never.sh", "#!/bin/sh\n"), user, BenchJob.NEVER);
        System.out.printf("%n%d jobs in the database%20s %14s %14s %11s%n", count, "time", "agent's CPU", "server's CPU", "statements");
        database.setJobs(List.of());
        try (BenchAgent agent = BenchAgent.onDatabase(workspace, "sync-none", database)) {
            Machine.sleepUntil(Machine.now() + PAUSE);
            System.out.printf(Locale.ROOT, "%-34s%14s %14s%n", "start without jobs", "", Machine.time(agent.figures().cpuSeconds()));
            System.out.printf(Locale.ROOT, "  its memory: %.1f MiB, at most %.1f%n", agent.figures().rssKib() / 1024.0,
                    ProcessFigures.peakKib(agent.pid()) / 1024.0);
        }
        database.setJobs(LongStream.rangeClosed(1, count).mapToObj(job::numbered).toList());
        Taken before = new Taken(0, database.cpuSeconds(), database.statements());
        double begin = Machine.now();
        try (BenchAgent agent = BenchAgent.onDatabase(workspace, "sync", database)) {
            print("start with all of them", Machine.now() - begin, taken(agent).since(before), 1);
            look(agent, "reading them, none has changed", this::compare);
            look(agent, "reading them, one has changed", this::change);
            memory(agent);
        }
        begin = Machine.now();
        before = new Taken(0, database.cpuSeconds(), database.statements());
        try (BenchAgent agent = BenchAgent.onDatabase(workspace, "sync", database, "-probe_time=1")) {
            print("start again, none has changed", Machine.now() - begin, taken(agent).since(before), 1);
            Machine.sleepUntil(Machine.now() + PAUSE);
            before = taken(agent);
            begin = Machine.now();
            Machine.sleepUntil(begin + PAUSE * rounds);
            print("a second of looking each second", Double.NaN, taken(agent).since(before), PAUSE * rounds);
        }
    }

    private void memory(BenchAgent agent) throws Exception {
        System.out.printf(Locale.ROOT, "  its memory: %.1f MiB, at most %.1f%n", agent.figures().rssKib() / 1024.0,
                ProcessFigures.peakKib(agent.pid()) / 1024.0);
    }

    /** Who asks again and again takes CPU too: first it is timed, then counted without being asked. */
    private void look(BenchAgent agent, String what, LookAt look) throws Exception {
        double time = 0;
        for (int round = 0; round < rounds; round++) {
            double begin = Machine.now();
            look.at(agent, round, true);
            time += Machine.now() - begin;
            Machine.sleepUntil(begin + PAUSE);
        }
        Taken before = taken(agent);
        for (int round = 0; round < rounds; round++) {
            look.at(agent, rounds + round, false);
            Machine.sleepUntil(Machine.now() + PAUSE);
        }
        print(what, time / rounds, taken(agent).since(before), rounds);
    }

    private interface LookAt {
        void at(BenchAgent agent, int round, boolean wait) throws Exception;
    }

    private void compare(BenchAgent agent, int round, boolean wait) throws Exception {
        double last = wait ? agent.metric(COMPARED) : 0;
        agent.hangUp();
        await(wait, () -> agent.metric(COMPARED) != last);
    }

    private void change(BenchAgent agent, int round, boolean wait) throws Exception {
        String name = "changed " + round;
        database.execute("update dcms_cronjob set name = '" + name + "' where id = " + count);
        agent.hangUp();
        await(wait, () -> agent.get("/jobs/" + count).contains(name));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(boolean wait, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (wait && !condition.holds()) {
            if (System.nanoTime() > end) {
                throw new BenchFailure("the agent does not read its jobs");
            }
            Thread.sleep(5);
        }
    }

    private Taken taken(BenchAgent agent) throws Exception {
        return new Taken(agent.figures().cpuSeconds(), database.cpuSeconds(), database.statements());
    }

    private static void print(String what, double time, Taken taken, double parts) {
        System.out.printf(Locale.ROOT, "%-34s %13s %14s %14s %11.1f%n", what, Double.isNaN(time) ? "" : Machine.time(time),
                Machine.time(taken.agent() / parts), Double.isNaN(taken.server()) ? "" : Machine.time(taken.server() / parts),
                taken.statements() / parts);
    }
}
