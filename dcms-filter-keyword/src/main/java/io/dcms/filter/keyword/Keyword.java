package io.dcms.filter.keyword;

import java.nio.charset.StandardCharsets;

/**
 * One alternative of an expression.
 *
 * @param text     as the expression spells it, without the spaces around it
 * @param length   how many bytes of output it takes, in whatever case
 * @param newlines how many of these are newlines
 */
record Keyword(String text, int length, int newlines) {

    static Keyword of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Keyword(text, bytes.length, Newlines.count(bytes, 0, bytes.length));
    }
}
