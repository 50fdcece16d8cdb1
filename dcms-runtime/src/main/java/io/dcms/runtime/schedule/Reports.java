package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import io.dcms.runtime.job.PlannedJob;

/** Takes what is to be told to the store and to the hooks. Returns at once. */
public interface Reports {

    /**
     * A run is now as {@code task} says. Reports of one run come in order.
     *
     * @param toHook whether the job's hook is told too; only of timeouts and ends, only if the job has one and wants to know
     */
    void report(Task task, PlannedJob job, boolean toHook);
}
