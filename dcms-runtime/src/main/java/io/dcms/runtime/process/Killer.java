package io.dcms.runtime.process;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Kills runs, each with all that belongs to it: TERM, the grace, KILL, until nothing is left. One thread. */
final class Killer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Killer.class.getName());
    private static final long FIRST_LOOK_MILLIS = 20;
    private static final long SLOWEST_LOOK_MILLIS = 500;

    private final Map<String, Kill> kills = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;
    private final LongSupplier elapsed;
    private final Consumer<LocalRun> whenGone;
    /** Shared by the kills, because reading it takes time for each process of the machine. */
    private ProcessTable table;

    /** @param whenGone hears of each run when nothing is left of it */
    Killer(ThreadFactory threads, LongSupplier elapsed, Consumer<LocalRun> whenGone) {
        this.thread = Executors.newSingleThreadScheduledExecutor(threads);
        this.elapsed = elapsed;
        this.whenGone = whenGone;
    }

    /** Kills a run. One that is being killed already gets this grace from now on, if that is sooner than it had. */
    void kill(LocalRun run, Duration grace) {
        if (run.beginKill()) {
            Kill kill = new Kill(run, grace);
            kills.put(run.taskId(), kill);
            thread.execute(() -> kill.step(kill::ask));
        } else {
            Kill kill = kills.get(run.taskId());
            if (kill != null) {
                thread.execute(() -> kill.hasten(grace));
            }
        }
    }

    /** Ends the thread; what has not been killed lives on. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    private final class Kill {
        private final LocalRun run;
        private final Duration grace;
        private long deadline = Long.MAX_VALUE;
        private long pause = FIRST_LOOK_MILLIS;
        /** When it was to look next, by the clock of {@link ProcessTable}. */
        private long due = System.nanoTime();
        private boolean forced;

        Kill(LocalRun run, Duration grace) {
            this.run = run;
            this.grace = grace;
        }

        /** Does something and looks again later, unless it says that all is over. What fails is tried again. */
        void step(BooleanSupplier work) {
            try {
                if (work.getAsBoolean()) {
                    kills.remove(run.taskId());
                    whenGone.accept(run);
                    return;
                }
            } catch (RuntimeException | Error e) {
                LOG.log(System.Logger.Level.WARNING, "task " + run.taskId() + ": killing it failed, and is tried again", e);
            }
            lookAgain();
        }

        /**
         * TERM, once: what a task starts then is perhaps what tidies up behind it. Its grace begins when it has been asked,
         * however long it took until it was its turn.
         */
        boolean ask() {
            run.tree().signal(table(), false);
            deadline = elapsed.getAsLong() + grace.toNanos();
            return false;
        }

        void hasten(Duration sooner) {
            deadline = Math.min(deadline, elapsed.getAsLong() + sooner.toNanos());
        }

        private boolean look() {
            boolean force = elapsed.getAsLong() >= deadline;
            if (force && !forced) {
                forced = true;
                pause = FIRST_LOOK_MILLIS;
                LOG.log(System.Logger.Level.INFO, "task {0}: its grace is over, now KILL", run.taskId());
            }
            int left = force ? run.tree().signal(table(), true) : run.tree().size(table());
            return left == 0 && run.ownProcessGone();
        }

        private ProcessTable table() {
            if (table == null || !table.isSince(due)) {
                table = ProcessTable.read();
            }
            return table;
        }

        private void lookAgain() {
            due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause);
            thread.schedule(() -> step(this::look), pause, TimeUnit.MILLISECONDS);
            pause = Math.min(pause * 2, SLOWEST_LOOK_MILLIS);
        }
    }
}
