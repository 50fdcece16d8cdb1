package io.dcms.runtime.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one text by recursive descent, a method for each rule of RFC 8259. Lines end with a newline, as in an editor. */
final class JsonParser {

    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final int END = -1;

    private final String text;
    private final Places places;
    private int position;
    private int line = 1;
    private int lineStart;
    private int depth;

    /** Is told where each value stands: inner ones before those that hold them. Offsets are those of the text. */
    interface Places {

        /** A value from {@code begin} on up to before {@code end}. */
        void value(JsonValue value, int begin, int end);

        /** A member's value, right after it was told by {@link #value}: its name begins here with a quote. */
        void name(JsonValue value, int begin);

        Places NOBODY = new Places() {
            @Override
            public void value(JsonValue value, int begin, int end) {
            }

            @Override
            public void name(JsonValue value, int begin) {
            }
        };
    }

    JsonParser(String text, Places places) {
        this.text = text;
        this.places = places;
    }

    JsonValue document() throws JsonException {
        if (peek() == BYTE_ORDER_MARK) {
            position++;
            lineStart++;
        }
        skipBlanks();
        JsonValue value = value("a value");
        skipBlanks();
        if (peek() != END) {
            throw unexpected("the end: there is one value to a text");
        }
        return value;
    }

    private JsonValue value(String expected) throws JsonException {
        JsonValue value = optionalValue();
        if (value == null) {
            throw unexpected(expected);
        }
        return value;
    }

    /** Null if no value begins here. */
    private JsonValue optionalValue() throws JsonException {
        int begin = position;
        JsonValue value = valueByKind();
        if (value != null) {
            places.value(value, begin, position);
        }
        return value;
    }

    private JsonValue valueByKind() throws JsonException {
        switch (peek()) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return new JsonString(string(), line);
            case 't':
                return literal("true", new JsonBoolean(true, line));
            case 'f':
                return literal("false", new JsonBoolean(false, line));
            case 'n':
                return literal("null", new JsonNull(line));
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
                return number();
            default:
                return null;
        }
    }

    private JsonObject object() throws JsonException {
        int begin = line;
        open();
        Map<String, JsonValue> members = new LinkedHashMap<>();
        if (peek() != '}') {
            member(members, "a name in double quotes or \"}\"");
            while (another('}')) {
                member(members, "a name in double quotes after the comma");
            }
        }
        close();
        return new JsonObject(members, begin);
    }

    private void member(Map<String, JsonValue> members, String expected) throws JsonException {
        if (peek() != '"') {
            throw unexpected(expected);
        }
        int begin = position;
        String name = string();
        JsonValue first = members.get(name);
        if (first != null) {
            position = begin;
            throw error(quoted(name) + " stands twice in this object, first in line " + first.line() + ": remove one");
        }
        skipBlanks();
        if (peek() != ':') {
            throw unexpected("\":\" after the name " + quoted(name));
        }
        position++;
        skipBlanks();
        JsonValue value = optionalValue();
        if (value == null) {
            throw unexpected("a value for " + quoted(name));
        }
        places.name(value, begin);
        members.put(name, value);
    }

    private JsonArray array() throws JsonException {
        int begin = line;
        open();
        List<JsonValue> elements = new ArrayList<>();
        if (peek() != ']') {
            elements.add(value("a value or \"]\""));
            while (another(']')) {
                elements.add(value("a value after the comma"));
            }
        }
        close();
        return new JsonArray(elements, begin);
    }

    private void open() throws JsonException {
        if (++depth > Json.MAX_DEPTH) {
            throw error("more than " + Json.MAX_DEPTH + " objects and arrays inside each other");
        }
        position++;
        skipBlanks();
    }

    private void close() {
        depth--;
        position++;
    }

    /** Whether a comma follows; false at the closer, which stays to be read. */
    private boolean another(char closer) throws JsonException {
        skipBlanks();
        if (peek() == closer) {
            return false;
        }
        if (peek() != ',') {
            throw unexpected("\",\" or \"" + closer + "\"");
        }
        position++;
        skipBlanks();
        return true;
    }

    private JsonValue literal(String word, JsonValue value) throws JsonException {
        if (!text.startsWith(word, position) || isWordPart(position + word.length())) {
            throw unexpected(word);
        }
        position += word.length();
        return value;
    }

    private JsonNumber number() throws JsonException {
        int begin = position;
        if (peek() == '-') {
            position++;
        }
        if (peek() == '0') {
            position++;
            if (isDigit(peek())) {
                throw unexpected("no further digit: a number has no leading zero");
            }
        } else {
            digits("a digit");
        }
        if (peek() == '.') {
            position++;
            digits("a digit after the point");
        }
        if (peek() == 'e' || peek() == 'E') {
            position++;
            if (peek() == '+' || peek() == '-') {
                position++;
            }
            digits("a digit of the exponent");
        }
        return new JsonNumber(text.substring(begin, position), line);
    }

    private void digits(String expected) throws JsonException {
        if (!isDigit(peek())) {
            throw unexpected(expected);
        }
        while (isDigit(peek())) {
            position++;
        }
    }

    private String string() throws JsonException {
        int begin = ++position;
        int end = plainEnd();
        if (peek() == '"') {
            position++;
            return text.substring(begin, end);
        }
        StringBuilder value = new StringBuilder().append(text, begin, end);
        while (peek() != '"') {
            value.append(escape());
            begin = position;
            value.append(text, begin, plainEnd());
        }
        position++;
        return value.toString();
    }

    /** Goes on to the next quote or backslash and answers where it is. */
    private int plainEnd() throws JsonException {
        int end = position;
        while (end < text.length() && isPlain(text.charAt(end))) {
            end++;
        }
        position = end;
        if (peek() == END) {
            throw unexpected("the string's closing quote");
        }
        if (peek() < ' ') {
            throw unexpected("the string's closing quote, or this character as " + escapeOf((char) peek()));
        }
        return end;
    }

    private static boolean isPlain(char character) {
        return character != '"' && character != '\\' && character >= ' ';
    }

    private char escape() throws JsonException {
        position++;
        char resolved = switch (peek()) {
            case '"', '\\', '/' -> (char) peek();
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> codeUnit();
            default -> throw unexpected("one of \" \\ / b f n r t u after the backslash");
        };
        position++;
        return resolved;
    }

    /** Reads {@code uXXXX} up to its last digit. */
    private char codeUnit() throws JsonException {
        int unit = 0;
        for (int digit = 0; digit < 4; digit++) {
            position++;
            int value = peek() < 128 ? Character.digit(peek(), 16) : END;
            if (value < 0) {
                throw unexpected("four hexadecimal digits after \\u");
            }
            unit = unit * 16 + value;
        }
        return (char) unit;
    }

    private void skipBlanks() {
        while (true) {
            switch (peek()) {
                case '\n':
                    line++;
                    lineStart = position + 1;
                    break;
                case ' ', '\t', '\r':
                    break;
                default:
                    return;
            }
            position++;
        }
    }

    private int peek() {
        return position < text.length() ? text.charAt(position) : END;
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    private boolean isWordPart(int index) {
        return index < text.length() && (Character.isLetterOrDigit(text.charAt(index)) || text.charAt(index) == '_');
    }

    private JsonException unexpected(String expected) {
        return error("found " + found() + " where there must be " + expected + hint());
    }

    private JsonException error(String problem) {
        return new JsonException(line, text.codePointCount(lineStart, Math.min(position, text.length())) + 1, problem);
    }

    /** The word or the character at this place. */
    private String found() {
        if (peek() == END) {
            return "the end of the text";
        }
        if (peek() < ' ') {
            return escapeOf((char) peek());
        }
        int character = text.codePointAt(position);
        if (character > '~' && (Character.isSpaceChar(character) || Character.isIdentifierIgnorable(character))) {
            return String.format("the invisible U+%04X", character);
        }
        int end = position;
        while (isWordPart(end) && end - position < 20) {
            end++;
        }
        return quoted(text.substring(position, end > position ? end : text.offsetByCodePoints(position, 1)));
    }

    /** What people who know other formats try. */
    private String hint() {
        return switch (peek()) {
            case '/', '#' -> " (JSON has no comments)";
            case '\'' -> " (JSON quotes with \")";
            case '}', ']' -> afterComma() ? " (JSON has no comma after the last one)" : "";
            default -> "";
        };
    }

    private boolean afterComma() {
        int before = position - 1;
        while (before >= 0 && Character.isWhitespace(text.charAt(before))) {
            before--;
        }
        return before >= 0 && text.charAt(before) == ',';
    }

    /** A text of the document on one line and not too long, as it stands in messages. */
    private static String quoted(String value) {
        String shown = value.codePointCount(0, value.length()) > 40
                ? value.substring(0, value.offsetByCodePoints(0, 40)) + "..." : value;
        return new JsonWriter().value(shown).toString();
    }

    private static String escapeOf(char control) {
        String literal = quoted(String.valueOf(control));
        return literal.substring(1, literal.length() - 1);
    }
}
