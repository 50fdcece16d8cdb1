package io.dcms.runtime.report;

import io.dcms.runtime.log.Allowance;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * One way out: what waits in its backlog is delivered in order, some at a time, again and again until it is taken. At most one
 * thread at a time is delivering.
 *
 * @param <T> what is delivered
 */
final class Lane<T> {

    private static final System.Logger LOG = System.getLogger(Lane.class.getName());
    /** So often the delivery of one thing alone may end in a defect of a plugin before it is given up. */
    private static final int DEFECTS = 3;
    /** After a failure, if another is due that need not wait for that one: each such waits longer and longer by itself. */
    private static final Duration REST = Duration.ofSeconds(1);
    /** As many times as long as the failure took, so that a place that hangs leaves its thread to others. */
    private static final int REST_OF_SLOW = 3;

    private final String name;
    private final Backlog<T> backlog;
    private final Delivery<T> delivery;
    private final Workers workers;
    private final int batch;
    private final Patience patience;
    private final Allowance allowance;
    private final Backoff backoff;
    private final LongSupplier elapsed;
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile String trouble = "";
    /** Whether somebody was told of the trouble. */
    private boolean said;
    /** So many things at the head go one at a time: one of them is what the plugin can't take. */
    private int alone;
    /** How often in a row the delivery of the first thing alone ended in a defect, and when it first did. */
    private int defects;
    private long firstDefect;
    private boolean busy;
    /** Something came while it was busy. */
    private boolean again;
    /** When it looks by itself whether something is due by then. */
    private long alarm = Long.MAX_VALUE;

    /**
     * What waits. Only the lane's one thread at a time takes from it; any may ask for its size.
     */
    interface Backlog<T> {
        /** The first things that are due, at most so many, in order: the same again until they are dropped. */
        List<T> head(int most) throws IOException;

        /** The first so many of the last head were taken. */
        void drop(int count);

        /** The first of the last head is given up. @return what becomes of it, for the log */
        String giveUp();

        /** The first of the last head was not taken: others that need not wait for it may go first. @return whether one is due */
        boolean postpone();

        /** How long nothing is due, when nothing is; empty if nothing waits. */
        Optional<Duration> pause();

        /** How many things wait, due or not, the ones that are just being delivered included. */
        long size();

        /** How long the first of the last head has waited. */
        Duration age();
    }

    /** Hands things to the outside. */
    interface Delivery<T> {
        /** @throws IOException if not all was taken; all of it comes again */
        void deliver(List<T> items) throws IOException;
    }

    /**
     * When one thing is given up so that the others can go on.
     *
     * @param outside after it has waited so long while the outside failed
     * @param defect  so long after the first of at least three deliveries in a row of it alone that ended in a defect of the plugin
     */
    record Patience(Duration outside, Duration defect) {
    }

    /** Runs the lanes. */
    interface Workers {
        void execute(Runnable work);

        void schedule(Runnable work, Duration delay);
    }

    /**
     * @param name      for log lines and problems
     * @param batch     how many at most are delivered at once
     * @param limit     the longest wait between two tries
     * @param allowance to say that it does not work
     */
    Lane(String name, Backlog<T> backlog, Delivery<T> delivery, Workers workers, int batch, Duration limit, Patience patience,
         Allowance allowance, LongSupplier elapsed, DoubleSupplier random) {
        this.name = name;
        this.backlog = backlog;
        this.delivery = delivery;
        this.workers = workers;
        this.batch = batch;
        this.patience = patience;
        this.allowance = allowance;
        this.backoff = new Backoff(limit, random);
        this.elapsed = elapsed;
    }

    /** Something has come into the backlog. Any thread. */
    synchronized void wake() {
        again = true;
        if (!busy) {
            busy = true;
            workers.execute(this::work);
        }
    }

    /** What is wrong, with how many wait and for how long; empty if nothing is. Any thread. */
    Optional<String> trouble() {
        String text = trouble;
        long size = backlog.size();
        return text.isEmpty() || size == 0 ? Optional.empty() : Optional.of(name + ": " + text + " (" + size + " wait, the first for "
                + backlog.age().toSeconds() + " s)");
    }

    /** How many things were taken since the agent began. Any thread. */
    long delivered() {
        return delivered.sum();
    }

    /** How many tries have failed since the agent began. Any thread. */
    long failures() {
        return failures.sum();
    }

    private void work() {
        try {
            workOnce();
        } catch (RuntimeException | Error e) {
            // Also one that is thrown by what should tell of another: a lane that ended here would deliver nothing ever after.
            if (allowance.take()) {
                LOG.log(System.Logger.Level.ERROR, "{0}: a defect of the agent, {1}; what waits is tried again", name,
                        e.getClass().getName());
            }
            workers.schedule(this::work, backoff.next());
        }
    }

    /** One delivery; then others who share the thread have their turn. */
    private void workOnce() {
        look();
        List<T> items;
        try {
            items = backlog.head(alone > 0 ? 1 : batch);
        } catch (IOException | RuntimeException | Error e) {
            trouble = "what waits can't be read: " + e;
            complain(e instanceof IOException ? null : e);
            workers.schedule(this::work, backoff.next());
            return;
        }
        if (items.isEmpty()) {
            rest();
            return;
        }
        Duration pause = attempt(items);
        if (pause.isZero()) {
            workers.execute(this::work);
        } else {
            workers.schedule(this::work, pause);
        }
    }

    private synchronized void look() {
        again = false;
    }

    private synchronized void rest() {
        if (again) {
            workers.execute(this::work);
            return;
        }
        busy = false;
        backlog.pause().ifPresent(this::wakeAfter);
    }

    private void wakeAfter(Duration pause) {
        long due = elapsed.getAsLong() + pause.toNanos();
        if (due < alarm) {
            alarm = due;
            workers.schedule(this::ring, pause);
        }
    }

    private synchronized void ring() {
        alarm = Long.MAX_VALUE;
        wake();
    }

    /** @return how long to wait before going on */
    private Duration attempt(List<T> items) {
        long from = elapsed.getAsLong();
        try {
            delivery.deliver(items);
            taken(items.size());
            return Duration.ZERO;
        } catch (IOException e) {
            failures.increment();
            return failed(items.get(0), e, Duration.ofNanos(elapsed.getAsLong() - from));
        } catch (RuntimeException | Error e) {
            // Errors too, also one for want of memory: a lane that ended here would deliver nothing ever after.
            failures.increment();
            return defect(items, e);
        }
    }

    private void taken(int count) {
        // First: who finds that nothing waits, finds it counted.
        delivered.add(count);
        backlog.drop(count);
        dropped(count);
        if (said) {
            LOG.log(System.Logger.Level.INFO, "{0}: works again, {1} wait", name, backlog.size());
        }
        said = false;
        trouble = "";
        backoff.reset();
    }

    private Duration failed(T first, IOException e, Duration took) {
        boolean othersAreDue = false;
        trouble = e.getMessage() == null ? e.toString() : e.getMessage();
        if (backlog.age().compareTo(patience.outside) > 0) {
            LOG.log(System.Logger.Level.ERROR, "{0}: after {1} h {2} {3}: {4}", name, patience.outside.toHours(), first, backlog.giveUp(),
                    trouble);
            dropped(1);
        } else {
            complain(null);
            defects = 0;
            othersAreDue = backlog.postpone();
        }
        Duration pause = backoff.next();
        return othersAreDue ? shorter(pause, REST.plus(took.multipliedBy(REST_OF_SLOW))) : pause;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private Duration defect(List<T> items, Throwable e) {
        trouble = "a defect of the plugin: " + e;
        if (items.size() > 1) {
            alone = items.size();
        } else if (!(e instanceof OutOfMemoryError)) {
            firstDefect = defects++ == 0 ? elapsed.getAsLong() : firstDefect;
        }
        if (defects >= DEFECTS && elapsed.getAsLong() - firstDefect >= patience.defect.toNanos()) {
            LOG.log(System.Logger.Level.ERROR, name + ": its plugin can't take " + items.get(0) + ", which " + backlog.giveUp(), e);
            dropped(1);
        } else {
            complain(e);
        }
        return backoff.next();
    }

    private void dropped(int count) {
        alone = Math.max(0, alone - count);
        defects = 0;
    }

    private void complain(Throwable defect) {
        if (allowance.take()) {
            said = true;
            String what = defect == null ? trouble : "a defect of the plugin";
            LOG.log(defect == null ? System.Logger.Level.WARNING : System.Logger.Level.ERROR,
                    name + ": " + what + "; " + backlog.size() + " wait and are tried again", defect);
        }
    }
}
