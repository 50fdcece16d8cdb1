package io.dcms.runtime.output;

import java.nio.charset.StandardCharsets;

/** Makes text of the tail of an output, which may be anything: binary, another charset, cut within a character. */
final class OutputText {

    /** Even if each byte becomes a replacement character of three bytes, it fits a {@code message} with room for a reason. */
    static final int TAIL_BYTES = 16 * 1024;

    private OutputText() {
    }

    /**
     * The text in these bytes: UTF-8, what is none replaced by U+FFFD, as are control characters but tab, newline and return.
     *
     * @param cut whether bytes before these were left out, so that the first ones may be the rest of a character
     */
    static String of(byte[] bytes, boolean cut) {
        int from = 0;
        while (cut && from < Math.min(3, bytes.length) && (bytes[from] & 0xC0) == 0x80) {
            from++;
        }
        String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f && c < 0xa0;
            out.append(control ? '\uFFFD' : c);
        }
        return out.toString();
    }
}
