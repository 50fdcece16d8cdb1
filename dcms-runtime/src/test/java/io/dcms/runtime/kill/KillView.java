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

    /** Whether the kernel's clock, which counts in hundredths of a second, has gone on since this process was started. */
    public static boolean isOlderThanNow(long pid) throws Exception {
        return ProcFolder.ofThisMachine().now() > ProcessTable.of(pid).startTime();
    }

    /** The processes whose environment names a task. */
    public static List<String> naming(String task) {
        Cookies cookies = new Cookies(ProcFolder.ofThisMachine());
        return ProcFolder.ofThisMachine().read().all().stream().filter(entry -> !entry.dead())
                .filter(entry -> cookies.apply(entry).equals(Optional.of(task))).map(Entry::toString).toList();
    }
}
