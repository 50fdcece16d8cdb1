package io.dcms.runtime.json;

import java.util.Objects;

/**
 * A JSON string.
 *
 * @param value its characters, escapes resolved; may hold a lone surrogate if an escape in the text named one
 * @param line  the line in which it stands
 */
public record JsonString(String value, int line) implements JsonValue {

    public JsonString {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String kind() {
        return "a string";
    }
}
