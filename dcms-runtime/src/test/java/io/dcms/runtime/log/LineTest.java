package io.dcms.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineTest {
    private static final Instant NOON = Instant.parse("2026-11-02T12:03:04.005999Z");
    private final Line line = in("UTC");

    private static Line in(String zone) {
        return new Line(InstantSource.fixed(NOON), ZoneId.of(zone));
    }

    @Test
    void aRecordIsOneLine() {
        assertEquals("2026-11-02T12:03:04.005+00:00 INFO  schedule  job 7 is due\n",
                line.of(Level.INFO, "schedule", "job 7 is due", null));
    }

    @ParameterizedTest
    @CsvSource({
            "UTC,              2026-11-02T12:03:04.005+00:00",
            "Asia/Shanghai,    2026-11-02T20:03:04.005+08:00",
            "Asia/Kathmandu,   2026-11-02T17:48:04.005+05:45",
            "America/St_Johns, 2026-11-02T08:33:04.005-03:30"})
    void theTimeIsLocalWithItsOffset(String zone, String time) {
        assertTrue(in(zone).of(Level.INFO, "x", "y", null).startsWith(time + " "));
    }

    @ParameterizedTest
    @CsvSource({"TRACE,'TRACE '", "DEBUG,'DEBUG '", "INFO,'INFO  '", "WARNING,'WARN  '", "ERROR,'ERROR '"})
    void levelsAreAligned(Level level, String word) {
        assertEquals(word + "x", line.of(level, "x", "y", null).substring(30, 37));
    }

    @ParameterizedTest
    @CsvSource({
            "io.dcms.runtime.schedule,          schedule",
            "io.dcms.runtime.schedule.Timeline, schedule",
            "io.dcms.runtime.Main,              runtime",
            "io.dcms.runtime.rest.tls,          tls",
            "io.dcms.store.mysql.MysqlStore,    io.dcms.store.mysql.MysqlStore",
            "jdk.httpclient,                    jdk.httpclient"})
    void ourLoggersGoByTheirPackage(String logger, String shown) {
        assertEquals(shown, Line.shortName(logger));
    }

    @Test
    void aJobNameCannotForgeARecord() {
        String forged = "evil\n2026-11-02T12:03:04.005+00:00 ERROR x  root login\r\t\u001b[31m\u2028\u202e\ud800";

        String text = line.of(Level.INFO, "x", forged, new IOException(forged));

        assertEquals(text.length() - 1, text.indexOf('\n'));
        assertTrue(text.contains("evil\\n2026"), text);
        assertTrue(text.contains("\\r\\t\\u001b[31m\\u2028\\u202e\\ud800"), text);
    }

    @Test
    void whatIsMissingIsSaid() {
        assertEquals("(7 log records were lost: standard output did not take them in time)\n", line.lost(7));
    }

    @Test
    void anErrorOfTheOutsideWorldHasItsCausesOnTheLine() {
        IOException away = new IOException("no answer", new ConnectException("refused"));

        assertEquals("2026-11-02T12:03:04.005+00:00 WARN  sync  the store is away: java.io.IOException: no answer, "
                + "caused by java.net.ConnectException: refused\n", line.of(Level.WARNING, "sync", "the store is away", away));
    }

    @Test
    void aDefectHasItsStackTraceAndSoHasAnError() {
        String defect = line.of(Level.WARNING, "x", "odd", new IllegalStateException("a\nb"));
        String error = line.of(Level.ERROR, "x", "bad", new IOException("disk"));

        assertTrue(defect.contains(" odd: java.lang.IllegalStateException: a\\nb\n    java.lang.IllegalStateException: a\n    b\n"
                + "        at "), defect);
        assertTrue(error.contains("LineTest"), error);
        defect.lines().skip(1).forEach(traced -> assertTrue(traced.startsWith("    "), traced));
    }

    @Test
    void causesInACircleEnd() {
        IOException first = new IOException("first");
        first.initCause(new IOException("second", first));

        String text = line.of(Level.INFO, "x", "y", first);

        assertEquals(9, text.split("caused by", -1).length - 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
            "job {0} of {1}   | job 1234567 of a,b",
            "{1}{0}{1}        | a,b1234567a,b",
            "{0               | {0",
            "{}               | {}",
            "{2} {x} {00000}  | {2} {x} {00000}",
            "can''t {0}       | can't 1234567",
            "it's {0}         | it's 1234567"})
    void argumentsStandAsTheyAre(String format, String text) {
        assertEquals(text, Line.filled(format, 1234567, "a,b"));
    }

    @Test
    void anArgumentOrThrowableThatCannotSayWhatItIsHarmsNobody() {
        Object mute = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException();
            }
        };
        Exception muteToo = new IOException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException();
            }
        };

        assertTrue(Line.filled("{0}", mute).contains("LineTest"));
        assertTrue(line.of(Level.ERROR, "x", "y", muteToo).contains("LineTest"));
    }
}
