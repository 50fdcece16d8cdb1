package io.dcms.runtime.report;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * One way out: what is added is delivered in order, some at a time, again and again until it is taken. Any thread may add;
 * at most one is delivering.
 *
 * @param <T> what is delivered
 */
final class Lane<T> {

    private static final System.Logger LOG = System.getLogger(Lane.class.getName());
    /** So often the delivery of one thing alone may end in a defect of a plugin before it is given up. */
    private static final int DEFECTS = 3;
    private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();

    private final String name;
    private final Delivery<T> delivery;
    private final Workers workers;
    private final int batch;
    private final Patience patience;
    private final int capacity;
    private final Backoff backoff;
    private final LongSupplier elapsed;
    private final Deque<Entry<T>> queue = new ArrayDeque<>();
    private boolean busy;
    private String trouble = "";
    /** So many things at the head go one at a time: one of them is what the plugin can't take. */
    private int alone;
    /** How often the first thing, delivered alone, ended in a defect. */
    private int defects;
    private long overflowed;
    private long lastLog = Long.MIN_VALUE;

    private record Entry<T>(T item, long since) {
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
     * @param defect  after it has waited so long, and three tries with it alone have ended in a defect of the plugin
     */
    record Patience(Duration outside, Duration defect) {
    }

    /** Runs the lanes. */
    interface Workers {
        void execute(Runnable work);

        void schedule(Runnable work, Duration delay);
    }

    /**
     * @param name     for log lines and problems
     * @param batch    how many at most are delivered at once
     * @param limit    the longest wait between two tries
     * @param capacity how many may wait; beyond that the oldest is given up
     */
    Lane(String name, Delivery<T> delivery, Workers workers, int batch, Duration limit, Patience patience, int capacity,
         LongSupplier elapsed, DoubleSupplier random) {
        this.name = name;
        this.delivery = delivery;
        this.workers = workers;
        this.batch = batch;
        this.patience = patience;
        this.capacity = capacity;
        this.backoff = new Backoff(limit, random);
        this.elapsed = elapsed;
    }

    synchronized void add(T item) {
        if (queue.size() >= capacity) {
            dropOldestWaiting();
        }
        queue.add(new Entry<>(item, elapsed.getAsLong()));
        if (!busy) {
            busy = true;
            workers.execute(this::work);
        }
    }

    /** How many things wait, the ones that are just being delivered included. */
    synchronized int depth() {
        return queue.size();
    }

    /** What is wrong, with how many wait and for how long; empty if nothing is. */
    synchronized Optional<String> trouble() {
        if (trouble.isEmpty() || queue.isEmpty()) {
            return Optional.empty();
        }
        long age = elapsed.getAsLong() - queue.peek().since;
        return Optional.of(name + ": " + trouble + " (" + queue.size() + " wait, the first for "
                + Duration.ofNanos(age).toSeconds() + " s)");
    }

    private void work() {
        List<T> items = head(batch);
        while (!items.isEmpty()) {
            Duration pause = attempt(items);
            if (!pause.isZero()) {
                workers.schedule(this::work, pause);
                return;
            }
            items = head(batch);
        }
    }

    /** @return nothing if the lane is empty, which ends its work */
    private synchronized List<T> head(int most) {
        int count = Math.min(alone > 0 ? 1 : most, queue.size());
        List<T> items = new ArrayList<>(count);
        for (Entry<T> entry : queue) {
            if (items.size() == count) {
                break;
            }
            items.add(entry.item);
        }
        busy = !items.isEmpty();
        return items;
    }

    /** @return how long to wait before going on */
    private Duration attempt(List<T> items) {
        try {
            delivery.deliver(items);
            taken(items.size());
            return Duration.ZERO;
        } catch (IOException e) {
            return failed(e);
        } catch (RuntimeException | Error e) {
            // Errors too, also one for want of memory: a lane that ended here would deliver nothing ever after.
            return defect(items, e);
        }
    }

    private synchronized void taken(int count) {
        drop(count);
        if (!trouble.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0}: works again, {1} wait", name, queue.size());
            trouble = "";
        }
        backoff.reset();
    }

    private synchronized Duration failed(IOException e) {
        trouble = e.getMessage() == null ? e.toString() : e.getMessage();
        Entry<T> first = queue.peek();
        if (age(first) > patience.outside.toNanos()) {
            LOG.log(System.Logger.Level.ERROR, "{0}: given up after {1} h: {2}: {3}", name, patience.outside.toHours(), first.item,
                    trouble);
            drop(1);
        } else {
            logNowAndThen(null);
        }
        return backoff.next();
    }

    private synchronized Duration defect(List<T> items, Throwable e) {
        trouble = "a defect of the plugin: " + e;
        if (items.size() > 1) {
            alone = items.size();
        } else if (!(e instanceof OutOfMemoryError)) {
            defects++;
        }
        if (defects >= DEFECTS && age(queue.peek()) >= patience.defect.toNanos()) {
            LOG.log(System.Logger.Level.ERROR, name + ": its plugin can't take " + items.get(0) + ", which is given up", e);
            drop(1);
        } else {
            logNowAndThen(e);
        }
        return backoff.next();
    }

    private void drop(int count) {
        for (int i = 0; i < count; i++) {
            queue.poll();
        }
        alone = Math.max(0, alone - count);
        defects = 0;
    }

    /** The first one may be on its way just now; the second is the oldest that is not, as such lanes deliver one at a time. */
    private void dropOldestWaiting() {
        Iterator<Entry<T>> entries = queue.iterator();
        entries.next();
        if (entries.hasNext()) {
            entries.next();
            entries.remove();
            overflowed++;
        }
    }

    private long age(Entry<T> entry) {
        return elapsed.getAsLong() - entry.since;
    }

    private void logNowAndThen(Throwable defect) {
        long now = elapsed.getAsLong();
        if (lastLog == Long.MIN_VALUE || now - lastLog >= LOG_NANOS) {
            lastLog = now;
            String lost = overflowed == 0 ? "" : "; " + overflowed + " older ones were given up for want of room";
            String what = defect == null ? trouble : "a defect of the plugin";
            LOG.log(defect == null ? System.Logger.Level.WARNING : System.Logger.Level.ERROR,
                    name + ": " + what + "; " + queue.size() + " wait and are tried again" + lost, defect);
        }
    }
}
