package io.dcms.runtime.crontab;

import java.util.Optional;

/**
 * The rest of a line, split at its percent signs as {@code child_process} of {@code do_command.c} does it.
 *
 * @param command what the shell gets
 * @param input   what stdin gets; empty if the line has no percent sign for it
 */
record CommandText(String command, Optional<String> input) {

    static CommandText of(String rest) {
        int end = endOfCommand(rest);
        String command = resolved(rest.substring(0, end));
        return new CommandText(command, end == rest.length() ? Optional.empty() : Optional.of(input(rest.substring(end + 1))));
    }

    /** The place of the first percent sign that no backslash precedes, where a backslash can be escaped itself. */
    private static int endOfCommand(String rest) {
        boolean escaped = false;
        for (int i = 0; i < rest.length(); i++) {
            char character = rest.charAt(i);
            if (character == '%' && !escaped) {
                return i;
            }
            escaped = character == '\\' && !escaped;
        }
        return rest.length();
    }

    /** {@code \%} is a percent sign, {@code \\} one backslash; any other backslash stays. */
    private static String resolved(String command) {
        StringBuilder resolved = new StringBuilder(command.length());
        boolean escaped = false;
        for (char character : command.toCharArray()) {
            if (escaped && (character == '%' || character == '\\')) {
                resolved.setLength(resolved.length() - 1);
            }
            resolved.append(character);
            escaped = character == '\\' && !escaped;
        }
        return resolved.toString();
    }

    /**
     * {@code %} is a newline, {@code \%} a percent sign; every other backslash stays, a doubled one too, and the second of
     * two still escapes. A newline is added if what was written last is none, except that cron forgets it where the text
     * ends in a newline and a backslash.
     */
    private static String input(String text) {
        StringBuilder input = new StringBuilder(text.length() + 1);
        boolean needNewline = false;
        boolean escaped = false;
        for (char character : text.toCharArray()) {
            char written = character == '%' && !escaped ? '\n' : character;
            if (escaped && character != '%') {
                input.append('\\');
            }
            escaped = character == '\\';
            if (!escaped) {
                input.append(written);
                needNewline = written != '\n';
            }
        }
        return input.append(escaped ? "\\" : "").append(needNewline ? "\n" : "").toString();
    }
}
