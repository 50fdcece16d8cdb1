package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import java.net.URI;
import java.util.Optional;

/** Takes what is to be told to the store and to the hooks. Any thread; returns at once. */
public interface Reports {

    /** For reports that nobody needs to know the fate of. */
    Runnable NOBODY = () -> { };

    /**
     * A run is now as {@code task} says. Reports of one run come in order.
     *
     * @param jobName the name of its job
     * @param hook    who is told of it besides the store; only of timeouts and ends, only if the job wants it
     * @param kept    called once when the report can't be lost any more, whatever becomes of the agent: never if it is lost, and
     *                not as long as the disk does not take it; from another thread, and returns at once
     */
    void report(Task task, String jobName, Optional<URI> hook, Runnable kept);

    /**
     * Something has happened to a job that is about no run: the store is not told.
     *
     * @param hook who is told; nobody if it is empty
     * @param kept as above
     */
    void tell(TaskEvent event, Optional<URI> hook, Runnable kept);
}
