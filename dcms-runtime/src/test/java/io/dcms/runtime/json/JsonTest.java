package io.dcms.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void everyValueKnowsItsKindAndLine() throws JsonException {
        JsonObject object = (JsonObject) Json.parse("""

                {"text": "a",
                 "number": -1.5e+3,
                 "list": [true,
                   null], "object": {}
                }
                """);

        assertEquals(2, object.line());
        assertEquals(List.of("text", "number", "list", "object"), List.copyOf(object.members().keySet()));
        assertEquals(new JsonString("a", 2), object.members().get("text"));
        assertEquals(new JsonNumber("-1.5e+3", 3), object.members().get("number"));
        assertEquals(new JsonArray(List.of(new JsonBoolean(true, 4), new JsonNull(5)), 4), object.members().get("list"));
        assertEquals("an object", object.members().get("object").kind());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\" ~ `\"\\/\b\f\n\r\t`",
        "\"\\u0041\\u00e9\\uD83D\\uDE00\" ~ Aé😀",
        "\"before\\nafter\" ~ `before\nafter`",
        "\"\" ~ ``",
        "\"\\ud800 alone\" ~ \ud800 alone",
    })
    void escapesAreResolved(String json, String value) throws JsonException {
        assertEquals(value, ((JsonString) Json.parse(json)).value());
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheText() throws JsonException {
        assertEquals(new JsonNull(1), Json.parse("\uFEFFnull"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "7", "9223372036854775807", "-9223372036854775808"})
    void aWholeNumberIsALong(String text) throws JsonException {
        JsonNumber number = (JsonNumber) Json.parse(text);

        assertTrue(number.isWhole());
        assertEquals(Long.parseLong(text), number.longValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1e3", "9223372036854775808", "1e999999999"})
    void anyOtherNumberSaysSo(String text) throws JsonException {
        JsonNumber number = (JsonNumber) Json.parse(text);

        assertFalse(number.isWhole());
        String message = assertThrows(ArithmeticException.class, number::longValue).getMessage();
        assertTrue(message.startsWith(text + " is no whole number from -9223372036854775808 to "), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "`` ~ line 1, column 1: found the end of the text where there must be a value",
        "`[1,\n 2` ~ line 2, column 3: found the end of the text where there must be \",\" or \"]\"",
        "`{\"a\": 1,\n}` ~ line 2, column 1: found \"}\" where there must be a name in double quotes after the comma"
            + " (JSON has no comma after the last one)",
        "[1,] ~ line 1, column 4: found \"]\" where there must be a value after the comma"
            + " (JSON has no comma after the last one)",
        "[] [] ~ line 1, column 4: found \"[\" where there must be the end: there is one value to a text",
        "{a: 1} ~ line 1, column 2: found \"a\" where there must be a name in double quotes or \"}\"",
        "{'a': 1} ~ line 1, column 2: found \"'\" where there must be a name in double quotes or \"}\" (JSON quotes with \")",
        "{\"a\" 1} ~ line 1, column 6: found \"1\" where there must be \":\" after the name \"a\"",
        "{\"a\": } ~ line 1, column 7: found \"}\" where there must be a value for \"a\"",
        "{\"a\": 1 \"b\": 2} ~ line 1, column 9: found \"\\\"\" where there must be \",\" or \"}\"",
        "`{\"a\": 1,\n \"a\": 2}` ~ line 2, column 2: \"a\" stands twice in this object, first in line 1: remove one",
        "[1] # all ~ line 1, column 5: found \"#\" where there must be the end: there is one value to a text"
            + " (JSON has no comments)",
        "[True] ~ line 1, column 2: found \"True\" where there must be a value or \"]\"",
        "nulll ~ line 1, column 1: found \"nulll\" where there must be null",
        "007 ~ line 1, column 2: found \"07\" where there must be no further digit: a number has no leading zero",
        "-a ~ line 1, column 2: found \"a\" where there must be a digit",
        "1. ~ line 1, column 3: found the end of the text where there must be a digit after the point",
        "1e+ ~ line 1, column 4: found the end of the text where there must be a digit of the exponent",
        "+1 ~ line 1, column 1: found \"+\" where there must be a value",
        "NaN ~ line 1, column 1: found \"NaN\" where there must be a value",
        "`\"a\nb\"` ~ line 1, column 3: found \\n where there must be the string's closing quote, or this character as \\n",
        "\"abc ~ line 1, column 5: found the end of the text where there must be the string's closing quote",
        "\"\\x\" ~ line 1, column 3: found \"x\" where there must be one of \" \\ / b f n r t u after the backslash",
        "\"\\u12g4\" ~ line 1, column 6: found \"g4\" where there must be four hexadecimal digits after \\u",
        "\"\\u١٢٣٤\" ~ line 1, column 4: found \"١٢٣٤\" where there must be four hexadecimal digits after \\u",
        "[\"😀😀\", ?] ~ line 1, column 8: found \"?\" where there must be a value after the comma",
        "`[\u00a0]` ~ line 1, column 2: found the invisible U+00A0 where there must be a value or \"]\"",
    })
    void anErrorSaysWhereWhatAndWhatMayStandThere(String json, String message) {
        JsonException error = assertThrows(JsonException.class, () -> Json.parse(json));

        assertEquals(message, error.getMessage());
        assertEquals(1, error.getMessage().lines().count());
        assertTrue(error.getMessage().startsWith("line " + error.line() + ","));
    }

    @Test
    void depthIsBounded() throws JsonException {
        Json.parse("[".repeat(64) + "]".repeat(64));
        Json.parse("[" + "[],".repeat(100) + "[]]");

        JsonException error = assertThrows(JsonException.class, () -> Json.parse("[".repeat(1_000_000)));
        assertEquals("line 1, column 65: more than 64 objects and arrays inside each other", error.getMessage());
    }

    @Test
    void aLongWordIsCutInMessages() {
        String message = assertThrows(JsonException.class, () -> Json.parse("x".repeat(1_000_000))).getMessage();

        assertTrue(message.length() < 200, message);
    }
}
