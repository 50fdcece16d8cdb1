package io.dcms.runtime.wording;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;

/**
 * What stands in the fields of a cron expression, as it was written and not as it is counted out. Only for expressions that
 * {@link io.dcms.runtime.cron.Schedule} accepts. Immutable.
 *
 * @param second what stands there; 0 alone in five and six fields
 * @param year   every year in five fields
 */
record CronText(List<Entry> second, List<Entry> minute, List<Entry> hour, List<Entry> date, List<Entry> month, List<Entry> weekday,
                List<Entry> year) {

    private static final String BLANKS = " \t\n\r\f";
    private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    private static final String WEEKDAYS = "SUNMONTUEWEDTHUFRISAT";

    /** What an entry is. */
    enum Kind {
        /** {@code *} or {@code ?}. */
        ANY,
        /** One value: {@code first}. */
        VALUE,
        /** From {@code first} to {@code last}. */
        RANGE,
        /** Each {@code step}-th of all, {@code first} to {@code last}. */
        STEP_OF_ALL,
        /** Each {@code step}-th from {@code first} to {@code last}. */
        STEP,
        /** The day of the month that is {@code first} days before the last. */
        BEFORE_LAST,
        /** The last day of the month from Monday to Friday. */
        LAST_WORKDAY,
        /** The day from Monday to Friday that is nearest to day {@code first}. */
        NEAREST_WORKDAY,
        /** The last weekday {@code first} of the month. */
        LAST_WEEKDAY,
        /** The {@code step}-th weekday {@code first} of the month. */
        NTH_WEEKDAY
    }

    /** An entry of a field. */
    record Entry(Kind kind, int first, int last, int step) {
    }

    private record Field(String names, int min, int max) {
    }

    private static final Field SIXTY = new Field("", 0, 59);
    private static final List<Field> FIELDS = List.of(SIXTY, SIXTY, new Field("", 0, 23), new Field("", 1, 31),
            new Field(MONTHS, 1, 12), new Field(WEEKDAYS, 0, 6), new Field("", 1970, 2099));

    /** The fields of an expression; of a macro, those that it stands for. Not for {@code @every} and {@code @reboot}. */
    static CronText of(String expression) {
        List<String> words = words(expression);
        if (words.size() == 1) {
            words = words(macro(words.get(0).toLowerCase(Locale.ROOT)));
        }
        if (words.size() < 7) {
            words.add(0, "0");
        }
        if (words.size() < 7) {
            words.add("*");
        }
        List<List<Entry>> fields = new ArrayList<>();
        for (int n = 0; n < 7; n++) {
            fields.add(entries(FIELDS.get(n), n, words.get(n).toUpperCase(Locale.ROOT)));
        }
        return new CronText(fields.get(0), fields.get(1), fields.get(2), fields.get(3), fields.get(4), fields.get(5), fields.get(6));
    }

    /** Whether a field restricts nothing. */
    static boolean isAny(List<Entry> field) {
        for (Entry entry : field) {
            if (entry.kind == Kind.ANY) {
                return true;
            }
        }
        return false;
    }

    /** The only value of a field; -1 if it is not one alone. */
    static int single(List<Entry> field) {
        return field.size() == 1 && field.get(0).kind == Kind.VALUE ? field.get(0).first : -1;
    }

    /** Whether a field is one entry of a kind. */
    static boolean isOnly(List<Entry> field, Kind kind) {
        return field.size() == 1 && field.get(0).kind == kind;
    }

    /** Whether a field is nothing but values. */
    static boolean isValues(List<Entry> field) {
        for (Entry entry : field) {
            if (entry.kind != Kind.VALUE) {
                return false;
            }
        }
        return true;
    }

    static List<String> words(String expression) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(expression, BLANKS);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    private static String macro(String name) {
        return switch (name) {
            case "@yearly", "@annually" -> "0 0 1 1 *";
            case "@monthly" -> "0 0 1 * *";
            case "@weekly" -> "0 0 * * 0";
            case "@daily", "@midnight" -> "0 0 * * *";
            case "@hourly" -> "0 * * * *";
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static List<Entry> entries(Field field, int position, String text) {
        List<Entry> entries = new ArrayList<>();
        for (String entry : text.split(",")) {
            if (!entry.isEmpty()) {
                entries.add(position == 3 && (entry.startsWith("L") || entry.endsWith("W")) ? specialDate(entry)
                        : position == 5 && isSpecialWeekday(entry) ? specialWeekday(field, entry) : entry(field, entry));
            }
        }
        return entries;
    }

    private static Entry specialDate(String entry) {
        if (entry.equals("LW")) {
            return new Entry(Kind.LAST_WORKDAY, 0, 0, 0);
        }
        if (entry.endsWith("W")) {
            return new Entry(Kind.NEAREST_WORKDAY, Integer.parseInt(entry, 0, entry.length() - 1, 10), 0, 0);
        }
        return new Entry(Kind.BEFORE_LAST, entry.length() > 2 ? Integer.parseInt(entry, 2, entry.length(), 10) : 0, 0, 0);
    }

    private static boolean isSpecialWeekday(String entry) {
        return entry.indexOf('#') >= 0 || entry.endsWith("L");
    }

    private static Entry specialWeekday(Field field, String entry) {
        int hash = entry.indexOf('#');
        return hash < 0 ? new Entry(Kind.LAST_WEEKDAY, value(field, entry.substring(0, entry.length() - 1)) % 7, 0, 0)
                : new Entry(Kind.NTH_WEEKDAY, value(field, entry.substring(0, hash)) % 7, 0, Integer.parseInt(entry.substring(hash + 1)));
    }

    private static Entry entry(Field field, String entry) {
        int slash = entry.indexOf('/');
        int step = slash < 0 ? 1 : Integer.parseInt(entry.substring(slash + 1));
        String range = slash < 0 ? entry : entry.substring(0, slash);
        if (range.equals("*") || range.equals("?")) {
            // Of a day field */1 is another thing than *: it counts as restricted.
            boolean all = slash < 0 || step == 1 && field.max != 31 && !field.names.equals(WEEKDAYS);
            return all ? new Entry(Kind.ANY, field.min, field.max, 1) : new Entry(Kind.STEP_OF_ALL, field.min, field.max, step);
        }
        int dash = range.indexOf('-');
        int first = value(field, dash < 0 ? range : range.substring(0, dash));
        int last = dash >= 0 ? value(field, range.substring(dash + 1)) : slash < 0 ? first : field.max;
        if (first > field.max) {
            first = field.min;
            last = last > field.max || dash < 0 && slash < 0 ? field.min : last;
        }
        if (first == last) {
            return new Entry(Kind.VALUE, first, last, 1);
        }
        if (last > field.max) { // Sunday written as 7
            last = first == field.min ? field.max : field.min;
        }
        return new Entry(slash < 0 || step == 1 ? Kind.RANGE : Kind.STEP, first, last, step);
    }

    private static int value(Field field, String word) {
        int name = word.length() < 3 || field.names.isEmpty() ? -1 : field.names.indexOf(word.substring(0, 3));
        return name < 0 ? Integer.parseInt(word) : field.min + name / 3;
    }
}
