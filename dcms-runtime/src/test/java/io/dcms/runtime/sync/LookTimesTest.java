package io.dcms.runtime.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LookTimesTest {

    private static final SyncTimes TIMES = new SyncTimes(Duration.ofSeconds(30), Duration.ofHours(1), Duration.ofSeconds(3));

    private long now = 1_000_000_007L;
    private double random = 0.5;
    private final LookTimes times = new LookTimes(TIMES, () -> now, () -> random);

    private double secondsToNext() {
        return times.nanosToNext() / 1e9;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void theFirstLookIsAtOnceAndWhole() {
        assertEquals(0, times.nanosToNext());
        assertTrue(times.isWholeDue());
    }

    @Test
    void theSecondComesAfterAnyPartOfTheProbeTimeAndTheOthersATenthEarlierOrLater() {
        random = 0.1;
        times.succeeded(true);
        assertEquals(3, secondsToNext());
        for (double[] row : new double[][] {{0, 27}, {0.5, 30}, {1, 33}}) {
            random = row[0];
            times.succeeded(false);
            assertEquals(row[1], secondsToNext(), 1e-6);
        }
    }

    @Test
    void everythingIsComparedEachSyncTimeATenthEarlierOrLater() {
        random = 0;
        times.succeeded(true);
        pass(Duration.ofMinutes(54).minusNanos(1));
        times.succeeded(false);
        assertFalse(times.isWholeDue());
        pass(Duration.ofNanos(1));
        assertTrue(times.isWholeDue());
        random = 1;
        times.succeeded(true);
        pass(Duration.ofMinutes(66).minusNanos(10));
        assertFalse(times.isWholeDue());
        pass(Duration.ofNanos(20));
        assertTrue(times.isWholeDue());
    }

    @Test
    void aStoreThatFailsIsAskedAgainSoonAndASlowOneIsGivenItsRest() {
        times.succeeded(true);
        pass(Duration.ofHours(2));
        times.failed(0);
        assertEquals(5, secondsToNext(), 1e-6);
        assertTrue(times.isWholeDue(), "what was due stays so");
        times.failed(Duration.ofSeconds(12).toNanos());
        assertEquals(12, secondsToNext(), 1e-6);
        times.failed(Duration.ofMinutes(5).toNanos());
        assertEquals(30, secondsToNext(), 1e-6);
        random = 0;
        times.failed(0);
        assertEquals(4.5, secondsToNext(), 1e-6);
    }

    @Test
    void aStoreThatIsLookedAtEachSecondIsNotAskedLessOftenForItsFailures() {
        LookTimes often = new LookTimes(new SyncTimes(Duration.ofSeconds(1), Duration.ofHours(1), Duration.ZERO), () -> now, () -> 0.5);
        often.failed(0);
        assertEquals(1, often.nanosToNext() / 1e9, 1e-6);
    }

    /** All were started in one instant: a minute later, no second sees many of them. */
    @Test
    void aThousandAgentsSpread() {
        Random source = new Random(7);
        List<LookTimes> fleet = new ArrayList<>();
        IntStream.range(0, 1000).forEach(i -> fleet.add(new LookTimes(TIMES, () -> now, source::nextDouble)));
        fleet.forEach(agent -> agent.succeeded(true));
        int[] perSecond = new int[30];
        fleet.forEach(agent -> perSecond[(int) (agent.nanosToNext() / 1_000_000_000L)]++);
        assertTrue(IntStream.of(perSecond).max().orElseThrow() < 60, () -> Arrays.toString(perSecond));
        assertTrue(IntStream.of(perSecond).min().orElseThrow() > 10, () -> Arrays.toString(perSecond));
    }
}
