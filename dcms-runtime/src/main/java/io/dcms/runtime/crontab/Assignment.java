package io.dcms.runtime.crontab;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A line that sets a variable, as {@code load_env} of {@code env.c} reads it. Names and values may be quoted; blanks around
 * the sign and at the end do not count, at the end of a quoted value neither; nothing is expanded.
 *
 * @param cut whether the line was longer than cron reads here, so that the value lacks its end
 */
record Assignment(String name, String value, boolean cut) {

    /** {@code MAX_ENVSTR}: what {@code get_string} leaves of a line, in bytes. */
    static final int LONGEST = 998;

    private enum State { NAME_BEGINS, NAME, BEFORE_SIGN, AFTER_SIGN, VALUE_BEGINS, VALUE, DONE, NONE }

    /** Empty if cron takes the line for something else. @param line without leading blanks */
    static Optional<Assignment> read(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        boolean cut = bytes.length > LONGEST;
        String text = cut ? new String(Arrays.copyOf(bytes, LONGEST), StandardCharsets.UTF_8) : line;
        return new Reader(text).read().map(pair -> new Assignment(pair[0], pair[1], cut));
    }

    private static final class Reader {

        private final String text;
        private final StringBuilder name = new StringBuilder();
        private final StringBuilder value = new StringBuilder();
        private State state = State.NAME_BEGINS;
        private char quote;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Optional<String[]> read() {
            while (state != State.NONE && at < text.length()) {
                step(text.charAt(at));
            }
            boolean complete = state == State.DONE || state == State.VALUE && quote == 0;
            return complete ? Optional.of(new String[] {name.toString(), unquoted(stripped(value.toString()))}) : Optional.empty();
        }

        /** One turn of the loop in {@code load_env}; a state that is only entered does not use the character up. */
        private void step(char character) {
            switch (state) {
                case NAME_BEGINS, VALUE_BEGINS -> begin(character);
                case NAME -> name(character);
                case VALUE -> value(character);
                case BEFORE_SIGN -> beforeSign(character);
                case AFTER_SIGN, DONE -> skipBlank(character);
                case NONE -> throw new AssertionError("no step after the end");
            }
        }

        private void begin(char character) {
            boolean quoted = character == '\'' || character == '"';
            quote = quoted ? character : 0;
            at += quoted ? 1 : 0;
            state = state == State.NAME_BEGINS ? State.NAME : State.VALUE;
        }

        private void name(char character) {
            if (quote != 0 && character == quote) {
                state = State.BEFORE_SIGN;
                at++;
            } else if (quote != 0 && character == '=') {
                state = State.NONE;
            } else if (quote == 0 && isSpace(character)) {
                state = State.BEFORE_SIGN;
                at++;
            } else if (quote == 0 && character == '=') {
                state = State.BEFORE_SIGN;
            } else {
                name.append(character);
                at++;
            }
        }

        private void value(char character) {
            if (quote != 0 && character == quote) {
                state = State.DONE;
            } else {
                value.append(character);
            }
            at++;
        }

        private void beforeSign(char character) {
            if (character == '=') {
                state = State.AFTER_SIGN;
            } else if (!isSpace(character)) {
                state = State.NONE;
            }
            at++;
        }

        private void skipBlank(char character) {
            if (isSpace(character)) {
                at++;
            } else {
                state = state == State.AFTER_SIGN ? State.VALUE_BEGINS : State.NONE;
            }
        }

        /** {@code strdtb}: blanks at the end go even if they were quoted. */
        private static String stripped(String value) {
            int end = value.length();
            while (end > 0 && isSpace(value.charAt(end - 1))) {
                end--;
            }
            return value.substring(0, end);
        }

        /** A second pair of quotes inside the first goes too. */
        private static String unquoted(String value) {
            boolean quoted = value.length() >= 2 && (value.charAt(0) == '\'' || value.charAt(0) == '"')
                    && value.charAt(value.length() - 1) == value.charAt(0);
            return quoted ? value.substring(1, value.length() - 1) : value;
        }

        /** {@code isspace} of C. */
        private static boolean isSpace(char character) {
            return character == ' ' || character >= '\t' && character <= '\r';
        }
    }
}
