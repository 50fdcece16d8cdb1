package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what another process or thread does. */
final class Await {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Await() {
    }

    static void that(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                fail("waited in vain that " + what);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
