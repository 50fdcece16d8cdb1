package io.dcms.store.mysql;

import java.util.Locale;

/**
 * A column of whole numbers.
 *
 * @param min the least that it can hold
 * @param max the most
 */
record NumberColumn(long min, long max) {

    private static final NumberColumn ANY = new NumberColumn(Long.MIN_VALUE, Long.MAX_VALUE);

    /** @param type as the server writes it: {@code int(11) unsigned} */
    static NumberColumn ofType(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        boolean unsigned = lower.contains("unsigned");
        switch (lower.split("[^a-z]")[0]) {
            case "tinyint":
                return ofBits(8, unsigned);
            case "smallint":
                return ofBits(16, unsigned);
            case "mediumint":
                return ofBits(24, unsigned);
            case "int":
            case "integer":
                return ofBits(32, unsigned);
            case "bigint":
                return unsigned ? new NumberColumn(0, Long.MAX_VALUE) : ANY;
            default:
                return ANY;
        }
    }

    /** The nearest number that it can hold. */
    long fit(long number) {
        return Math.max(min, Math.min(max, number));
    }

    boolean holds(long number) {
        return fit(number) == number;
    }

    private static NumberColumn ofBits(int bits, boolean unsigned) {
        return unsigned ? new NumberColumn(0, (1L << bits) - 1) : new NumberColumn(-(1L << bits - 1), (1L << bits - 1) - 1);
    }
}
