package io.dcms.spi.store;

import java.io.IOException;

/** A store that keeps runs until it is told to delete them. */
public interface TaskPruning {

    /**
     * Deletes runs of one host that are older than wanted, a few at a time so that nobody waits for it: the agent calls again
     * as long as there may be more. Called by the thread that records runs.
     *
     * @param before deletes only runs that were started, or refused, before this unix second
     * @param limit  at most that many, from 1 on
     * @return how many were deleted; fewer than {@code limit} means that there are no more
     * @throws IOException if they can't be deleted
     */
    int prune(String host, long before, int limit) throws IOException;
}
