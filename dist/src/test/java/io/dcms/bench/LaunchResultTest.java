package io.dcms.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LaunchResultTest {

    private static LaunchPlan plan(int count, int seconds, int rounds) {
        return new LaunchPlan(count, seconds, rounds, null, null, null);
    }

    /** What came before the first due second belongs to the scheduler's start. */
    @Test
    void startsAreLateAfterTheirOwnDueSecond() throws Exception {
        LaunchResult result = LaunchResult.of("x", plan(2, 20, 2), List.of("99.9", "100.1", "100.5", "120.2", "120.4", "140.0"), 100, 4, 2);
        assertEquals(0.1, result.median(), 1e-6);
        assertEquals(0.4, result.worst(), 1e-6);
        assertEquals(1, result.cpu(), 1e-9);
        assertEquals(0.5, result.own(), 1e-9);
        assertEquals(0, result.missing());
    }

    @Test
    void singlesAreOneSeries() throws Exception {
        LaunchResult result = LaunchResult.of("x", plan(1, 1, 3), List.of("100.1", "101.2", "102.3"), 100, 3, 3);
        assertEquals(0.2, result.median(), 1e-6);
        assertEquals(0.3, result.p99(), 1e-6);
    }

    @Test
    void whatHasNotStartedIsCounted() throws Exception {
        assertEquals(3, LaunchResult.of("x", plan(2, 20, 2), List.of("100.1"), 100, 1, 1).missing());
        assertThrows(BenchFailure.class, () -> LaunchResult.of("x", plan(2, 20, 2), List.of(), 100, 1, 1));
    }
}
