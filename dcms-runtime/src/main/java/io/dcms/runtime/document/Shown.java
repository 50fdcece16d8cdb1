package io.dcms.runtime.document;

import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonNull;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;

/** How values of the file stand in messages: on one line, and not too long. */
final class Shown {

    private static final int LONGEST = 60;

    private Shown() {
    }

    /** A text in quotes. */
    static String text(String text) {
        int length = text.codePointCount(0, text.length());
        String cut = length > LONGEST ? text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "..." : text;
        return new JsonWriter().value(cut).toString();
    }

    /** A value with its kind, as in {@code "30s" is a string}. */
    static String value(JsonValue value) {
        boolean speaksForItself = value instanceof JsonObject || value instanceof JsonArray || value instanceof JsonNull;
        return speaksForItself ? value.kind() : scalar(value) + " is " + value.kind();
    }

    /** A string, number or boolean as it may stand in the file. */
    static String scalar(JsonValue value) {
        if (value instanceof JsonString string) {
            return text(string.value());
        }
        String text = new JsonWriter().value(value).toString();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }
}
