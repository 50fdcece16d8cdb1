package io.dcms.runtime.document;

import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonText;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the members of an object stand in a text.
 *
 * @param opener    blanks between the brace and the first name
 * @param colon     the colon and the blanks around it
 * @param separator the comma and the blanks around it
 * @param closer    blanks between the last value and the brace
 */
record Layout(String opener, String colon, String separator, String closer) {

    /** That of an object with at least one member: its first two tell. */
    static Layout of(JsonText text, JsonObject object) {
        List<JsonValue> values = List.copyOf(object.members().values());
        JsonValue first = values.get(0);
        String opener = text.between(text.begin(object) + 1, text.nameBegin(first));
        String named = text.between(text.nameBegin(first), text.begin(first));
        String colon = named.substring(named.lastIndexOf('"') + 1);
        String separator = values.size() > 1 ? text.between(text.end(first), text.nameBegin(values.get(1)))
                : "," + (opener.isEmpty() ? colon.substring(colon.indexOf(':') + 1) : opener);
        JsonValue last = values.get(values.size() - 1);
        return new Layout(opener, colon, separator, text.between(text.end(last), text.end(object) - 1));
    }

    /** A line for each member, by {@code inner} deeper than the lines of the braces, which {@code outer} begins. */
    static Layout ofLines(String outer, String inner) {
        return new Layout(outer + inner, ": ", "," + outer + inner, outer);
    }

    String object(Map<String, JsonValue> members) {
        return members.entrySet().stream().map(member -> member(member.getKey(), member.getValue()))
                .collect(Collectors.joining(separator, "{" + opener, closer + "}"));
    }

    String member(String name, JsonValue value) {
        return new JsonWriter().value(name) + colon + value(value);
    }

    /** On one line, with blanks if there are some around the colons. */
    String value(JsonValue value) {
        JsonWriter json = colon.equals(":") ? new JsonWriter() : JsonWriter.onOneLine();
        return json.value(value).toString();
    }
}
