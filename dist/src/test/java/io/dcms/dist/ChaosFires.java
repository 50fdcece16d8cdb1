package io.dcms.dist;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Which fires have an answer: a run, or a word why there is none. The agent's own history of fires must answer for all of them
 * where it has one. An agent without it is asked about jobs alone that skip nothing: by what ran and by what it has logged,
 * which a kill may cut.
 */
final class ChaosFires {
    private static final Pattern SKIPPED = Pattern.compile("job (\\d+): the fire of (\\S+) is not run");
    private static final Pattern MISSED = Pattern.compile("job (\\d+): \\S+ fires from (\\S+) to (\\S+) are not run");
    /** Seconds of which the history is asked at a time, so that what a job did then fits one answer. */
    private static final long PORTION = 2_000;

    private final ChaosJobs jobs;
    private final long from;
    private final long to;
    /** By job the seconds that have an answer. */
    private final Map<Long, TreeSet<Long>> answered = new HashMap<>();
    /** Task ids that the history has. */
    private final Set<String> ran = new HashSet<>();
    private boolean hasHistory;

    /** @param from the first and @param to the last second, on the agent's clock, whose fires must have an answer */
    ChaosFires(ChaosJobs jobs, long from, long to) {
        this.jobs = jobs;
        this.from = from;
        this.to = to;
    }

    /** Takes what the agent tells of fires, if it can. */
    void ask(Rest rest) throws Exception {
        for (ChaosJob job : jobs.all()) {
            for (long first = from; job.period() > 0 && first <= to; first += PORTION) {
                Rest.Answer answer = rest.get("/jobs/" + job.id() + "/fires?limit=10000&since=" + first + "&until="
                        + Math.min(to, first + PORTION - 1));
                if (answer.status() == 404) {
                    return;
                }
                hasHistory = true;
                PlainJson.objects(PlainJson.object(answer.data()).get("fires")).forEach(fire -> take(job.id(), fire));
            }
        }
    }

    /** Takes what ran and what agents have logged, where there is no better source. */
    void read(Iterable<String> taskIds, List<String> log) {
        if (!hasHistory) {
            taskIds.forEach(taskId -> answered(ChaosAudit.jobOf(taskId)).add(AgentSite.fireTime(taskId)));
            log.forEach(this::readLine);
        }
    }

    /** Fires of a job of which nobody knows what became of them. */
    TreeSet<Long> unanswered(ChaosJob job) {
        TreeSet<Long> fires = new TreeSet<>();
        if (job.period() > 0 && (hasHistory || job.runsEveryFire())) {
            between(job, from, to).forEach(fires::add);
            fires.removeAll(answered(job.id()));
        }
        return fires;
    }

    /** Whether the history has no run of this id though there was one in its time. */
    boolean lacks(String taskId) {
        long fireTime = AgentSite.fireTime(taskId);
        return hasHistory && fireTime >= from && fireTime <= to && jobs.get(ChaosAudit.jobOf(taskId)).period() > 0 && !ran.contains(taskId);
    }

    private void take(long jobId, Map<String, Object> fire) {
        long first = (Long) fire.get("fire_at");
        switch ((String) fire.get("outcome")) {
            case "ran" -> {
                answered(jobId).add(first);
                ran.add((String) fire.get("task_id"));
            }
            case "skipped" -> answered(jobId).add(first);
            case "missed", "off" -> between(jobs.get(jobId), first, Math.min(to, (Long) fire.getOrDefault("last_at", to)))
                    .forEach(answered(jobId)::add);
            default -> { } // that it waits, is on again or is not known is no answer
        }
    }

    private void readLine(String line) {
        Matcher skipped = SKIPPED.matcher(line);
        if (skipped.find()) {
            answered(Long.parseLong(skipped.group(1))).add(second(skipped.group(2)));
        }
        Matcher missed = MISSED.matcher(line);
        if (missed.find()) {
            ChaosJob job = jobs.get(Long.parseLong(missed.group(1)));
            between(job, second(missed.group(2)), second(missed.group(3))).forEach(answered(job.id())::add);
        }
    }

    /** The fires of a job between two seconds, both included. */
    private static LongStream between(ChaosJob job, long first, long last) {
        return LongStream.rangeClosed(Math.floorDiv(first + job.period() - 1, job.period()), Math.floorDiv(last, job.period()))
                .map(number -> number * job.period());
    }

    private static long second(String instant) {
        return Instant.parse(instant).getEpochSecond();
    }

    private TreeSet<Long> answered(long jobId) {
        return answered.computeIfAbsent(jobId, key -> new TreeSet<>());
    }
}
