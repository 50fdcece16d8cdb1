package io.dcms.runtime.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonWriterTest {

    @Test
    void writesCompactly() {
        JsonWriter writer = new JsonWriter().object().field("ret", 0).name("data").array()
                .object().field("name", "a").field("disabled", false).end().value(1).nullValue().raw("{\"x\":1}").array().end()
                .end().end();

        assertEquals("{\"ret\":0,\"data\":[{\"name\":\"a\",\"disabled\":false},1,null,{\"x\":1},[]]}", writer.toString());
        assertArrayEquals(writer.toString().getBytes(StandardCharsets.UTF_8), writer.toBytes());
    }

    @Test
    void writesForPeople() {
        JsonWriter writer = JsonWriter.pretty().object().name("jobs").array().object().field("id", 1).field("name", "a").end()
                .object().end().end().end();

        assertEquals("""
                {
                  "jobs": [
                    {
                      "id": 1,
                      "name": "a"
                    },
                    {}
                  ]
                }""", writer.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "`\"\\/` ~ \"\\\"\\\\/\"",
        "`\b\f\n\r\t` ~ \"\\b\\f\\n\\r\\t\"",
        "`\0\u001f` ~ \"\\u0000\\u001f\"",
        "`\u007f\u009b` ~ \"\\u007f\\u009b\"",
        "`\u2028\u2029` ~ \"\\u2028\\u2029\"",
        "`é日😀<` ~ \"é日😀<\"",
        "`\ud83d` ~ \"\\ud83d\"",
        "`\ude00\ud83d` ~ \"\\ude00\\ud83d\"",
        "`\ud83d\ud83d\ude00\ude00` ~ \"\\ud83d😀\\ude00\"",
    })
    void whatAStringHoldsComesBack(String value, String json) throws JsonException {
        String written = new JsonWriter().value(value).toString();

        assertEquals(json, written);
        assertEquals(value, ((JsonString) Json.parse(written)).value());
    }

    @Test
    void writesWhatWasRead() throws JsonException {
        String json = "{\"a\":[1.50,-0,true,null,\"x\"],\"b\":{}}";

        assertEquals(json, new JsonWriter().value(Json.parse(json)).toString());
    }

    @Test
    void refusesWhatWouldBeNoJson() {
        assertThrows(IllegalStateException.class, () -> new JsonWriter().object().value(1));
        assertThrows(IllegalStateException.class, () -> new JsonWriter().object().name("a").end());
        assertThrows(IllegalStateException.class, () -> new JsonWriter().object().name("a").name("b"));
        assertThrows(IllegalStateException.class, () -> new JsonWriter().array().name("a"));
        assertThrows(IllegalStateException.class, () -> new JsonWriter().value(1).value(2));
        assertThrows(IllegalStateException.class, () -> new JsonWriter().end());
        assertThrows(IllegalStateException.class, () -> new JsonWriter().array().toBytes());
    }
}
