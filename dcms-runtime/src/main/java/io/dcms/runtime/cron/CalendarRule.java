package io.dcms.runtime.cron;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Local times, seen on the clock of a zone. An instant is a number here, a unix second, and so is a local time (see
 * {@link LocalTimes}): the unix second plus the offset.
 *
 * @param times     the local times that match
 * @param fixedTime whether this is a fixed-time job, not an interval job
 * @param notes     warnings that were found in the text
 */
record CalendarRule(LocalTimes times, boolean fixedTime, List<String> notes) implements Rule {

    private static final long HOUR = 3600;
    /** Offsets lie within 18 hours of UTC, so no two clocks are further apart than this. */
    private static final long WIDEST_SHIFT = 36 * HOUR;
    /** No clock shows 1970 yet. */
    private static final long BEGIN = -72 * HOUR;
    /** Every clock shows 2100. */
    private static final long END = Instant.parse("2100-01-03T00:00:00Z").getEpochSecond();

    @Override
    public Optional<Instant> next(Instant after, ZoneId zone) {
        long from = Math.max(after.getEpochSecond(), BEGIN);
        if (from >= END) {
            return Optional.empty();
        }
        ZoneRules rules = zone.getRules();
        long next = fixedTime ? nextFixed(from, rules) : nextInterval(from, rules);
        return next == LocalTimes.NEVER ? Optional.empty() : Optional.of(Instant.ofEpochSecond(next));
    }

    @Override
    public boolean isInterval() {
        return !fixedTime;
    }

    @Override
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(notes);
        if (times.next(0) == LocalTimes.NEVER) {
            warnings.add("never runs: no day of 1970-2099 matches");
        }
        return List.copyOf(warnings);
    }

    /** A fixed-time job runs when the clock first reaches, or jumps over, a time that it has not reached yet. */
    private long nextFixed(long from, ZoneRules rules) {
        long local = times.next(lastReached(from, rules) + 1);
        return local == LocalTimes.NEVER ? LocalTimes.NEVER : firstReaching(local, from, rules);
    }

    /** The latest local time that the clock has shown up to an instant: later than what it shows if it was set back. */
    private static long lastReached(long instant, ZoneRules rules) {
        long reached = instant + offset(rules, instant);
        ZoneOffsetTransition change = rules.previousTransition(Instant.ofEpochSecond(instant + 1));
        while (change != null && change.toEpochSecond() > instant - WIDEST_SHIFT) {
            reached = Math.max(reached, change.toEpochSecond() + change.getOffsetBefore().getTotalSeconds() - 1);
            change = rules.previousTransition(change.getInstant());
        }
        return reached;
    }

    /** The first instant at which the clock shows a local time or a later one; {@code from} is known to be before it. */
    private static long firstReaching(long local, long from, ZoneRules rules) {
        long instant = Math.max(from, local - WIDEST_SHIFT);
        while (true) {
            ZoneOffsetTransition change = rules.nextTransition(Instant.ofEpochSecond(instant));
            long shown = local - offset(rules, instant);
            if (change == null || shown < change.toEpochSecond()) {
                return shown;
            }
            instant = change.toEpochSecond();
            if (local < instant + change.getOffsetAfter().getTotalSeconds()) {
                return instant;
            }
        }
    }

    /** An interval job runs whenever the clock shows a matching time: looked for between one change of it and the next. */
    private long nextInterval(long from, ZoneRules rules) {
        long instant = from;
        long offset = offset(rules, from);
        long searched = from + 1 + offset;
        long local = times.next(searched);
        while (instant < END) {
            ZoneOffsetTransition change = rules.nextTransition(Instant.ofEpochSecond(instant));
            if (change == null || local != LocalTimes.NEVER && local - offset < change.toEpochSecond()) {
                return local == LocalTimes.NEVER ? LocalTimes.NEVER : local - offset;
            }
            instant = change.toEpochSecond();
            offset = change.getOffsetAfter().getTotalSeconds();
            long shown = instant + offset;
            if (shown < searched || local < shown) { // else nothing lies between what it shows and what was found
                searched = shown;
                local = times.next(searched);
            }
        }
        return LocalTimes.NEVER;
    }

    private static long offset(ZoneRules rules, long instant) {
        return rules.getOffset(Instant.ofEpochSecond(instant)).getTotalSeconds();
    }
}
