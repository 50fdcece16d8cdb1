package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonBoolean;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.text.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Something that an agent answers. What is missing, or of another kind, is empty: agents of other versions say more or less. */
record Answer(JsonValue value) {

    /** The elements of an array. */
    List<Answer> elements() {
        return elements(value);
    }

    List<Answer> list(String name) {
        return elements(member(name));
    }

    private static List<Answer> elements(JsonValue value) {
        List<Answer> elements = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (JsonValue element : array.elements()) {
                elements.add(new Answer(element));
            }
        }
        return elements;
    }

    /** A text, harmless to a terminal. */
    String text(String name) {
        return OneLine.of(rawText(name));
    }

    /** A text as it is. */
    String rawText(String name) {
        return member(name) instanceof JsonString text ? text.value() : "";
    }

    /** This itself as a text, harmless to a terminal. */
    String text() {
        return value instanceof JsonString text ? OneLine.of(text.value()) : "";
    }

    OptionalLong number(String name) {
        return member(name) instanceof JsonNumber number && number.isWhole() ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    /** A number, 0 if there is none. */
    long numberOr0(String name) {
        return number(name).orElse(0);
    }

    boolean flag(String name) {
        return member(name) instanceof JsonBoolean flag && flag.value();
    }

    /** Something inside. */
    Answer part(String name) {
        return new Answer(member(name));
    }

    private JsonValue member(String name) {
        return value instanceof JsonObject object ? object.members().get(name) : null;
    }
}
