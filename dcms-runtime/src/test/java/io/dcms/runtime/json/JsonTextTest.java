package io.dcms.runtime.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    private static List<String> parts(JsonText text, JsonValue value, List<String> into) {
        into.add(text.between(text.nameBegin(value), text.begin(value)) + "|" + text.between(text.begin(value), text.end(value)));
        if (value instanceof JsonObject object) {
            object.members().values().forEach(member -> parts(text, member, into));
        } else if (value instanceof JsonArray array) {
            array.elements().forEach(element -> parts(text, element, into));
        }
        return into;
    }

    @Test
    void everyPartKnowsWhereItStands() throws JsonException {
        JsonText text = new JsonText("\uFEFF [ {\"a\" :\t1, \"\\u0062\":\"x\\\"}\" }\r\n, true,null,-1.5e3,\n[] , {}, 1, 1]\n");

        assertEquals(List.of("|[ {\"a\" :\t1, \"\\u0062\":\"x\\\"}\" }\r\n, true,null,-1.5e3,\n[] , {}, 1, 1]",
                "|{\"a\" :\t1, \"\\u0062\":\"x\\\"}\" }", "\"a\" :\t|1", "\"\\u0062\":|\"x\\\"}\"", "|true", "|null", "|-1.5e3", "|[]", "|{}",
                "|1", "|1"), parts(text, text.value(), new ArrayList<>()));
    }

    @Test
    void whatIsNoJsonIsSaid() {
        assertEquals("line 1, column 4: found the end of the text where there must be a value after the comma",
                assertThrows(JsonException.class, () -> new JsonText("[1,")).getMessage());
    }
}
