package io.dcms.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLineTest {
    private static final String NOON = "2026-11-02T12:03:04.005999Z";
    private final JsonLine line = new JsonLine(InstantSource.fixed(Instant.parse(NOON)));

    @Test
    void aRecordIsAnObjectOnALine() {
        assertEquals("{\"time\":\"2026-11-02T12:03:04.005Z\",\"level\":\"INFO\",\"category\":\"schedule\",\"message\":\"job 7 is due\"}\n",
                line.of(Level.INFO, "schedule", "job 7 is due", null));
    }

    @ParameterizedTest
    @CsvSource({"TRACE,TRACE", "DEBUG,DEBUG", "INFO,INFO", "WARNING,WARN", "ERROR,ERROR"})
    void levelsAreWordsWithoutBlanks(Level level, String word) throws Exception {
        assertEquals(word, member(line.of(level, "x", "y", null), "level"));
    }

    @Test
    void aJobNameCannotForgeARecord() throws Exception {
        String forged = "evil\"}\n{\"level\":\"ERROR\"}\r\t\u001b[31m\u2028\ud800 \\";

        String text = line.of(Level.WARNING, "x", forged, new IOException(forged));

        assertEquals(text.length() - 1, text.indexOf('\n'));
        assertTrue(text.chars().noneMatch(c -> c < ' ' && c != '\n' || c == 0x2028), text);
        assertEquals(forged, member(text, "message"));
        assertEquals("java.io.IOException: " + forged, member(text, "error"));
    }

    @Test
    void anErrorOfTheOutsideWorldHasItsCauses() throws Exception {
        IOException away = new IOException("no answer", new ConnectException("refused"));

        String text = line.of(Level.WARNING, "sync", "the store is away", away);

        assertEquals("the store is away", member(text, "message"));
        assertEquals("java.io.IOException: no answer, caused by java.net.ConnectException: refused", member(text, "error"));
    }

    @Test
    void aDefectHasItsStackTraceAndSoHasAnError() throws Exception {
        String defect = line.of(Level.WARNING, "x", "odd", new IllegalStateException("a"));
        String error = line.of(Level.ERROR, "x", "bad", new IOException("disk"));

        assertTrue(member(defect, "error").startsWith("java.lang.IllegalStateException: a\n\tat "), defect);
        assertTrue(member(error, "error").contains("JsonLineTest"), error);
        assertEquals(defect.length() - 1, defect.indexOf('\n'));
    }

    @Test
    void whatIsMissingIsSaidByARecordToo() throws Exception {
        assertEquals("WARN", member(line.lost(7), "level"));
        assertEquals("7 log records were lost: standard output did not take them in time", member(line.lost(7), "message"));
    }

    private static String member(String text, String name) throws Exception {
        return ((JsonString) ((JsonObject) Json.parse(text)).members().get(name)).value();
    }
}
