package io.dcms.bench;

import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Runs that were due in one second, wait at one gate and end together when it opens: how soon the database has the end of each. Other
 * programs are due in each second meanwhile, with a database and without one, so that it shows whether reports make starts late.
 */
final class StoreEnds {

    /** How many programs are due in each second while the others end. */
    private static final int PROBES = 20;
    /** From the agent's start to the second in which the runs begin. */
    private static final int AHEAD = 6;
    /** Before a whole second, so that the ends come in while the probes are due. */
    private static final double EARLY = 0.2;
    private static final double QUIET = 3;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final Workspace workspace;
    private final BenchDatabase database;
    private final String user;
    private final int count;

    /** Where jobs come from and runs are told. */
    private interface Place {

        BenchAgent open(List<BenchJob> jobs) throws Exception;

        /** Whether all ends have arrived where they are to be known. */
        boolean knowsAll(BenchAgent agent) throws Exception;

        /** How many statements it has been asked so far. */
        long statements() throws Exception;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /**
     * How it went. Moments are seconds since 1970.
     *
     * @param starts  of all runs, by how late they were
     * @param quiet   lateness of the probes in the seconds before the gate opened
     * @param busy    of those due in the seconds in which the runs ended
     * @param opened  when the gate was opened
     * @param lastEnd when the last run ended
     * @param known   when all ends had arrived
     * @param cpu     seconds that the agent took from the first end until then
     */
    private record Outcome(Figures starts, Figures quiet, Figures busy, double opened, double lastEnd, double known, double cpu,
                           long statements) {
    }

    StoreEnds(Workspace workspace, BenchDatabase database, String user, int count) {
        this.workspace = workspace;
        this.database = database;
        this.user = user;
        this.count = count;
    }

    void measure() throws Exception {
        System.out.printf("%n%d runs end at once, %d others are due each second%n", count, PROBES);
        Outcome file = trial("file", new FileStore());
        print("file store", file);
        Outcome mysql = trial("database", new Database());
        print("database", mysql);
        System.out.printf(Locale.ROOT, "all rows final %s after the last end; %d statements, %.3f for each end%n",
                Machine.time(mysql.known() - mysql.lastEnd()), mysql.statements(), mysql.statements() / (double) count);
        System.out.printf(Locale.ROOT, "starts with the database, in parts of those with a file: p99 of all at once %.2f, while others end %.2f%n",
                mysql.starts().p99() / file.starts().p99(), mysql.busy().p99() / file.busy().p99());
    }

    /** What the runs with a database are compared with. */
    private final class FileStore implements Place {

        @Override
        public BenchAgent open(List<BenchJob> jobs) throws Exception {
            return BenchAgent.onFile(workspace, "ends-file", Files.writeString(workspace.path("ends.json"), BenchJob.json(jobs)));
        }

        @Override
        public boolean knowsAll(BenchAgent agent) throws Exception {
            return Files.size(workspace.path("ends-file")) >= count;
        }

        @Override
        public long statements() {
            return 0;
        }
    }

    private final class Database implements Place {

        @Override
        public BenchAgent open(List<BenchJob> jobs) throws Exception {
            database.setJobs(jobs);
            return BenchAgent.onDatabase(workspace, "ends-database", database);
        }

        @Override
        public boolean knowsAll(BenchAgent agent) throws Exception {
            return database.number("select count(*) from dcms_crontask_log where status = 2 and job_id <= " + count) >= count;
        }

        @Override
        public long statements() throws Exception {
            return database.statements();
        }
    }

    private Outcome trial(String name, Place place) throws Exception {
        Path starts = workspace.writable("starts-" + name);
        Path probes = workspace.writable("probes-" + name);
        Path ends = workspace.writable("ends-" + name);
        Path gate = gate(name);
        Path held = workspace.program("held-" + name + ".sh", "#!/bin/sh\n" + StartLog.LINE.formatted(starts) + "read line <" + gate
                + "\necho >>" + ends + "\n");
        Path probe = workspace.program("probe-" + name + ".sh", "#!/bin/sh\n" + StartLog.LINE.formatted(probes));
        LocalTime due = LocalTime.now().plusSeconds(AHEAD);
        List<BenchJob> jobs = new ArrayList<>();
        BenchJob heldJob = BenchJob.of(1, held, user, due.getSecond() + " * * * * * *");
        BenchJob probeJob = BenchJob.of(1, probe, user, BenchJob.ALWAYS);
        for (long id = 1; id <= count; id++) {
            jobs.add(heldJob.numbered(id));
        }
        for (long id = count + 1L; id <= count + PROBES; id++) {
            jobs.add(probeJob.numbered(id));
        }
        try (BenchAgent agent = place.open(jobs); StartLog startLog = new StartLog(starts); StartLog probeLog = new StartLog(probes)) {
            List<Double> late = new ArrayList<>();
            await("the runs began", () -> {
                startLog.next().forEach(start -> late.add(start.late()));
                return late.size() == count;
            });
            double moment = Math.ceil(Machine.now() + QUIET + 2) - EARLY;
            Machine.sleepUntil(moment - QUIET);
            probeLog.next();
            Machine.sleepUntil(moment);
            List<StartLog.Start> quiet = probeLog.next();
            double cpu = agent.figures().cpuSeconds();
            long statements = place.statements();
            double opened = Machine.now();
            new FileOutputStream(gate.toFile()).close();
            await("all ends were known", () -> place.knowsAll(agent));
            double known = Machine.now();
            statements = place.statements() - statements;
            double lastEnd = Files.getLastModifiedTime(ends).to(TimeUnit.NANOSECONDS) / 1e9;
            cpu = agent.figures().cpuSeconds() - cpu;
            Machine.sleepUntil(Math.ceil(known) + 0.9);
            return new Outcome(Figures.of(late), figures(quiet), figures(probeLog.next().stream()
                    .filter(start -> start.due() <= known + 1).toList()), opened, lastEnd, known, cpu, statements);
        }
    }

    private static Figures figures(List<StartLog.Start> starts) throws BenchFailure {
        if (starts.isEmpty()) {
            throw new BenchFailure("the agent has started none of the programs that are due each second");
        }
        return Figures.of(starts.stream().map(StartLog.Start::late).toList());
    }

    private Path gate(String name) throws Exception {
        Path gate = workspace.path("gate-" + name);
        if (new ProcessBuilder("mkfifo", gate.toString()).start().waitFor() != 0) {
            throw new BenchFailure("mkfifo can't make " + gate);
        }
        return Files.setPosixFilePermissions(gate, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new BenchFailure("waited in vain that " + what);
            }
            Thread.sleep(10);
        }
    }

    private static void print(String name, Outcome outcome) {
        System.out.printf(Locale.ROOT, "%-12s started p50 %s, p99 %s; ended within %s; agent's CPU until all were known %s%n", name,
                Machine.time(outcome.starts().median()), Machine.time(outcome.starts().p99()),
                Machine.time(outcome.lastEnd() - outcome.opened()), Machine.time(outcome.cpu()));
        System.out.printf(Locale.ROOT, "%-12s others' starts: quiet p50 %s, p99 %s; while they ended p50 %s, p99 %s%n", "",
                Machine.time(outcome.quiet().median()), Machine.time(outcome.quiet().p99()), Machine.time(outcome.busy().median()),
                Machine.time(outcome.busy().p99()));
    }
}
