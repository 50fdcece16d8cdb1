package io.dcms.bench;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.Plugins;
import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.log.Log;
import io.dcms.runtime.report.Outbox;
import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.hook.TaskHook;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Leaves in a work dir what an agent leaves whose store was away: the start and the end of many runs. */
final class OutageReports {

    /** What a job of the ordinary kind prints. */
    private static final String OUTPUT = "2026-01-01 00:00:00 begin\n" + "2026-01-01 00:00:01 copied a file to where it belongs\n".repeat(3)
            + "2026-01-01 00:00:02 end\n";
    private static final long BEGIN = 1_767_225_600;
    /** So many go in before the disk is waited for: beyond a thousand that wait for it, reports lose their output. */
    private static final int PORTION = 500;

    private final Path workDir;
    private final int entries;

    OutageReports(Path workDir, int entries) {
        this.workDir = workDir;
        this.entries = entries;
    }

    void write() throws Exception {
        Log.level("fatal");
        try (Outbox outbox = new Outbox(new Away(), new None(), workDir, new Allowance(System::nanoTime), Clock.systemUTC(), System::nanoTime)) {
            outbox.start();
            for (int entry = 0; entry < entries; entry++) {
                outbox.report(report(entry), "job", Optional.empty(), () -> { });
                while (entry % PORTION == 0 && outbox.arrivingDepth() > 0) {
                    Thread.sleep(1);
                }
            }
            while (outbox.arrivingDepth() > 0) {
                Thread.sleep(1);
            }
        }
    }

    private static Task report(int entry) {
        int run = entry / 2;
        boolean ended = entry % 2 == 1;
        long at = BEGIN + run / 20;
        long job = run % 20 + 1;
        return new Task(job, at + "-" + job, BenchDatabase.HOST, ended ? TaskStatus.SUCCESS : TaskStatus.RUNNING, at, ended ? 2 : 0,
                "/var/lib/dcms/dcms-logs/" + job + "/" + at + "-" + job + ".log", "", ended ? OUTPUT : "");
    }

    /** @throws BenchFailure if the database does not have every run once, and its end */
    void requireAll(BenchDatabase database) throws Exception {
        long runs = database.number("select count(*) from dcms_crontask_log");
        long ends = database.number("select count(*) from dcms_crontask_log where status = 2");
        if (runs != (entries + 1) / 2 || ends != entries / 2) {
            throw new BenchFailure("the database has " + runs + " runs and " + ends + " ends of " + entries + " reports");
        }
    }

    /** A store that is away. */
    private static final class Away implements JobStore {

        @Override
        public List<Job> jobs(String host) throws IOException {
            throw new IOException("away");
        }

        @Override
        public void record(Task task) throws IOException {
            throw new IOException("away");
        }

        @Override
        public void check() throws IOException {
            throw new IOException("away");
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    /** No hooks and no filters. */
    private static final class None implements Plugins {

        @Override
        public TaskHook hook(String scheme) throws ConfigException {
            throw new ConfigException("there is no hook");
        }

        @Override
        public boolean hasFilter(String name) {
            return false;
        }

        @Override
        public OutputFilter filter(String name) throws ConfigException {
            throw new ConfigException("there is no filter");
        }
    }
}
