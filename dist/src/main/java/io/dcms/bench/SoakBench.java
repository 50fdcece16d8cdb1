package io.dcms.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Whether an agent that does the same for a long time stays the same. */
final class SoakBench implements BenchCommand {

    private static final String OWN_SERVER = "mariadb";
    private static final double WARM_UP = 3;

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String summary() {
        return "memory, descriptors, threads, CPU and lateness of an agent that starts programs all the time";
    }

    @Override
    public List<BenchOption> options() {
        return List.of(
                new BenchOption("minutes", "N", "60", "how long"),
                new BenchOption("rate", "N", "20", "how many programs are due each second"),
                new BenchOption("slice", "N", "10", "seconds of a point of the plot"),
                new BenchOption("db", "URL", "", "jdbc:mysql://... of an empty database, or mariadb to start one; without it a file store"),
                new BenchOption("out", "FOLDER", ".", "where soak.txt and soak.svg are written"),
                new BenchOption("user", "NAME", "", "whom the programs run as; nobody where you are root"));
    }

    @Override
    public void run(BenchValues given) throws Exception {
        RunUser user = RunUser.find(given.text("user"));
        double seconds = given.decimal("minutes", 0.1, 100_000) * 60;
        int rate = given.number("rate", 1, 1_000);
        int slice = given.number("slice", 1, 3_600);
        Path out = Files.createDirectories(Path.of(given.text("out")));
        try (Workspace workspace = Workspace.create()) {
            Path starts = workspace.writable("starts");
            Path program = workspace.program("job.sh", "#!/bin/sh\n" + StartLog.LINE.formatted(starts));
            BenchJob job = BenchJob.of(1, program, user.name(), BenchJob.ALWAYS);
            List<BenchJob> jobs = LongStream.rangeClosed(1, rate).mapToObj(job::numbered).toList();
            if (!given.has("db")) {
                Path file = Files.writeString(workspace.path("jobs.json"), BenchJob.json(jobs));
                try (BenchAgent agent = BenchAgent.onFile(workspace, "soak", file)) {
                    soak(new SoakReport(out, "file store", rate), agent, starts, seconds, slice);
                }
                return;
            }
            String lent = given.text("db").equals(OWN_SERVER) ? "" : given.text("db");
            try (BenchDatabase database = BenchDatabase.open(workspace, lent)) {
                database.setJobs(jobs);
                try (BenchAgent agent = BenchAgent.onDatabase(workspace, "soak", database)) {
                    soak(new SoakReport(out, "database", rate), agent, starts, seconds, slice);
                }
            }
        }
    }

    private static void soak(SoakReport report, BenchAgent agent, Path starts, double seconds, int slice) throws Exception {
        List<SoakSlice> slices = new ArrayList<>();
        try (StartLog log = new StartLog(starts)) {
            // Just before a second's starts, so that each slice has as many.
            double begin = Math.ceil(Machine.now() + WARM_UP) - 0.1;
            Machine.sleepUntil(begin);
            SoakMeter meter = new SoakMeter(agent, log);
            for (int n = 1; n * slice <= seconds; n++) {
                Machine.sleepUntil(begin + (double) n * slice);
                slices.add(meter.next());
                report.slice(slices.get(slices.size() - 1));
            }
            report.plot(slices);
            report.end(slices, meter.missing(report.rate()), (long) agent.metric("dcms_fires_skipped_total{reason=\"overlap\"}"));
        }
    }
}
