package io.dcms.runtime.process;

import io.dcms.runtime.schedule.Launcher;
import io.dcms.runtime.thread.NamedThreads;
import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.FilterHit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Runs tasks as processes of this machine. Threads: {@code dcms-launch-n} verify and start, {@code dcms-collect-n} read the
 * output of what has ended, {@code dcms-filter-n} do so for what has a filter, {@code dcms-kill} kills, {@code dcms-output}
 * looks how much what runs has printed. None of them ends before {@link #close}: a process that asked to be signalled at its
 * parent's death would be when its thread ended.
 */
public final class LocalLauncher implements Launcher, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LocalLauncher.class.getName());
    private static final int LAUNCHERS = 2;
    private static final int COLLECTORS = 2;
    private static final int FILTERS = 2;
    private static final long SCAN_A_TURN = 64L << 20;

    private final Map<String, LocalRun> running = new ConcurrentHashMap<>();
    private final ExecutorService launchers = Executors.newFixedThreadPool(LAUNCHERS, new NamedThreads("dcms-launch"));
    private final ExecutorService collectors = Executors.newFixedThreadPool(COLLECTORS, new NamedThreads("dcms-collect"));
    private final ExecutorService filters = Executors.newFixedThreadPool(FILTERS, new NamedThreads("dcms-filter"));
    private final Killer killer;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(new NamedThreads("dcms-output"));
    private final Executable executable;
    private final Runners runners;
    private final TaskCommand commands;
    private final LogFiles logFiles;
    private final InstantSource clock;
    private final LongSupplier elapsed;

    /**
     * @param logFiles          where output goes
     * @param signatureRequired whether a job without a signature is refused
     * @param clock             names the day of a log
     * @param elapsed           nanoseconds since some moment, never going back
     * @throws ConfigException if a program that starts runs is missing on this machine
     */
    public LocalLauncher(LogFiles logFiles, boolean signatureRequired, InstantSource clock, LongSupplier elapsed)
            throws ConfigException {
        this.executable = new Executable(signatureRequired);
        this.runners = new Runners(elapsed);
        this.commands = new TaskCommand(Tools.find());
        this.logFiles = logFiles;
        this.clock = clock;
        this.elapsed = elapsed;
        this.killer = new Killer(new NamedThreads("dcms-kill"), elapsed, this::collect);
        watcher.scheduleWithFixedDelay(this::watch, 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void launch(Launch launch, Answers answers) {
        launchers.execute(() -> {
            try {
                start(launch, answers);
            } catch (Refusal e) {
                answers.refused(launch.taskId(), e.getMessage());
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.ERROR, "task " + launch.taskId() + ": a defect while starting it", e);
                answers.refused(launch.taskId(), "a defect of the agent: " + e);
            }
        });
    }

    @Override
    public void adopt(Launch launch, Answers answers) {
        answers.neverStarted(launch.taskId());
    }

    @Override
    public void forget(String taskId) {
        // nothing is kept
    }

    @Override
    public void terminate(String taskId, Duration grace) {
        LocalRun run = running.get(taskId);
        if (run != null) {
            killer.kill(run, grace);
        }
    }

    @Override
    public void tail(String taskId) {
        LocalRun run = running.get(taskId);
        if (run != null) {
            collectors.execute(() -> run.answers.tail(taskId, tailOf(run)));
        }
    }

    /** Ends the threads. What runs is left alone. */
    @Override
    public void close() {
        launchers.shutdown();
        collectors.shutdown();
        filters.shutdown();
        killer.close();
        // Not interrupted: that would close the log that it looks at, and the last tail could not be read.
        watcher.shutdown();
    }

    private void start(Launch launch, Answers answers) throws Refusal {
        executable.check(launch.job().job().executor(), launch.job().job().signature());
        Runner runner = runners.find(launch.job().job().runner());
        ProcessBuilder builder = commands.prepare(launch, runner);
        LocalRun run;
        try {
            Path log = logFiles.create(launch.job().id(), launch.job().job().name(), launch.taskId(), clock.instant());
            RunOutput output = new RunOutput(launch.taskId(), log, launch.job().filter());
            run = new LocalRun(launch, answers, output, begin(builder, log, output), elapsed.getAsLong());
            // Before anybody hears of the start: a kill may follow at once.
            running.put(launch.taskId(), run);
            answers.started(launch.taskId(), logFiles.reported(log), Duration.ZERO);
        } catch (IOException e) {
            throw new Refusal("it could not be started: " + e.getMessage());
        }
        run.process.onExit().thenRun(() -> exited(run));
    }

    private static Process begin(ProcessBuilder builder, Path log, RunOutput output) throws IOException {
        try {
            return builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            output.close();
            throw e;
        }
    }

    /** The run's own process has ended. One that is being killed is over only when all of its processes are gone. */
    private void exited(LocalRun run) {
        run.endedNanos = elapsed.getAsLong();
        if (run.beginEnd()) {
            collect(run);
        }
    }

    private void collect(LocalRun run) {
        running.remove(run.taskId());
        // Whatever a filter does, runs without one end.
        (run.hasFilter() ? filters : collectors).execute(() -> {
            Exit exit = new Exit(run.process.exitValue(), hitOf(run), tailOf(run), run.ran(elapsed.getAsLong()));
            run.answers.ended(run.taskId(), exit);
            closeOutput(run);
        });
    }

    private static Optional<FilterHit> hitOf(LocalRun run) {
        try {
            return run.output.finish(run.launch.job().options().logMax());
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "task " + run.taskId() + ": its output can't be filtered", e);
            return Optional.empty();
        }
    }

    private static String tailOf(LocalRun run) {
        try {
            return run.output.tail();
        } catch (IOException | RuntimeException | Error e) {
            return "(the output can't be read: " + e.getMessage() + ")";
        }
    }

    private static void closeOutput(LocalRun run) {
        try {
            run.output.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "task " + run.taskId() + ": closing its log", e);
        }
    }

    private void watch() {
        for (LocalRun run : running.values()) {
            try {
                long most = run.launch.job().options().logMax();
                if (run.output.size() > most && run.beginFlood()) {
                    run.answers.flooded(run.taskId(), "it has printed more than log_max, " + most + " bytes");
                }
                if (run.hasFilter() && run.beginScan()) {
                    filters.execute(() -> scan(run));
                }
            } catch (IOException | RuntimeException | Error e) {
                // Whatever it is: thrown further, it would end the watch over all runs for good.
                LOG.log(System.Logger.Level.DEBUG, "task " + run.taskId() + ": looking at its output", e);
            }
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
}
