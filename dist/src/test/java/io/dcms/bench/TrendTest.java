package io.dcms.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What counts as growth in a soak. Slices of ten seconds. */
final class TrendTest {

    private static final int HOUR = 360;

    private static List<SoakSlice> memory(int slices, IntToDoubleFunction mib) {
        return IntStream.range(0, slices).mapToObj(n -> new SoakSlice(10 * (n + 1), mib.applyAsDouble(n), 50, 20, 5, 15, 4, 200)).toList();
    }

    private static boolean grows(List<SoakSlice> slices) {
        return SoakFigure.MEMORY.grows(SoakFigure.MEMORY.trend(slices));
    }

    @Test
    void aStraightLineHasItsSlopeAndNoNoise() {
        Trend trend = SoakFigure.MEMORY.trend(memory(HOUR, n -> 50 + n * 0.1));
        assertEquals(36, trend.hourly(trend.growth()), 1e-6);
        assertEquals(0, trend.noise(), 1e-6);
        assertEquals(50 + 269.5 * 0.1, trend.mean(), 1e-6);
    }

    @Test
    void whatStaysTheSameDoesNotGrow() {
        assertFalse(grows(memory(HOUR, n -> 60)));
    }

    /** A JVM takes its memory in the beginning. */
    @Test
    void whatHasGrownInTheFirstHalfDoesNotCount() {
        assertFalse(grows(memory(HOUR, n -> Math.min(90, 50 + n))));
    }

    /** Between two collections memory grows each time. */
    @Test
    void whatGoesUpAndDownDoesNotGrow() {
        assertFalse(grows(memory(HOUR, n -> 60 + n % 25)));
    }

    /** A leak of two hundred bytes a run, at twenty runs a second. */
    @Test
    void aLeakBelowGoingUpAndDownGrows() {
        assertTrue(grows(memory(HOUR, n -> 60 + n % 25 * 0.2 + n * 200 * 200 / 1048576.0)));
    }

    @Test
    void aTwentiethMoreIsNoGrowth() {
        assertFalse(grows(memory(HOUR, n -> 100 + n * 4.0 / HOUR)));
        assertTrue(grows(memory(HOUR, n -> 100 + n * 14.0 / HOUR)));
    }

    @Test
    void fewPointsTellNothing() {
        assertFalse(SoakFigure.canTell(memory(15, n -> n)));
        assertTrue(SoakFigure.canTell(memory(16, n -> n)));
    }

    @Test
    void aPlotOfNearlyNothingIsOne() {
        String svg = new SoakPlot(memory(1, n -> 50), "20 runs a second, <store>: a machine").svg();
        assertTrue(svg.contains("&lt;store>"), svg);
        assertFalse(svg.contains("NaN"), svg);
    }

    @Test
    void stepsOfAnAxisAreRound() {
        assertEquals(20, SoakPlot.step(60, 4));
        assertEquals(50, SoakPlot.step(81, 4));
        assertEquals(10, SoakPlot.step(40, 4), 1e-9);
        assertEquals(0.2, SoakPlot.step(0.7, 4), 1e-9);
    }
}
