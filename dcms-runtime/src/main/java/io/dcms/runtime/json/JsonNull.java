package io.dcms.runtime.json;

/**
 * {@code null}.
 *
 * @param line the line in which it stands
 */
public record JsonNull(int line) implements JsonValue {

    @Override
    public String kind() {
        return "null";
    }
}
