package io.dcms.runtime.cron;

import java.util.List;

/** The fields in the order in which seven of them are written. */
enum Field {
    SECOND("second", 0, 59, 59, "0-59", List.of()),
    MINUTE("minute", 0, 59, 59, "0-59", List.of()),
    HOUR("hour", 0, 23, 23, "0-23", List.of()),
    DAY_OF_MONTH("day of month", 1, 31, 31, "1-31, L, L-3, LW or 15W", List.of()),
    MONTH("month", 1, 12, 12, "1-12 or JAN-DEC", List.of("JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE", "JULY",
            "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER")),
    DAY_OF_WEEK("day of week", 0, 6, 6, "0-7 or SUN-SAT (0 and 7 are Sunday), 5L or 5#3", List.of("SUNDAY", "MONDAY",
            "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY")),
    YEAR("year", 1970, 2099, 59, "1970-2099", List.of());

    final String title;
    final int min;
    final int max;
    /** The greatest step, as gorhill/cronexpr has it. */
    final int maxStep;
    private final String accepted;
    private final List<String> names;

    Field(String title, int min, int max, int maxStep, String accepted, List<String> names) {
        this.title = title;
        this.min = min;
        this.max = max;
        this.maxStep = maxStep;
        this.accepted = accepted;
        this.names = names;
    }

    /** The greatest value that may be written: 7 is a second Sunday. */
    int maxWritten() {
        return this == DAY_OF_WEEK ? 7 : max;
    }

    /** How many values there are, and so where a reversed range goes round. */
    int size() {
        return max - min + 1;
    }

    /** The value of a name in upper case, three letters or whole; -1 if it is none. */
    int named(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name) || name.length() == 3 && names.get(i).startsWith(name)) {
                return min + i;
            }
        }
        return -1;
    }

    /** What the field may hold, for people. */
    String accepted() {
        return "give " + accepted + " (and *, lists, ranges, steps)";
    }
}
