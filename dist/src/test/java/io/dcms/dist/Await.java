package io.dcms.dist;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits for what real processes do. The deadline only ends a test that would hang: it is far beyond what the slowest
 * machine needs, and no test passes or fails by how long something took.
 */
final class Await {
    static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final long PAUSE_MILLIS = 10;

    private Await() {
    }

    /** Returns as soon as the condition holds. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        until(what, condition, () -> "");
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param what     completes "waited in vain that ..."
     * @param evidence what to show besides, once the deadline has passed
     */
    static void until(String what, Callable<Boolean> condition, Supplier<String> evidence) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > DEADLINE.toNanos()) {
                throw new AssertionError("waited " + DEADLINE.toSeconds() + " s in vain that " + what + evidence.get());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
