package io.dcms.filter.keyword;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the few places of an output where a keyword may begin, reading at one place in {@code stride} only. Immutable, although
 * the array is bare: it is for the inner loop.
 *
 * <p>The places are taken in groups of {@code stride}. A keyword that begins at one of a group covers the gram, two to four
 * bytes, that stands at the group's last place: so one look at that gram tells at which places of the group a keyword may
 * begin, mostly at none. There the whole beginning is looked at, which is as many bytes as the shortest keyword has,
 * eight at most. What is looked up are hashes, so that both may be mistaken, but only ever about what is no keyword.
 *
 * @param stride    how many places make a group, 1 to 7
 * @param gram      the bits of the four bytes at a place that make the gram; both cases of an ASCII letter are one
 * @param beginning the bits of the eight bytes at a place that make the beginning
 * @param table     a power of two of bytes. At a gram's hash, bit {@code i} is set if a keyword that begins at place {@code i} of
 *                  a group may have this gram; at a beginning's hash, bit 7 is set if a keyword may begin like this
 */
record Sieve(int stride, int gram, long beginning, byte[] table) {

    static final int MAX_GRAM = Integer.BYTES;
    static final int MAX_BEGINNING = Long.BYTES;

    /** The bits of {@link #table} that are places of a group. */
    static final int PLACES = 0x7f;

    /** The bit of {@link #table} that is a beginning. */
    static final int BEGINNING = 0x80;

    /** Lets everything through. For keywords so short that four walks are faster than a look at every place. */
    static final Sieve OPEN = new Sieve(1, 0, 0, new byte[] {(byte) (PLACES | BEGINNING)});

    private static final VarHandle FOUR = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** 2<sup>32</sup> and 2<sup>64</sup> divided by the golden ratio spread what differs little (Knuth, volume 3, 6.4). */
    private static final int SPREAD = 0x9e3779b9;
    private static final long LONG_SPREAD = 0x9e3779b97f4a7c15L;

    /** So often may {@link #skip} have looked at beginnings in vain before its caller is asked whether that pays. */
    private static final int MAX_ALARMS = 4;

    /** With fewer bytes than these, {@link #skip} skips nothing. */
    int reach() {
        return 4 * stride + MAX_BEGINNING;
    }

    /**
     * The first place, {@code from} or behind, where a keyword may begin, or where too few bytes are left to tell, or where
     * there were too many false alarms to go on. Four groups are looked at together, for none of them waits for another.
     */
    int skip(byte[] buffer, int from, int to) {
        int step = stride;
        int at = from;
        int last = to - reach();
        for (int alarms = 0; at <= last && alarms < MAX_ALARMS; at += 4 * step) {
            int one = look(buffer, at + step - 1);
            int two = look(buffer, at + 2 * step - 1);
            int three = look(buffer, at + 3 * step - 1);
            int four = look(buffer, at + 4 * step - 1);
            if (((one | two | three | four) & PLACES) != 0) {
                alarms++;
                int places = one & PLACES | (two & PLACES) << 8 | (three & PLACES) << 16 | (four & PLACES) << 24;
                for (; places != 0; places &= places - 1) {
                    int first = Integer.numberOfTrailingZeros(places);
                    int place = at + (first >>> 3) * step + (first & 7);
                    if (begins(buffer, place)) {
                        return place;
                    }
                }
            }
        }
        return at;
    }

    private int look(byte[] buffer, int at) {
        return table[index((int) FOUR.get(buffer, at) & gram, table.length)];
    }

    private boolean begins(byte[] buffer, int at) {
        return (table[index((long) EIGHT.get(buffer, at) & beginning, table.length)] & BEGINNING) != 0;
    }

    /** Where a gram stands in a table of this length. */
    static int index(int gram, int length) {
        return gram * SPREAD >>> 16 & length - 1;
    }

    /** Where a beginning stands in a table of this length. */
    static int index(long beginning, int length) {
        return (int) (beginning * LONG_SPREAD >>> 48) & length - 1;
    }
}
