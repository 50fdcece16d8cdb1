package io.dcms.runtime.json;

/**
 * {@code true} or {@code false}.
 *
 * @param value which of them
 * @param line  the line in which it stands
 */
public record JsonBoolean(boolean value, int line) implements JsonValue {

    @Override
    public String kind() {
        return "a boolean";
    }
}
