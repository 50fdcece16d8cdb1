package io.dcms.runtime.process;

import io.dcms.runtime.process.LocalRun.End;
import io.dcms.runtime.schedule.Launcher.Exit;
import io.dcms.runtime.thread.NamedThreads;
import io.dcms.spi.filter.FilterHit;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads what runs have printed and tells of it: their tails while they run, their ends afterwards. Threads: {@code dcms-collect-n}, and
 * {@code dcms-filter-n} for what has a filter, so that, whatever a filter does, runs without one end.
 */
final class OutputReaders implements Executor {

    private static final System.Logger LOG = System.getLogger(OutputReaders.class.getName());
    private static final int COLLECTORS = 2;
    private static final int FILTERS = 2;
    private static final long SCAN_A_TURN = 64L << 20;
    private static final Duration LAST_DELETES = Duration.ofSeconds(5);

    private final ExecutorService collectors = Executors.newFixedThreadPool(COLLECTORS, new NamedThreads("dcms-collect"));
    private final ExecutorService filters = Executors.newFixedThreadPool(FILTERS, new NamedThreads("dcms-filter"));
    private final LongSupplier elapsed;

    /** @param elapsed nanoseconds since some moment, never going back */
    OutputReaders(LongSupplier elapsed) {
        this.elapsed = elapsed;
    }

    /** Does something else that may wait for the disk. */
    @Override
    public void execute(Runnable work) {
        collectors.execute(work);
    }

    /** Feeds the filter of a run, if it has one, with what was printed since the last time. */
    void readOn(LocalRun run) {
        if (run.hasFilter() && run.beginScan()) {
            filters.execute(() -> scan(run));
        }
    }

    private static void scan(LocalRun run) {
        try {
            run.output.scan(SCAN_A_TURN);
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.DEBUG, "task " + run.taskId() + ": scanning its output", e);
        } finally {
            run.endScan();
        }
    }

    /** Tells what a run has printed last. */
    void tellTail(LocalRun run) {
        collectors.execute(() -> run.answers.tail(run.taskId(), tailOf(run)));
    }

    /** Tells that a run will not start, or has not. */
    void tellRefusal(LocalRun run, Supplier<String> reason) {
        collectors.execute(() -> {
            run.answers.refused(run.taskId(), reason.get());
            run.tidy();
        });
    }

    /** Tells the end of a run that has started. */
    void tellEnd(LocalRun run) {
        (run.hasFilter() ? filters : collectors).execute(() -> {
            if (run.isStartTold() || run.refusal().isEmpty()) {
                End end = run.end();
                run.answers.ended(run.taskId(), new Exit(end.status(), hitOf(run), tailOf(run), run.ran(elapsed.getAsLong()),
                        run.refusal().isEmpty() ? end.lost() : run.refusal()));
            } else {
                run.answers.refused(run.taskId(), run.refusal());
            }
            run.tidy();
        });
    }

    private static Optional<FilterHit> hitOf(LocalRun run) {
        try {
            return run.output.finish(run.launch.job().options().logMax());
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "task " + run.taskId()
                    + ": its output can't be read to its end, so that msg_filter counts as not hit", e);
            return Optional.empty();
        }
    }

    /** The end of what a run has printed so far, or why that can't be read. */
    static String tailOf(LocalRun run) {
        try {
            return run.output.tail();
        } catch (IOException | RuntimeException | Error e) {
            return "(the output can't be read: " + e.getMessage() + ")";
        }
    }

    /** Ends the threads, when what was given to {@link #execute} has been done or the disk hangs. */
    void close() throws InterruptedException {
        collectors.shutdown();
        collectors.awaitTermination(LAST_DELETES.toSeconds(), TimeUnit.SECONDS);
        filters.shutdown();
    }
}
