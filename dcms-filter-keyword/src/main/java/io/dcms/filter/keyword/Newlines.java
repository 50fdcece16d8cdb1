package io.dcms.filter.keyword;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts newlines eight bytes at a time: a tenth of what finding keywords costs. */
final class Newlines {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long ALL_NEWLINES = '\n' * ONES;
    private static final long LOW_BITS = 0x7f * ONES;
    private static final long EVEN_BYTES = 0x00ff00ff00ff00ffL;

    /** So many words at most have their newlines counted in eight counters of one byte each. */
    private static final int WORDS = 255;

    private Newlines() {
    }

    /** How many of {@code buffer[from]} to {@code buffer[to - 1]} are newlines. */
    static int count(byte[] buffer, int from, int to) {
        int count = 0;
        int at = from;
        while (at <= to - Long.BYTES) {
            int words = Math.min(WORDS, (to - at) / Long.BYTES);
            count += countWords(buffer, at, words);
            at += words * Long.BYTES;
        }
        for (; at < to; at++) {
            count += buffer[at] == '\n' ? 1 : 0;
        }
        return count;
    }

    private static int countWords(byte[] buffer, int from, int words) {
        long counters = 0;
        for (int at = from; at < from + words * Long.BYTES; at += Long.BYTES) {
            counters += zeroBytes((long) EIGHT.get(buffer, at) ^ ALL_NEWLINES);
        }
        long pairs = (counters & EVEN_BYTES) + (counters >>> Byte.SIZE & EVEN_BYTES);
        return (int) (pairs * 0x0001000100010001L >>> Long.SIZE - Short.SIZE);
    }

    /**
     * 1 in each byte of the word that is zero, else 0. Adding sets the high bit of each byte with a low bit in it; with the
     * byte's own high bit, only zeros lack it. No byte carries into the next.
     */
    private static long zeroBytes(long word) {
        return ~((word & LOW_BITS) + LOW_BITS | word | LOW_BITS) >>> Byte.SIZE - 1;
    }
}
