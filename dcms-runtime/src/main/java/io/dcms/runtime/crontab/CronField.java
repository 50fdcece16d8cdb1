package io.dcms.runtime.crontab;

/**
 * One of the five fields of a line, as {@code get_list} of {@code entry.c} reads it.
 *
 * @param values  which values fit, a bit each
 * @param star    whether it begins with {@code *}, which is what cron goes by, also if a step follows
 * @param text    the field as it is written
 * @param skipped the end of the text, from the first character that cron neither understands nor minds; usually empty
 */
record CronField(long values, boolean star, String text, String skipped) {

    /** The five, in their order. */
    enum Kind {
        MINUTE("minute", 0, 59, ""),
        HOUR("hour", 0, 23, ""),
        DAY_OF_MONTH("day of month", 1, 31, ""),
        MONTH("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
        DAY_OF_WEEK("day of week", 0, 7, "sun mon tue wed thu fri sat");

        final String title;
        final int low;
        final int high;
        private final String[] names;

        Kind(String title, int low, int high, String names) {
            this.title = title;
            this.low = low;
            this.high = high;
            this.names = names.isEmpty() ? new String[0] : names.split(" ");
        }

        /** The value of a name, by any case; -1 if the field knows no such name. */
        int named(String word) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].equalsIgnoreCase(word)) {
                    return low + i;
                }
            }
            return -1;
        }

        /** Such as {@code 1 to 12, or jan to dec}. */
        String accepted() {
            String numbers = low + " to " + high;
            return names.length == 0 ? numbers : numbers + ", or " + names[0] + " to " + names[names.length - 1];
        }

        /** All values that the field can have. */
        long all() {
            long upToHigh = -1L >>> 63 - high;
            return upToHigh & -1L << low;
        }
    }
}
