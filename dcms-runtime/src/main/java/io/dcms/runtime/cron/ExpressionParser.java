package io.dcms.runtime.cron;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringTokenizer;

/** Splits an expression into its words and makes the rule that they stand for. */
final class ExpressionParser {

    private static final String BLANKS = " \t\n\r\f";
    private static final String SIX_FIELDS = "six fields are min hour dom month dow YEAR; for seconds write seven";
    private static final String STEPPED_STAR = "a day field with */n counts as restricted, and of two restricted day fields"
            + " one is enough: it runs on the days of either";

    private static final Map<String, String> MACROS = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final String MACRO_NAMES =
            "@yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, @reboot or @every 1h30m";

    private ExpressionParser() {
    }

    /**
     * Reads an expression.
     *
     * @throws CronException that does not name the expression yet
     */
    static Rule parse(String expression) throws CronException {
        List<String> words = words(expression);
        for (int i = 0; i < words.size(); i++) {
            requireAscii(words.get(i), i + 1);
        }
        if (words.isEmpty()) {
            throw new CronException("the expression is empty: give 5, 6 or 7 fields, or " + MACRO_NAMES);
        }
        String first = words.get(0).toLowerCase(Locale.ROOT);
        if (first.startsWith("tz=") || first.startsWith("cron_tz=")) {
            throw new CronException(Printable.quote(words.get(0)) + " is not part of an expression:"
                    + " set the time zone of the job instead");
        }
        return first.startsWith("@") ? macro(first, words) : calendar(words);
    }

    /** Blanks, tabs, newlines, returns and form feeds part words; no other character does. */
    private static List<String> words(String expression) {
        List<String> words = new ArrayList<>(7);
        StringTokenizer tokens = new StringTokenizer(expression, BLANKS);
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    /** Some letters beyond ASCII become ASCII letters in upper or lower case, and some blanks look like ours. */
    private static void requireAscii(String word, int position) throws CronException {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) < '!' || word.charAt(i) > '~') {
                int character = word.codePointAt(i);
                throw new CronException(String.format("field %d: the character U+%04X (%s) has no meaning:"
                        + " give ASCII letters, digits and * ? / , - #", position, character,
                        Objects.requireNonNullElse(Character.getName(character), "no name")));
            }
        }
    }

    private static Rule macro(String name, List<String> words) throws CronException {
        boolean every = name.equals("@every");
        String fields = MACROS.get(name);
        if (fields == null && !every && !name.equals("@reboot")) {
            throw new CronException(Printable.quote(words.get(0)) + " is unknown: give " + MACRO_NAMES);
        }
        if (words.size() != (every ? 2 : 1)) {
            throw new CronException(every ? "@every takes one time, in one word: give for example @every 1h30m"
                    : name + " stands alone: give nothing after it");
        }
        if (every) {
            return ElapsedRule.parse(words.get(1));
        }
        return fields == null ? new RebootRule(Optional.empty()) : calendar(words(fields));
    }

    private static Rule calendar(List<String> words) throws CronException {
        if (words.size() < 5 || words.size() > 7) {
            throw new CronException((words.size() == 1 ? "one field" : words.size() + " fields")
                    + ": give 5 (minute, hour, day of month, month, day of week), 6 (and year) or 7 (second first)");
        }
        Map<Field, FieldEntries> fields = new EnumMap<>(Field.class);
        int first = words.size() == 7 ? 0 : 1;
        for (int i = 0; i < words.size(); i++) {
            Field field = Field.values()[first + i];
            fields.put(field, field(field, i + 1, words));
        }
        fields.computeIfAbsent(Field.SECOND, missing -> only(0));
        fields.computeIfAbsent(Field.YEAR, missing -> every());
        return rule(fields, notes(fields, words));
    }

    private static FieldEntries field(Field field, int position, List<String> words) throws CronException {
        try {
            return FieldParser.parse(field, position, words.get(position - 1));
        } catch (CronException e) {
            if (words.size() == 6) {
                throw new CronException(e.getMessage() + " (" + SIX_FIELDS + ")");
            }
            throw e;
        }
    }

    private static FieldEntries only(int value) {
        FieldEntries entries = new FieldEntries();
        entries.values.set(value);
        return entries;
    }

    private static FieldEntries every() {
        FieldEntries entries = new FieldEntries();
        entries.any = true;
        return entries;
    }

    private static List<String> notes(Map<Field, FieldEntries> fields, List<String> words) {
        List<String> notes = new ArrayList<>();
        if (words.size() == 6 && fields.get(Field.YEAR).any) {
            notes.add(SIX_FIELDS);
        }
        FieldEntries dates = fields.get(Field.DAY_OF_MONTH);
        FieldEntries weekdays = fields.get(Field.DAY_OF_WEEK);
        if (!dates.any && !weekdays.any && (dates.steppedStar || weekdays.steppedStar)) {
            notes.add(STEPPED_STAR);
        }
        return notes;
    }

    private static Rule rule(Map<Field, FieldEntries> fields, List<String> notes) {
        LocalTimes times = new LocalTimes(bits(fields, Field.SECOND), bits(fields, Field.MINUTE), bits(fields, Field.HOUR),
                bits(fields, Field.MONTH), fields.get(Field.YEAR).years(),
                new DayRule(fields.get(Field.DAY_OF_MONTH), fields.get(Field.DAY_OF_WEEK)));
        boolean interval = fields.get(Field.MINUTE).beginsWithStar || fields.get(Field.HOUR).beginsWithStar;
        return new CalendarRule(times, !interval, List.copyOf(notes));
    }

    private static long bits(Map<Field, FieldEntries> fields, Field field) {
        return fields.get(field).bits(field);
    }
}
