package io.dcms.runtime.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.kill.KillPlan.Turn;
import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTree.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is done about processes that are found, look by look. */
final class KillPlanTest {

    private static final Found NOTHING = new Found(List.of(), false);

    private final KillPlan plan = new KillPlan();

    private static Entry process(long pid, long startTime) {
        return new Entry(pid, 'S', 1, 100, 100, 1, startTime);
    }

    private static Entry stopped(long pid, long startTime) {
        return new Entry(pid, 'T', 1, 100, 100, 1, startTime);
    }

    private static Found found(Entry... processes) {
        return new Found(List.of(processes), false);
    }

    private static List<Long> pids(List<Entry> processes) {
        return processes.stream().map(Entry::pid).toList();
    }

    private Turn kill(Entry... processes) {
        return plan.kill(found(processes), new ProcessTable(0, List.of(processes), true));
    }

    @Test
    void termComesOnceAndInOrder() {
        assertEquals(List.of(101L, 100L), pids(plan.ask(found(process(101, 1001), process(100, 1000)), 2000).term()));
        assertEquals(List.of(), plan.ask(found(process(101, 1001), process(100, 1000)), 2001).term());
    }

    @Test
    void whatWasMissedAndBeganBeforeTheFirstTermIsAskedLater() {
        plan.ask(found(process(100, 1000)), 2000);
        assertEquals(List.of(101L), pids(plan.ask(found(process(101, 1999)), 2010).term()));
    }

    @Test
    void whatBeganWithTheFirstTermOrLaterTidiesUp() {
        plan.ask(found(process(100, 1000)), 2000);
        assertEquals(List.of(), plan.ask(found(process(101, 2000), process(102, 2001)), 2010).term());
    }

    @Test
    void whatIsStoppedGoesOnOnceItHasBeenAsked() {
        Turn first = plan.ask(found(stopped(100, 1000), process(101, 1001)), 2000);
        assertEquals(List.of(100L), pids(first.cont()));
        Turn second = plan.ask(found(stopped(100, 1000), stopped(101, 1001), stopped(102, 2005)), 2010);
        assertEquals(List.of(101L), pids(second.cont()), "once each, and not what has got no TERM");
    }

    @Test
    void asItWaitsItLooksMoreSeldom() {
        List<Long> pauses = new ArrayList<>();
        for (int look = 0; look < 8; look++) {
            pauses.add(plan.ask(found(process(100, 1000)), 2000).pauseMillis());
        }
        assertEquals(List.of(20L, 40L, 80L, 160L, 320L, 500L, 500L, 500L), pauses);
    }

    @Test
    void killComesAtEachLook() {
        assertEquals(List.of(100L), pids(kill(process(100, 1000)).kill()));
        assertEquals(List.of(100L), pids(kill(process(100, 1000)).kill()));
    }

    @Test
    void whatForksIsLookedForWithoutAPause() {
        assertEquals(0, kill(process(100, 1000)).pauseMillis());
        assertEquals(0, kill(process(101, 1001)).pauseMillis());
        assertEquals(20, kill(process(101, 1001)).pauseMillis(), "nothing new");
        assertEquals(0, kill(process(102, 1002)).pauseMillis());
    }

    @Test
    void whatForksForEverLeavesTimeForOthers() {
        int fast = 0;
        while (kill(process(100 + fast, 1000)).pauseMillis() == 0) {
            fast++;
        }
        assertEquals(200, fast);
    }

    @Test
    void whatIsNewInSpiteOfAKillIsHitWithItsGroup() {
        assertEquals(Set.of(), kill(process(100, 1000)).groups());
        assertEquals(Set.of(100L), kill(process(101, 1001)).groups());
        assertEquals(Set.of(), kill(process(101, 1001)).groups());
    }

    @Test
    void aGroupWithAStrangerInItIsNotHit() {
        ProcessTable table = new ProcessTable(0, List.of(process(101, 1001), process(50, 500)), true);
        kill(process(100, 1000));
        assertEquals(Set.of(), plan.kill(found(process(101, 1001)), table).groups());
    }

    @Test
    void aZombieInAGroupIsNoStranger() {
        ProcessTable table = new ProcessTable(0, List.of(process(101, 1001), new Entry(100, 'Z', 1, 100, 100, 1, 1000)), true);
        kill(process(100, 1000));
        assertEquals(Set.of(100L), plan.kill(found(process(101, 1001)), table).groups());
    }

    /** To kill they mean: the sender's own group, and everybody. */
    @Test
    void theGroupsZeroAndOneAreNeverHit() {
        kill(process(100, 1000));
        for (long group : new long[] {0, 1}) {
            assertEquals(Set.of(), kill(new Entry(101 + group, 'S', 1, group, group, 1, 1001)).groups());
        }
    }

    @Test
    void whatDoesNotDieIsSaidOnceAndCostsEverLess() {
        long before = 0;
        int said = 0;
        Turn turn = kill(process(100, 1000));
        for (int look = 0; look < 20; look++) {
            turn = kill(process(100, 1000));
            said += turn.stuck() ? 1 : 0;
            before += said == 0 ? turn.pauseMillis() : 0;
        }
        assertEquals(1, said);
        assertTrue(before > 5_000 && before < 10_000, before + " ms");
        assertEquals(10_000, turn.pauseMillis());
        assertEquals(List.of(100L), pids(turn.kill()), "it is still tried");
    }

    @Test
    void waitingForTheWordThatAllIsOverIsNotStuck() {
        for (int look = 0; look < 30; look++) {
            Turn turn = kill();
            assertFalse(turn.stuck());
            assertTrue(turn.pauseMillis() <= 500);
        }
    }

    @Test
    void oneEmptyLookIsEnough() {
        plan.ask(found(process(100, 1000)), 2000);
        assertFalse(plan.isOver(found(process(100, 1000))));
        assertTrue(plan.isOver(NOTHING));
    }

    @Test
    void afterAChaseItIsNot() {
        kill(process(100, 1000));
        kill(process(101, 1001));
        for (int look = 0; look < 3; look++) {
            assertFalse(plan.isOver(NOTHING));
        }
        assertTrue(plan.isOver(NOTHING));
    }

    @Test
    void whatCanNotBeToldIsLookedAtAFewTimes() {
        int looks = 0;
        while (!plan.isOver(new Found(List.of(), true))) {
            looks++;
        }
        assertEquals(10, looks);
    }
}
