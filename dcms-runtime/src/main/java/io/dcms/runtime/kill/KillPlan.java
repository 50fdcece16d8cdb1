package io.dcms.runtime.kill;

import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTable.Id;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What to do about the processes of one run that is killed, look by look: TERM, once each; from some moment on KILL, until
 * nothing is left. Knows no clock, sends nothing. One thread.
 *
 * <p>RATIONALE. TERM comes once: what a task starts when it has got TERM is perhaps what tidies up behind it. But what was
 * started before, and was missed because the list was older or because it was hidden, is asked too when it is found. A tick of
 * the clock is 10 ms: what started in the very tick of the first TERM is taken for what tidies up, because to ask once too
 * seldom costs the rest of the grace, and to ask once too often costs what the task wanted to leave in order.
 */
final class KillPlan {

    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long SLOWEST_TERM_MILLIS = 500;
    private static final long SLOWEST_KILL_MILLIS = 10_000;
    /** So long after the first KILL it is said that there is something that does not die of it. */
    private static final long SAID_AFTER_MILLIS = 5_000;
    /** Looks without a pause: enough for whatever forks, few enough for the other kills if one forks for ever. */
    private static final int MOST_FAST_LOOKS = 200;
    /** Looks for the sake of those of which it can't be told whose they are. */
    private static final int MOST_UNSETTLED_LOOKS = 10;

    private static final int EMPTY_LOOKS_AFTER_A_CHASE = 3;

    private final Set<Id> asked = new HashSet<>();
    private final Set<Id> continued = new HashSet<>();
    private final Set<Id> killed = new HashSet<>();
    private long firstAsked = Long.MAX_VALUE;
    private long pause = FIRST_PAUSE_MILLIS;
    private long pausedSinceKill;
    private int fastLooks;
    private int unsettledLooks;
    private int emptyLooks;
    private boolean forced;
    private boolean saidStuck;

    /**
     * One turn.
     *
     * @param term        gets TERM, in this order
     * @param cont        gets CONT after that: a stopped process can't tidy up
     * @param kill        gets KILL
     * @param groups      process groups of which each member is the run's, to get KILL before the single ones: a group is hit as
     *                    one, whatever it forks
     * @param pauseMillis until the next look
     * @param stuck       whether it is time to say that some do not die; once
     */
    record Turn(List<Entry> term, List<Entry> cont, List<Entry> kill, Set<Long> groups, long pauseMillis, boolean stuck) {
    }

    /** Whether nothing is left to be killed. Of what forks so fast that single signals missed it one empty look is no proof. */
    boolean isOver(ProcessTree.Found found) {
        if (!found.alive().isEmpty() || found.unsettled() && unsettledLooks++ < MOST_UNSETTLED_LOOKS) {
            emptyLooks = 0;
            return false;
        }
        return ++emptyLooks > (fastLooks > 1 ? EMPTY_LOOKS_AFTER_A_CHASE : 0);
    }

    /**
     * A turn of asking.
     *
     * @param now in clock ticks since boot, read after the look
     */
    Turn ask(ProcessTree.Found found, long now) {
        boolean first = firstAsked == Long.MAX_VALUE;
        if (first) {
            firstAsked = now;
        }
        List<Entry> term = found.alive().stream().filter(entry -> first || entry.startTime() < firstAsked)
                .filter(entry -> asked.add(entry.id())).toList();
        List<Entry> cont = found.alive().stream().filter(entry -> entry.stopped() && asked.contains(entry.id()))
                .filter(entry -> continued.add(entry.id())).toList();
        return new Turn(term, cont, List.of(), Set.of(), nextPause(SLOWEST_TERM_MILLIS), false);
    }

    /** A turn of killing. */
    Turn kill(ProcessTree.Found found, ProcessTable table) {
        boolean late = forced;
        if (!forced) {
            forced = true;
            pause = FIRST_PAUSE_MILLIS;
        }
        boolean news = false;
        for (Entry entry : found.alive()) {
            news |= killed.add(entry.id());
        }
        // Single signals are enough for almost all; what appears in spite of them is faster than they are.
        Set<Long> groups = late && news ? wholeGroups(found, table) : Set.of();
        if (news && fastLooks++ < MOST_FAST_LOOKS) {
            pause = FIRST_PAUSE_MILLIS;
            return new Turn(List.of(), List.of(), found.alive(), groups, 0, false);
        }
        // With nothing left to kill it is only waited for the word that the run's own process is gone.
        long pauseMillis = nextPause(found.alive().isEmpty() ? SLOWEST_TERM_MILLIS : SLOWEST_KILL_MILLIS);
        boolean stuck = !saidStuck && !found.alive().isEmpty() && pausedSinceKill > SAID_AFTER_MILLIS;
        pausedSinceKill += pauseMillis;
        saidStuck |= stuck;
        return new Turn(List.of(), List.of(), found.alive(), groups, pauseMillis, stuck);
    }

    private static Set<Long> wholeGroups(ProcessTree.Found found, ProcessTable table) {
        Set<Id> ours = found.alive().stream().map(Entry::id).collect(Collectors.toSet());
        Set<Long> groups = new TreeSet<>();
        for (Entry entry : found.alive()) {
            // kill takes 0 for its own group, and -1 for everybody.
            if (entry.group() > 1 && table.inGroup(entry.group()).stream().allMatch(one -> one.dead() || ours.contains(one.id()))) {
                groups.add(entry.group());
            }
        }
        return groups;
    }

    private long nextPause(long slowest) {
        long now = Math.min(pause, slowest);
        pause = Math.min(now * 2, slowest);
        return now;
    }
}
