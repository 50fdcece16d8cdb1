package io.dcms.runtime.schedule;

import java.time.Duration;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** What is to be done after a time has passed, by the elapsed clock. */
final class Timers {

    private final TreeSet<Timer> waiting = new TreeSet<>();
    private final LongSupplier elapsed;
    private long created;

    /** @param elapsed nanoseconds since some moment, never going back */
    Timers(LongSupplier elapsed) {
        this.elapsed = elapsed;
    }

    Timer after(Duration delay, Runnable action) {
        Timer timer = new Timer(elapsed.getAsLong() + delay.toNanos(), created++, action);
        waiting.add(timer);
        return timer;
    }

    /** Forgets a timer; nothing happens if it has run, or is null. */
    void cancel(Timer timer) {
        if (timer != null) {
            waiting.remove(timer);
        }
    }

    /** Does what is due, in the order of time. */
    void run() {
        while (!waiting.isEmpty() && waiting.first().deadline <= elapsed.getAsLong()) {
            waiting.pollFirst().action.run();
        }
    }

    /** Nanoseconds until the first one, 0 if it is due, {@code Long.MAX_VALUE} if there is none. */
    long nanosToNext() {
        return waiting.isEmpty() ? Long.MAX_VALUE : Math.max(0, waiting.first().deadline - elapsed.getAsLong());
    }

    record Timer(long deadline, long number, Runnable action) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            int order = Long.compare(deadline, other.deadline);
            return order != 0 ? order : Long.compare(number, other.number);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Timer timer && timer.number == number;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(number);
        }
    }
}
