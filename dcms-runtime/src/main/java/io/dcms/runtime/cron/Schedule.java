package io.dcms.runtime.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A cron expression, ready to be asked for its next time. Immutable, for any number of threads.
 *
 * <p>Accepted are five fields (minute, hour, day of month, month, day of week), six (and the <em>year</em>) or seven (the
 * second first), the macros {@code @yearly}, {@code @annually}, {@code @monthly}, {@code @weekly}, {@code @daily},
 * {@code @midnight}, {@code @hourly}, {@code @reboot}, and {@code @every 1h30m}.
 */
public final class Schedule {

    private final String expression;
    private final Rule rule;

    private Schedule(String expression, Rule rule) {
        this.expression = expression;
        this.rule = rule;
    }

    /**
     * Reads an expression. One that never runs, such as {@code 0 0 31 2 *}, is accepted; {@link #warnings} says so.
     *
     * @throws CronException if it means nothing; the message is one line for the person who wrote it
     */
    public static Schedule parse(String expression) throws CronException {
        Objects.requireNonNull(expression, "expression");
        try {
            return new Schedule(expression, ExpressionParser.parse(expression));
        } catch (CronException e) {
            throw e.in(expression);
        }
    }

    /**
     * The first run strictly after an instant, always a whole second; empty if there is none, as after 2099. Before 1970
     * there is none either. {@code @reboot} has none, or a single one if it knows when the machine was {@linkplain #startedAt started}.
     *
     * <p>Where the zone's clock is set forward, a job with a fixed time in the skipped range runs once, at the first instant
     * after it, and an interval job (minute or hour field beginning with {@code *} or {@code ?}) does not run for it. Where
     * the clock is set back, a fixed-time job runs at the first occurrence only, an interval job at both.
     *
     * <p>{@code @every} knows no zone: it answers {@code after} cut to the second plus the period, or the first time of its
     * grid if it is {@linkplain #anchoredAt anchored}. It ends with the year 9999.
     *
     * @param after any instant, however far
     * @param zone  the zone in whose local time the fields are meant
     */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        Objects.requireNonNull(after, "after");
        Objects.requireNonNull(zone, "zone");
        return rule.next(after, zone);
    }

    /**
     * For {@code @every} the schedule that runs at the anchor, cut to the second, plus any whole number of periods, before
     * the anchor too: so a clock that is set back changes nothing. For every other expression this schedule.
     */
    public Schedule anchoredAt(Instant anchor) {
        Objects.requireNonNull(anchor, "anchor");
        Rule anchored = rule.anchoredAt(anchor);
        return anchored == rule ? this : new Schedule(expression, anchored);
    }

    /** What is valid but probably not what was meant, a line each for the person who wrote it; usually empty. */
    public List<String> warnings() {
        return rule.warnings();
    }

    /**
     * For {@code @reboot} the schedule whose only time is that of a start of the machine, cut to the second. For every other
     * expression this schedule.
     */
    public Schedule startedAt(Instant start) {
        Objects.requireNonNull(start, "start");
        Rule started = rule.startedAt(start);
        return started == rule ? this : new Schedule(expression, started);
    }

    /** Whether this is {@code @reboot}: to be run once when the machine starts, and never by the clock. */
    public boolean isReboot() {
        return rule instanceof RebootRule;
    }

    /** The only time of {@code @reboot}; empty if it does not know when the machine was started, and for every other expression. */
    public Optional<Instant> boot() {
        return rule instanceof RebootRule reboot ? reboot.boot() : Optional.empty();
    }

    /** Whether what counts is the pace and not the time of day: an interval job, or {@code @every}. */
    public boolean isInterval() {
        return rule.isInterval();
    }

    /** The expression as it was given. */
    @Override
    public String toString() {
        return expression;
    }
}
