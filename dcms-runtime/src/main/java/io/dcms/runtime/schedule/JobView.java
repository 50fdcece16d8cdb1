package io.dcms.runtime.schedule;

import io.dcms.api.Job;
import io.dcms.runtime.job.PlannedJob;
import java.time.Instant;
import java.util.Optional;

/**
 * A job as it is on this agent.
 *
 * @param job           as the store has it; the last good version if the current one is bad
 * @param disabled      whether it is not scheduled: by the store, or by somebody on this agent
 * @param problem       why the store's version is not in force; empty if it is
 * @param plan          the version in force; empty if there never was a good one
 * @param successCount  runs that succeeded since the agent started
 * @param errorCount    runs that failed, were refused or were killed
 * @param timeoutCount  runs that went over their timeout
 * @param skipCount     fires that did not become a run
 * @param lastTaskId    its last run; empty if there was none
 * @param lastSuccessAt unix seconds of its last success, 0 = none
 * @param lastErrorAt   unix seconds of its last other end or timeout, 0 = none
 * @param lastStatus    what became of its last run
 * @param lastExecAt    unix seconds of its last start, 0 = none
 * @param nextFire      when it is due next; empty if it is disabled, bad or never due
 * @param overdueSince  unix seconds of when it was due and since when it owes a success for too long, 0 = it does not
 */
public record JobView(Job job, boolean disabled, String problem, Optional<PlannedJob> plan, long successCount,
                      long errorCount, long timeoutCount, long skipCount, String lastTaskId, long lastSuccessAt,
                      long lastErrorAt, LastStatus lastStatus, long lastExecAt, Optional<Instant> nextFire,
                      long overdueSince) {

    /** Whether a success is owed within a time: {@code expect_within}. */
    public boolean isExpected() {
        return plan.filter(version -> !version.options().expectWithin().isZero()).isPresent();
    }

    /** A job of which this agent has nothing to tell. */
    public static JobView notHere(PlannedJob plan) {
        return new JobView(plan.job(), plan.job().disabled(), "", Optional.of(plan), 0, 0, 0, 0, "", 0, 0, LastStatus.SUCCESS, 0,
                Optional.empty(), 0);
    }

    /** The numbers of {@code last_status}: other ones than a task's. */
    public enum LastStatus {
        /** 0. Also of a job that has not run yet, as ever. */
        SUCCESS,
        /** 1. */
        FAILED,
        /** 2. */
        TIMEOUT,
        /** 3. */
        RUNNING,
        /** 4. */
        KILLED;

        /** The number that REST uses. */
        public int code() {
            return ordinal();
        }
    }
}
