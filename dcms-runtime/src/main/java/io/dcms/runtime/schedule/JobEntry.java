package io.dcms.runtime.schedule;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.PlannedJob;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One job and what the owner knows of it. Belongs to the owner. */
final class JobEntry {

    /** Fire times of one job come nearly in order. Each second that is remembered costs every job some 70 bytes. */
    private static final int REMEMBERED_SECONDS = 4;

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
    /** Up to here its fires have been decided on, and none comes again. */
    Instant decided = Instant.MIN;
    /** What was last said of that to those who remember it over a restart. */
    Instant marked;
    /** What waits for a run to end. */
    final Deque<Waiting> pending = new ArrayDeque<>(2);
    /** Runs that have not ended. */
    final List<Run> active = new ArrayList<>(1);
    /** Retries whose time has not come. */
    final Map<Waiting, Timers.Timer> retries = new LinkedHashMap<>(2);
    /** Task ids given away, by second of the fire time: how many. */
    private Map<Long, Integer> taskIds;

    private long successCount;
    private long errorCount;
    private long timeoutCount;
    private long skipCount;
    private String lastTaskId = "";
    private long lastSuccessAt;
    private long lastErrorAt;
    private JobView.LastStatus lastStatus = JobView.LastStatus.SUCCESS;
    private long lastExecAt;

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

    /** A fire or a retry of one. */
    record Waiting(Instant fireTime, FireLog.Cause cause, int attempt) {
    }

    boolean disabled() {
        return disabledHere || plan == null || plan.job().disabled();
    }

    /** {@code <second>-<job id>}, with a suffix from the second one for the same second on. */
    String newTaskId(Instant fireTime) {
        if (taskIds == null) {
            taskIds = new LinkedHashMap<>(4);
        }
        long second = fireTime.getEpochSecond();
        int number = taskIds.merge(second, 1, Integer::sum);
        if (taskIds.size() > REMEMBERED_SECONDS) {
            taskIds.remove(taskIds.keySet().iterator().next());
        }
        return second + "-" + id + (number == 1 ? "" : "-" + number);
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
            lastStatus = run.overran ? JobView.LastStatus.TIMEOUT : JobView.LastStatus.SUCCESS;
        } else {
            errorCount += task.status() == TaskStatus.TIMEOUT ? 0 : 1;
            lastErrorAt = now.getEpochSecond();
            lastStatus = lastStatusOf(task.status());
        }
        changed();
    }

    private static JobView.LastStatus lastStatusOf(TaskStatus end) {
        return switch (end) {
            case SUCCESS -> JobView.LastStatus.SUCCESS;
            case TIMEOUT -> JobView.LastStatus.TIMEOUT;
            case KILLED -> JobView.LastStatus.KILLED;
            case FAILED, READY, RUNNING -> JobView.LastStatus.FAILED;
        };
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
                    Optional.ofNullable(due).map(Due::at));
        }
        return view;
    }
}
