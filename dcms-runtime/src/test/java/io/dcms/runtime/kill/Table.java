package io.dcms.runtime.kill;

import io.dcms.runtime.kill.ProcessTable.Entry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A table of processes that a test writes down, with what their environments say. Process 1 is always there. */
final class Table {

    private final Map<Long, Entry> entries = new HashMap<>();
    private final Map<Long, String> tasks = new HashMap<>();
    private final Set<Long> silent = new HashSet<>();
    private boolean complete = true;

    Table() {
        add(1, 0, 1, 1);
    }

    Table add(long pid, long parent, long session, long startTime) {
        return add(new Entry(pid, 'S', parent, session, session, 1, startTime));
    }

    Table add(Entry entry) {
        entries.put(entry.pid(), entry);
        return this;
    }

    /** The last process that was added has this in its environment. */
    Table naming(long pid, String task) {
        tasks.put(pid, task);
        return this;
    }

    /** It can't be told what this process has in its environment. */
    Table silent(long pid) {
        silent.add(pid);
        return this;
    }

    Table group(long pid, long group) {
        Entry old = entries.get(pid);
        return add(new Entry(pid, old.state(), old.parent(), group, old.session(), 1, old.startTime()));
    }

    Table state(long pid, char state) {
        Entry old = entries.get(pid);
        return add(new Entry(pid, state, old.parent(), old.group(), old.session(), 1, old.startTime()));
    }

    /** It is gone; its children are process 1's. */
    Table gone(long pid) {
        entries.remove(pid);
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.parent() == pid) {
                add(new Entry(entry.pid(), entry.state(), 1, entry.group(), entry.session(), 1, entry.startTime()));
            }
        }
        return this;
    }

    /** Some came and went while it was read. */
    Table incomplete() {
        complete = false;
        return this;
    }

    ProcessTable now() {
        return new ProcessTable(0, List.copyOf(entries.values()), complete);
    }

    Optional<String> task(Entry process) {
        return silent.contains(process.pid()) ? Optional.empty() : Optional.of(tasks.getOrDefault(process.pid(), ""));
    }
}
