package io.dcms.runtime.process;

import io.dcms.runtime.process.ProcessTable.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A run's processes: the members of its session, their descendants, the sessions that those lead, and so on. What was found
 * once is kept, so that a process whose parent died meanwhile, and that so lost its tie to the run, is found again.
 */
final class ProcessTree {

    private final long session;
    private final long leaderStart;
    private final Set<Member> known = new HashSet<>();

    private record Member(long pid, long startTime) {
    }

    /**
     * @param leader     the pid of the process that leads the run's session, or is about to
     * @param startTicks its start, in clock ticks since boot
     * @param taskId     the run's name
     */
    ProcessTree(long leader, long startTicks, String taskId) {
        this.session = leader;
        this.leaderStart = startTicks;
    }

    /**
     * Signals all that are in this table and are still there.
     *
     * @param force KILL if true, else TERM
     * @return how many were in it, zombies not counted
     * @throws java.io.UncheckedIOException if not all could be looked at; those that come first are signalled
     */
    int signal(ProcessTable table, boolean force) {
        List<Entry> alive = find(table);
        for (Entry entry : alive) {
            // The handle remembers the start time of the process that it finds; if that is still ours, it can't hit another.
            ProcessHandle.of(entry.pid()).filter(handle -> entry.isStill()).ifPresent(handle -> {
                if (force) {
                    handle.destroyForcibly();
                } else {
                    handle.destroy();
                }
            });
        }
        return alive.size();
    }

    /** How many are in this table, zombies not counted. */
    int size(ProcessTable table) {
        return find(table).size();
    }

    private List<Entry> find(ProcessTable table) {
        known.removeIf(member -> table.get(member.pid) == null || table.get(member.pid).startTime() != member.startTime);
        List<Entry> alive = new ArrayList<>();
        for (long pid : closure(table)) {
            Entry entry = table.get(pid);
            if (entry != null && !entry.dead()) {
                known.add(new Member(pid, entry.startTime()));
                alive.add(entry);
            }
        }
        // Parents before children: a shell whose command dies first goes on with its next one.
        alive.sort(Comparator.comparing((Entry entry) -> entry.pid() != session).thenComparing(Entry::startTime)
                .thenComparing(Entry::pid));
        return alive;
    }

    /** What is known and the session, with all that hangs on them. */
    private Set<Long> closure(ProcessTable table) {
        Set<Long> ours = new HashSet<>();
        known.forEach(member -> ours.add(member.pid));
        // The number of a session is free again only when its last member is gone: then it is somebody else's.
        Entry leader = table.get(session);
        if (leader == null || leader.startTime() == leaderStart) {
            ours.add(session);
        }
        Deque<Long> open = new ArrayDeque<>(ours);
        while (!open.isEmpty()) {
            long pid = open.remove();
            for (List<Entry> tied : List.of(table.childrenOf(pid), table.membersOf(pid))) {
                for (Entry entry : tied) {
                    if (entry.pid() != session && ours.add(entry.pid())) {
                        open.add(entry.pid());
                    }
                }
            }
        }
        return ours;
    }
}
