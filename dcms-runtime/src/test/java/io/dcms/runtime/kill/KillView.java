package io.dcms.runtime.kill;

import io.dcms.runtime.kill.ProcessTable.Entry;
import java.util.List;
import java.util.Optional;

/** What a kill sees of this machine's processes, for tests of others. */
public final class KillView {

    private KillView() {
    }

    /** As in {@code /proc/PID/stat}: R, S, D, T, Z, ... */
    public static char state(long pid) {
        return ProcessTable.of(pid).state();
    }

    /** The processes whose environment names a launch. */
    public static List<String> naming(String mark) {
        Cookies cookies = new Cookies(ProcFolder.ofThisMachine());
        return ProcFolder.ofThisMachine().read().all().stream().filter(entry -> !entry.dead())
                .filter(entry -> cookies.apply(entry).equals(Optional.of(mark))).map(Entry::toString).toList();
    }
}
