package io.dcms.runtime.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A JSON object.
 *
 * @param members its values by name, in the order of the text
 * @param line    the line of its opening brace
 */
public record JsonObject(Map<String, JsonValue> members, int line) implements JsonValue {

    public JsonObject {
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    @Override
    public String kind() {
        return "an object";
    }
}
