package io.dcms.runtime.schedule;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.task.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What became of the fires of one job, however often agents die and wherever the clock is set; and what is to be demanded, worked out
 * of what was done to the job and to the clock, not of what agents say.
 */
final class JobAccount {

    /** No answer is about an earlier second. */
    private static final long BEGIN = Instant.parse("2024-04-01T00:00:00Z").getEpochSecond();
    /** Longer than two periods of any job with an interval: set back by more, it surely goes on at the pace of now. */
    private static final Duration SURELY_LONGER = Duration.ofSeconds(45);

    private final long id;
    private final Duration jitter;
    /** The version that is on; null if there is none. */
    private PlannedJob plan;
    /** While it was on, in the life of this agent, and in passes that count: it may be decided up to here. Null if nothing is known. */
    private Instant reached;
    /** Nothing is demanded of what was before the job came. */
    private Instant since = Instant.MIN;
    private final List<Span> spans = new ArrayList<>();
    /** A fire may become a run once for each of these that is before it. */
    private final List<Instant> starts = new ArrayList<>();
    private final BitSet answered = new BitSet();
    /** Runs by the second of their fire. */
    private final TreeMap<Long, Set<String>> ran = new TreeMap<>();
    /** How often it was taken away or disabled, or may have been. */
    private int offs;

    /** A time in which each fire is to be answered. */
    private static final class Span {
        private final PlannedJob plan;
        private final Instant from;
        private Instant to;
        /** All that was told by the end of it is written down. */
        private boolean kept;
        /** The mark that is written down is not one of before. */
        private boolean begun;
        private boolean begunIsTold;

        private Span(PlannedJob plan, Instant from) {
            this.plan = plan;
            this.from = from;
        }
    }

    JobAccount(long id, Duration jitter) {
        this.id = id;
        this.jitter = jitter;
    }

    boolean isOn() {
        return plan != null;
    }

    int offs() {
        return offs;
    }

    // What is done to the job and to the clock

    /** A new agent has it, and knows up to where the one before it has decided. */
    void taken(PlannedJob by, Optional<Instant> decided, Instant now) {
        reached = decided.orElse(null);
        if (decided.isPresent() && counts(by, now)) {
            if (by.isInterval() && decided.get().isAfter(now)) {
                starts.add(now.minus(jitter));
            }
            open(by, decided.get());
            last().begun = true;
        } else {
            openAnew(by, now);
        }
    }

    /** The same agent gets a version of it. */
    void put(PlannedJob by, Instant now, PaperLedger ledger) {
        if (plan != null && plan.firesLike(by)) {
            plan = by;
            return;
        }
        close(now, ledger);
        if (reached != null && counts(by, now)) {
            if (by.isInterval() && reached.isAfter(now)) {
                starts.add(now.minus(jitter));
            }
            open(by, later(reached, now));
        } else {
            openAnew(by, now);
        }
    }

    void off(Instant now, PaperLedger ledger) {
        offs++;
        close(now, ledger);
    }

    /** It may be off for an agent that has not had it yet. */
    void mayBeOff() {
        offs++;
    }

    /** Whether what is decided is decided: not if the clock was set back by too much since. */
    private boolean counts(PlannedJob by, Instant now) {
        Duration ahead = Duration.between(now, reached);
        return by.isInterval() ? ahead.compareTo(SURELY_LONGER) < 0 : ahead.compareTo(Scheduler.CORRECTION) <= 0;
    }

    private void open(PlannedJob by, Instant from) {
        plan = by;
        spans.add(new Span(by, later(from, since)));
    }

    private void openAnew(PlannedJob by, Instant now) {
        since = now;
        goOnAt(by, now);
    }

    private void goOnAt(PlannedJob by, Instant now) {
        starts.add(now.minus(jitter));
        reached = now;
        open(by, now);
    }

    private Span last() {
        return spans.get(spans.size() - 1);
    }

    private void close(Instant now, PaperLedger ledger) {
        if (plan != null) {
            Span span = last();
            span.to = now.minus(jitter);
            reached = later(reached, now);
            ledger.whenWritten(() -> span.kept = true);
            plan = null;
        }
    }

    /** An agent has done all that is due by now. */
    void lived(Instant now, PaperLedger ledger) {
        if (plan != null) {
            reached = later(reached, now);
            begun(last(), ledger);
        }
    }

    private static void begun(Span span, PaperLedger ledger) {
        if (!span.begunIsTold) {
            span.begunIsTold = true;
            ledger.whenWritten(() -> span.begun = true);
        }
    }

    /** While an agent lives. */
    void clockIsSetBack(Instant from, Instant to, PaperLedger ledger) {
        PlannedJob on = plan;
        if (on != null) {
            Duration back = Duration.between(to, from);
            close(from, ledger);
            if (back.compareTo(on.isInterval() ? SURELY_LONGER : Scheduler.CORRECTION) > 0) {
                goOnAt(on, to);
            } else {
                if (on.isInterval()) {
                    starts.add(to.minus(jitter));
                }
                open(on, later(reached, to));
            }
        }
    }

    /** What was not written down is lost, and with it what the next agent can't work out. */
    void agentDied(Instant now, PaperLedger.Page page) {
        if (plan != null) {
            last().to = now;
            plan = null;
        }
        spans.stream().filter(span -> !span.kept).forEach(span -> {
            Optional<Instant> decided = decided(span.plan, page).filter(mark -> span.begun);
            span.to = decided.filter(span.to::isAfter).orElse(decided.isPresent() ? span.to : span.from);
            span.kept = true;
        });
        // That a fire became a run is told before the run is written down.
        ran.values().forEach(ids -> ids.removeIf(run -> !page.ever.containsKey(run)
                || page.runs.containsKey(run) && page.runs.get(run).state() == RunState.WAITING));
        reached = null;
    }

    private static Optional<Instant> decided(PlannedJob job, PaperLedger.Page page) {
        return Optional.ofNullable(page.marks.get(job.id())).filter(mark -> job.timesKey().equals(page.times.get(job.id())));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    // What is told, as soon as it is written down

    void ran(long second, String taskId) {
        answered.set((int) (second - BEGIN));
        ran.computeIfAbsent(second, key -> new HashSet<>()).add(taskId);
    }

    void withdrawn(long second, String taskId) {
        ran.getOrDefault(second, new HashSet<>()).remove(taskId);
    }

    void didNotRun(long first, long last, String reason, Predicate<String> isWrittenDown) {
        answered.set((int) (first - BEGIN), (int) (last + 1 - BEGIN));
        ran.subMap(first, true, last, true).forEach((second, ids) -> {
            List<String> known = ids.stream().filter(isWrittenDown).toList();
            assertTrue(known.isEmpty() || known.size() < passes(second),
                    () -> "for the fire " + second + " of job " + id + " there are " + known + ", and it is told: " + reason);
        });
    }

    private long passes(long second) {
        return starts.stream().filter(start -> start.isBefore(Instant.ofEpochSecond(second))).count();
    }

    // In the end

    void compare() {
        spans.forEach(this::compare);
        ran.forEach((second, ids) -> assertTrue(ids.size() <= passes(second),
                () -> "the fire " + second + " of job " + id + " became " + ids + ", and it came at most " + passes(second) + " times"));
    }

    private void compare(Span span) {
        for (Instant fire = span.plan.nextFire(span.from).orElseThrow(); !fire.isAfter(span.to);
                fire = span.plan.nextFire(fire).orElseThrow()) {
            long second = fire.getEpochSecond();
            assertTrue(answered.get((int) (second - BEGIN)), () -> "nobody knows what became of the fire " + Instant.ofEpochSecond(second)
                    + " of job " + id + " " + span.plan.job().schedule() + ", which was on from " + span.from + " to " + span.to);
        }
    }

    /** The runs of fires. */
    Set<String> runs() {
        Set<String> all = new HashSet<>();
        ran.values().forEach(all::addAll);
        return all;
    }
}
