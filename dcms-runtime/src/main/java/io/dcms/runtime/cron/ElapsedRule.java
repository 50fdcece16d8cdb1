package io.dcms.runtime.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code @every}: elapsed time, without zone or calendar. Ends with the year 9999, the last that ISO 8601 writes without
 * agreement.
 *
 * @param period seconds, at least 1
 * @param anchor the unix second from which periods are counted; if empty, each is counted from the instant asked for
 */
record ElapsedRule(long period, OptionalLong anchor) implements Rule {

    private static final Pattern DURATION = Pattern.compile("(?=.)(?:([0-9]+)h)?(?:([0-9]+)m)?(?:([0-9]+)s)?");
    private static final int MAX_DIGITS = 9;
    private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    /**
     * Reads {@code 1h30m}.
     *
     * @throws CronException if it is no duration of whole hours, minutes and seconds, in this order, of at least a second
     */
    static ElapsedRule parse(String duration) throws CronException {
        Matcher matcher = DURATION.matcher(duration);
        if (!matcher.matches()) {
            throw bad(duration, "no time");
        }
        long period = 0;
        for (int unit = 1; unit <= 3; unit++) {
            String digits = matcher.group(unit) == null ? "0" : matcher.group(unit);
            if (digits.length() > MAX_DIGITS) {
                throw bad(duration, "too long");
            }
            period = period * 60 + Long.parseLong(digits);
        }
        if (period == 0) {
            throw bad(duration, "under one second");
        }
        return new ElapsedRule(period, OptionalLong.empty());
    }

    private static CronException bad(String duration, String why) {
        return new CronException("@every " + Printable.quote(duration) + " is " + why
                + ": give whole hours, minutes and seconds in this order, such as 1h30m, 90m or 15s, at most "
                + MAX_DIGITS + " digits each");
    }

    @Override
    public boolean isInterval() {
        return true;
    }

    @Override
    public Rule anchoredAt(Instant instant) {
        return new ElapsedRule(period, OptionalLong.of(instant.getEpochSecond()));
    }

    @Override
    public Optional<Instant> next(Instant after, ZoneId zone) {
        long from = after.getEpochSecond();
        long elapsed = anchor.isPresent() ? Math.floorMod(from - anchor.getAsLong(), period) : 0;
        long next = from - elapsed + period;
        return next > END.getEpochSecond() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(next));
    }
}
