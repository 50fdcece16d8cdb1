package io.dcms.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    /** Near the end of the range: {@link System#nanoTime} may begin anywhere and pass it. */
    private long now = Long.MAX_VALUE - 5;
    private final Throttle throttle = new Throttle(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void aRepeatedLineIsAllowedOnceAMinute() {
        assertTrue(throttle.allow("disk full"));
        assertFalse(throttle.allow("disk full"));
        pass(Duration.ofMinutes(1).minusNanos(1));
        assertFalse(throttle.allow("disk full"));
        pass(Duration.ofNanos(1));
        assertTrue(throttle.allow("disk full"));
    }

    @Test
    void theNextLineCanSayHowManyWereHeldBack() {
        throttle.allow("disk full");
        assertEquals(0, throttle.heldBack("disk full"));
        throttle.allow("disk full");
        throttle.allow("disk full");
        pass(Duration.ofMinutes(1));
        throttle.allow("disk full");
        assertEquals(2, throttle.heldBack("disk full"));
        pass(Duration.ofMinutes(1));
        throttle.allow("disk full");
        assertEquals(0, throttle.heldBack("disk full"));
        assertEquals(0, throttle.heldBack("never said"));
    }

    @Test
    void keysDoNotHoldEachOtherBack() {
        assertTrue(throttle.allow("a"));
        assertTrue(throttle.allow("b"));
    }

    @Test
    void theOldestKeyIsForgottenForANewOne() {
        for (int i = 0; i <= 1_000; i++) {
            assertTrue(throttle.allow("key " + i));
        }
        assertFalse(throttle.allow("key 1"));
        assertTrue(throttle.allow("key 0"), "forgotten");
    }
}
