package io.dcms.runtime.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells which lines the runs in cron's log were of. */
final class ShadowLog {

    private static final long MINUTE = 60;
    /** cron may come late on a machine that has much to do, and still runs the minute that it was late for. */
    private static final int MOST_LATE = 2;

    private final CronLog log;
    private final Instant since;
    private final Instant until;

    ShadowLog(CronLog log, Instant since, Instant until) {
        this.log = log;
        this.since = since;
        this.until = until;
    }

    /** What the log says of a line: whom it ran as, and what. */
    record Key(String user, String command) {
    }

    /**
     * How often each of some lines of a crontab ran in each minute. A run belongs to a line that is due then and has not run yet;
     * else to one that was due shortly before, and if there is none to the first that has its command.
     *
     * @param due when they are due, minutes by their first second
     */
    List<Map<Long, Integer>> runs(List<Key> keys, List<Map<Long, Integer>> due) {
        Map<Key, List<Integer>> lines = new HashMap<>();
        List<Map<Long, Integer>> runs = new ArrayList<>();
        for (int n = 0; n < keys.size(); n++) {
            lines.computeIfAbsent(keys.get(n), any -> new ArrayList<>()).add(n);
            runs.add(new HashMap<>());
        }
        for (CronLog.Entry entry : log.entries()) {
            List<Integer> candidates = entry.commands().stream().map(command -> lines.get(new Key(entry.user(), command)))
                    .filter(found -> found != null).findFirst().orElse(List.of());
            if (!candidates.isEmpty() && !entry.at().isBefore(since) && entry.at().isBefore(until.plusSeconds(MINUTE))) {
                give(Minutes.of(entry.at()), candidates, due, runs);
            }
        }
        runs.forEach(one -> one.keySet().removeIf(minute -> minute >= until.getEpochSecond()));
        return runs;
    }

    private static void give(long minute, List<Integer> candidates, List<Map<Long, Integer>> due, List<Map<Long, Integer>> runs) {
        for (int late = 0; late < MOST_LATE; late++) {
            long at = minute - late * MINUTE;
            for (int line : candidates) {
                if (runs.get(line).getOrDefault(at, 0) < due.get(line).getOrDefault(at, 0)) {
                    runs.get(line).merge(at, 1, Integer::sum);
                    return;
                }
            }
        }
        runs.get(candidates.get(0)).merge(minute, 1, Integer::sum);
    }
}
