package io.dcms.runtime.config;

import io.dcms.runtime.text.OneLine;

/** Quotes what stands where it does not belong, unless it may be a password. */
final class Quote {
    private static final int LONGEST = 60;

    private Quote() {
    }

    /** The word in quotes, or words in its place if it looks like a DSN or a URL, or is long. */
    static String of(String word) {
        return mayBeSecret(word) ? "(not shown, it may be a password)" : '"' + OneLine.of(word) + '"';
    }

    /** Whether a word may be a DSN, a URL or a piece of one that was cut at a blank. A mere {@code :8001} is none. */
    static boolean mayBeSecret(String word) {
        int colon = word.indexOf(':');
        return word.length() > LONGEST || word.indexOf('@') >= 0
                || colon >= 0 && word.substring(0, colon).chars().anyMatch(Character::isLetter);
    }
}
