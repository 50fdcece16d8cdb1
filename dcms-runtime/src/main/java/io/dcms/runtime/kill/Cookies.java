package io.dcms.runtime.kill;

import io.dcms.runtime.kill.ProcessTable.Entry;
import io.dcms.runtime.kill.ProcessTable.Id;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Which launch the environment of a process names: what a run's processes pass on to their children however far those move
 * away from them. Asked only while something is killed, and each process once. One thread.
 */
final class Cookies implements Function<Entry, Optional<String>> {

    private final ProcFolder proc;
    private final Map<Id, String> known = new HashMap<>();
    private final Set<Id> wereEmpty = new HashSet<>();

    Cookies(ProcFolder proc) {
        this.proc = proc;
    }

    /**
     * The same of this user's processes alone: anybody can give his own out as another's run, and so be killed with it, or, by
     * starting new ones, keep that kill from ever being over.
     */
    Function<Entry, Optional<String>> of(long uid) {
        return process -> proc.isOf(process.pid(), uid) ? apply(process) : Optional.of("");
    }

    /** The launch that it names; the empty text if it names none or may not be asked; nothing if it should be asked again. */
    @Override
    public Optional<String> apply(Entry process) {
        String mark = known.get(process.id());
        // Its memory may be locked while it waits for a disk or a server that is gone: who asks would wait with it.
        if (mark == null && !process.uninterruptible()) {
            mark = ask(process);
        }
        return Optional.ofNullable(mark);
    }

    /** @return null if the answer means nothing yet */
    private String ask(Entry process) {
        try {
            byte[] environment = proc.environment(process.pid());
            // Empty for the moment in which a process becomes another program; empty twice is empty.
            if (environment.length == 0 && wereEmpty.add(process.id())) {
                return null;
            }
            return remember(process, ProcFolder.markIn(environment));
        } catch (IOException e) {
            return remember(process, "");
        }
    }

    private String remember(Entry process, String mark) {
        known.put(process.id(), mark);
        return mark;
    }

    /** Forgets those that are gone. */
    void keepOnly(ProcessTable table) {
        known.keySet().removeIf(id -> !table.has(id));
        wereEmpty.removeIf(id -> !table.has(id));
    }
}
