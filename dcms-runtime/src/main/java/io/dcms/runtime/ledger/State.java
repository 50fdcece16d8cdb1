package io.dcms.runtime.ledger;

import io.dcms.runtime.schedule.FireLog.Cause;
import io.dcms.runtime.schedule.RunLedger.Entry;
import io.dcms.runtime.schedule.RunLedger.Given;
import io.dcms.runtime.task.RunState;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the lines of the ledger say, one after the other: the marks of jobs, the runs that are not over, the last task id of each job,
 * how jobs stand, and the last start of the machine. Passive; belongs to one thread.
 */
final class State {

    private static final String BEGUN = "begun ";
    private static final String NOTED = "noted ";
    private static final String OVER = "over ";
    private static final String GIVEN = "given ";

    /** Seconds: for what passed before that, no id is given away again. */
    private static final long LONGEST_STEP_BACK = 86_400;

    private final Map<Long, Mark> marks = new HashMap<>();
    private final Map<String, Entry> runs = new LinkedHashMap<>();
    private final Map<Long, Given> given = new HashMap<>();
    private Optional<Boot> boot = Optional.empty();
    /** How jobs stand. */
    final StandingLines standings = new StandingLines();

    /** Takes up what a line says, which is without its newline. @return false if it says nothing */
    boolean read(String line) {
        try {
            if (Mark.isLine(line)) {
                return said(Mark.parse(line), this::mark);
            } else if (line.startsWith(BEGUN)) {
                return said(EntryText.read(line.substring(BEGUN.length())), this::begun);
            } else if (line.startsWith(NOTED)) {
                String[] parts = line.split(" ", 4);
                noted(parts[1], RunState.valueOf(parts[2]), parts[3]);
                return true;
            } else if (line.startsWith(OVER)) {
                over(line.substring(OVER.length()));
                return true;
            } else if (line.startsWith(GIVEN)) {
                String[] parts = line.split(" ");
                int number = Integer.parseInt(parts[3]);
                int most = parts.length > 4 ? Integer.parseInt(parts[4]) : number;
                given(Long.parseLong(parts[1]), new Given(Long.parseLong(parts[2]), number, most));
                return true;
            } else if (Boot.isLine(line)) {
                return said(Boot.parse(line), this::boot);
            }
            return standings.read(line);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
            return false;
        }
    }

    private static <T> boolean said(Optional<T> what, Consumer<T> then) {
        what.ifPresent(then);
        return what.isPresent();
    }

    /** Takes up all that another says, which has read other lines before. */
    void readAll(State other) {
        marks.putAll(other.marks);
        runs.putAll(other.runs);
        given.putAll(other.given);
        boot = other.boot;
        standings.readAll(other.standings);
    }

    /** @return the line that says so; empty if that is known: of most jobs each start says what the last agent has said */
    String mark(Mark mark) {
        if (mark.equals(marks.get(mark.jobId()))) {
            return "";
        }
        marks.put(mark.jobId(), mark);
        return mark.line();
    }

    /** @return the line that says so */
    String boot(Boot found) {
        boot = Optional.of(found);
        return found.line();
    }

    /** @return the line that says so; empty if no start of the machine is known */
    String bootIsKnown() {
        return boot.map(found -> boot(found.known())).orElse("");
    }

    Optional<Boot> boot() {
        return boot;
    }

    /** @return the line that says so */
    String begun(Entry run) {
        boolean isNew = runs.put(run.taskId(), run) == null;
        if (isNew && run.cause() == Cause.FIRE) {
            // The agent may die before it can write the mark, and the fire must not run once more.
            marks.computeIfPresent(run.job().id(), (id, mark) -> mark.atLeast(run.fireTime().getEpochSecond()));
        }
        given(run.job().id(), Given.of(run));
        return BEGUN + EntryText.write(run) + "\n";
    }

    /** @return the line that says so; empty if the run is not known */
    String noted(String taskId, RunState state, String reason) {
        Entry run = runs.computeIfPresent(taskId, (id, known) -> known.in(state, reason));
        return run == null ? "" : NOTED + taskId + " " + state + " " + oneLine(reason) + "\n";
    }

    /** @return the line that says so; empty if the run is not known */
    String over(String taskId) {
        return runs.remove(taskId) == null ? "" : OVER + taskId + "\n";
    }

    private void given(long jobId, Given more) {
        given.merge(jobId, more, Given::and);
    }

    private static String oneLine(String reason) {
        return reason.replace('\n', ' ').replace('\r', ' ');
    }

    Optional<Mark> mark(long jobId) {
        return Optional.ofNullable(marks.get(jobId));
    }

    Optional<Given> given(long jobId) {
        return Optional.ofNullable(given.get(jobId));
    }

    /** Whether there is this run, and it may have been launched. */
    boolean isBegun(String taskId) {
        Entry run = runs.get(taskId);
        return run != null && run.state() != RunState.WAITING;
    }

    List<Entry> runs() {
        return new ArrayList<>(runs.values());
    }

    /** The lines that say all of it, made one by one. */
    Stream<String> lines() {
        long newest = given.values().stream().mapToLong(Given::second).max().orElse(0);
        Stream<String> begun = runs.values().stream().map(run -> BEGUN + EntryText.write(run) + "\n");
        Stream<String> ids = given.entrySet().stream().filter(job -> job.getValue().second() > newest - LONGEST_STEP_BACK)
                .map(job -> GIVEN + job.getKey() + " " + job.getValue().second() + " " + job.getValue().number()
                        + " " + job.getValue().most() + "\n");
        // After the runs: a mark may have been set back since a run began.
        Stream<String> decided = marks.values().stream().filter(mark -> mark.second() != Mark.FORGOTTEN).map(Mark::line);
        return Stream.of(boot.stream().map(Boot::line), begun, ids, decided, standings.lines()).flatMap(lines -> lines);
    }
}
