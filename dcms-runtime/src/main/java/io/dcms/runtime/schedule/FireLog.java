package io.dcms.runtime.schedule;

import java.time.Instant;

/**
 * Takes an answer for each fire: it became a run, or it did not and why; and from when to when a job's fires are none that
 * anybody decides on. Returns at once.
 */
public interface FireLog {

    /** Why there is a run. */
    enum Cause {
        /** Its time had come. */
        FIRE,
        /** An earlier run for the same time failed. */
        RETRY,
        /** Somebody asked for it; its fire time is the moment of the asking. */
        REQUEST
    }

    /** What kind of reason it is that a fire did not become a run: for those who count, whom the words are too many. */
    enum Why {
        /** A run of the job was still going. */
        OVERLAP,
        /** The job was disabled while it waited. */
        DISABLED,
        /** It was late, and the misfire policy did not want it any more. */
        MISSED,
        /** A later fire took its place. */
        REPLACED,
        /** As many as may wait for their turn did so already. */
        TOO_MANY,
        /** Anything else. */
        OTHER
    }

    /**
     * There is a run for this fire time; it may still be refused, or killed before it starts.
     *
     * @param attempt 0, or n for the n-th retry
     */
    void ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt);

    /** What was told of this run is not so: the agent that told it died before it launched it. What becomes of the fire is told. */
    void withdrawn(long jobId, Instant fireTime, String taskId);

    /** The fire, or for {@code attempt} n its n-th retry, waits until a run of the job ends; it is told what becomes of it. */
    void waits(long jobId, Instant fireTime, int attempt);

    /** The fire, or for {@code attempt} n its n-th retry, did not become a run. */
    void skipped(long jobId, Instant fireTime, int attempt, String reason);

    /** The same for those who count; this is the one that the owner calls. */
    default void skipped(long jobId, Instant fireTime, int attempt, Why why, String reason) {
        skipped(jobId, fireTime, attempt, reason);
    }

    /** Several fires, all between the first and the last, did not become runs. @param count at least so many */
    void missed(long jobId, Instant first, Instant last, long count, String reason);

    /** From this moment on, itself included, no fire of a job is decided on, until it is {@link #on} again. */
    void off(long jobId, Instant from, String reason);

    /** The same of a job that is not this agent's any more. */
    void removed(long jobId, Instant from);

    /**
     * Every fire of a job after this moment is decided on.
     *
     * @param reason why not from earlier on; empty if an agent before this one has decided on all that were earlier
     */
    void on(long jobId, Instant after, String reason);

    /** The agent decides on no fire of any job from this moment on; what was on goes on with the next agent. */
    void stopped(Instant from);
}
