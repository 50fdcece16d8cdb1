package io.dcms.runtime.schedule;

import io.dcms.api.Job;
import io.dcms.runtime.task.RunState;
import java.time.Instant;

/**
 * Remembers which runs there are, so that the agent after this one can take them over. Returns at once; what is told is
 * remembered in its order.
 */
public interface RunLedger {

    /** There is a run. Told again of the same task id it replaces what was said before. */
    void begun(Entry run);

    /**
     * A run is over its timeout or being killed.
     *
     * @param state  {@link RunState#OVERDUE} when that has been reported, {@link RunState#KILLING} or {@link RunState#EXPIRING}
     * @param reason why it is killed
     */
    void noted(String taskId, RunState state, String reason);

    /** The end of a run has been told, and that can't be lost any more: nobody needs to take it over. Any thread. */
    void over(String taskId);

    /**
     * Does something when an agent that dies from then on leaves behind all that was told so far, or when that can't be had
     * because the disk is full or broken: jobs are run all the same.
     *
     * @param then called once, on a thread of the ledger, in the order of the calls; returns at once
     */
    void afterwards(Runnable then);

    /**
     * A run and what is to be known to go on with it.
     *
     * @param job      as it was when the run began
     * @param fireTime the time for which it was due
     * @param attempt  0 for the fire itself, n for its n-th retry
     * @param state    the last that was noted; {@link RunState#WAITING} if nothing was
     * @param reason   of that
     */
    record Entry(String taskId, Job job, Instant fireTime, FireLog.Cause cause, int attempt, RunState state, String reason) {
    }
}
