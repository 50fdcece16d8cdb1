package io.dcms.runtime.json;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Writes one JSON value into memory: compact, on one line for people, or indented. What it writes is valid UTF-8 whatever the
 * strings hold: control characters, the line separators U+2028 and U+2029 and lone surrogates are escaped. Belongs to one
 * thread.
 *
 * <p>A call that would make the text no JSON (a value without a name in an object, a second value after the first, ...) throws
 * {@link IllegalStateException}.
 */
public final class JsonWriter {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder();
    private final String colon;
    private final String comma;
    private final boolean indented;
    /** What closes the objects and arrays that are open, the outermost first. */
    private final StringBuilder closers = new StringBuilder();
    private boolean empty = true;
    private boolean named;

    /** A writer without any blanks. */
    public JsonWriter() {
        this(":", ",", false);
    }

    private JsonWriter(String colon, String comma, boolean indented) {
        this.colon = colon;
        this.comma = comma;
        this.indented = indented;
    }

    /** A writer for what people read on one line: a blank after each colon and comma. */
    public static JsonWriter onOneLine() {
        return new JsonWriter(": ", ", ", false);
    }

    /** A writer for what people read: each member and element on a line of its own, two blanks deeper than what holds it. */
    public static JsonWriter pretty() {
        return new JsonWriter(": ", ",", true);
    }

    /** Opens an object. */
    public JsonWriter object() {
        return open('{', '}');
    }

    /** Opens an array. */
    public JsonWriter array() {
        return open('[', ']');
    }

    /** Closes the object or array that was opened last. */
    public JsonWriter end() {
        require(!closers.isEmpty() && !named, "end");
        int last = closers.length() - 1;
        char closer = closers.charAt(last);
        closers.setLength(last);
        if (!empty) {
            newLine();
        }
        out.append(closer);
        empty = false;
        return this;
    }

    /** The name of the next value. */
    public JsonWriter name(String name) {
        require(inside('}') && !named, "name");
        separate();
        string(name);
        out.append(colon);
        named = true;
        return this;
    }

    public JsonWriter value(String value) {
        Objects.requireNonNull(value, "value");
        beforeValue();
        string(value);
        return this;
    }

    public JsonWriter value(long value) {
        beforeValue();
        out.append(value);
        return this;
    }

    public JsonWriter value(boolean value) {
        beforeValue();
        out.append(value);
        return this;
    }

    public JsonWriter nullValue() {
        return raw("null");
    }

    /** A value that is JSON already. It is not looked at. */
    public JsonWriter raw(String json) {
        Objects.requireNonNull(json, "json");
        beforeValue();
        out.append(json);
        return this;
    }

    /** A value that was read. */
    public JsonWriter value(JsonValue value) {
        if (value instanceof JsonObject object) {
            object();
            object.members().forEach((name, member) -> name(name).value(member));
            return end();
        }
        if (value instanceof JsonArray array) {
            array();
            array.elements().forEach(this::value);
            return end();
        }
        return scalar(value);
    }

    private JsonWriter scalar(JsonValue value) {
        if (value instanceof JsonString string) {
            return value(string.value());
        }
        if (value instanceof JsonNumber number) {
            return raw(number.text());
        }
        if (value instanceof JsonBoolean bool) {
            return value(bool.value());
        }
        Objects.requireNonNull(value, "value");
        return nullValue();
    }

    public JsonWriter field(String name, String value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, long value) {
        return name(name).value(value);
    }

    public JsonWriter field(String name, boolean value) {
        return name(name).value(value);
    }

    /** The text so far. */
    @Override
    public String toString() {
        return out.toString();
    }

    /** The complete text in UTF-8. */
    public byte[] toBytes() {
        require(closers.isEmpty() && !out.isEmpty(), "toBytes");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonWriter open(char opener, char closer) {
        beforeValue();
        out.append(opener);
        closers.append(closer);
        empty = true;
        return this;
    }

    private void beforeValue() {
        if (named) {
            named = false;
            return;
        }
        require(inside(']') || out.isEmpty(), "a value");
        if (!closers.isEmpty()) {
            separate();
        }
    }

    private void separate() {
        if (!empty) {
            out.append(comma);
        }
        empty = false;
        newLine();
    }

    private void newLine() {
        if (indented) {
            out.append('\n').append("  ".repeat(closers.length()));
        }
    }

    private boolean inside(char closer) {
        return !closers.isEmpty() && closers.charAt(closers.length() - 1) == closer;
    }

    private void require(boolean allowed, String call) {
        if (!allowed) {
            String last = out.substring(Math.max(0, out.length() - 40));
            throw new IllegalStateException(call + " can't follow here: ..." + last);
        }
    }

    private void string(String value) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            if (mustEscape(value, i)) {
                out.append(value, plain, i);
                escape(value.charAt(i));
                plain = i + 1;
            }
        }
        out.append(value, plain, value.length()).append('"');
    }

    private static boolean mustEscape(String value, int index) {
        char c = value.charAt(index);
        if (c < 0x7f) {
            return c < ' ' || c == '"' || c == '\\';
        }
        return c <= 0x9f || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c) && isLone(value, index);
    }

    private static boolean isLone(String value, int index) {
        char c = value.charAt(index);
        return Character.isHighSurrogate(c)
                ? index + 1 == value.length() || !Character.isLowSurrogate(value.charAt(index + 1))
                : index == 0 || !Character.isHighSurrogate(value.charAt(index - 1));
    }

    private void escape(char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> out.append("\\u").append(HEX[c >> 12]).append(HEX[c >> 8 & 15]).append(HEX[c >> 4 & 15])
                    .append(HEX[c & 15]);
        }
    }
}
