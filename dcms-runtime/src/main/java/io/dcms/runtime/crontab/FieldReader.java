package io.dcms.runtime.crontab;

import java.math.BigInteger;

/**
 * Reads one field of a line: {@code get_list}, {@code get_range} and {@code get_number} of {@code entry.c}. A field is ranges
 * between commas: {@code *} or {@code a-b}, each with a step or without, or a single number. A range that is the wrong way
 * round is empty and no error; a step behind a single number is one. What follows a complete range and is no comma is
 * skipped up to the next blank.
 */
final class FieldReader {

    /** {@code MAX_TEMPSTR}. */
    private static final int LONGEST_NUMBER = 1000;

    private final CronField.Kind kind;
    private final String text;
    private int at;
    private long values;

    private FieldReader(CronField.Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    /** @param text a field without blanks; empty where the line ends before it */
    static CronField read(CronField.Kind kind, String text) throws CrontabException {
        return new FieldReader(kind, text).read();
    }

    private CronField read() throws CrontabException {
        if (text.isEmpty()) {
            throw new CrontabException("the line ends before its field \"" + kind.title + "\": it takes five fields, or a word such as "
                    + "@daily, and a command; or an assignment, NAME=\"value\"");
        }
        range();
        while (next() == ',') {
            at++;
            range();
        }
        return new CronField(values, text.startsWith("*"), text, text.substring(at));
    }

    private void range() throws CrontabException {
        if (next() == '*') {
            at++;
            spread(kind.low, kind.high);
            return;
        }
        int from = number(true);
        if (next() == '-') {
            at++;
            int to = number(true);
            spread(from, to);
        } else if (next() == '/') {
            throw refused("a step needs a range before it: write " + from + "-" + kind.high + " or * in place of " + from);
        } else {
            values |= 1L << inBounds(from);
        }
    }

    /** Takes in a step if there is one, and every value from the first to the last. */
    private void spread(int from, int to) throws CrontabException {
        int step = 1;
        if (next() == '/') {
            at++;
            step = number(false);
            if (step <= 0) {
                throw refused("a step must be at least 1");
            }
        }
        inBounds(from);
        inBounds(to);
        for (long value = from; value <= to; value += step) {
            values |= 1L << value;
        }
    }

    private int number(boolean mayBeName) throws CrontabException {
        int start = at;
        while (isLetterOrDigit(next())) {
            at++;
        }
        String word = text.substring(start, at);
        int named = mayBeName ? kind.named(word) : -1;
        if (named >= 0) {
            return named;
        }
        if (word.isEmpty()) {
            throw refused("there is no number at its character " + (start + 1));
        }
        if (word.length() >= LONGEST_NUMBER || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw refused("\"" + shortened(word) + "\" is no " + (mayBeName ? "value of it" : "step"));
        }
        return asAtoi(word);
    }

    /** {@code atoi} of glibc: {@code strtol}, which stops at the greatest long, cut to 32 bits. */
    private static int asAtoi(String digits) {
        String number = digits.replaceFirst("^0+(?=.)", "");
        return number.length() > 18 ? new BigInteger(number).min(BigInteger.valueOf(Long.MAX_VALUE)).intValue()
                : (int) Long.parseLong(number);
    }

    private int inBounds(int value) throws CrontabException {
        if (value < kind.low || value > kind.high) {
            throw refused(value + " is outside " + kind.low + " to " + kind.high);
        }
        return value;
    }

    private char next() {
        return at < text.length() ? text.charAt(at) : '\n';
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static String shortened(String word) {
        return word.length() > 40 ? word.substring(0, 40) + "..." : word;
    }

    private CrontabException refused(String why) {
        return new CrontabException("field \"" + kind.title + "\", " + shortened(text) + ": " + why + " (" + kind.accepted() + ")");
    }
}
