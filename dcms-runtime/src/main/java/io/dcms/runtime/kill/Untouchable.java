package io.dcms.runtime.kill;

import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTable.Id;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who must not be hit by a kill though ties of a run may lead there. Mostly none do; but a task may start the agent anew,
 * as an upgrade does, and then this agent, the shells that start its runs, and all of those runs are below that task or in its
 * session. Pure.
 */
final class Untouchable {

    private Untouchable() {
    }

    /**
     * The first process of the machine; this agent, all above it that is not the run's, and all below it that shares its
     * session, which are its helpers; the other runs and what stands directly above them, which are the launchers and
     * supervisors of this agent and of those before it.
     *
     * @param self   the pid of this agent
     * @param leader the own process of the run that is killed: the one that is never untouchable
     * @param others the own processes of all other runs
     */
    static Set<Long> of(ProcessTable table, long self, Id leader, Collection<Id> others) {
        Set<Long> untouchable = new HashSet<>(List.of(1L, self));
        addAbove(table, self, leader, untouchable);
        addHelpers(table, self, untouchable);
        for (Id other : others) {
            if (table.has(other)) {
                untouchable.add(other.pid());
                addDirectlyAbove(table, other, untouchable);
            }
        }
        if (table.has(leader)) {
            addDirectlyAbove(table, leader, untouchable);
        }
        untouchable.remove(leader.pid());
        return untouchable;
    }

    private static void addAbove(ProcessTable table, long self, Id leader, Set<Long> untouchable) {
        List<Long> above = new ArrayList<>();
        for (Entry entry = table.get(self); entry != null && !above.contains(entry.pid()); entry = table.get(entry.parent())) {
            if (entry.id().equals(leader)) {
                // What is between the run and this agent is the run's.
                return;
            }
            above.add(entry.pid());
        }
        untouchable.addAll(above);
    }

    private static void addHelpers(ProcessTable table, long parent, Set<Long> untouchable) {
        Entry above = table.get(parent);
        for (Entry child : table.childrenOf(parent)) {
            if (above != null && child.session() == above.session() && untouchable.add(child.pid())) {
                addHelpers(table, child.pid(), untouchable);
            }
        }
    }

    /** Its launcher, or its supervisor and the shell that this was forked from. */
    private static void addDirectlyAbove(ProcessTable table, Id run, Set<Long> untouchable) {
        Entry supervisor = table.get(table.get(run.pid()).parent());
        if (supervisor != null) {
            untouchable.add(supervisor.pid());
            untouchable.add(supervisor.parent());
        }
    }
}
