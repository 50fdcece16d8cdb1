package io.dcms.store.mysql;

/**
 * A column of text, and how any text is made to fit into it. Pure.
 *
 * @param name          table and column, for messages
 * @param charset       what characters it can hold
 * @param maxCharacters of them, counted as code points
 * @param maxBytes      of them in its character set
 */
record TextColumn(String name, ServerCharset charset, long maxCharacters, long maxBytes) {

    /** The same with room for so many bytes of UTF-8, as which text travels: a character is at most four of them. */
    TextColumn atMost(long bytes) {
        return charset.isUtf8() ? new TextColumn(name, charset, maxCharacters, Math.min(maxBytes, bytes))
                : new TextColumn(name, charset, Math.min(maxCharacters, bytes / 4), maxBytes);
    }

    /** What it can hold at most, in words. */
    String limit() {
        return maxCharacters < maxBytes ? maxCharacters + " characters" : maxBytes + " bytes of " + charset.name();
    }

    boolean holds(String text) {
        return charset.representable(text).equals(text) && endOfHead(text) == text.length();
    }

    /** The beginning of a text. */
    String head(String text) {
        String fitted = charset.representable(text);
        return fitted.substring(0, endOfHead(fitted));
    }

    /** The end of a text. */
    String tail(String text) {
        String fitted = charset.representable(text);
        return fitted.substring(beginOfTail(fitted));
    }

    /**
     * A reason and as much of the end of an output as there is room for. Of a reason that is very long at least half the room
     * is the output's, if it needs it.
     */
    String message(String reason, String output) {
        String whole = charset.representable(reason.isEmpty() ? output : reason + "\n" + output);
        if (reason.isEmpty() || endOfHead(whole) == whole.length()) {
            return whole.substring(beginOfTail(whole));
        }
        String end = atMostHalf().tail(output);
        String begin = without(end + "\n").head(reason);
        return head(begin + "\n" + without(begin + "\n").tail(output));
    }

    private TextColumn atMostHalf() {
        return new TextColumn(name, charset, maxCharacters / 2, maxBytes / 2);
    }

    /** What is left of it besides this text. */
    private TextColumn without(String text) {
        long characters = text.codePointCount(0, text.length());
        long bytes = text.codePoints().mapToLong(charset::bytes).sum();
        return new TextColumn(name, charset, Math.max(0, maxCharacters - characters), Math.max(0, maxBytes - bytes));
    }

    /** Spares most texts the counting: a character is four bytes at most. */
    private boolean isShort(String text) {
        return text.length() <= maxCharacters && text.length() <= maxBytes / 4;
    }

    private int endOfHead(String text) {
        if (isShort(text)) {
            return text.length();
        }
        long characters = 0;
        long bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            bytes += charset.bytes(point);
            if (++characters > maxCharacters || bytes > maxBytes) {
                return end;
            }
            end += Character.charCount(point);
        }
        return end;
    }

    private int beginOfTail(String text) {
        if (isShort(text)) {
            return 0;
        }
        long characters = 0;
        long bytes = 0;
        int begin = text.length();
        while (begin > 0) {
            int point = text.codePointBefore(begin);
            bytes += charset.bytes(point);
            if (++characters > maxCharacters || bytes > maxBytes) {
                return begin;
            }
            begin -= Character.charCount(point);
        }
        return begin;
    }
}
