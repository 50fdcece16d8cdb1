package io.dcms.runtime.crontab;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * When cron runs a line. Immutable, for any number of threads.
 *
 * <p>A minute fits if minute, hour and month fit and the day does. Where a day field begins with {@code *}, also {@code *}{@code /2},
 * both day fields must fit; else either one is enough ({@code find_jobs} of {@code cron.c}).
 */
public final class CronTimes {

    private static final CronTimes REBOOT = new CronTimes(new CronField[0], "@reboot");

    private final CronField[] fields;
    private final String text;

    private CronTimes(CronField[] fields, String text) {
        this.fields = fields;
        this.text = text;
    }

    static CronTimes reboot() {
        return REBOOT;
    }

    /** @param fields the five, in their order */
    static CronTimes of(CronField... fields) {
        List<String> texts = new ArrayList<>();
        for (CronField.Kind kind : CronField.Kind.values()) {
            texts.add(canonical(kind, fields[kind.ordinal()]));
        }
        return new CronTimes(fields.clone(), String.join(" ", texts));
    }

    /** Whether the line runs when the machine starts, and never by the clock. */
    public boolean isReboot() {
        return fields.length == 0;
    }

    /** Whether the minute or the hour begins with {@code *}: cron runs such a line by the clock alone, however that is changed. */
    public boolean isWild() {
        return !isReboot() && (field(CronField.Kind.MINUTE).star() || field(CronField.Kind.HOUR).star());
    }

    /** Whether a day must fit both day fields, since one of them begins with {@code *}; if not, either one will do. */
    public boolean needsBothDays() {
        return !isReboot() && (field(CronField.Kind.DAY_OF_MONTH).star() || field(CronField.Kind.DAY_OF_WEEK).star());
    }

    /** The minutes that fit, 0 to 59, ascending; empty for {@code @reboot} and for a range that is the wrong way round. */
    public List<Integer> minutes() {
        return values(CronField.Kind.MINUTE);
    }

    /** The hours, 0 to 23. */
    public List<Integer> hours() {
        return values(CronField.Kind.HOUR);
    }

    /** The days of the month, 1 to 31. */
    public List<Integer> daysOfMonth() {
        return values(CronField.Kind.DAY_OF_MONTH);
    }

    /** The months, 1 to 12. */
    public List<Integer> months() {
        return values(CronField.Kind.MONTH);
    }

    /** The days of the week, 0 (Sunday) to 6. */
    public List<Integer> daysOfWeek() {
        List<Integer> days = new ArrayList<>(values(CronField.Kind.DAY_OF_WEEK));
        days.remove(Integer.valueOf(7));
        return List.copyOf(days);
    }

    /** Whether cron runs the line when the machine's clock shows a minute; never for {@code @reboot}. */
    public boolean fits(LocalDateTime minute) {
        Objects.requireNonNull(minute, "minute");
        return !isReboot() && has(CronField.Kind.MINUTE, minute.getMinute()) && has(CronField.Kind.HOUR, minute.getHour())
                && fitsDay(minute.getMonthValue(), minute.getDayOfMonth(), minute.getDayOfWeek().getValue());
    }

    /** @param dayOfWeek 1 (Monday) to 7 */
    boolean fitsDay(int month, int dayOfMonth, int dayOfWeek) {
        boolean first = has(CronField.Kind.DAY_OF_MONTH, dayOfMonth);
        boolean second = has(CronField.Kind.DAY_OF_WEEK, dayOfWeek);
        return has(CronField.Kind.MONTH, month) && (needsBothDays() ? first && second : first || second);
    }

    /** Which hours fit, a bit each. */
    long hourBits() {
        return field(CronField.Kind.HOUR).values();
    }

    /** Which minutes fit, a bit each. */
    long minuteBits() {
        return field(CronField.Kind.MINUTE).values();
    }

    /**
     * The first run after an instant; empty if there is none within sixty years, and for {@code @reboot}. Runs are at whole
     * minutes (cron wakes a second later), but for those that cron makes up for after the clock was set forward: these come
     * every ten seconds from the change on, as cron starts them.
     *
     * <p>A clock that is set forward by more than four minutes and less than three hours: lines that are not {@linkplain #isWild
     * wild} make up for each minute that fits and was skipped. Set back by up to three hours: such lines wait until the clock
     * shows what it has not shown yet. Greater jumps: lines run as the clock shows.
     *
     * @param after any instant from 1970 on
     * @param zone  the machine's zone
     */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(zone, "zone");
        return isReboot() ? Optional.empty() : new NextRun(this, zone).after(after);
    }

    private boolean has(CronField.Kind kind, int value) {
        return (field(kind).values() >> value & 1) == 1;
    }

    private CronField field(CronField.Kind kind) {
        return fields[kind.ordinal()];
    }

    private List<Integer> values(CronField.Kind kind) {
        List<Integer> values = new ArrayList<>();
        for (int value = kind.low; !isReboot() && value <= kind.high; value++) {
            if (has(kind, value)) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    /** A star that is complete as such, one with a step as it is written since cron goes by the star, else numbers and ranges. */
    private static String canonical(CronField.Kind kind, CronField field) {
        if (field.star()) {
            return field.values() == kind.all() ? "*" : field.text().substring(0, field.text().length() - field.skipped().length());
        }
        long values = kind == CronField.Kind.DAY_OF_WEEK ? field.values() & 0x7f : field.values();
        List<String> ranges = new ArrayList<>();
        for (int from = kind.low; from <= kind.high; from++) {
            if ((values >> from & 1) == 1) {
                int to = from;
                while (to < 63 && (values >> to + 1 & 1) == 1) {
                    to++;
                }
                ranges.add(from == to ? "" + from : from + "-" + to);
                from = to;
            }
        }
        return ranges.isEmpty() ? kind.high + "-" + kind.low : String.join(",", ranges);
    }

    /** Five fields with the same meaning for cron, or {@code @reboot}; the same text for the same meaning in most cases. */
    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronTimes times && times.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
