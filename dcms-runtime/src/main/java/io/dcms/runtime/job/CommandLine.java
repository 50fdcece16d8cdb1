package io.dcms.runtime.job;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits {@code executor_flags} into arguments as a POSIX shell would (POSIX.1-2017, Shell Command Language, 2.2 Quoting and
 * 2.3 Token Recognition), and does nothing else that a shell does: no variable, command, tilde or file name is expanded,
 * no operator and no comment is known, so {@code $HOME | > * #} are ordinary characters.
 */
final class CommandLine {

    private final String text;
    private final List<String> arguments = new ArrayList<>();
    private StringBuilder word;
    private int at;

    private CommandLine(String text) {
        this.text = text;
    }

    /**
     * The arguments in this text, in order; none if it is blank.
     *
     * @throws IllegalArgumentException if a quote is not closed, a backslash ends the text, or there is a NUL, which no
     *                                  argument can hold; the message says where, counting characters from 1
     */
    static List<String> split(String text) {
        return new CommandLine(text).split();
    }

    private List<String> split() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case ' ', '\t', '\n' -> endWord();
                case '\'' -> singleQuoted();
                case '"' -> doubleQuoted();
                case '\\' -> escaped();
                default -> append(c);
            }
        }
        endWord();
        return arguments;
    }

    private void singleQuoted() {
        int open = at;
        int close = text.indexOf('\'', open);
        if (close < 0) {
            throw unclosed("single", open);
        }
        word().append(checked(text.substring(open, close)));
        at = close + 1;
    }

    private void doubleQuoted() {
        int open = at;
        word();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return;
            }
            if (c == '\\' && at < text.length() && "$`\"\\\n".indexOf(text.charAt(at)) >= 0) {
                c = text.charAt(at++);
                if (c == '\n') {
                    continue;
                }
            }
            append(c);
        }
        throw unclosed("double", open);
    }

    private void escaped() {
        if (at == text.length()) {
            throw new IllegalArgumentException("a backslash at the end escapes nothing: write \\\\ or remove it");
        }
        char c = text.charAt(at++);
        if (c != '\n') {
            append(c);
        }
    }

    private void append(char c) {
        checkNul(c, at);
        word().append(c);
    }

    private String checked(String part) {
        checkNul(part.indexOf('\0') >= 0 ? '\0' : ' ', at + part.indexOf('\0') + 1);
        return part;
    }

    private static void checkNul(char c, int position) {
        if (c == '\0') {
            throw new IllegalArgumentException("a NUL at character " + position + ": no argument can hold one");
        }
    }

    private StringBuilder word() {
        if (word == null) {
            word = new StringBuilder();
        }
        return word;
    }

    private void endWord() {
        if (word != null) {
            arguments.add(word.toString());
            word = null;
        }
    }

    private static IllegalArgumentException unclosed(String kind, int position) {
        return new IllegalArgumentException("the " + kind + " quote at character " + position + " is not closed");
    }
}
