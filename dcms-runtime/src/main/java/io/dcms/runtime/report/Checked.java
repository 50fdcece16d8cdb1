package io.dcms.runtime.report;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/** A line with a checksum, {@code <8 hex digits> <text>}: what a crash tore, or a disk changed, is told from what was written. */
final class Checked {

    private static final int DIGITS = 8;

    private Checked() {
    }

    /** @param text without a newline */
    static byte[] line(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] line = new byte[DIGITS + 1 + bytes.length + 1];
        System.arraycopy(bytes, 0, line, DIGITS + 1, bytes.length);
        String sum = HexFormat.of().toHexDigits((int) sum(line, DIGITS + 1, bytes.length)) + " ";
        System.arraycopy(sum.getBytes(StandardCharsets.US_ASCII), 0, line, 0, DIGITS + 1);
        line[line.length - 1] = '\n';
        return line;
    }

    /** The text of a line without its newline; empty if the line is not as it was written. */
    static Optional<String> text(byte[] bytes, int from, int to) {
        int begin = from + DIGITS + 1;
        if (begin > to || bytes[begin - 1] != ' ' || digits(bytes, from) != sum(bytes, begin, to - begin)) {
            return Optional.empty();
        }
        return Optional.of(new String(bytes, begin, to - begin, StandardCharsets.UTF_8));
    }

    /** The number that follows this word in a text; 0 if the text is none of that kind. */
    static long number(String word, String text) {
        try {
            return text.startsWith(word) ? Long.parseLong(text, word.length(), text.length(), 10) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static long sum(byte[] bytes, int from, int count) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, from, count);
        return sum.getValue();
    }

    /** @return -1 if these are no digits */
    private static long digits(byte[] bytes, int from) {
        long number = 0;
        for (int at = from; at < from + DIGITS; at++) {
            int digit = Character.digit(bytes[at], 16);
            if (digit < 0) {
                return -1;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
