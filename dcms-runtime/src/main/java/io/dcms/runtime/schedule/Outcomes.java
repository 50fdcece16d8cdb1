package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.HookOn;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.schedule.JobView.LastStatus;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which timeouts and ends the hooks are told; remembers the last outcome of each job that tells only changes. Belongs to the owner. */
final class Outcomes {

    private final Standings standings;
    /** Only those that are other than a success. */
    private final Map<Long, LastStatus> last = new HashMap<>();

    Outcomes(Standings standings) {
        this.standings = standings;
        standings.standings().forEach((id, standing) -> note(id, standing.outcome()));
    }

    /**
     * What becomes of one report.
     *
     * @param hook who is told; empty = nobody but the store
     * @param kept to be done when the report can't be lost any more: an agent that dies before tells it again rather than never
     */
    record Told(Optional<URI> hook, Runnable kept) {
    }

    /**
     * A run has timed out or ended.
     *
     * @param triedAgain it has failed for now, and will be tried again: no outcome of its job yet
     */
    Told told(Run run, Task report, boolean triedAgain) {
        HookOn which = run.job.options().hookOn();
        boolean wanted = switch (which) {
            case ALL -> true;
            case FAILURE -> report.status() != TaskStatus.SUCCESS;
            case CHANGE -> !triedAgain && note(run.job.id(), outcome(run, report.status()));
        };
        if (which != HookOn.CHANGE || !wanted) {
            return new Told(run.job.hook().filter(hook -> wanted), Reports.NOBODY);
        }
        LastStatus outcome = outcome(run, report.status());
        return new Told(run.job.hook(), () -> standings.outcome(run.job.id(), outcome));
    }

    /** What a run's job has come to by its end, or by its timeout. */
    static LastStatus outcome(Run run, TaskStatus status) {
        return switch (status) {
            case SUCCESS -> run.overran ? LastStatus.TIMEOUT : LastStatus.SUCCESS;
            case TIMEOUT -> LastStatus.TIMEOUT;
            case KILLED -> LastStatus.KILLED;
            case FAILED, READY, RUNNING -> LastStatus.FAILED;
        };
    }

    /** @return whether it is another one than the last */
    private boolean note(long jobId, LastStatus outcome) {
        LastStatus before = outcome == LastStatus.SUCCESS ? last.remove(jobId) : last.put(jobId, outcome);
        return outcome != (before == null ? LastStatus.SUCCESS : before);
    }

    /** A version of a job is in force. */
    void inForce(PlannedJob job) {
        if (job.options().hookOn() != HookOn.CHANGE) {
            forget(job.id());
        }
    }

    /** A job is gone, or its hook is told of other things than changes. */
    void forget(long jobId) {
        if (last.remove(jobId) != null) {
            standings.outcome(jobId, LastStatus.SUCCESS);
        }
    }

    /** There are no other jobs. */
    void keepOnly(Set<Long> jobIds) {
        last.keySet().retainAll(jobIds);
    }
}
