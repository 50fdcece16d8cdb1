package io.dcms.runtime.process;

import io.dcms.runtime.schedule.Launcher;
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
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Runs tasks as processes of this machine. Threads: {@code dcms-launch-n} verify and start, {@code dcms-collect-n} read the
 * output of what has ended, {@code dcms-kill} kills, {@code dcms-output} looks at the output of what runs. None of them ends
 * before {@link #close}: a process that asked to be signalled at its parent's death would be when its thread ended.
 */
public final class LocalLauncher implements Launcher, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LocalLauncher.class.getName());
    private static final int LAUNCHERS = 2;
    private static final int COLLECTORS = 2;
    private static final long SCAN_A_TURN = 64L << 20;

    private final Map<String, LocalRun> running = new ConcurrentHashMap<>();
    private final ExecutorService launchers = Executors.newFixedThreadPool(LAUNCHERS, named("dcms-launch"));
    private final ExecutorService collectors = Executors.newFixedThreadPool(COLLECTORS, named("dcms-collect"));
    private final ScheduledExecutorService killer = Executors.newSingleThreadScheduledExecutor(named("dcms-kill"));
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(named("dcms-output"));
    private final Executable executable;
    private final Runners runners;
    private final TaskCommand commands;
    private final LogFiles logFiles;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    /** Belongs to the thread that kills. Shared by the kills, because reading it takes time for each process of the machine. */
    private ProcessTable table;

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
    public void terminate(String taskId, Duration grace) {
        LocalRun run = running.get(taskId);
        if (run != null && run.beginKill()) {
            new Kill(run, grace).start();
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
        killer.shutdownNow();
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
            run = new LocalRun(launch, answers, output, begin(builder, log, output));
            // Before anybody hears of the start: a kill may follow at once.
            running.put(launch.taskId(), run);
            answers.started(launch.taskId(), logFiles.reported(log));
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
        if (run.beginEnd()) {
            collect(run);
        }
    }

    private void collect(LocalRun run) {
        running.remove(run.taskId());
        collectors.execute(() -> {
            Optional<FilterHit> hit = Optional.empty();
            try {
                hit = run.output.finish(run.launch.job().options().logMax());
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "task " + run.taskId() + ": its output can't be read", e);
            }
            run.answers.ended(run.taskId(), new Exit(run.process.exitValue(), hit, tailOf(run)));
            closeOutput(run);
        });
    }

    private static String tailOf(LocalRun run) {
        try {
            return run.output.tail();
        } catch (IOException e) {
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
                run.output.scan(SCAN_A_TURN);
            } catch (IOException | RuntimeException | Error e) {
                // Whatever it is: thrown further, it would end the watch over all runs for good.
                LOG.log(System.Logger.Level.DEBUG, "task " + run.taskId() + ": looking at its output", e);
            }
        }
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Kills one run: TERM to all of it, the grace, KILL, until nothing is left. */
    private final class Kill {
        private static final long FIRST_LOOK_MILLIS = 20;
        private static final long SLOWEST_LOOK_MILLIS = 500;

        private final LocalRun run;
        private final long deadline;
        private long pause = FIRST_LOOK_MILLIS;
        /** When it was to look next, by the clock of {@link ProcessTable}. */
        private long due = System.nanoTime();
        private boolean forced;

        Kill(LocalRun run, Duration grace) {
            this.run = run;
            this.deadline = elapsed.getAsLong() + grace.toNanos();
        }

        void start() {
            killer.execute(() -> step(this::ask));
        }

        /** Does something and looks again later, unless it says that all is over. What fails is tried again. */
        private void step(BooleanSupplier work) {
            try {
                if (work.getAsBoolean()) {
                    collect(run);
                    return;
                }
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "task " + run.taskId() + ": killing it failed, and is tried again", e);
            }
            lookAgain();
        }

        /** TERM, once: what a task starts then is perhaps what tidies up behind it. */
        private boolean ask() {
            run.tree.signal(table(), false);
            return false;
        }

        private boolean look() {
            boolean force = elapsed.getAsLong() >= deadline;
            if (force && !forced) {
                forced = true;
                pause = FIRST_LOOK_MILLIS;
                LOG.log(System.Logger.Level.INFO, "task {0}: its grace is over, now KILL", run.taskId());
            }
            int left = force ? run.tree.signal(table(), true) : run.tree.size(table());
            if (left == 0 && force) {
                run.process.destroyForcibly();
            }
            return left == 0 && !run.process.isAlive();
        }

        private ProcessTable table() {
            if (table == null || !table.isSince(due)) {
                table = ProcessTable.read();
            }
            return table;
        }

        private void lookAgain() {
            due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
            killer.schedule(() -> step(this::look), pause, TimeUnit.MILLISECONDS);
            pause = Math.min(pause * 2, SLOWEST_LOOK_MILLIS);
        }
    }
}
