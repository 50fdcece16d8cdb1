package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import java.net.URI;
import java.util.Optional;

/** Takes what is to be told to the store and to the hooks. Returns at once. */
public interface Reports {

    /**
     * A run is now as {@code task} says. Reports of one run come in order.
     *
     * @param jobName the name of its job
     * @param hook    who is told of it besides the store; only of timeouts and ends, only if the job wants it
     */
    void report(Task task, String jobName, Optional<URI> hook);
}
