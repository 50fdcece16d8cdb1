package io.dcms.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the description of the format: https://prometheus.io/docs/instrumenting/exposition_formats/. */
class MetricsTextTest {

    private final MetricsText text = new MetricsText();

    @Test
    void aFamilyIsItsHelpItsTypeAndItsSamples() {
        text.counter("a_total", "What a\\b is.\nAnd more.").sample(3, "x", "1", "y", "2").sample(0, "x", "2", "y", "");
        text.gauge("b", "None.");
        assertEquals("""
                # HELP a_total What a\\\\b is.\\nAnd more.
                # TYPE a_total counter
                a_total{x="1",y="2"} 3
                a_total{x="2",y=""} 0
                # HELP b None.
                # TYPE b gauge
                """, text.toString());
    }

    @Test
    void aHistogramEndsWithItsSumAndItsCount() {
        Histogram histogram = new Histogram(0.025, 5);
        histogram.add(Duration.ofMillis(20));
        histogram.add(Duration.ofSeconds(6));
        text.histogram("h_seconds", "H.", histogram.read());
        assertEquals("""
                # HELP h_seconds H.
                # TYPE h_seconds histogram
                h_seconds_bucket{le="0.025"} 1
                h_seconds_bucket{le="5"} 1
                h_seconds_bucket{le="+Inf"} 2
                h_seconds_sum 6.02
                h_seconds_count 2
                """, text.toString());
    }

    @Test
    void aJobNameMayHoldAnything() {
        text.gauge("g", "G.").sample(1, "job_name", "a\"} 1\nb\\c 备份\r\0\u001b[31m\ud83d\ude00\ud83d");
        assertEquals("g{job_name=\"a\\\"} 1\\nb\\\\c 备份\ufffd\ufffd\ufffd[31m\ud83d\ude00\ufffd\"} 1",
                text.toString().lines().skip(2).findFirst().orElseThrow());
    }

    @Test
    void whatIsNotKnownIsNotThere() {
        text.gauge("g", "G.").sample(Double.NaN);
        assertEquals(2, text.toString().lines().count());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-3, -3", "1714564800, 1714564800", "1714564800.25, 1.71456480025E9", "0.1, 0.1", "1e300, 1.0E300",
        "Infinity, +Inf", "-Infinity, -Inf"})
    void numbersAreAsGoReadsThem(double value, String written) {
        text.gauge("g", "G.").sample(value);
        assertEquals("g " + written, text.toString().lines().skip(2).findFirst().orElseThrow());
    }
}
