package io.dcms.runtime.json;

/** Reads JSON. */
public final class Json {

    /** How many objects and arrays may stand inside each other: far more than ours need, and no hostile text ends a thread. */
    public static final int MAX_DEPTH = 64;

    private Json() {
    }

    /**
     * The one value that a text holds, by RFC 8259 to the letter: no comments, no trailing commas, nothing after the value.
     * Of what the RFC leaves open: a byte order mark at the beginning is ignored, a repeated name in one object is an
     * error, and so are more than {@value #MAX_DEPTH} objects and arrays inside each other.
     *
     * @throws JsonException if the text is anything else, for its first error
     */
    public static JsonValue parse(String text) throws JsonException {
        return new JsonParser(text, JsonParser.Places.NOBODY).document();
    }
}
