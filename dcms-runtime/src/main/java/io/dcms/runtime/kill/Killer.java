package io.dcms.runtime.kill;

import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTable.Id;
import io.dcms.runtime.kill.ProcessTree.Found;
import io.dcms.runtime.thread.NamedThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Kills runs, each with all that belongs to it: TERM, the grace, KILL, until nothing is left. One thread.
 *
 * @param <R> a run
 */
public final class Killer<R extends Killable> implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Killer.class.getName());
    private static final long AFTER_A_FAILURE_MILLIS = 500;
    private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Map<String, Kill> kills = new ConcurrentHashMap<>();
    private final ScheduledExecutorService thread;
    private final LongSupplier elapsed;
    private final Supplier<? extends Collection<? extends Killable>> runs;
    private final Consumer<R> whenGone;
    private final ProcFolder proc = ProcFolder.ofThisMachine();
    private final TableReader reader = new TableReader(proc, new NamedThreads("dcms-table"));
    private final Signals signals = new Signals(proc);
    private final Cookies cookies = new Cookies(proc);
    private final long self = ProcessHandle.current().pid();
    /** Shared by the kills, because reading it takes time for each process of the machine. */
    private ProcessTable table;

    /**
     * Makes its thread.
     *
     * @param elapsed  nanoseconds since some moment, never going back
     * @param runs     all runs that there are now, so that none dies with another one
     * @param whenGone hears of each run when nothing is left of it
     */
    public Killer(ThreadFactory threads, LongSupplier elapsed, Supplier<? extends Collection<? extends Killable>> runs,
                  Consumer<R> whenGone) {
        this.thread = Executors.newSingleThreadScheduledExecutor(threads);
        this.elapsed = elapsed;
        this.runs = runs;
        this.whenGone = whenGone;
    }

    /** Kills a run. One that is being killed already gets this grace from now on, if that is sooner than it had. */
    public void kill(R run, Duration grace) {
        if (run.beginKill()) {
            Kill kill = new Kill(run, grace);
            kills.put(run.taskId(), kill);
            thread.execute(kill::step);
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

    private ProcessTable tableSince(long nanos) {
        if (table == null || !table.isSince(nanos)) {
            table = reader.read();
            cookies.keepOnly(table);
        }
        return table;
    }

    private final class Kill {
        private final R run;
        private final KillPlan plan = new KillPlan();
        private Duration grace;
        private long deadline = Long.MAX_VALUE;
        /** When it was to look next, by the clock of {@link ProcessTable}. */
        private long due = System.nanoTime();
        private boolean asked;
        private boolean forced;

        Kill(R run, Duration grace) {
            this.run = run;
            this.grace = grace;
        }

        /** Looks, does something and looks again later, unless all is over. What fails is tried again. */
        void step() {
            long pause = AFTER_A_FAILURE_MILLIS;
            try {
                pause = turn();
            } catch (IOException | RuntimeException | Error e) {
                if (thread.isShutdown()) {
                    return;
                }
                LOG.log(System.Logger.Level.WARNING, "task " + run.taskId() + ": killing it failed, and is tried again", e);
            }
            if (pause >= 0) {
                lookAgain(pause);
            } else {
                kills.remove(run.taskId());
                whenGone.accept(run);
            }
        }

        private void lookAgain(long pauseMillis) {
            long pause = TimeUnit.MILLISECONDS.toNanos(pauseMillis);
            if (asked && !forced) {
                // Not far past the end of the grace.
                pause = Math.min(pause, Math.max(SHORTEST_WAIT_NANOS, deadline - elapsed.getAsLong()));
            }
            due = System.nanoTime() + pause;
            thread.schedule(this::step, pause, TimeUnit.NANOSECONDS);
        }

        /** @return milliseconds until the next one; negative if all is over */
        private long turn() throws IOException {
            ProcessTable now = tableSince(due);
            List<Long> members = run.cgroup().map(Cgroup::members).orElse(List.of());
            Set<Long> untouchable = Untouchable.of(now, self, run.tree().leader(), others());
            Found found = run.tree().find(now, cookies.of(run.uid()), members, untouchable);
            if (asked && run.ownProcessGone() && plan.isOver(found)) {
                return -1;
            }
            if (asked && elapsed.getAsLong() >= deadline) {
                return force(found, now, run.tree().mayKillAll(members, now, untouchable));
            }
            return ask(found);
        }

        private Set<Id> others() {
            return runs.get().stream().filter(other -> other != run).map(Killable::tree).filter(Objects::nonNull)
                    .map(ProcessTree::leader).collect(Collectors.toSet());
        }

        /** Its grace begins when it has been asked, however long it took until it was its turn. */
        private long ask(Found found) throws IOException {
            KillPlan.Turn turn = plan.ask(found, proc.now());
            signals.term(turn.term());
            if (!asked) {
                asked = true;
                deadline = elapsed.getAsLong() + grace.toNanos();
            }
            signals.cont(turn.cont());
            return turn.pauseMillis();
        }

        private long force(Found found, ProcessTable now, boolean wholeCgroup) {
            if (!forced) {
                forced = true;
                LOG.log(System.Logger.Level.INFO, "task {0}: its grace is over, now KILL", run.taskId());
            }
            if (wholeCgroup) {
                run.cgroup().ifPresent(Cgroup::kill);
            }
            KillPlan.Turn turn = plan.kill(found, now);
            signals.killGroups(turn.groups(), turn.kill());
            signals.kill(turn.kill());
            if (turn.stuck()) {
                LOG.log(System.Logger.Level.WARNING, "task {0}: does not die of KILL, and is tried again from time to time: {1}",
                        run.taskId(), described(turn.kill()));
            }
            return turn.pauseMillis();
        }

        private String described(List<Entry> processes) {
            return processes.stream().limit(10).map(process -> "process " + process.pid() + " (state " + process.state() + ")")
                    .collect(Collectors.joining(", ")) + (processes.size() > 10 ? " and " + (processes.size() - 10) + " more" : "");
        }

        void hasten(Duration sooner) {
            if (asked) {
                deadline = Math.min(deadline, elapsed.getAsLong() + sooner.toNanos());
            } else if (sooner.compareTo(grace) < 0) {
                grace = sooner;
            }
        }
    }
}
