package io.dcms.runtime.log;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AllowanceTest {

    /** As an elapsed clock may begin anywhere. */
    private long now = Long.MAX_VALUE - 5;
    private final Allowance allowance = new Allowance(() -> now);

    @Test
    void isTakenAtFirstAndThenOnceAMinute() {
        assertTrue(allowance.take());
        assertFalse(allowance.take());
        now += Duration.ofSeconds(60).toNanos() - 1;
        assertFalse(allowance.take());
        now++;
        assertTrue(allowance.take());
        assertFalse(allowance.take());
    }

    @Test
    void whatIsNewIsSaidAtOnceAndTheMinuteCountsFromThen() {
        assertTrue(allowance.take());
        now += Duration.ofSeconds(30).toNanos();
        assertTrue(allowance.insist());
        now += Duration.ofSeconds(59).toNanos();
        assertFalse(allowance.take());
        now += Duration.ofSeconds(1).toNanos();
        assertTrue(allowance.take());
    }
}
