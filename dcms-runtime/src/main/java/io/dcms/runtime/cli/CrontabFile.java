package io.dcms.runtime.cli;

import io.dcms.runtime.crontab.CrontabSource;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A crontab as it was found.
 *
 * @param name    as messages call it: its path, or {@code standard input}
 * @param text    without loss: what is no UTF-8 is read as ISO 8859-1
 * @param charset by which its text becomes the same bytes again
 * @param ignored why cron does not read it; empty = it does
 */
record CrontabFile(String name, CrontabSource source, String text, Charset charset, String ignored) {

    static CrontabFile of(String name, CrontabSource source, byte[] bytes, String ignored) {
        Charset charset = charsetOf(bytes);
        return new CrontabFile(name, source, new String(bytes, charset), charset, ignored);
    }

    static CrontabFile ignored(String name, CrontabSource source, String reason) {
        return new CrontabFile(name, source, "", StandardCharsets.UTF_8, reason);
    }

    /** UTF-8 unless it is none. */
    static Charset charsetOf(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }
}
