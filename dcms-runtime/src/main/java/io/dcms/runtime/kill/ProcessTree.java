package io.dcms.runtime.kill;

import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTable.Id;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A run's processes: the members of its session and of its cgroup, those whose environment names its launch, the descendants
 * of all these, the sessions that those lead, and so on. What was found once is kept, so that a process whose parent died
 * meanwhile, and that so lost its tie to the run, is found again. Looks at tables and nothing else. One thread at a time.
 *
 * <p>Never among them, whatever ties there are: what is untouchable (see {@link Untouchable}), and what began before the run.
 * A process whose environment names another launch is not taken for its environment, of course, but it is as a member of
 * the session or of the cgroup and as a descendant: a task may well set the variable for what it starts.
 */
public final class ProcessTree {

    /** The variable in the environment of a run's processes that tells them from all others of this machine, also of other agents. */
    public static final String MARK = "DCMS_LAUNCH";

    private final long leader;
    private final long leaderStart;
    private final String mark;
    private final Set<Id> known = new HashSet<>();
    /** Sessions that members lead or led, with the start of that leader. */
    private final Map<Long, Long> sessions = new HashMap<>();

    /**
     * What a look has found.
     *
     * @param alive     parents before children, zombies not counted
     * @param unsettled whether there are processes of which it could not be told: look again
     */
    record Found(List<Entry> alive, boolean unsettled) {
    }

    /**
     * The processes of a run.
     *
     * @param leader     the pid of the process that leads the run's session, or is about to
     * @param startTicks when it started, in clock ticks since boot; -1 if nobody knows: then its number is not trusted
     * @param mark       what the environment of its processes has as {@link #MARK}; empty if nobody knows
     */
    public ProcessTree(long leader, long startTicks, String mark) {
        this.leader = leader;
        this.leaderStart = startTicks;
        this.mark = mark;
    }

    /** The run's own process. */
    Id leader() {
        return new Id(leader, leaderStart);
    }

    /**
     * Looks who belongs to the run.
     *
     * @param marks       which launch the environment of a process names; nothing if that could not be told yet
     * @param members     the pids in the run's cgroup
     * @param untouchable the pids that are never the run's
     */
    Found find(ProcessTable table, Function<Entry, Optional<String>> marks, Collection<Long> members, Set<Long> untouchable) {
        known.removeIf(id -> !table.has(id));
        Look look = new Look(table, untouchable);
        known.forEach(id -> look.add(table.get(id.pid())));
        look.addSessions();
        members.forEach(pid -> look.add(table.get(pid)));
        look.close();
        boolean untold = !mark.isEmpty() && look.addNamed(marks);
        look.remember();
        boolean unseen = members.stream().anyMatch(pid -> table.get(pid) == null);
        return new Found(look.alive(), untold || unseen || !table.complete());
    }

    /** Whether there is nobody in the run's cgroup who isn't the run's: then all of it can be killed by one order. */
    boolean mayKillAll(Collection<Long> members, ProcessTable table, Set<Long> untouchable) {
        Look look = new Look(table, untouchable);
        return members.stream().allMatch(pid -> table.get(pid) == null ? !untouchable.contains(pid) : look.canBeOurs(table.get(pid)));
    }

    private final class Look {
        private final ProcessTable table;
        private final Set<Long> untouchable;
        private final Set<Entry> ours = new HashSet<>();
        private final Deque<Entry> open = new ArrayDeque<>();

        Look(ProcessTable table, Set<Long> untouchable) {
            this.table = table;
            this.untouchable = untouchable;
        }

        boolean canBeOurs(Entry entry) {
            return entry.startTime() >= leaderStart && !untouchable.contains(entry.pid());
        }

        void add(Entry entry) {
            if (entry != null && canBeOurs(entry) && ours.add(entry)) {
                open.add(entry);
            }
        }

        /**
         * Members of our sessions. The number of a session is free again only when its last member is gone: then it is somebody
         * else's. So a session whose leader is gone counts only if it was ours in the look before, and has had members since.
         */
        void addSessions() {
            if (table.has(leader())) {
                sessions.put(leader, leaderStart);
            }
            sessions.keySet().removeIf(session -> table.inSession(session).isEmpty() && table.get(session) == null);
            sessions.entrySet().removeIf(session -> table.get(session.getKey()) != null
                    && table.get(session.getKey()).startTime() != session.getValue());
            sessions.forEach((session, start) -> {
                add(table.get(session));
                table.inSession(session).forEach(this::add);
            });
        }

        /** All that hangs on what was added. */
        void close() {
            while (!open.isEmpty()) {
                Entry entry = open.remove();
                table.childrenOf(entry.pid()).forEach(this::add);
                table.inSession(entry.pid()).forEach(this::add);
            }
        }

        /** Those whose environment names the launch, with all that hangs on them. @return whether some have not told */
        boolean addNamed(Function<Entry, Optional<String>> marks) {
            boolean unsettled = false;
            for (Entry entry : table.all()) {
                if (!entry.dead() && canBeOurs(entry) && !ours.contains(entry)) {
                    Optional<String> named = marks.apply(entry);
                    unsettled |= named.isEmpty();
                    named.filter(mark::equals).ifPresent(ignored -> addNamed(entry));
                }
            }
            close();
            return unsettled;
        }

        private void addNamed(Entry entry) {
            add(entry);
            // It has been in the run's session since it began: the leader may be gone, but the number is not somebody else's.
            if (entry.session() == leader && table.get(leader) == null) {
                sessions.put(leader, leaderStart);
                table.inSession(leader).forEach(this::add);
            }
        }

        void remember() {
            for (Entry entry : ours) {
                if (!entry.dead()) {
                    known.add(entry.id());
                }
                if (entry.session() == entry.pid()) {
                    sessions.put(entry.pid(), entry.startTime());
                }
            }
        }

        /** Parents before children: a shell whose command dies first goes on with its next one. */
        List<Entry> alive() {
            List<Entry> alive = new ArrayList<>(ours);
            alive.removeIf(Entry::dead);
            alive.sort(Comparator.comparing((Entry entry) -> entry.pid() != leader).thenComparing(Entry::startTime)
                    .thenComparing(Entry::pid));
            return alive;
        }
    }
}
