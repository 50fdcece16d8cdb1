package io.dcms.runtime.kill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTable.Id;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The agent is 20, started by 10. The run that is killed is 100, below its supervisor 31 and the shell 30. */
final class UntouchableTest {

    private static final Id RUN = new Id(100, 1000);

    private final Table table = new Table().add(10, 1, 10, 500).add(20, 10, 10, 600).add(30, 20, 10, 700).add(31, 30, 10, 990)
            .add(100, 31, 100, 1000);

    private Set<Long> untouchable(Id... others) {
        return new TreeSet<>(Untouchable.of(table.now(), 20, RUN, List.of(others)));
    }

    @Test
    void theAgentWhatLeadsToItAndWhatStartsRuns() {
        assertEquals(Set.of(1L, 10L, 20L, 30L, 31L), untouchable());
    }

    @Test
    void theShellOfAnotherRunnerAndASupervisorThatStartsJustNow() {
        table.add(40, 20, 10, 800).add(41, 40, 10, 1500).add(42, 41, 10, 1500);
        assertEquals(Set.of(1L, 10L, 20L, 30L, 31L, 40L, 41L, 42L), untouchable());
    }

    @Test
    void otherRunsWithTheSupervisorsThatAnAgentBeforeThisOneStarted() {
        table.add(50, 1, 50, 300).add(51, 50, 50, 310).add(200, 51, 200, 311);
        assertEquals(Set.of(1L, 10L, 20L, 30L, 31L, 50L, 51L, 200L), untouchable(new Id(200, 311)));
    }

    @Test
    void notWhoHasTheNumberOfARunThatIsGone() {
        table.add(200, 1, 200, 2000);
        assertEquals(Set.of(1L, 10L, 20L, 30L, 31L), untouchable(new Id(200, 311)));
    }

    /** The agent is the first process of a container: what loses its parent becomes its child. */
    @Test
    void notAnOrphanThatTheAgentHasInherited() {
        Table container = new Table().add(30, 1, 1, 700).add(31, 30, 1, 990).add(100, 31, 100, 1000).add(101, 1, 100, 1001)
                .add(102, 1, 102, 1002);
        assertEquals(Set.of(1L, 30L, 31L), Untouchable.of(container.now(), 1, RUN, List.of()));
    }

    /**
     * An upgrade as a task: the run 100 of an agent that is gone has started this agent, 110, by a script, 105, in its own
     * session. All runs of this agent, such as 200, are below the run that is killed.
     */
    @Test
    void anAgentThatTheRunHasStartedWithItsShellsAndItsRuns() {
        Table upgraded = new Table().add(100, 1, 100, 1000).add(105, 100, 100, 1005).add(110, 105, 100, 1010)
                .add(130, 110, 100, 1020).add(131, 130, 100, 1100).add(200, 131, 200, 1101).add(201, 200, 200, 1102)
                .add(120, 105, 100, 1006);
        Set<Long> untouchable = Untouchable.of(upgraded.now(), 110, RUN, List.of(new Id(200, 1101)));
        assertEquals(List.of(100L, 105L, 120L), new ProcessTree(100, 1000, "1-1")
                .find(upgraded.now(), upgraded::task, List.of(), untouchable).alive().stream().map(Entry::pid).toList());
    }
}
