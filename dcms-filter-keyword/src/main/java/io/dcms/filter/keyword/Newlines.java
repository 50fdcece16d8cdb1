package io.dcms.filter.keyword;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts newlines eight bytes at a time: a tenth of what finding keywords costs. */
final class Newlines {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ALL_NEWLINES = 0x0a0a0a0a0a0a0a0aL;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;

    private Newlines() {
    }

    /** How many of {@code buffer[from]} to {@code buffer[to - 1]} are newlines. */
    static int count(byte[] buffer, int from, int to) {
        int count = 0;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            count += zeroBytes((long) EIGHT.get(buffer, at) ^ ALL_NEWLINES);
        }
        for (; at < to; at++) {
            count += buffer[at] == '\n' ? 1 : 0;
        }
        return count;
    }

    /** Adding sets the high bit of each byte with a low bit in it; with the byte's own high bit, only zeros lack it. No byte carries into the next. */
    private static int zeroBytes(long word) {
        return Long.bitCount(~((word & LOW_BITS) + LOW_BITS | word | LOW_BITS));
    }
}
