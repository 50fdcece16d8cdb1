package io.dcms.runtime.ledger;

import io.dcms.runtime.schedule.FireLog.Cause;
import io.dcms.runtime.schedule.FireRecord;
import io.dcms.runtime.schedule.FireRecord.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Makes the answers for one job of its records, in the order in which they were written: the newest of them are kept, by fire
 * time. Pure.
 */
final class AnswerBook {

    private static final String DIED = "the agent was not running: it had died, some time after the fire before";

    private final long since;
    private final long until;
    private final int limit;
    private final TreeMap<Long, List<Answer>> bySecond = new TreeMap<>();
    private int size;
    private boolean more;
    /** Counts agents: what an agent says outdoes what the one before it said, which died before it could act on that. */
    private int agent;
    private boolean seen;
    /** The last second of which the job's records speak. */
    private long lastSeen;
    /** Since when the job is off; null if it is on. */
    private FireRecord off;
    /** Since when the agent is; null if it is there. */
    private FireRecord agentOff;
    /** There is a new agent, which has not said yet how it goes on with the job. */
    private FireRecord untold;

    private record Answer(FireRecord record, int agent) {
    }

    /**
     * @param since the first second that is asked for
     * @param until the last
     * @param limit how many answers, from 1 on
     */
    AnswerBook(long since, long until, int limit) {
        this.since = since;
        this.until = until;
        this.limit = limit;
    }

    /** Whether there was any record of the job. */
    boolean seen() {
        return seen;
    }

    /** Whether there are more than are kept. */
    boolean more() {
        return more;
    }

    /** The answers, in the order of fire times. */
    List<FireRecord> answers() {
        FireRecord open = off != null ? off : agentOff != null ? agentOff : untold;
        if (open != null) {
            addOff(open, FireRecord.OPEN);
        }
        return bySecond.values().stream().flatMap(List::stream).map(this::answer).toList();
    }

    private FireRecord answer(Answer answer) {
        FireRecord record = answer.record;
        return record.kind() != Kind.WAITS || answer.agent == agent ? record
                : FireRecord.skipped(record.jobId(), Instant.ofEpochSecond(record.first()), record.attempt(),
                        "the agent died while it waited for a run of the job to end");
    }

    void take(FireRecord record) {
        if (record.jobId() != 0) {
            seen = true;
        }
        switch (record.kind()) {
            case RAN, WAITS, SKIPPED -> single(record);
            case WITHDRAWN -> outdo(record);
            case MISSED -> range(record);
            case LOST -> add(record);
            case OFF, REMOVED -> off(record);
            case ON -> on(record);
            case AGENT_OFF -> agentOff = seen && off == null && untold == null ? record : null;
            case AGENT_ON -> agentOn(record);
        }
        if (record.jobId() != 0) {
            lastSeen = Math.max(lastSeen, lastSecond(record));
            if (untold != null && untold.reason().equals(DIED)) {
                // The new agent tells of runs that it has taken over, of which the old one could not tell any more.
                untold = died();
            }
        }
    }

    private static long lastSecond(FireRecord record) {
        return switch (record.kind()) {
            case OFF, REMOVED -> record.first() - 1;
            case RAN, WITHDRAWN, WAITS, SKIPPED, MISSED -> record.last();
            case ON, AGENT_OFF, AGENT_ON, LOST -> record.first();
        };
    }

    private void single(FireRecord record) {
        outdo(record);
        add(record);
    }

    private void outdo(FireRecord record) {
        List<Answer> same = bySecond.get(record.first());
        if (same != null) {
            drop(same, answer -> isOutdone(answer, record));
            if (same.isEmpty()) {
                bySecond.remove(record.first());
            }
        }
    }

    private void drop(List<Answer> answers, Predicate<Answer> which) {
        int before = answers.size();
        answers.removeIf(which);
        size -= before - answers.size();
    }

    /** A run stays one, also when the clock was set back and the fire's time came again. */
    private boolean isOutdone(Answer answer, FireRecord by) {
        FireRecord old = answer.record;
        return switch (old.kind()) {
            case RAN -> old.taskId().equals(by.taskId());
            case WAITS -> isOfSameFire(old, by);
            case SKIPPED -> isOfSameFire(old, by) && answer.agent != agent;
            case WITHDRAWN, MISSED, OFF, REMOVED, ON, AGENT_OFF, AGENT_ON, LOST -> false;
        };
    }

    private static boolean isOfSameFire(FireRecord old, FireRecord by) {
        return old.attempt() == by.attempt() && by.cause() != Cause.REQUEST && by.kind() != Kind.WITHDRAWN;
    }

    /** Two agents say both of a fire what became of it only if the first died before it could do what it said. */
    private void range(FireRecord record) {
        Collection<List<Answer>> covered = bySecond.subMap(record.first(), true, record.last(), true).values();
        covered.forEach(answers ->
                drop(answers, answer -> answer.agent != agent && isUndecided(answer.record) && answer.record.last() <= record.last()));
        covered.removeIf(List::isEmpty);
        add(record);
    }

    private static boolean isUndecided(FireRecord record) {
        return switch (record.kind()) {
            case WAITS, SKIPPED -> record.attempt() == 0;
            case MISSED -> true;
            case RAN, WITHDRAWN, OFF, REMOVED, ON, AGENT_OFF, AGENT_ON, LOST -> false;
        };
    }

    private void off(FireRecord record) {
        FireRecord before = off != null ? off : untold;
        boolean said = before != null && before.equals(record);
        if (before != null && !said) {
            addOff(before, record.first() - 1);
        }
        off = record;
        untold = null;
    }

    private void on(FireRecord record) {
        decideAnew(record.first());
        FireRecord before = off != null ? off : untold;
        if (before != null && before.first() <= record.first()) {
            addOff(before, record.first());
        } else if (!record.reason().isEmpty()) {
            add(new FireRecord(record.jobId(), Kind.ON, record.first(), record.first(), 0, "", null, 0, record.reason()));
        }
        off = null;
        untold = null;
    }

    /**
     * All fires after a moment are decided on: so none was off then, whatever was said; and an agent decides anew on what the one
     * before it had decided on when it died, but not written into its state.
     */
    private void decideAnew(long after) {
        bySecond.values().forEach(answers -> answers.replaceAll(answer -> endingAt(after, answer)));
        Collection<List<Answer>> later = bySecond.tailMap(after, false).values();
        later.forEach(answers -> drop(answers, this::isVoid));
        later.removeIf(List::isEmpty);
    }

    private boolean isVoid(Answer answer) {
        return switch (answer.record.kind()) {
            case MISSED -> answer.agent != agent;
            case OFF, REMOVED, ON, AGENT_OFF, AGENT_ON -> true;
            case RAN, WITHDRAWN, WAITS, SKIPPED, LOST -> false;
        };
    }

    private static Answer endingAt(long after, Answer answer) {
        FireRecord old = answer.record;
        boolean isCut = old.kind() == Kind.OFF && old.first() <= after && after < old.last();
        return !isCut ? answer : new Answer(new FireRecord(old.jobId(), Kind.OFF, old.first(), after, 0, "", null, 0, old.reason()),
                answer.agent);
    }

    /**
     * What was on until now goes on, or does not: its {@link Kind#ON} says so. One that never comes means that the job is this
     * agent's no more.
     */
    private void agentOn(FireRecord record) {
        agent++;
        if (seen && off == null && untold == null) {
            untold = agentOff != null ? agentOff : died();
        }
        agentOff = null;
    }

    private FireRecord died() {
        return FireRecord.change(0, Kind.AGENT_OFF, lastSeen + 1, DIED);
    }

    private void addOff(FireRecord from, long last) {
        if (from.first() <= last) {
            add(new FireRecord(from.jobId(), Kind.OFF, from.first(), last, 0, "", null, 0, from.reason()));
        }
    }

    private void add(FireRecord record) {
        if (record.last() < since || record.first() > until) {
            return;
        }
        bySecond.computeIfAbsent(record.first(), key -> new ArrayList<>(1)).add(new Answer(record, agent));
        size++;
        if (size > limit) {
            more = true;
            size--;
            Map.Entry<Long, List<Answer>> oldest = bySecond.firstEntry();
            oldest.getValue().remove(0);
            if (oldest.getValue().isEmpty()) {
                bySecond.remove(oldest.getKey());
            }
        }
    }
}
