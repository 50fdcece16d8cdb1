package io.dcms.runtime.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTree.Found;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who belongs to a run: 100 leads it, and started at 1000. */
final class ProcessTreeTest {

    private static final String TASK = "1700000010-7";
    private static final String OTHER_TASK = "1700000011-8";

    private final ProcessTree tree = new ProcessTree(100, 1000, TASK);
    private final Table table = new Table().add(10, 1, 10, 500).add(100, 10, 100, 1000);

    private List<Long> ours(Long... members) {
        return find(members).alive().stream().map(Entry::pid).toList();
    }

    private Found find(Long... members) {
        return tree.find(table.now(), table::task, List.of(members), Set.of(1L, 10L));
    }

    @Test
    void itsOwnProcessAlone() {
        assertEquals(List.of(100L), ours());
    }

    @Test
    void parentsComeBeforeChildrenAndTheLeaderFirst() {
        table.add(90, 100, 100, 1003).add(95, 100, 100, 1000).add(120, 90, 100, 1003);
        assertEquals(List.of(100L, 95L, 90L, 120L), ours());
    }

    @Test
    void descendantsInSessionsOfTheirOwn() {
        table.add(101, 100, 101, 1001).add(102, 101, 101, 1002).add(103, 102, 103, 1003);
        assertEquals(List.of(100L, 101L, 102L, 103L), ours());
    }

    @Test
    void theSessionOfALeaderThatIsAZombie() {
        table.state(100, 'Z').add(101, 1, 100, 1001);
        assertEquals(List.of(101L), ours());
    }

    /** Its first thread has ended, as that of a program may, and the others work. */
    @Test
    void aZombieWithThreadsIsAlive() {
        table.add(new Entry(100, 'Z', 10, 100, 100, 2, 1000));
        assertEquals(List.of(100L), ours());
    }

    @Test
    void whatLostItsParentAfterItWasSeen() {
        table.add(101, 100, 101, 1001).add(102, 101, 101, 1002);
        ours();
        table.gone(101).gone(100);
        assertEquals(List.of(102L), ours());
    }

    @Test
    void whatIsForkedInASessionWhoseLeaderIsGone() {
        table.add(101, 100, 101, 1001).add(102, 101, 101, 1002);
        ours();
        table.gone(101).gone(100);
        ours();
        table.add(103, 102, 101, 1003).gone(102);
        assertEquals(List.of(103L), ours());
    }

    @Test
    void whatNamesTheTaskWhereverItIs() {
        table.add(101, 1, 101, 1001).naming(101, TASK);
        assertEquals(List.of(100L, 101L), ours());
    }

    @Test
    void whatHangsOnWhatNamesTheTask() {
        table.add(101, 1, 101, 1001).naming(101, TASK).add(102, 101, 102, 1002).add(103, 1, 101, 1003);
        assertEquals(List.of(100L, 101L, 102L, 103L), ours());
    }

    @Test
    void notWhatNamesAnotherTask() {
        table.add(101, 1, 101, 1001).naming(101, OTHER_TASK).add(102, 1, 102, 1001).naming(102, TASK + "0");
        assertEquals(List.of(100L), ours());
    }

    @Test
    void aDescendantThatNamesAnotherTask() {
        table.add(101, 100, 101, 1001).naming(101, OTHER_TASK);
        assertEquals(List.of(100L, 101L), ours());
    }

    @Test
    void notWhatBeganBeforeTheRunThoughItNamesTheTask() {
        table.add(50, 1, 50, 999).naming(50, TASK);
        assertEquals(List.of(100L), ours());
    }

    @Test
    void whatIsInItsCgroup() {
        table.add(101, 1, 101, 1001);
        assertEquals(List.of(100L, 101L), ours(100L, 101L));
    }

    @Test
    void notWhatWasPutIntoItsCgroupFromBefore() {
        table.add(50, 1, 50, 999);
        assertEquals(List.of(100L), ours(50L, 100L));
        assertFalse(tree.mayKillAll(List.of(50L, 100L), table.now(), Set.of()));
        assertTrue(tree.mayKillAll(List.of(100L), table.now(), Set.of()));
    }

    @Test
    void aMemberOfItsCgroupThatTheTableDoesNotShowYet() {
        assertTrue(find(100L, 101L).unsettled());
        assertTrue(tree.mayKillAll(List.of(100L, 101L), table.now(), Set.of()));
        assertFalse(tree.mayKillAll(List.of(100L, 101L), table.now(), Set.of(101L)));
    }

    @Test
    void notWhatIsUntouchableNorWhatIsBelowThat() {
        table.add(101, 100, 100, 1001).naming(101, TASK).add(102, 101, 102, 1002);
        Found found = tree.find(table.now(), table::task, List.of(101L), Set.of(101L));
        assertEquals(List.of(100L), found.alive().stream().map(Entry::pid).toList());
    }

    @Test
    void whoDoesNotTellItsEnvironmentMustBeLookedAtAgain() {
        table.add(101, 1, 101, 1001);
        assertFalse(find().unsettled());
        table.silent(101);
        assertTrue(find().unsettled());
    }

    @Test
    void whatMayHaveBeenMissedMustBeLookedForAgain() {
        table.incomplete();
        assertTrue(find().unsettled());
    }

    @Test
    void whoIsOursByOtherTiesOrTooOldIsNotAsked() {
        table.silent(100).add(101, 100, 100, 1001).silent(101).silent(10).silent(1);
        assertFalse(find().unsettled());
    }

    @Test
    void notSomebodyElseWithTheNumberOfTheLeader() {
        table.add(100, 1, 100, 2000).add(101, 100, 100, 2001);
        assertEquals(List.of(), ours());
    }

    @Test
    void notSomebodyElseWithTheNumberOfAMember() {
        table.add(101, 100, 101, 1001);
        ours();
        table.gone(100).add(101, 1, 101, 2000).add(102, 101, 101, 2001);
        assertEquals(List.of(), ours());
    }

    /** The agent was away: the run's session may have ended long ago, and its number be another one's, whose leader is gone too. */
    @Test
    void notASessionOfItsNumberWhoseLeaderWasNeverSeen() {
        table.gone(100).add(101, 1, 100, 2000);
        assertEquals(List.of(), ours());
    }

    @Test
    void theSessionOfALeaderThatWasNeverSeenIfAMemberNamesTheTask() {
        table.gone(100).add(101, 1, 100, 2000).naming(101, TASK).add(102, 1, 100, 2001);
        assertEquals(List.of(101L, 102L), ours());
    }

    @Test
    void notASessionThatWasEmptyInBetween() {
        table.add(101, 100, 100, 1001);
        ours();
        table.gone(100).gone(101);
        ours();
        table.add(102, 1, 100, 2000);
        assertEquals(List.of(), ours());
    }

    @Test
    void aLeaderOfWhichTheStartIsNotKnownIsFoundByItsEnvironmentAlone() {
        ProcessTree unknown = new ProcessTree(100, -1, TASK);
        assertEquals(List.of(), unknown.find(table.now(), table::task, List.of(), Set.of(1L, 10L)).alive());
        table.naming(100, TASK);
        assertEquals(1, unknown.find(table.now(), table::task, List.of(), Set.of(1L, 10L)).alive().size());
    }
}
