package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextColumnTest {

    /** Why, character set, text, what is kept. */
    static List<Arguments> texts() {
        return List.of(
                Arguments.of("four bytes hold everything", "utf8mb4", "aé日🚀\0", "aé日🚀\0"),
                Arguments.of("half a pair is no character", "utf8mb4", "a\uD83Db\uDE80", "a\uFFFDb\uFFFD"),
                Arguments.of("three bytes hold no emoji", "utf8", "aé日🚀b", "aé日\uFFFDb"),
                Arguments.of("the same by its newer name", "utf8mb3", "🚀🚀", "\uFFFD\uFFFD"),
                Arguments.of("nor do two", "ucs2", "日🚀", "日\uFFFD"),
                Arguments.of("UTF-16 does", "utf16", "日🚀", "日🚀"),
                Arguments.of("the server's latin1 is Windows'", "latin1", "é€日\uFFFD", "é€??"),
                Arguments.of("Chinese", "gbk", "日é🚀", "日é?"),
                Arguments.of("ASCII", "ascii", "aé\u007f\0", "a?\u007f\0"),
                Arguments.of("unknown to Java: ASCII is in it", "swe8", "aé", "a?"),
                Arguments.of("bytes are UTF-8", null, "aé🚀", "aé🚀"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void whatHasNoPlaceIsReplaced(String why, String charset, String text, String kept) {
        TextColumn column = column(charset, 100, 1_000);

        assertEquals(kept, column.head(text));
        assertEquals(kept, column.tail(text));
        assertEquals(kept.equals(text), column.holds(text));
    }

    /** Why, character set, most characters, most bytes, text, head, tail. */
    static List<Arguments> cuts() {
        return List.of(
                Arguments.of("by characters", "utf8mb4", 3, 100, "日本語です", "日本語", "語です"),
                Arguments.of("a pair is one", "utf8mb4", 2, 100, "a🚀b", "a🚀", "🚀b"),
                Arguments.of("by bytes, at a character", "utf8mb4", 100, 5, "日本語", "日", "語"),
                Arguments.of("no half of a pair", "utf8mb4", 100, 3, "🚀", "", ""),
                Arguments.of("two bytes in GBK", "gbk", 100, 5, "日本語", "日本", "本語"),
                Arguments.of("nothing fits", "utf8mb4", 0, 0, "a", "", ""),
                Arguments.of("it just fits", "latin1", 3, 3, "äöü", "äöü", "äöü"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cuts")
    void whatIsTooLongIsCut(String why, String charset, int characters, int bytes, String text, String head, String tail) {
        TextColumn column = column(charset, characters, bytes);

        assertEquals(head, column.head(text));
        assertEquals(tail, column.tail(text));
    }

    /** Why, most bytes, reason, output, message. */
    static List<Arguments> messages() {
        return List.of(
                Arguments.of("all of it", 20, "reason", "output", "reason\noutput"),
                Arguments.of("no reason, no newline", 20, "", "output", "output"),
                Arguments.of("no output", 20, "reason", "", "reason\n"),
                Arguments.of("the end of the output", 10, "why", "0123456789", "why\n456789"),
                Arguments.of("the end of an output alone", 4, "", "0123456789", "6789"),
                Arguments.of("a long reason gives way by half", 11, "abcdefghij", "0123456789", "abcde\n56789"),
                Arguments.of("a long reason keeps what a short output leaves", 11, "abcdefghijkl", "01", "abcdefgh\n01"),
                Arguments.of("whole characters", 9, "日本", "語です", "日\nす"),
                Arguments.of("no room at all", 0, "reason", "output", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void aMessageKeepsTheReasonAndTheEndOfTheOutput(String why, int bytes, String reason, String output, String message) {
        assertEquals(message, column("utf8mb4", 1_000, bytes).message(reason, output));
    }

    @ParameterizedTest
    @ValueSource(strings = {"utf8", "utf8mb4", "latin1", "gbk", "ascii", "ucs2", "utf32"})
    void whateverItIsTheColumnHoldsIt(String charset) {
        Random random = new Random(3);
        for (int round = 0; round < 2_000; round++) {
            TextColumn column = column(charset, random.nextInt(60), random.nextInt(60));
            String message = column.message(text(random), text(random));

            assertTrue(column.holds(message), message);
            assertTrue(column.charset().representable(message).codePoints().mapToLong(column.charset()::bytes).sum()
                    <= column.maxBytes());
        }
    }

    @Test
    void lessRoomIsCountedInTheBytesThatTravel() {
        for (String charset : List.of("utf8", "latin1", "gbk", "ucs2")) {
            TextColumn column = column(charset, 1_000, 4_000).atMost(100);
            for (String output : List.of("x".repeat(500), "é".repeat(500), "日".repeat(500), "🚀".repeat(500))) {
                String kept = column.message("", output);
                assertTrue(!kept.isEmpty() && kept.getBytes(StandardCharsets.UTF_8).length <= 100, charset);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tinyint(4)", "smallint(6)", "mediumint(9)", "int(11)", "int", "bigint(20)", "INT(10) UNSIGNED",
            "bigint(20) unsigned", "varchar(20)"})
    void numbersStayInTheirColumn(String type) {
        NumberColumn column = NumberColumn.ofType(type);

        assertTrue(column.holds(0) && column.holds(127));
        assertEquals(column.max(), column.fit(Long.MAX_VALUE));
        assertEquals(column.min(), column.fit(Long.MIN_VALUE));
        assertEquals(5, column.fit(5));
    }

    @Test
    void limitsOfNumbersAreTheServers() {
        assertEquals(new NumberColumn(Integer.MIN_VALUE, Integer.MAX_VALUE), NumberColumn.ofType("int(11)"));
        assertEquals(new NumberColumn(0, 4_294_967_295L), NumberColumn.ofType("int(10) unsigned"));
        assertEquals(new NumberColumn(-128, 127), NumberColumn.ofType("tinyint(1)"));
        assertEquals(new NumberColumn(-8_388_608, 8_388_607), NumberColumn.ofType("mediumint"));
        assertEquals(new NumberColumn(0, Long.MAX_VALUE), NumberColumn.ofType("bigint unsigned"));
    }

    private static String text(Random random) {
        String characters = "aé日🚀\uD83D\n\0ß";
        StringBuilder text = new StringBuilder();
        random.ints(random.nextInt(40), 0, characters.length()).forEach(index -> text.append(characters.charAt(index)));
        return text.toString();
    }

    private static TextColumn column(String charset, long characters, long bytes) {
        return new TextColumn("t.c", ServerCharset.named(charset), characters, bytes);
    }
}
