package io.dcms.runtime.schedule;

import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.task.RunState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A ledger without a file: what is told waits until it is written, and the next agent reads what was. */
final class PaperLedger implements Decisions, RunLedger, Standings {

    /** What stands on the paper. */
    static final class Page {
        final Map<Long, Instant> marks = new HashMap<>();
        final Map<Long, String> times = new HashMap<>();
        final Map<Long, PlannedJob> disabled = new HashMap<>();
        final Map<String, Entry> runs = new LinkedHashMap<>();
        final Map<Long, Given> given = new HashMap<>();
        /** Why there was each run that was ever written down. */
        final Map<String, FireLog.Cause> ever = new HashMap<>();
        final Map<Long, JobView.LastStatus> outcomes = new TreeMap<>();
        final Map<Long, Map<Long, Boolean>> owed = new TreeMap<>();

        Page copy() {
            Page copy = new Page();
            copy.marks.putAll(marks);
            copy.times.putAll(times);
            copy.disabled.putAll(disabled);
            copy.runs.putAll(runs);
            copy.given.putAll(given);
            copy.ever.putAll(ever);
            copy.outcomes.putAll(outcomes);
            owed.forEach((id, debts) -> copy.owed.put(id, new LinkedHashMap<>(debts)));
            return copy;
        }
    }

    /** One thing that was told: a line, or what is to be done when the lines before it are written. */
    private record Told(Consumer<Page> line, Runnable then) {
    }

    private final Page atStart;
    final Page page;
    private final Deque<Told> told = new ArrayDeque<>();
    /** Whether what is told is written at once. */
    boolean writesAtOnce = true;

    PaperLedger(Page page) {
        this.page = page;
        this.atStart = page.copy();
    }

    List<Entry> inherited() {
        return List.copyOf(atStart.runs.values());
    }

    int waiting() {
        return told.size();
    }

    /** Writes so many of the things that were told, and does what is to be done afterwards. */
    void write(int count) {
        for (int i = 0; i < count && !told.isEmpty(); i++) {
            Told next = told.poll();
            next.line.accept(page);
            next.then.run();
        }
    }

    /** Something for other paper that lies beside this one, in the same order. */
    void beside(Runnable write) {
        tell(new Told(paper -> write.run(), () -> { }));
    }

    /** Does something as soon as all that was told so far is written. */
    void whenWritten(Runnable what) {
        Told last = told.pollLast();
        if (last == null) {
            what.run();
        } else {
            told.addLast(new Told(last.line, () -> {
                last.then.run();
                what.run();
            }));
        }
    }

    private void tell(Told next) {
        told.add(next);
        if (writesAtOnce) {
            write(told.size());
        }
    }

    private void tell(Consumer<Page> line) {
        tell(new Told(line, () -> { }));
    }

    @Override
    public Optional<Instant> last(PlannedJob job) {
        return job.timesKey().equals(atStart.times.get(job.id())) ? Optional.ofNullable(atStart.marks.get(job.id())) : Optional.empty();
    }

    @Override
    public boolean isNewBoot() {
        return false;
    }

    @Override
    public void allThere() {
        // Nobody is started with the machine here.
    }

    @Override
    public void decided(PlannedJob job, Instant upTo) {
        tell(paper -> {
            paper.marks.put(job.id(), upTo);
            paper.times.put(job.id(), job.timesKey());
            paper.disabled.remove(job.id());
        });
    }

    @Override
    public void forget(long jobId) {
        tell(paper -> {
            paper.marks.remove(jobId);
            paper.disabled.remove(jobId);
        });
    }

    @Override
    public boolean wasDisabled(PlannedJob job) {
        return atStart.disabled.containsKey(job.id()) && atStart.disabled.get(job.id()).job().equals(job.job());
    }

    @Override
    public void disabled(PlannedJob job) {
        tell(paper -> {
            paper.marks.remove(job.id());
            paper.disabled.put(job.id(), job);
        });
    }

    @Override
    public void begun(Entry run) {
        tell(paper -> {
            boolean isNew = paper.runs.put(run.taskId(), run) == null;
            if (paper.ever.put(run.taskId(), run.cause()) != null && isNew) {
                throw new AssertionError(run.taskId() + " is given for the second time");
            }
            if (isNew && run.cause() == FireLog.Cause.FIRE) {
                paper.marks.computeIfPresent(run.job().id(), (id, mark) -> mark.isBefore(run.fireTime()) ? run.fireTime() : mark);
            }
            paper.given.merge(run.job().id(), Given.of(run), Given::and);
        });
    }

    @Override
    public void noted(String taskId, RunState state, String reason) {
        tell(paper -> paper.runs.computeIfPresent(taskId, (id, run) -> run.in(state, reason)));
    }

    @Override
    public void over(String taskId, Runnable written) {
        tell(new Told(paper -> paper.runs.remove(taskId), written));
    }

    @Override
    public void afterwards(Runnable then) {
        tell(new Told(paper -> { }, then));
    }

    @Override
    public Optional<Given> given(long jobId) {
        return Optional.ofNullable(atStart.given.get(jobId));
    }

    @Override
    public Map<Long, Standing> standings() {
        Map<Long, Standing> all = new TreeMap<>();
        atStart.outcomes.forEach((id, outcome) -> all.put(id, new Standing(outcome, Map.of())));
        atStart.owed.forEach((id, owed) -> all.put(id,
                new Standing(atStart.outcomes.getOrDefault(id, JobView.LastStatus.SUCCESS), owed)));
        return all;
    }

    @Override
    public void outcome(long jobId, JobView.LastStatus outcome) {
        tell(paper -> paper.outcomes.put(jobId, outcome));
    }

    @Override
    public void owes(long jobId, long due) {
        tell(paper -> paper.owed.computeIfAbsent(jobId, id -> new LinkedHashMap<>()).putIfAbsent(due, false));
    }

    @Override
    public void overdue(long jobId, long due) {
        tell(paper -> paper.owed.getOrDefault(jobId, new HashMap<>()).computeIfPresent(due, (second, told) -> true));
    }

    @Override
    public void settled(long jobId, long due) {
        tell(paper -> paper.owed.getOrDefault(jobId, new HashMap<>()).remove(due));
    }

    @Override
    public void keepOnly(Set<Long> jobIds) {
        tell(paper -> {
            paper.outcomes.keySet().retainAll(jobIds);
            paper.owed.keySet().retainAll(jobIds);
        });
    }
}
