package io.dcms.runtime.json;

import java.util.List;

/**
 * A JSON array.
 *
 * @param elements its values in order
 * @param line     the line of its opening bracket
 */
public record JsonArray(List<JsonValue> elements, int line) implements JsonValue {

    public JsonArray {
        elements = List.copyOf(elements);
    }

    @Override
    public String kind() {
        return "an array";
    }
}
