package io.dcms.runtime.json;

import java.util.IdentityHashMap;
import java.util.Map;

/** A JSON text and where in it each of its values stands, for those who change a part and leave the rest as it is written. */
public final class JsonText {

    private final String text;
    private final JsonValue value;
    private final Map<JsonValue, Place> places = new IdentityHashMap<>();

    private record Place(int nameBegin, int begin, int end) {
    }

    /** @throws JsonException as {@link Json#parse} does */
    public JsonText(String text) throws JsonException {
        this.text = text;
        this.value = new JsonParser(text, new JsonParser.Places() {
            @Override
            public void value(JsonValue value, int begin, int end) {
                places.put(value, new Place(begin, begin, end));
            }

            @Override
            public void name(JsonValue value, int begin) {
                places.computeIfPresent(value, (any, place) -> new Place(begin, place.begin, place.end));
            }
        }).document();
    }

    /** The characters from {@code begin} on up to before {@code end}. */
    public String between(int begin, int end) {
        return text.substring(begin, end);
    }

    /** All of it. */
    @Override
    public String toString() {
        return text;
    }

    /** What it says. The other methods know this value and those in it, each by its identity. */
    public JsonValue value() {
        return value;
    }

    /** Where a value begins; a member of an object with its name. */
    public int nameBegin(JsonValue part) {
        return places.get(part).nameBegin;
    }

    /** Where a value begins. */
    public int begin(JsonValue part) {
        return places.get(part).begin;
    }

    /** Where the character after a value is. */
    public int end(JsonValue part) {
        return places.get(part).end;
    }
}
