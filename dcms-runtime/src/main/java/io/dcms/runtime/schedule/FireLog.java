package io.dcms.runtime.schedule;

import java.time.Instant;

/** Takes an answer for each fire: it became a run, or it did not and why. Returns at once. */
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

    /** There is a run for this fire time; it may still be refused, or killed before it starts. */
    void ran(long jobId, Instant fireTime, String taskId, Cause cause);

    /** The fire, or a retry of it as the reason says, did not become a run. */
    void skipped(long jobId, Instant fireTime, String reason);

    /** Several fires between the first and the last did not become runs. @param count at least so many */
    void missed(long jobId, Instant first, Instant last, long count, String reason);
}
