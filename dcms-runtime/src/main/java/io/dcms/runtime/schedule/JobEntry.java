package io.dcms.runtime.schedule;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.task.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** One job and what the owner knows of it: in most of many thousands nothing ever waits. Belongs to the owner. */
final class JobEntry {

    final long id;
    /** The version in force; null as long as there was no good one. */
    PlannedJob plan;
    /** What the store has, if it is not in force: shown with the problem. */
    Job bad;
    String problem = "";
    /** Somebody disabled it on this agent. */
    boolean disabledHere;
    /** No version has been in force since the agent started. */
    boolean isNew = true;
    /** Its place on the timeline; null if it is not due any more. */
    Due due;
    /** It is {@code @reboot} and on: it will be due at the machine's next start, if not before. */
    boolean awaitsBoot;
    /** Its fires after this moment count: it came then, or is due at other times since. */
    Instant since = Instant.MIN;
    /** Up to here its fires have been decided on, and none comes again. */
    Instant decided = Instant.MIN;
    /** What was last said of that to those who remember it over a restart. */
    Instant marked;
    /** What waits for a run to end. */
    final Deque<Waiting> pending = new LinkedList<>();
    /** Runs that have not ended. */
    final List<Run> active = new ArrayList<>(0);
    /** Retries whose time has not come. */
    final Map<Waiting, Timers.Timer> retries = new LinkedHashMap<>(2);
    /** What the agent before this one has left; null if that is nothing. */
    Left left;
    /** Fires that passed before the agent began are missed because it was not there, as long as none has been decided on. */
    boolean inherited;
    /** Null as long as none was needed. */
    TaskIds taskIds;

    private long successCount;
    private long errorCount;
    private long timeoutCount;
    private long skipCount;
    private String lastTaskId = "";
    private long lastSuccessAt;
    private long lastErrorAt;
    private JobView.LastStatus lastStatus = JobView.LastStatus.SUCCESS;
    private long lastExecAt;
    private long overdueSince;

    private final Collection<JobEntry> changedJobs;
    private JobView view;

    /** @param changedJobs where this entry adds itself when its view is out of date */
    JobEntry(long id, Collection<JobEntry> changedJobs) {
        this.id = id;
        this.changedJobs = changedJobs;
    }

    /** A moment at which a job is to be looked at. */
    record Due(Instant at, Instant fireTime, JobEntry job) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int order = at.compareTo(other.at);
            return order != 0 ? order : Long.compare(job.id, other.job.id);
        }
    }

    /**
     * A fire or a retry of one, or what somebody asked for.
     *
     * @param due when it is to be run at the earliest
     */
    record Waiting(String taskId, Instant fireTime, FireLog.Cause cause, int attempt, Instant due) {

        RunLedger.Entry entry(PlannedJob job, RunState state) {
            return new RunLedger.Entry(taskId, job.job(), fireTime, cause, attempt, due, state, "");
        }
    }

    /** What the agent before this one has left of a job. */
    static final class Left {
        /** Runs that it had begun and has not started, with the job as it was then. */
        final Map<Waiting, PlannedJob> begun = new LinkedHashMap<>(1);
        /** What had not begun: it was not its turn, or not its time. */
        final List<Waiting> waiting = new ArrayList<>(1);
        /** Runs that it left, that have ended, and that nothing has followed from yet. */
        final Map<Run, Task> ended = new LinkedHashMap<>(1);
        /** Retries that it had planned, by fire time and number: never planned a second time. */
        final Set<String> retries = new HashSet<>(1);

        static String key(Instant fireTime, int attempt) {
            return fireTime + " " + attempt;
        }

        /** Whether it is still to be decided what becomes of something. */
        boolean isOpen() {
            return !begun.isEmpty() || !waiting.isEmpty() || !ended.isEmpty();
        }

        boolean mayBeTriedAgain(long second) {
            return Stream.concat(begun.keySet().stream(), waiting.stream()).anyMatch(each -> each.fireTime().getEpochSecond() == second)
                    || ended.keySet().stream().anyMatch(run -> run.fireTime.getEpochSecond() == second);
        }
    }

    boolean disabled() {
        return disabledHere || plan == null || plan.job().disabled();
    }

    /** Whether something of it runs, or waits for its time or its turn. */
    boolean isInUse() {
        return !active.isEmpty() || !pending.isEmpty() || !retries.isEmpty() || left != null && left.isOpen();
    }

    /** Whether a run of this second may be tried again, which needs another id. */
    boolean mayBeTriedAgain(long second) {
        return active.stream().anyMatch(run -> run.fireTime.getEpochSecond() == second)
                || Stream.concat(pending.stream(), retries.keySet().stream())
                        .anyMatch(waiting -> waiting.fireTime.getEpochSecond() == second)
                || left != null && left.mayBeTriedAgain(second);
    }

    void noteSkipped(long count) {
        skipCount += count;
        changed();
    }

    void noteStarted(Run run) {
        lastTaskId = run.taskId;
        lastExecAt = run.execAt.getEpochSecond();
        lastStatus = JobView.LastStatus.RUNNING;
        changed();
    }

    void noteOverran(Run run, Instant now) {
        timeoutCount++;
        lastTaskId = run.taskId;
        lastErrorAt = now.getEpochSecond();
        lastStatus = JobView.LastStatus.TIMEOUT;
        changed();
    }

    void noteEnded(Run run, Task task, Instant now) {
        lastTaskId = run.taskId;
        lastExecAt = task.execAt();
        if (task.status() == TaskStatus.SUCCESS) {
            successCount++;
            lastSuccessAt = now.getEpochSecond();
        } else {
            errorCount += task.status() == TaskStatus.TIMEOUT ? 0 : 1;
            lastErrorAt = now.getEpochSecond();
        }
        lastStatus = Outcomes.outcome(run, task.status());
        changed();
    }

    /** @param since the second in which it was due and since which it is overdue, 0 = it is not */
    void noteOverdue(long since) {
        if (since != overdueSince) {
            overdueSince = since;
            changed();
        }
    }

    void changed() {
        if (view != null) {
            view = null;
            changedJobs.add(this);
        }
    }

    JobView view() {
        if (view == null) {
            view = new JobView(plan == null ? bad : plan.job(), disabled(), problem,
                    Optional.ofNullable(plan), successCount, errorCount, timeoutCount, skipCount,
                    lastTaskId, lastSuccessAt, lastErrorAt, lastStatus, lastExecAt,
                    Optional.ofNullable(due).map(Due::at), overdueSince);
        }
        return view;
    }
}
