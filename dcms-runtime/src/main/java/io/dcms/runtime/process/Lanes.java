package io.dcms.runtime.process;

import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.thread.NamedThreads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;

/**
 * Does what has to do with files and processes of users, on two threads. Each user has a lane of his own: what he makes to take
 * long occupies one thread or both, and as soon as that is seen there are others in their place for everybody else, until it is done.
 * What comes first is begun first, but for that. Any thread.
 *
 * <p>RATIONALE. Looks have no end where so much runs that it can't be looked at as often as it should, or where a user makes his
 * last just short of being stuck. So they don't go before all else, but take turns with it.
 */
final class Lanes implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());
    /** Threads that are not stuck, if there is so much to do. */
    private static final int USUAL = 2;
    /** Of a single user. */
    private static final int MOST_OF_A_USER = 2;
    /** All in all, those that are stuck included. */
    private static final int MOST = 32;
    /** What takes so long is stuck, or as good as that: usually it takes a millisecond or two. */
    private static final long STUCK_NANOS = 250_000_000;

    private final Map<Long, Lane> lanes = new HashMap<>();
    private final List<Worker> workers = new ArrayList<>();
    private final ThreadFactory threads;
    private final LongSupplier elapsed;
    private final Allowance complaints;
    private long count;
    private boolean lookedLast;
    private int idle;
    private boolean closed;

    /** @param order by which works of different users compete: the smallest first */
    private record Work(long order, Runnable task) {
    }

    private static final class Lane {
        private final Deque<Work> waiting = new ArrayDeque<>();
        private final Deque<Work> looks = new ArrayDeque<>();
        private int busy;

        /** How many of its works could be begun now. */
        int ready() {
            return Math.min(waiting.size() + looks.size(), MOST_OF_A_USER - busy);
        }

        Deque<Work> of(boolean look) {
            return look ? looks : waiting;
        }
    }

    /** @param elapsed nanoseconds since some moment, never going back */
    Lanes(LongSupplier elapsed) {
        this(new NamedThreads("dcms-launch"), elapsed);
    }

    Lanes(ThreadFactory threads, LongSupplier elapsed) {
        this.threads = threads;
        this.elapsed = elapsed;
        this.complaints = new Allowance(elapsed);
    }

    /** Does this when it is its turn, after all that was given here for this user before. Nothing once this is closed. */
    synchronized void execute(long uid, Runnable task) {
        if (!closed) {
            lane(uid).waiting.add(new Work(++count, task));
            provide();
        }
    }

    /** Does a short look, which needs not wait for hundreds of starts: as long as there are both they take turns. */
    synchronized void soon(long uid, Runnable task) {
        if (!closed) {
            lane(uid).looks.add(new Work(++count, task));
            provide();
        }
    }

    /** To be called once a second or so, unless this {@link #isIdle}: puts others in the place of threads that have got stuck. */
    synchronized void tick() {
        provide();
    }

    /** Whether there is nothing to do, and nobody does anything. */
    synchronized boolean isIdle() {
        return lanes.isEmpty();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Takes nothing more. What was given before is done still, as long as the agent lives. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** How many threads there are. */
    synchronized int threads() {
        return workers.size();
    }

    private Lane lane(long uid) {
        return lanes.computeIfAbsent(uid, user -> new Lane());
    }

    /** Sees to it that somebody does what waits. */
    private void provide() {
        long open = lanes.values().stream().mapToLong(Lane::ready).sum();
        if (open > 0 && idle > 0) {
            notifyAll();
        }
        open -= idle;
        for (long able = able(); open > 0 && able < USUAL && workers.size() < MOST && begin(new Worker()); able++, open--) {
            // one more is there
        }
    }

    /** @return false if there is no thread left, as when a task forks without end: tried again at the next tick */
    private boolean begin(Worker worker) {
        try {
            threads.newThread(worker).start();
        } catch (OutOfMemoryError e) {
            if (complaints.take()) {
                LOG.log(System.Logger.Level.WARNING, "tasks can't be started or looked at: the machine, or the limit of its service, lets"
                        + " the agent have no more threads; tried again each second", e);
            }
            return false;
        }
        workers.add(worker);
        return true;
    }

    private boolean isReady() {
        return lanes.values().stream().anyMatch(lane -> lane.ready() > 0);
    }

    private long able() {
        long now = elapsed.getAsLong();
        return workers.stream().filter(worker -> !worker.isStuck(now)).count();
    }

    private Optional<Lane> next(boolean look) {
        return lanes.values().stream().filter(lane -> lane.ready() > 0 && !lane.of(look).isEmpty())
                .min(Comparator.comparingLong(lane -> lane.of(look).getFirst().order));
    }

    private final class Worker implements Runnable {
        private Lane lane;
        private long since;

        boolean isStuck(long now) {
            return lane != null && now - since >= STUCK_NANOS;
        }

        @Override
        public void run() {
            for (Work work = take(); work != null; work = take()) {
                try {
                    work.task.run();
                } catch (RuntimeException | Error e) {
                    LOG.log(System.Logger.Level.ERROR, "a defect of the agent while it started a task or looked at one; it goes on", e);
                } finally {
                    done();
                }
            }
        }

        /** @return null if this thread is not needed any more */
        private Work take() {
            synchronized (Lanes.this) {
                while (!isReady() && !closed && able() <= USUAL) {
                    await();
                }
                if (!isReady() || able() > USUAL) {
                    workers.remove(this);
                    provide();
                    return null;
                }
                return begin();
            }
        }

        private Work begin() {
            boolean look = next(!lookedLast).isPresent() ? !lookedLast : lookedLast;
            lookedLast = look;
            lane = next(look).orElseThrow();
            lane.busy++;
            since = elapsed.getAsLong();
            return lane.of(look).remove();
        }

        private void await() {
            idle++;
            try {
                Lanes.this.wait();
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.DEBUG, "nobody interrupts it", e);
            } finally {
                idle--;
            }
        }

        private void done() {
            synchronized (Lanes.this) {
                lane.busy--;
                lane = null;
                lanes.values().removeIf(one -> one.busy == 0 && one.waiting.isEmpty() && one.looks.isEmpty());
            }
        }
    }
}
