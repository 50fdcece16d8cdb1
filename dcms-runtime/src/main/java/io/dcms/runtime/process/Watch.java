package io.dcms.runtime.process;

import io.dcms.runtime.kill.Cgroups;
import io.dcms.runtime.thread.NamedThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks once a second how much what runs has printed and whether it is still there, and what is to be tidied up. One thread,
 * {@code dcms-watch}.
 */
final class Watch {

    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final int LOOKS_A_SECOND = 128;
    /** A launcher shell that owes a start for so long is perhaps stopped. */
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(5);
    /** One that owes it for so long will not do it. */
    static final Duration PATIENCE = Duration.ofMinutes(2);
    /** In turns of the watch. */
    private static final int CGROUPS_SWEPT_EACH = 3600;
    /** Mostly a start has become the executor by then; if not, or if the watch is busy, it is looked at in a later turn. */
    private static final long SECOND_LOOK_MILLIS = 100;

    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(new NamedThreads("dcms-watch"));
    private final Map<String, LocalRun> running;
    private final Supervision supervision;
    private final SecondLook secondLook;
    private final OutputReaders readers;
    private final Lanes lanes;
    private final LauncherShells shells;
    private final Optional<Cgroups> cgroups;
    private final Consumer<LocalRun> overdue;
    private final LongSupplier elapsed;
    /** Belongs to the watcher. */
    private int second;

    /**
     * @param running all runs by their tasks, as they come and go
     * @param lanes   where what may wait for a user is done
     * @param overdue is given a run whose launcher shell has not started it for {@link #PATIENCE}, each second anew, in its lane
     * @param elapsed nanoseconds since some moment, never going back
     */
    Watch(Map<String, LocalRun> running, Supervision supervision, SecondLook secondLook, OutputReaders readers, Lanes lanes,
          LauncherShells shells, Optional<Cgroups> cgroups, Consumer<LocalRun> overdue, LongSupplier elapsed) {
        this.running = running;
        this.supervision = supervision;
        this.secondLook = secondLook;
        this.readers = readers;
        this.lanes = lanes;
        this.shells = shells;
        this.cgroups = cgroups;
        this.overdue = overdue;
        this.elapsed = elapsed;
    }

    void begin() {
        watcher.scheduleWithFixedDelay(this::watch, 1, 1, TimeUnit.SECONDS);
    }

    /** Looks at a run that has just started, as soon as it will be its executor. */
    void lookAgainSoon(LocalRun run) {
        if (watcher.isShutdown()) {
            return;
        }
        try {
            watcher.schedule(() -> lanes.soon(run.uid, () -> secondLook.compareOnceExecuted(run)), SECOND_LOOK_MILLIS,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The agent leaves at this moment.
        }
    }

    /** Ends the thread. It is not interrupted: that would close the log that it looks at, and the last tail could not be read. */
    void close() {
        watcher.shutdown();
    }

    private void watch() {
        second++;
        for (LocalRun run : running.values()) {
            try {
                watchOutput(run);
                watchLife(run);
            } catch (IOException | RuntimeException | Error e) {
                // Whatever it is: thrown further, it would end the watch over all runs for good.
                LOG.log(System.Logger.Level.DEBUG, "task " + run.taskId() + ": looking at it", e);
            }
        }
        try {
            lanes.tick();
            shells.tidy(shell -> running.values().stream().anyMatch(run -> run.isOf(shell)));
            if (second % CGROUPS_SWEPT_EACH == 0) {
                cgroups.ifPresent(all -> all.sweep(running::containsKey));
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "tidying up", e);
        }
    }

    private void watchOutput(LocalRun run) throws IOException {
        long most = run.launch.job().options().logMax();
        if (run.start().isPresent() && run.output.size() > most && run.beginFlood()) {
            run.answers.flooded(run.taskId(), "it has printed more than log_max, " + most + " bytes");
        }
        readers.readOn(run);
    }

    private void watchLife(LocalRun run) throws IOException {
        if (run.start().isPresent()) {
            boolean due = !run.isHeard() && supervision.hasNews(run) || isItsTurn(run);
            if (due || run.mustBeCompared()) {
                lookInLane(run, () -> {
                    secondLook.compareOnceExecuted(run);
                    if (due) {
                        supervision.look(run);
                    }
                });
            }
            return;
        }
        long owed = run.owedNanos(elapsed.getAsLong());
        if (owed > PATIENCE.toNanos()) {
            lookInLane(run, () -> overdue.accept(run));
        } else if (owed > SHORT_PATIENCE.toNanos()) {
            lookInLane(run, () -> supervision.resumeIfStopped(run.shell()));
        }
    }

    private interface Look {
        void take() throws IOException;
    }

    /** What opens a file of a user's, also one of his processes in {@code /proc}, can take as long as he likes. */
    private void lookInLane(LocalRun run, Look look) {
        if (!run.beginLook()) {
            return;
        }
        lanes.soon(run.uid, () -> {
            try {
                look.take();
            } catch (IOException | RuntimeException | Error e) {
                LOG.log(System.Logger.Level.DEBUG, "task " + run.taskId() + ": looking at it", e);
            } finally {
                run.endLook();
            }
        });
    }

    /** Looking at a process costs more than looking at a file: where there are many runs not all are looked at each second. */
    private boolean isItsTurn(LocalRun run) {
        int turns = 1 + running.size() / LOOKS_A_SECOND;
        return Math.floorMod(second + run.taskId().hashCode(), turns) == 0;
    }
}
