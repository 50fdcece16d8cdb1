package io.dcms.dist;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Which fires have an answer: a run, or a word why there is none. */
final class ChaosFires {
    private static final Pattern SKIPPED = Pattern.compile("job (\\d+): the fire of (\\S+) is not run");
    private static final Pattern MISSED = Pattern.compile("job (\\d+): \\S+ fires from (\\S+) to (\\S+) are not run");

    private final ChaosJobs jobs;
    /** By job the seconds that have an answer. */
    private final Map<Long, TreeSet<Long>> answered = new HashMap<>();

    ChaosFires(ChaosJobs jobs) {
        this.jobs = jobs;
    }

    /** Each of these became a run, or a row that says why it did not. */
    void ran(Iterable<String> taskIds) {
        taskIds.forEach(taskId -> answered(ChaosAudit.jobOf(taskId)).add(AgentSite.fireTime(taskId)));
    }

    /** Takes what agents have logged of fires that did not become a run. */
    void read(List<String> log) {
        for (String line : log) {
            Matcher skipped = SKIPPED.matcher(line);
            if (skipped.find()) {
                answered(Long.parseLong(skipped.group(1))).add(Instant.parse(skipped.group(2)).getEpochSecond());
            }
            Matcher missed = MISSED.matcher(line);
            if (missed.find()) {
                range(Long.parseLong(missed.group(1)), Instant.parse(missed.group(2)).getEpochSecond(),
                        Instant.parse(missed.group(3)).getEpochSecond());
            }
        }
    }

    /** Takes that all fires of a job between two seconds, both included, have an answer. */
    void range(long jobId, long from, long to) {
        long period = jobs.get(jobId).period();
        if (period > 0) {
            LongStream.rangeClosed(Math.floorDiv(from + period - 1, period), Math.floorDiv(to, period))
                    .forEach(number -> answered(jobId).add(number * period));
        }
    }

    /** Fires of a job between two seconds of which nobody knows anything. */
    TreeSet<Long> unanswered(ChaosJob job, long from, long to) {
        TreeSet<Long> fires = new TreeSet<>();
        LongStream.rangeClosed(Math.floorDiv(from + job.period() - 1, job.period()), Math.floorDiv(to, job.period()))
                .forEach(number -> fires.add(number * job.period()));
        fires.removeAll(answered(job.id()));
        return fires;
    }

    private TreeSet<Long> answered(long jobId) {
        return answered.computeIfAbsent(jobId, key -> new TreeSet<>());
    }
}
