package io.dcms.runtime.cli;

import io.dcms.runtime.crontab.CrontabLine;
import io.dcms.runtime.crontab.ShadowMinute;
import io.dcms.runtime.crontab.ShadowMinute.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A line of a crontab beside its job, minute by minute; minutes are by their first second.
 *
 * @param number  the line's; 0 = it is in the crontab no more
 * @param active  whether cron has it: it is no comment, and its crontab is not ignored
 * @param stays   why it can't be moved; empty = it can
 * @param due     how often cron's rules name each minute
 * @param cron    how often cron runs it, or ran it
 * @param planned how often its job, or the one that it would become, names each minute
 * @param fires   what its job did; empty if it is to come, or there is none
 */
record ShadowLine(int number, CrontabLine line, boolean active, ShadowJob job, String stays, Map<Long, Integer> due,
        Map<Long, Integer> cron, Map<Long, Integer> planned, Optional<ShadowJob.Fires> fires) {

    /** Something that is not as it should be, and why if that is known, in these minutes. */
    record Difference(Finding finding, String why, List<Long> minutes) {
    }

    /** Finds what is not as it should be. @param reasons explains a finding in a minute */
    List<Difference> differences(Reasons reasons) {
        Map<List<Object>, Difference> found = new LinkedHashMap<>();
        for (long minute : minutes()) {
            at(minute).finding().ifPresent(finding -> {
                String why = reasons.why(this, finding, minute);
                found.computeIfAbsent(List.of(finding, why), key -> new Difference(finding, why, new ArrayList<>())).minutes().add(minute);
            });
        }
        return List.copyOf(found.values());
    }

    interface Reasons {
        /** Why, in words; empty if nobody knows. */
        String why(ShadowLine line, Finding finding, long minute);
    }

    private SortedSet<Long> minutes() {
        SortedSet<Long> all = new TreeSet<>(due.keySet());
        all.addAll(cron.keySet());
        all.addAll(planned.keySet());
        fires.ifPresent(some -> all.addAll(some.ran().keySet()));
        return all;
    }

    private ShadowMinute at(long minute) {
        int would = planned.getOrDefault(minute, 0);
        int ran = fires.isPresent() ? fires.get().ran().getOrDefault(minute, 0) : job.enabled() ? would : 0;
        boolean on = ran > 0 || (fires.isPresent() ? fires.get().isOn(minute) : job.enabled());
        boolean movable = job.isThere() || stays.isEmpty();
        return new ShadowMinute(due.getOrDefault(minute, 0), cron.getOrDefault(minute, 0), ran, movable ? would : -1, on);
    }

    int cronRuns() {
        return sum(cron);
    }

    int dcmsRuns() {
        return fires.isPresent() ? sum(fires.get().ran()) : job.enabled() ? sum(planned) : 0;
    }

    private static int sum(Map<Long, Integer> runs) {
        return runs.values().stream().mapToInt(Integer::intValue).sum();
    }
}
