package io.dcms.runtime.schedule;

import io.dcms.api.Job;
import io.dcms.runtime.task.RunState;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers which runs there are, so that the agent after this one can take them over. Returns at once; what is told is
 * remembered in its order, together with {@link Decisions}.
 */
public interface RunLedger {

    /**
     * There is a run, or there will be one when it is its turn. Told again of the same task id it replaces what was said before.
     * A fire that is told here for the first time is decided on, as if {@link Decisions#decided} had said so.
     */
    void begun(Entry run);

    /**
     * A run is over its timeout, being killed, or refused. Any thread; nothing happens if the run is not remembered.
     *
     * @param state  {@link RunState#OVERDUE} when that has been reported, {@link RunState#KILLING}, {@link RunState#EXPIRING}
     *               or, for one that was refused, {@link RunState#ENDED}
     * @param reason why it is killed or refused
     */
    void noted(String taskId, RunState state, String reason);

    /**
     * The end of a run has been told, and that can't be lost any more: nobody needs to take it over. Any thread.
     *
     * @param written called once, on a thread of the ledger, when this stands on the disk, and not before, however long the disk
     *                is full: only then can go what the agent after this one would look for; returns at once
     */
    void over(String taskId, Runnable written);

    /**
     * Does something when an agent that dies from then on leaves behind all that was told so far, or when that can't be had
     * because the disk is full or broken: jobs are run all the same. A disk that hangs makes it wait.
     *
     * @param then called once, on a thread of the ledger, in the order of the calls; returns at once
     */
    void afterwards(Runnable then);

    /** What is known of the task ids that agents before this one gave away for a job; empty if they gave none. */
    Optional<Given> given(long jobId);

    /**
     * Task ids that were given away for a job.
     *
     * @param second the last one for which there is any
     * @param number how many there are for it
     * @param most   the greatest number for any second up to that
     */
    record Given(long second, int number, int most) {

        /** One, if these are all. */
        public static Given of(Entry run) {
            return new Given(run.fireTime().getEpochSecond(), run.number(), run.number());
        }

        public Given and(Given other) {
            Given last = second > other.second || second == other.second && number > other.number ? this : other;
            return new Given(last.second, last.number, Math.max(most, other.most));
        }
    }

    /**
     * A run and what is to be known to go on with it.
     *
     * @param job      as it was when the run began
     * @param fireTime the time for which it was due
     * @param due      when it was to be started at the earliest: that of a retry may come yet
     * @param attempt  0 for the fire itself, n for its n-th retry
     * @param state    {@link RunState#WAITING} if it surely has not been launched, {@link RunState#STARTING} if it may have been;
     *                 else the last that was noted
     * @param reason   of what was noted; of {@link RunState#EXPIRING} for how many milliseconds it had run by then
     */
    record Entry(String taskId, Job job, Instant fireTime, FireLog.Cause cause, int attempt, Instant due, RunState state,
                 String reason) {

        /** 1 for the first task id of the job for its second, n for the n-th. */
        public int number() {
            String first = fireTime.getEpochSecond() + "-" + job.id();
            return taskId.equals(first) ? 1 : Integer.parseInt(taskId.substring(first.length() + 1));
        }

        /** The same in another state. That a timeout was reported may be heard late, and makes no killed run a living one. */
        public Entry in(RunState noted, String why) {
            if (noted == RunState.OVERDUE && state != RunState.STARTING) {
                return this;
            }
            return new Entry(taskId, job, fireTime, cause, attempt, due, noted, why);
        }
    }
}
