package io.dcms.dist;

import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonBoolean;
import io.dcms.runtime.json.JsonException;
import io.dcms.runtime.json.JsonNull;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as maps, lists, strings, numbers (whole ones as Long, others as Double) and booleans, which tests compare as a whole. */
final class PlainJson {
    private PlainJson() {
    }

    /** The value in a text. */
    static Object parse(String text) {
        try {
            return plain(Json.parse(text));
        } catch (JsonException e) {
            throw new AssertionError(e.getMessage() + " in: " + text, e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> objects(Object value) {
        return (List<Map<String, Object>>) value;
    }

    /** The text of a value. */
    static String text(Object value) {
        JsonWriter writer = new JsonWriter();
        write(writer, value);
        return writer.toString();
    }

    private static Object plain(JsonValue value) {
        if (value instanceof JsonObject object) {
            Map<String, Object> members = new LinkedHashMap<>();
            object.members().forEach((name, member) -> members.put(name, plain(member)));
            return members;
        }
        if (value instanceof JsonArray array) {
            return array.elements().stream().map(PlainJson::plain).toList();
        }
        if (value instanceof JsonString string) {
            return string.value();
        }
        if (value instanceof JsonNumber number) {
            if (number.isWhole()) {
                return number.longValue();
            }
            return Double.valueOf(number.text());
        }
        if (value instanceof JsonBoolean bool) {
            return bool.value();
        }
        throw new AssertionError(value instanceof JsonNull ? "null in the JSON" : value.kind());
    }

    private static void write(JsonWriter writer, Object value) {
        if (value instanceof Map<?, ?> members) {
            writer.object();
            members.forEach((name, member) -> {
                writer.name((String) name);
                write(writer, member);
            });
            writer.end();
        } else if (value instanceof List<?> elements) {
            writer.array();
            elements.forEach(element -> write(writer, element));
            writer.end();
        } else if (value instanceof Boolean bool) {
            writer.value(bool);
        } else if (value instanceof Number number) {
            writer.value(number.longValue());
        } else {
            writer.value((String) value);
        }
    }
}
