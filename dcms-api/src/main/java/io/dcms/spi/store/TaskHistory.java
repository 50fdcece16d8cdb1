package io.dcms.spi.store;

import io.dcms.api.Task;
import java.io.IOException;
import java.util.List;

/** A store that can tell which runs it has recorded. */
public interface TaskHistory {

    /**
     * The last runs of one job on one host, newest first, each once with its last report.
     *
     * <p>Called by one thread at a time, while others read jobs and record runs.
     *
     * @param limit at most that many, from 1 on
     * @throws IOException if they can't be read
     */
    List<Task> tasks(String host, long jobId, int limit) throws IOException;
}
