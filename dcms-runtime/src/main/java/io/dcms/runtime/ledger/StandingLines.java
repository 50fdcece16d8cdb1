package io.dcms.runtime.ledger;

import io.dcms.runtime.schedule.JobView.LastStatus;
import io.dcms.runtime.schedule.Standings.Standing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the lines of the ledger say of how jobs stand, one after the other. Passive; belongs to one thread. */
final class StandingLines {

    private static final String OUTCOME = "outcome";
    private static final String OWES = "owes";
    private static final String OVERDUE = "overdue";
    private static final String SETTLED = "settled";

    /** Only those that are other than good. */
    private final Map<Long, LastStatus> outcomes = new TreeMap<>();
    /** By job the seconds in which it was due, in the order in which they were told, and whether it was told that it is overdue. */
    private final Map<Long, Map<Long, Boolean>> owed = new TreeMap<>();

    /** Takes up what a line says. @return false if it is about something else, or says nothing */
    boolean read(String line) {
        String[] parts = line.split(" ");
        if (parts.length != 3) {
            return false;
        }
        switch (parts[0]) {
            case OUTCOME -> outcome(Long.parseLong(parts[1]), LastStatus.valueOf(parts[2]));
            case OWES -> owes(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            case OVERDUE -> overdue(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            case SETTLED -> settled(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Takes up all that another says, which has read other lines before. */
    void readAll(StandingLines other) {
        outcomes.putAll(other.outcomes);
        other.owed.forEach((id, debts) -> owed.put(id, new LinkedHashMap<>(debts)));
    }

    Map<Long, Standing> all() {
        return Stream.concat(outcomes.keySet().stream(), owed.keySet().stream()).distinct().collect(Collectors.toMap(id -> id,
                id -> new Standing(outcomes.getOrDefault(id, LastStatus.SUCCESS), owed.getOrDefault(id, Map.of()))));
    }

    /** @return the line that says so; empty if that is known */
    String outcome(long jobId, LastStatus outcome) {
        LastStatus before = outcome == LastStatus.SUCCESS ? outcomes.remove(jobId) : outcomes.put(jobId, outcome);
        return before == outcome || before == null && outcome == LastStatus.SUCCESS ? "" : line(OUTCOME, jobId, outcome);
    }

    /** @return the line that says so; empty if that is known */
    String owes(long jobId, long due) {
        boolean isNew = owed.computeIfAbsent(jobId, id -> new LinkedHashMap<>()).putIfAbsent(due, false) == null;
        return isNew ? line(OWES, jobId, due) : "";
    }

    /** @return the line that says so; empty if nothing is owed for that second, or it is known */
    String overdue(long jobId, long due) {
        boolean isNew = owed.getOrDefault(jobId, Map.of()).getOrDefault(due, true).equals(false);
        if (isNew) {
            owed.get(jobId).put(due, true);
        }
        return isNew ? line(OVERDUE, jobId, due) : "";
    }

    /** @return the line that says so; empty if nothing is owed for that second */
    String settled(long jobId, long due) {
        Map<Long, Boolean> ofJob = owed.get(jobId);
        if (ofJob == null || ofJob.remove(due) == null) {
            return "";
        }
        if (ofJob.isEmpty()) {
            owed.remove(jobId);
        }
        return line(SETTLED, jobId, due);
    }

    /** @return the lines that say what is forgotten of other jobs than these */
    String keepOnly(Set<Long> jobIds) {
        StringBuilder lines = new StringBuilder();
        all().forEach((id, standing) -> {
            if (!jobIds.contains(id)) {
                lines.append(outcome(id, LastStatus.SUCCESS));
                standing.owed().keySet().forEach(due -> lines.append(settled(id, due)));
            }
        });
        return lines.toString();
    }

    /** The lines that say all of it, made one by one. */
    Stream<String> lines() {
        Stream<String> ends = outcomes.entrySet().stream().map(job -> line(OUTCOME, job.getKey(), job.getValue()));
        return Stream.concat(ends, owed.entrySet().stream().flatMap(job -> job.getValue().entrySet().stream()
                .map(due -> line(OWES, job.getKey(), due.getKey()) + (due.getValue() ? line(OVERDUE, job.getKey(), due.getKey()) : ""))));
    }

    private static String line(String what, long jobId, Object value) {
        return what + " " + jobId + " " + value + "\n";
    }
}
