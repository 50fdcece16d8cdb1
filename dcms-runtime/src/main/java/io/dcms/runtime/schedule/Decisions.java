package io.dcms.runtime.schedule;

import io.dcms.runtime.job.PlannedJob;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers over restarts of the agent up to which fire time each job has been decided on, and which ones somebody has disabled.
 * Returns at once.
 */
public interface Decisions {

    /**
     * What was remembered of a job when the agent started; empty if it was not there then, or was due at other times.
     */
    Optional<Instant> last(PlannedJob job);

    /** A job is not due any more; what passes until it is again are none of its fires. */
    void forget(long jobId);

    /** Whether somebody had disabled this version of a job on this agent, and nobody enabled it, when the agent started. */
    boolean wasDisabled(PlannedJob job);

    /** Somebody disables a job on this agent: it is not due any more until it is decided on again. */
    void disabled(PlannedJob job);

    /**
     * Whether no agent has had all jobs yet since the machine was started: a {@code @reboot} job that is among them then runs though
     * nothing is remembered of it.
     */
    boolean isNewBoot();

    /** All jobs have been put that were there before the agent began: those that come later wait for the machine's next start. */
    void allThere();

    /** All fires of a job up to a time have been decided on, or are none of its fires. */
    void decided(PlannedJob job, Instant upTo);
}
