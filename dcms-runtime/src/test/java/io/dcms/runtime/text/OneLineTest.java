package io.dcms.runtime.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class OneLineTest {

    @Test
    void ordinaryTextOfAnyLanguageStaysTheSameObject() {
        String text = "a \\n b, 完成 \ud83d\ude00 é\u00a0";

        assertSame(text, OneLine.of(text));
        assertSame("", OneLine.of(""));
    }

    @Test
    void whatEndsALineOrSteersATerminalIsEscaped() {
        assertEquals("a\\nb\\rc\\td\\u0000\\u001b[2J\\u007f\\u0085\\u009b", OneLine.of("a\nb\rc\td\u0000\u001b[2J\u007f\u0085\u009b"));
        assertEquals("\\u2028\\u2029\\u200e\\u202a\\u202e\\u2066\\u2069", OneLine.of("\u2028\u2029\u200e\u202a\u202e\u2066\u2069"));
    }

    @Test
    void halfACharacterIsEscaped() {
        assertEquals("\\ud83d-\\ude00-\\ud83d\ud83d\ude00\\ude00", OneLine.of("\ud83d-\ude00-\ud83d\ud83d\ude00\ude00"));
    }
}
