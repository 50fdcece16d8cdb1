package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonBoolean;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.text.OneLine;
import java.util.List;
import java.util.OptionalLong;

/** Something that an agent answers. What is missing, or of another kind, is empty: agents of other versions say more or less. */
record Answer(JsonValue value) {

    List<Answer> list(String name) {
        return member(name) instanceof JsonArray array ? array.elements().stream().map(Answer::new).toList() : List.of();
    }

    /** A text, harmless to a terminal. */
    String text(String name) {
        return member(name) instanceof JsonString text ? OneLine.of(text.value()) : "";
    }

    OptionalLong number(String name) {
        return member(name) instanceof JsonNumber number && number.isWhole() ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    boolean flag(String name) {
        return member(name) instanceof JsonBoolean flag && flag.value();
    }

    private JsonValue member(String name) {
        return value instanceof JsonObject object ? object.members().get(name) : null;
    }
}
