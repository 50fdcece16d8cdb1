package io.dcms.runtime.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StyleTest {
    private static final String UTF_8 = "UTF-8";
    private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

    @Test
    void aTerminalHasColoursUnlessSomebodyForbidsThem() {
        assertEquals(new Style(true, true), Style.of(XTERM, UTF_8, true));
        assertEquals(new Style(true, true), Style.of(Map.of("TERM", "xterm", "NO_COLOR", ""), UTF_8, true));
        assertEquals(new Style(false, true), Style.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), UTF_8, true));
        assertEquals(new Style(false, true), Style.of(XTERM, UTF_8, false), "a file or a pipe");
        assertEquals(new Style(false, false), Style.of(Map.of("TERM", "dumb"), UTF_8, true));
        assertEquals(new Style(false, false), Style.of(Map.of(), UTF_8, true));
    }

    @Test
    void symbolsNeedUtf8AndAFontThatHasThem() {
        assertEquals(new Style(true, false), Style.of(XTERM, "ISO-8859-1", true));
        assertEquals(new Style(true, false), Style.of(Map.of("TERM", "linux"), UTF_8, true));
        assertEquals(new Style(false, true), Style.of(Map.of("TERM", "linux"), UTF_8, false));
    }

    @Test
    void aLineSaysTheSameOnEveryTerminal() {
        assertEquals("09:08:07  ✗ a\\nb       c\\td", line(new Style(false, true)));
        assertEquals("09:08:07  x a\\nb       c\\td", line(new Style(false, false)));
        assertEquals("\u001b[2m09:08:07\u001b[0m  \u001b[31m✗ a\\nb\u001b[0m       c\\td", line(new Style(true, true)));
    }

    private static String line(Style style) {
        return style.line(LocalTime.of(9, 8, 7), Style.Mark.BAD, "a\nb", "c\td");
    }
}
