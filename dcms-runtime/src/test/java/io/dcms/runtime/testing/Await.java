package io.dcms.runtime.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what real processes do. The deadline only ends a test that would hang, far beyond what a slow machine needs. */
public final class Await {

    public static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final long PAUSE_MILLIS = 5;

    private Await() {
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param what completes "waited in vain that ..."
     */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > DEADLINE.toNanos()) {
                throw new AssertionError("waited " + DEADLINE.toSeconds() + " s in vain that " + what);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
