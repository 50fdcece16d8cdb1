package io.dcms.runtime.json;

/** A value that was read from JSON text. Immutable; two values that were read from different lines are not equal. */
public sealed interface JsonValue permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

    /** The line in which it begins, the first being 1. */
    int line();

    /** What it is, for messages: {@code "an object"}, {@code "a string"}, {@code "null"}, ... */
    String kind();
}
