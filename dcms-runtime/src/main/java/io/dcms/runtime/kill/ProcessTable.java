package io.dcms.runtime.kill;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All processes of the machine as they were at one moment, or nearly: immutable. {@link ProcFolder} reads it. */
final class ProcessTable {

    private final long begun;
    private final boolean complete;
    private final Map<Long, Entry> byPid = new HashMap<>();
    private final Map<Long, List<Entry>> byParent = new HashMap<>();
    private final Map<Long, List<Entry>> byGroup = new HashMap<>();
    private final Map<Long, List<Entry>> bySession = new HashMap<>();

    /** What names one process until the machine is restarted, unlike the pid alone. */
    record Id(long pid, long startTime) {
    }

    /**
     * One process.
     *
     * @param state     as in {@code /proc/PID/stat}: R, S, D, T, Z, ...
     * @param threads   how many it has, the first one included whether it has ended or not
     * @param startTime in clock ticks since boot
     */
    record Entry(long pid, char state, long parent, long group, long session, int threads, long startTime) {

        Id id() {
            return new Id(pid, startTime);
        }

        /** A process whose first thread has ended looks like a zombie while the others go on. */
        boolean dead() {
            return (state == 'Z' || state == 'X') && threads <= 1;
        }

        /** Stopped by a signal: one that a debugger holds (t) is not. */
        boolean stopped() {
            return state == 'T';
        }

        /** In a sleep that no signal ends, so that who asks for its memory may sleep with it. */
        boolean uninterruptible() {
            return state == 'D';
        }
    }

    /**
     * Puts these in order.
     *
     * @param begun    the {@link System#nanoTime} before the first of them was read
     * @param complete whether all are there that were alive at some moment since
     */
    ProcessTable(long begun, Collection<Entry> entries, boolean complete) {
        this.begun = begun;
        this.complete = complete;
        for (Entry entry : entries) {
            byPid.put(entry.pid, entry);
            byParent.computeIfAbsent(entry.parent, pid -> new ArrayList<>()).add(entry);
            byGroup.computeIfAbsent(entry.group, pid -> new ArrayList<>()).add(entry);
            bySession.computeIfAbsent(entry.session, pid -> new ArrayList<>()).add(entry);
        }
    }

    /** The process of this number as it is now; null if there is none any more. */
    static Entry of(long pid) {
        return ProcFolder.ofThisMachine().of(pid);
    }

    /** Whether it was begun at this {@link System#nanoTime} or later, and so shows all that was there then and still is. */
    boolean isSince(long nanos) {
        return begun - nanos >= 0;
    }

    /** Whether what is not in it does not exist: false where processes come and go faster than they can be read. */
    boolean complete() {
        return complete;
    }

    /** The same where it is known that not all are in it. */
    ProcessTable incomplete() {
        return new ProcessTable(begun, byPid.values(), false);
    }

    Collection<Entry> all() {
        return byPid.values();
    }

    /** @return null if there was none of this number */
    Entry get(long pid) {
        return byPid.get(pid);
    }

    boolean has(Id id) {
        Entry entry = byPid.get(id.pid);
        return entry != null && entry.startTime == id.startTime;
    }

    List<Entry> childrenOf(long pid) {
        return byParent.getOrDefault(pid, List.of());
    }

    List<Entry> inGroup(long group) {
        return byGroup.getOrDefault(group, List.of());
    }

    List<Entry> inSession(long session) {
        return bySession.getOrDefault(session, List.of());
    }
}
