package io.dcms.runtime.filestore;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Folds reports into runs and keeps the newest of them. Belongs to one thread. */
final class NewestRuns {

    /** The second run of a second has a longer id than the first, the tenth a longer one than the ninth. */
    private static final Comparator<Task> BY_START = Comparator.comparingLong(Task::execAt)
            .thenComparingInt(task -> task.taskId().length()).thenComparing(Task::taskId);

    private final int limit;
    private final Map<String, Task> byTaskId = new HashMap<>();
    private final TreeSet<Task> oldestFirst = new TreeSet<>(BY_START);

    NewestRuns(int limit) {
        this.limit = limit;
    }

    /** Whether a run that was started in this second would be among them. */
    boolean wants(long execAt) {
        return oldestFirst.size() < limit || execAt >= oldestFirst.first().execAt();
    }

    /** The next report. Those of one run come in order. */
    void add(Task report) {
        Task known = byTaskId.get(report.taskId());
        if (known == null || !isLate(report, known)) {
            keep(report);
        }
    }

    /** What was reported before all that was added until now. */
    void addEarlier(NewestRuns earlier) {
        for (Task report : earlier.oldestFirst) {
            Task known = byTaskId.get(report.taskId());
            if (known == null || isLate(known, report)) {
                keep(report);
            }
        }
    }

    List<Task> newestFirst() {
        return List.copyOf(oldestFirst.descendingSet());
    }

    private void keep(Task report) {
        Task replaced = byTaskId.put(report.taskId(), report);
        if (replaced != null) {
            oldestFirst.remove(replaced);
        }
        oldestFirst.add(report);
        if (oldestFirst.size() > limit) {
            byTaskId.remove(oldestFirst.pollFirst().taskId());
        }
    }

    /** Whether a report that the run is still on its way comes after its end or timeout. */
    private static boolean isLate(Task report, Task known) {
        boolean onItsWay = report.status() == TaskStatus.READY || report.status() == TaskStatus.RUNNING;
        return onItsWay && (known.ended() || known.status() == TaskStatus.TIMEOUT);
    }
}
