package io.dcms.dist;

import io.dcms.dist.ChaosReceiver.Delivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares three accounts of the same runs: what each task wrote down itself, what the store has, what the hook's receiver has
 * got. Equal, or a defect.
 */
final class ChaosAudit {
    /** The reasons for which a fire has a row without a run. */
    private static final Pattern NEVER_STARTED = Pattern.compile(
            "signature: .*|the agent died before it could start this run.*|.*never started.*|it could not be started.*", Pattern.DOTALL);
    /** The reasons of a run of which only what watched over it knew how it ended. */
    private static final Pattern LOST = Pattern.compile(".*(exit status|whether it ran) is not known.*", Pattern.DOTALL);
    /** The end of a run whose own process was killed while it was still the shell that was to become the task. */
    private static final Pattern KILLED_AT_BIRTH = Pattern.compile("exit status 137 .*", Pattern.DOTALL);
    /** What stands for the output of one of many runs that end while nothing can be written. */
    private static final String LEFT_OUT = "(left out, as many reports wait: see its log file)";
    private static final int STORIES = 12;

    private final ChaosJobs jobs;
    private final ChaosDiary diary;
    private final ChaosAgents agents;
    private final Map<String, TaskAccount> accounts;
    private final Map<String, List<Map<String, String>>> rows;
    private final Map<String, List<Delivery>> deliveries;
    private final Map<String, List<String>> differences = new LinkedHashMap<>();

    ChaosAudit(ChaosJobs jobs, ChaosDiary diary, ChaosAgents agents, Map<String, TaskAccount> accounts,
               List<Map<String, String>> rows, Map<String, List<Delivery>> deliveries) {
        this.jobs = jobs;
        this.diary = diary;
        this.agents = agents;
        this.accounts = accounts;
        this.rows = rows.stream().collect(Collectors.groupingBy(row -> row.get("task_id")));
        this.deliveries = deliveries;
    }

    /** Compares everything. */
    void compare() {
        Set<String> taskIds = new TreeSet<>(accounts.keySet());
        taskIds.addAll(rows.keySet());
        taskIds.addAll(deliveries.keySet());
        taskIds.forEach(this::compare);
        jobs.all().forEach(this::compareRunsAtOnce);
    }

    /** Whether nothing differs. */
    boolean isEqual() {
        return differences.isEmpty();
    }

    /** How often there is which kind of difference. */
    String kinds() {
        Map<String, Integer> kinds = new TreeMap<>();
        differences.values().forEach(what -> what.forEach(each -> kinds.merge(kind(each), 1, Integer::sum)));
        return kinds.entrySet().stream().map(each -> each.getValue() + " times: " + each.getKey()).collect(Collectors.joining("\n"));
    }

    /** Every difference in a line, and the whole story of the first of each kind. */
    String report() {
        StringBuilder text = new StringBuilder(kinds()).append('\n');
        Set<String> told = new TreeSet<>();
        differences.forEach((subject, what) -> {
            text.append('\n').append(subject).append(": ").append(String.join("; ", what)).append('\n');
            if (isTask(subject) && told.size() < STORIES && told.add(kind(what.toString()))) {
                text.append(story(subject));
            }
        });
        return text.toString();
    }

    /** What is common to all differences of one kind: not their numbers, nor what they list. */
    private static String kind(String difference) {
        String bare = difference.replaceAll("\\[[\\d, -]*\\]", "[...]").replaceAll("\\d+", "N");
        return bare.substring(0, Math.min(bare.length(), 200));
    }

    /** How many runs of each job ended how. */
    Map<String, Long> summary() {
        return rows.values().stream().flatMap(List::stream).collect(Collectors.groupingBy(
                row -> jobs.get(Long.parseLong(row.get("job_id"))).name() + ": " + row.get("status"), TreeMap::new, Collectors.counting()));
    }

    private void compare(String taskId) {
        ChaosJob job = jobs.get(jobOf(taskId));
        TaskAccount account = accounts.getOrDefault(taskId, TaskAccount.NONE);
        List<Map<String, String>> own = rows.getOrDefault(taskId, List.of());
        if (job == null) {
            differ(taskId, "there is no such job");
            return;
        }
        if (account.starts() > 1) {
            differ(taskId, "it ran " + account.starts() + " times");
        }
        if (account.starts() > 0 && account.fireTime() != AgentSite.fireTime(taskId)) {
            differ(taskId, "it was told another fire time than its id: " + account.fireTime());
        }
        if (job.period() > 0 && AgentSite.fireTime(taskId) % job.period() != 0) {
            differ(taskId, "its fire time is none of its schedule");
        }
        if (own.size() != 1) {
            differ(taskId, own.size() + " rows in the store");
        }
        own.forEach(row -> compareRow(taskId, job, account, row));
        if (own.size() == 1) {
            compareDeliveries(taskId, job, own.get(0));
        }
    }

    private void compareRow(String taskId, ChaosJob job, TaskAccount account, Map<String, String> row) {
        String status = row.get("status");
        String message = row.get("message");
        boolean plausible = switch (status) {
            case "2", "3" -> status.equals(expectedEnd(job, account)) && tellsTheEnd(taskId, job, account, message)
                    || status.equals("3") && failedOtherwise(account, message);
            case "4" -> job.kills() && message.startsWith("killed after its timeout");
            case "5" -> wasKilled(taskId, job, account, message);
            default -> false;
        };
        if (!plausible) {
            differ(taskId, "the store says status " + status + ", \"" + firstLine(message) + "\", but " + inWords(account));
        }
    }

    /** The status in the store of a run that came to its own end; nothing for one that did not. */
    private static String expectedEnd(ChaosJob job, TaskAccount account) {
        OptionalInt exit = account.exit();
        return exit.isPresent() ? job.endStatus(exit.getAsInt()) : "";
    }

    /** What it printed at its very end is there, unless there was no room for it, and why it failed. */
    private boolean tellsTheEnd(String taskId, ChaosJob job, TaskAccount account, String message) {
        int exit = account.exit().orElse(0);
        return (message.endsWith("hello " + taskId + "\n" + job.word() + " " + taskId + "\n")
                || diary.hadFullDisk() && message.endsWith(LEFT_OUT))
                && (exit == 0 || message.startsWith("exit status " + exit))
                && (!job.word().contains(ChaosJob.FORBIDDEN) || firstLine(message).contains("keyword \""));
    }

    private boolean failedOtherwise(TaskAccount account, String message) {
        String reason = firstLine(message);
        return account.starts() == 0 && NEVER_STARTED.matcher(reason).matches()
                || diary.hadBrokenSupervisors() && LOST.matcher(reason).matches()
                || diary.hadBrokenSupervisors() && account.starts() == 0 && KILLED_AT_BIRTH.matcher(reason).matches();
    }

    private boolean wasKilled(String taskId, ChaosJob job, TaskAccount account, String message) {
        String reason = firstLine(message);
        if (reason.startsWith("killed before it started: ")) {
            return account.starts() == 0;
        }
        if (reason.contains("over REST")) {
            return diary.wasAskedToKill(taskId);
        }
        if (reason.contains("replaced by the fire")) {
            return job.replaces();
        }
        return diary.hadStops() && (reason.contains("the agent is stopping") || reason.contains("the agent was told to stop"));
    }

    private void compareDeliveries(String taskId, ChaosJob job, Map<String, String> row) {
        List<Delivery> own = deliveries.getOrDefault(taskId, List.of());
        if (!job.tellsOf(row.get("status"))) {
            if (own.stream().anyMatch(Delivery::ended)) {
                differ(taskId, "the hook was told of an end that it is not to hear of");
            }
            return;
        }
        List<Delivery> ends = own.stream().filter(Delivery::ended).toList();
        if (ends.isEmpty()) {
            differ(taskId, "the hook was not told of its end");
            return;
        }
        if (!own.get(own.size() - 1).ended()) {
            differ(taskId, "the hook was told of its timeout after its end");
        }
        if (ends.stream().anyMatch(end -> !end.status().equals(row.get("status")) || !withoutReason(end).equals(row.get("message")))) {
            differ(taskId, "the hook was told of another end than the store");
        }
        if (own.stream().anyMatch(each -> !each.ended() && !each.status().equals("4"))) {
            differ(taskId, "the hook was told of something that is neither a timeout nor an end");
        }
        own.stream().collect(Collectors.groupingBy(each -> each.form().get("event_id"))).forEach((event, same) -> {
            if (same.stream().map(Delivery::withoutTimes).distinct().count() > 1 || startsDiffer(taskId, same)) {
                differ(taskId, "event " + event + " came with different contents");
            }
        });
    }

    /**
     * An agent that takes a run over knows how long ago it started, in hundredths of a second: when that was is rounded anew. One that
     * never started has only the time at which an agent had to do with it.
     */
    private boolean startsDiffer(String taskId, List<Delivery> same) {
        LongSummaryStatistics starts = same.stream().mapToLong(Delivery::execAt).summaryStatistics();
        return accounts.getOrDefault(taskId, TaskAccount.NONE).starts() > 0 && !diary.hadClockSteps()
                && starts.getMax() - starts.getMin() > 1;
    }

    /** As the store has it: no empty line where there is no reason. */
    private static String withoutReason(Delivery end) {
        return end.report().startsWith("\n") ? end.report().substring(1) : end.report();
    }

    /** Runs that were going at one moment by their own accounts were more than their job allows at once. */
    private void compareRunsAtOnce(ChaosJob job) {
        List<Map.Entry<String, TaskAccount>> runs = accounts.entrySet().stream()
                .filter(each -> jobOf(each.getKey()) == job.id() && each.getValue().starts() > 0)
                .sorted(Comparator.comparingDouble(each -> each.getValue().startedAt())).toList();
        List<Map.Entry<String, TaskAccount>> going = new ArrayList<>();
        for (Map.Entry<String, TaskAccount> run : runs) {
            going.removeIf(other -> other.getValue().endedAt() <= run.getValue().startedAt());
            going.add(run);
            if (job.atOnce() > 0 && going.size() > job.atOnce()) {
                differ(run.getKey(), going.size() + " runs of the job were going at once, with this one "
                        + going.stream().map(Map.Entry::getKey).filter(id -> !id.equals(run.getKey())).toList());
            }
        }
    }

    void differ(String subject, String what) {
        differences.computeIfAbsent(subject, key -> new ArrayList<>()).add(what);
    }

    private static boolean isTask(String subject) {
        return subject.matches("\\d+-\\d+(-\\d+)?");
    }

    /** Everything that anybody knows of a run. */
    private String story(String taskId) {
        TaskAccount account = accounts.getOrDefault(taskId, TaskAccount.NONE);
        List<Delivery> told = deliveries.getOrDefault(taskId, List.of());
        StringBuilder story = new StringBuilder("    job: " + jobs.get(jobOf(taskId)) + "\n");
        account.lines().forEach(line -> story.append("    task: ").append(line).append('\n'));
        rows.getOrDefault(taskId, List.of()).forEach(row -> story.append("    store: ").append(row).append('\n'));
        told.forEach(each -> story.append("    hook: ").append(each).append('\n'));
        agents.linesWith(taskId).forEach(line -> story.append("    ").append(line).append('\n'));
        faultsAround(taskId, account).forEach(entry -> story.append("    chaos: ").append(entry).append('\n'));
        return story.toString();
    }

    private List<ChaosDiary.Entry> faultsAround(String taskId, TaskAccount account) {
        return account.starts() == 0 ? diary.around(Instant.ofEpochSecond(AgentSite.fireTime(taskId)), 15)
                : diary.between(account.startedAt() - 5, account.endedAt() + 15);
    }

    private static String inWords(TaskAccount account) {
        if (account.starts() == 0) {
            return "the task itself never started";
        }
        return account.exit().isPresent() ? "the task itself ended with " + account.exit().getAsInt()
                : "the task itself did not come to its end";
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }

    /** {@code <second>-<job id>}, perhaps with {@code -<number>}. */
    static long jobOf(String taskId) {
        return Long.parseLong(taskId.split("-")[1]);
    }
}
