package io.dcms.spi.store;

import io.dcms.api.Task;
import java.util.Objects;

/**
 * A run on some host.
 *
 * @param jobName the name that its job has now; empty if there is no such job any more
 */
public record FleetRun(Task task, String jobName) {

    public FleetRun {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(jobName, "jobName");
    }
}
