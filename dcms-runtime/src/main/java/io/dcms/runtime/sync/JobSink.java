package io.dcms.runtime.sync;

import io.dcms.api.Job;
import io.dcms.runtime.job.PlannedJob;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes the differences between what the agent has and what its store has. Returns at once. */
public interface JobSink {

    /** New jobs and new versions. */
    void put(List<PlannedJob> jobs);

    /** A job whose version in the store can't be run. */
    void reject(Job bad, String problem);

    /** All jobs have been handed over for the first time. @return completes when they are in force */
    default CompletableFuture<?> settled() {
        return CompletableFuture.completedFuture(null);
    }

    /** Jobs that the store has no more. */
    void remove(List<Long> ids);
}
