package io.dcms.runtime.schedule;

import java.time.Instant;

/** Takes one answer for each fire: it became a run, or it did not and why. Returns at once. */
public interface FireLog {

    /** The fire became this run. */
    void ran(long jobId, Instant fireTime, String taskId);

    /** The fire did not become a run. */
    void skipped(long jobId, Instant fireTime, String reason);

    /** Several fires, from the first to the last in the job's schedule, did not become runs. */
    void missed(long jobId, Instant first, Instant last, long count, String reason);
}
