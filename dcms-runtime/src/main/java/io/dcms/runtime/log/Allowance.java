package io.dcms.runtime.log;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The right to say once a minute what is wrong with one thing, shared by all whom that thing troubles: it is away once, however
 * many notice. Used by any thread.
 */
public final class Allowance {

    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier elapsed;
    private long last;
    private boolean taken;

    /** @param elapsed nanoseconds since some moment, never going back */
    public Allowance(LongSupplier elapsed) {
        this.elapsed = elapsed;
    }

    /** Whether to say it now: the first time, and then when a minute has passed since somebody was last allowed to. */
    public synchronized boolean take() {
        long now = elapsed.getAsLong();
        if (taken && now - last < PAUSE) {
            return false;
        }
        taken = true;
        last = now;
        return true;
    }

    /** What is new is said at once: nobody else is allowed to for a minute. Always true. */
    public synchronized boolean insist() {
        taken = true;
        last = elapsed.getAsLong();
        return true;
    }
}
