package io.dcms.runtime.cron;

import java.util.Locale;

/**
 * Reads one field: entries between commas, empty ones ignored. The text is ASCII without blanks. The grammar of an entry,
 * {@code v} being a number or a name:
 * <pre>
 *   entry = "*" | "?" | v | v "-" v | ("*" | v | v "-" v) "/" step
 *   day of month also: "L" | "L-" n | "LW" | n "W"
 *   day of week also:  v "L" | v "#" k
 * </pre>
 */
final class FieldParser {

    private final Field field;
    private final int position;
    private final String text;
    private final FieldEntries entries = new FieldEntries();

    private FieldParser(Field field, int position, String text) {
        this.field = field;
        this.position = position;
        this.text = text;
    }

    /**
     * Reads a field.
     *
     * @param position the number of the field as people count, from 1
     * @throws CronException naming position, field, value and what would be right
     */
    static FieldEntries parse(Field field, int position, String text) throws CronException {
        return new FieldParser(field, position, text.toUpperCase(Locale.ROOT)).parse();
    }

    private FieldEntries parse() throws CronException {
        entries.beginsWithStar = text.startsWith("*") || text.startsWith("?");
        boolean empty = true;
        for (String entry : text.split(",")) {
            if (!entry.isEmpty()) {
                entry(entry);
                empty = false;
            }
        }
        if (empty) {
            throw bad(Printable.quote(text) + " has no entry");
        }
        return entries;
    }

    private void entry(String entry) throws CronException {
        if (entry.equals("*") || entry.equals("?")) {
            entries.any = true;
        } else if (!isSpecial(entry)) {
            int slash = entry.indexOf('/');
            if (slash < 0) {
                range(entry);
            } else {
                stepped(entry.substring(0, slash), step(entry.substring(slash + 1)));
            }
        }
    }

    private boolean isSpecial(String entry) throws CronException {
        return field == Field.DAY_OF_MONTH && isSpecialDate(entry)
                || field == Field.DAY_OF_WEEK && isSpecialWeekday(entry);
    }

    private boolean isSpecialDate(String entry) throws CronException {
        if (entry.equals("LW")) {
            entries.lastWeekday = true;
        } else if (entry.equals("L")) {
            entries.beforeLast |= 1;
        } else if (entry.startsWith("L-")) {
            entries.beforeLast |= 1 << number(entry.substring(2), "the number after L-", 1, 30);
        } else if (entry.endsWith("W")) {
            entries.nearestWeekday |= 1 << value(entry.substring(0, entry.length() - 1));
        } else {
            return false;
        }
        return true;
    }

    private boolean isSpecialWeekday(String entry) throws CronException {
        int hash = entry.indexOf('#');
        if (hash >= 0) {
            int weekday = value(entry.substring(0, hash)) % 7;
            int nth = number(entry.substring(hash + 1), "the number after #", 1, 5);
            entries.nthInMonth |= 1L << 7 * (nth - 1) + weekday;
        } else if (entry.equals("L")) {
            throw bad("L needs a day before it, such as 5L for the last Friday");
        } else if (entry.endsWith("L")) {
            entries.lastInMonth |= 1 << value(entry.substring(0, entry.length() - 1)) % 7;
        } else {
            return false;
        }
        return true;
    }

    private void range(String range) throws CronException {
        int dash = range.indexOf('-');
        if (dash < 0) {
            int value = value(range);
            add(value, value, 1);
        } else {
            add(value(range.substring(0, dash)), value(range.substring(dash + 1)), 1);
        }
    }

    private void stepped(String range, int step) throws CronException {
        int dash = range.indexOf('-');
        if (range.equals("*")) {
            entries.steppedStar = true;
            add(field.min, field.max, step);
        } else if (range.equals("?")) {
            throw bad("? takes no step, write */" + step);
        } else if (dash < 0) {
            add(value(range), field.max, step);
        } else {
            add(value(range.substring(0, dash)), value(range.substring(dash + 1)), step);
        }
    }

    /** Adds every step-th value from first to last, going round where last lies before first. */
    private void add(int first, int last, int step) throws CronException {
        int start = first;
        int end = last;
        if (start > field.max) { // Sunday written as 7: at the beginning of a range it is the 0 before Monday
            start = field.min;
            end = last > field.max ? field.min : last;
        }
        if (end < start) {
            if (field == Field.YEAR) {
                throw bad(first + "-" + last + " runs backwards");
            }
            end += field.size();
        }
        for (int value = start; value <= end; value += step) {
            entries.values.set(value > field.max ? value - field.size() : value);
        }
    }

    private int step(String digits) throws CronException {
        return number(digits, "the step", 1, field.maxStep);
    }

    private int value(String word) throws CronException {
        if (word.isEmpty()) {
            throw bad("a value is missing in " + Printable.quote(text));
        }
        if (!isNumber(word)) {
            int named = field.named(word);
            if (named < 0) {
                throw bad(Printable.quote(word) + " is no " + field.title);
            }
            return named;
        }
        if (field == Field.YEAR && word.length() != 4) {
            throw bad(Printable.show(word) + " is no year of four digits");
        }
        return within(word, "", field.min, field.maxWritten(), field.accepted());
    }

    private int number(String digits, String title, int min, int max) throws CronException {
        String range = "give " + min + "-" + max;
        if (!isNumber(digits)) {
            throw problem(title + " is " + Printable.quote(digits) + ": " + range);
        }
        return within(digits, title + " ", min, max, range);
    }

    /** A number that is known to be one: at most two digits, four for a year, as gorhill/cronexpr has it. */
    private int within(String digits, String title, int min, int max, String accepted) throws CronException {
        int number = 0;
        for (int i = 0; i < digits.length(); i++) {
            number = Math.min(number * 10 + digits.charAt(i) - '0', 10_000);
        }
        String shown = title + Printable.show(digits);
        if (number > max) {
            throw problem(shown + " is over " + max + ": " + accepted);
        }
        if (number < min) {
            throw problem(shown + " is under " + min + ": " + accepted);
        }
        if (digits.length() > 2 && number < 100) {
            throw problem(shown + " has more than two digits: " + accepted);
        }
        return number;
    }

    /** ASCII digits only: {@code Integer.parseInt} would take a sign too, and the digits of any script. */
    private static boolean isNumber(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '0' || word.charAt(i) > '9') {
                return false;
            }
        }
        return !word.isEmpty();
    }

    private CronException bad(String problem) {
        return problem(problem + ": " + field.accepted());
    }

    private CronException problem(String problem) {
        return new CronException("field " + position + " (" + field.title + "): " + problem);
    }
}
