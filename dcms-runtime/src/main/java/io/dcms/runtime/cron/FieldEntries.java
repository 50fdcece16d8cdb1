package io.dcms.runtime.cron;

import java.util.BitSet;

/** What the entries of one field say together. Filled by {@link FieldParser}, read once by those who keep it as bits. */
final class FieldEntries {

    /** The values named one by one, in ranges or by steps. */
    final BitSet values = new BitSet();
    /** A bare {@code *} or {@code ?} stands among them: every value, and for a day field "unrestricted". */
    boolean any;
    /** A step over a star stands among them, such as {@code *}{@code /2}. */
    boolean steppedStar;
    /** The text begins with {@code *} or {@code ?}, which makes an interval job of it in the minute or hour field. */
    boolean beginsWithStar;

    /** Day of month: bit n for {@code L-n}, bit 0 for {@code L}. */
    int beforeLast;
    /** Day of month: bit n for {@code nW}. */
    int nearestWeekday;
    /** Day of month: {@code LW}. */
    boolean lastWeekday;

    /** Day of week: bit d for {@code dL}, the last such day of the month. */
    int lastInMonth;
    /** Day of week: bit {@code 7 * (k - 1) + d} for {@code d#k}, the k-th such day of the month. */
    long nthInMonth;

    /** The values as bits of one number; for every field but the year. */
    long bits(Field field) {
        if (any) {
            return -1L >>> (63 - field.max) & -1L << field.min;
        }
        return values.isEmpty() ? 0 : values.toLongArray()[0];
    }

    /** The years, which don't fit one number. */
    BitSet years() {
        BitSet years = (BitSet) values.clone();
        if (any) {
            years.set(Field.YEAR.min, Field.YEAR.max + 1);
        }
        return years;
    }
}
