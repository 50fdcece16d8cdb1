package io.dcms.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HistogramTest {

    private final Histogram histogram = new Histogram(0.1, 1, 60);

    @Test
    void eachBucketHoldsThoseBeforeIt() {
        for (long millis : new long[] {0, 50, 100, 101, 1_000, 59_999, 60_001}) {
            histogram.add(Duration.ofMillis(millis));
        }
        assertArrayEquals(new long[] {3, 5, 6, 7}, histogram.read().buckets(), "a time that is equal to a bound is within it");
        assertEquals(7, histogram.read().count());
        assertEquals(121.251, histogram.read().sum(), 1e-9);
    }

    @Test
    void aClockThatWasSetBackIsNoNegativeTime() {
        histogram.add(Duration.ofHours(-1));
        assertArrayEquals(new long[] {1, 1, 1, 1}, histogram.read().buckets());
        assertEquals(0, histogram.read().sum());
    }

    @Test
    void centuriesAddUp() {
        for (int i = 0; i < 1000; i++) {
            histogram.add(Duration.ofDays(36_525));
        }
        assertArrayEquals(new long[] {0, 0, 0, 1000}, histogram.read().buckets());
        assertEquals(36_525.0 * 86_400 * 1000, histogram.read().sum());
    }
}
