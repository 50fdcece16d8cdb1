package io.dcms.store.mysql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What several reports in their order come to: one row for each run. Pure. */
final class Batch {

    private static final int MOST_ROWS = 500;

    private Batch() {
    }

    /** The rows of each host, each run's once: the last report counts, unless the run had come farther before. */
    static Map<String, List<RunRow>> byHost(Collection<RunRow> reports) {
        Map<String, Map<String, RunRow>> hosts = new LinkedHashMap<>();
        for (RunRow report : reports) {
            hosts.computeIfAbsent(report.host(), host -> new LinkedHashMap<>())
                    .merge(report.taskId(), report, Batch::later);
        }
        Map<String, List<RunRow>> rows = new LinkedHashMap<>();
        hosts.forEach((host, runs) -> rows.put(host, List.copyOf(runs.values())));
        return rows;
    }

    /** The same rows in portions that are few enough, and small enough together, for a statement. */
    static List<List<RunRow>> portions(List<RunRow> rows, int mostBytes) {
        List<List<RunRow>> portions = new ArrayList<>();
        int begin = 0;
        long bytes = 0;
        for (int index = 0; index < rows.size(); index++) {
            bytes += rows.get(index).bytes();
            if (index > begin && (bytes > mostBytes || index - begin == MOST_ROWS)) {
                portions.add(rows.subList(begin, index));
                begin = index;
                bytes = rows.get(index).bytes();
            }
        }
        portions.add(rows.subList(begin, rows.size()));
        return portions;
    }

    private static RunRow later(RunRow known, RunRow report) {
        return report.progress().compareTo(known.progress()) < 0 ? known : report;
    }
}
