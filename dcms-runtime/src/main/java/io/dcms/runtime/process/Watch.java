package io.dcms.runtime.process;

import io.dcms.runtime.kill.Cgroups;
import io.dcms.runtime.thread.NamedThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks once a second how much what runs has printed and whether it is still there, and what is to be tidied up; every two minutes
 * while nothing runs. One thread, {@code dcms-watch}.
 */
final class Watch {

    private static final System.Logger LOG = System.getLogger(Watch.class.getName());
    private static final int LOOKS_A_SECOND = 128;
    /** A launcher shell that owes a start for so long is perhaps stopped. */
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(5);
    /** One that owes it for so long will not do it. */
    static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long TURN_SECONDS = 1;
    /** Between two turns while nothing runs: only launchers that are not used any more, and cgroups, are left to be tidied away then. */
    private static final long REST_SECONDS = 120;
    private static final long CGROUPS_SWEPT_EACH_NANOS = Duration.ofHours(1).toNanos();
    /** Mostly a start has become the executor by then; if not, or if the watch is busy, it is looked at in a later turn. */
    private static final long SECOND_LOOK_MILLIS = 100;

    private final ScheduledThreadPoolExecutor watcher = new ScheduledThreadPoolExecutor(1, new NamedThreads("dcms-watch"));
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
    private int turn;
    /** Belongs to the watcher. */
    private long swept;
    private ScheduledFuture<?> next;
    private boolean rests;

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
        this.swept = elapsed.getAsLong();
        watcher.setRemoveOnCancelPolicy(true);
        watcher.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void begin() {
        goOn();
    }

    /** To be called when a lane was given something: what comes of that is looked at from now on. */
    synchronized void wake() {
        if (rests && next.cancel(false)) {
            goOn();
        }
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

    private void watchAndGoOn() {
        try {
            watch();
        } finally {
            goOn();
        }
    }

    /** A run is in its lane before it is among those that run, so that one that comes at this moment is seen here or wakes the watch. */
    private synchronized void goOn() {
        rests = lanes.isIdle() && running.isEmpty();
        try {
            next = watcher.schedule(this::watchAndGoOn, rests ? REST_SECONDS : TURN_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            // The agent leaves at this moment.
        }
    }

    private void watch() {
        turn++;
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
            if (elapsed.getAsLong() - swept > CGROUPS_SWEPT_EACH_NANOS) {
                swept = elapsed.getAsLong();
                cgroups.ifPresent(all -> all.sweep(running::containsKey));
            }
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "idle launcher shells and cgroups can't be tidied away, it is tried again", e);
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
        return Math.floorMod(turn + run.taskId().hashCode(), turns) == 0;
    }
}
