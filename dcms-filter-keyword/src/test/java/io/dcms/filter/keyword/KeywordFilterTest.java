package io.dcms.filter.keyword;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.FilterHit;
import io.dcms.spi.filter.OutputScanner;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeywordFilterTest {

    private static final String NONE = null;

    /** Why the row is here, expression, output, keyword that is hit, line, offset. */
    static Stream<Arguments> rows() {
        return Stream.of(
                row("the README's example", "fatal|failed|error", "it Failed", "failed", 1, 3),
                row("the whole output", "a", "a", "a", 1, 0),
                row("last byte", "error", "an error", "error", 1, 3),
                row("one byte short", "error", "an erro", NONE, 0, 0),
                row("no output", "error", "", NONE, 0, 0),

                row("spaces around a bar do not count", " out of memory  |\tdisk full ", "disk full", "disk full", 1, 0),
                row("spaces within do", "out of memory", "outofmemory", NONE, 0, 0),
                row("empty alternatives match nothing", "||error||", "fine", NONE, 0, 0),
                row("and hinder nothing", "||error||", "an error", "error", 1, 3),
                row("only bars and spaces", " | || ", " | ", NONE, 0, 0),
                row("only a space", " ", "a b", NONE, 0, 0),
                row("keywords are literal", "a.c|[x]+", "abc [x]+", "[x]+", 1, 4),
                row("no escape: a backslash is one", "a\\|b", "a\\", "a\\", 1, 0),

                row("the keyword as it is spelled", "ErRoR", "eRrOr", "ErRoR", 1, 0),
                row("the first spelling of two", "Error|error", "ERROR", "Error", 1, 0),
                row("what ends first wins", "abcd|bc", "abcd", "bc", 1, 1),
                row("whatever else would end there, too", "x|bc|abc", "abc", "abc", 1, 0),
                row("the longest, said last", "bcd|abcd", "abcd", "abcd", 1, 0),
                row("the longest, said first", "abcd|bcd", "abcd", "abcd", 1, 0),
                row("a beginning of another", "err|error", "error", "err", 1, 0),
                row("it begins again within itself", "aab", "aaab", "aab", 1, 1),
                row("nearly one keyword, then another", "abcx|bcd", "abcd", "bcd", 1, 1),
                row("a repetition that fails late", "ababc", "abababc", "ababc", 1, 2),

                row("lines are counted", "x", "\n\n\nx", "x", 4, 3),
                row("a return is not a line", "x", "\r\r\nx", "x", 2, 3),
                row("a keyword over two lines is in the first", "a\nb", "\na\nb", "a\nb", 2, 1),
                row("NUL is a byte", "error", "\0\0error\0", "error", 1, 2),
                row("NUL in a keyword", "a\0b", "a\0b", "a\0b", 1, 0),

                row("Chinese", "错误|失败", "操作失败", "失败", 1, 6),
                row("no half character", "错", "锘", NONE, 0, 0),
                row("four bytes", "😀", "so 😀", "😀", 1, 3),
                row("Latin", "ÄRGER|é", "ärger", "ÄRGER", 1, 0),
                row("Latin the other way", "café", "CAFÉ", "café", 1, 0),
                row("Cyrillic, whose cases differ in both bytes", "ошибка", "ОШИБКА", "ошибка", 1, 0),
                row("Cyrillic, mixed", "ошибка", "ОшИбКа", "ошибка", 1, 0),
                row("Greek, whose sigma has three forms", "ΛΆΘΟΣ", "λάθος", "ΛΆΘΟΣ", 1, 0),
                row("Georgian, three bytes", "შეცდომა", "ᲨᲔᲪᲓᲝᲛᲐ", "შეცდომა", 1, 0),
                row("Adlam, four bytes", "\ud83a\udd22", "\ud83a\udd00", "\ud83a\udd22", 1, 0),
                row("a digraph in title case", "ǆ", "ǅ", "ǆ", 1, 0),
                row("fullwidth letters", "ｅｒｒ", "ＥＲＲ", "ｅｒｒ", 1, 0),
                row("a long Cyrillic keyword has no million leaves", "щ".repeat(60), "Щщ".repeat(30), "щ".repeat(60), 1, 0),

                row("ß is not ss", "straße", "STRASSE", NONE, 0, 0),
                row("ß is not ẞ, which is longer", "ß", "ẞ", NONE, 0, 0),
                row("the Kelvin sign is no k", "k", "\u212a", NONE, 0, 0),
                row("nor is k the Kelvin sign", "\u212a", "Kk", NONE, 0, 0),
                row("the long s is no s", "s", "ſ", NONE, 0, 0),
                row("dotless ı is no i", "i", "ı", NONE, 0, 0),
                row("dotted İ is no i", "i", "İ", NONE, 0, 0),
                row("but the two are one, as to String.equalsIgnoreCase", "ı", "İ", "ı", 1, 0),
                row("a composed letter is not two characters", "é", "e\u0301", NONE, 0, 0));
    }

    private static Arguments row(String why, String expression, String output, String keyword, long line, long offset) {
        return Arguments.of(why, expression, output,
                Optional.ofNullable(keyword).map(found -> new FilterHit(found, line, offset)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void hits(String why, String expression, String output, Optional<FilterHit> expected) throws ConfigException {
        byte[] bytes = output.getBytes(StandardCharsets.UTF_8);
        assertEquals(expected, scan(expression, bytes));
        assertEquals(expected, scanByteByByte(expression, bytes));
    }

    @Test
    void asciiIsFoundInGbkOutputAndChineseIsNot() throws ConfigException {
        byte[] gbk = "错误 error".getBytes(Charset.forName("GBK"));
        assertEquals(Optional.empty(), scan("错误", gbk));
        assertEquals(Optional.of(new FilterHit("error", 1, 5)), scan("error", gbk));
    }

    @Test
    void anOffsetBeyondTwoGibibytes() throws ConfigException {
        byte[] chunk = new byte[1 << 20];
        chunk[0] = '\n';
        OutputScanner scanner = new KeywordFilter().compile("error").scanner();
        for (int i = 0; i < 2049; i++) {
            scanner.feed(chunk, 0, chunk.length);
        }
        scanner.feed("error".getBytes(StandardCharsets.UTF_8), 0, 5);
        assertEquals(Optional.of(new FilterHit("error", 2050, 2049L << 20)), scanner.hit());
    }

    @Test
    void threeHundredKeywords() throws ConfigException {
        String expression = IntStream.range(0, 300).mapToObj(i -> "k" + i + "x").collect(Collectors.joining(" | "));
        assertEquals(Optional.of(new FilterHit("k299x", 1, 5)), scan(expression, "k299 K299X".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aThousandCharactersOfAnyScriptFit() throws ConfigException {
        for (int first : new int[] {0x400, 0x4e00, 0x10400, 0x1e900}) {
            String keyword = IntStream.range(0, 1000).mapToObj(i -> Character.toString(first + i)).collect(Collectors.joining());
            assertEquals(Optional.of(new FilterHit(keyword, 1, 0)), scan(keyword, keyword.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void aThousandTimesTheSameLetter() throws ConfigException {
        byte[] output = "a".repeat(1999).concat("b").getBytes(StandardCharsets.UTF_8);
        String keyword = "a".repeat(999) + "b";
        assertEquals(Optional.of(new FilterHit(keyword, 1, 1000)), scan(keyword, output));
    }

    @Test
    void anExpressionFarTooLongIsRefusedInTime() {
        String expression = IntStream.range(0, 200_000).mapToObj(Integer::toString).collect(Collectors.joining("|"));
        ConfigException refusal = assertThrows(ConfigException.class, () -> new KeywordFilter().compile(expression));
        assertTrue(refusal.getMessage().contains("give fewer or shorter ones"), refusal.getMessage());
    }

    private static Optional<FilterHit> scan(String expression, byte[] output) throws ConfigException {
        OutputScanner scanner = new KeywordFilter().compile(expression).scanner();
        scanner.feed(output, 0, output.length);
        return scanner.finish();
    }

    private static Optional<FilterHit> scanByteByByte(String expression, byte[] output) throws ConfigException {
        OutputScanner scanner = new KeywordFilter().compile(expression).scanner();
        for (int i = 0; i < output.length; i++) {
            scanner.feed(output, i, 1);
        }
        return scanner.finish();
    }
}
