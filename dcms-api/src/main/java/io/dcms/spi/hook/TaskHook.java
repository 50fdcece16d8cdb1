package io.dcms.spi.hook;

import io.dcms.api.TaskEvent;
import io.dcms.spi.ConfigException;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;

/**
 * Delivers reports of runs, and of jobs that are overdue, to somebody outside. It only delivers or throws: the agent retries, spaces the tries and gives up.
 * It is called from several threads at a time, for one run in order and never at once.
 */
public interface TaskHook extends Closeable {

    /**
     * Looks whether a job may name this target, without I/O. Called when a job arrives, on any thread.
     *
     * @throws ConfigException if it may not; the job is refused with this message
     */
    default void validate(URI target) throws ConfigException {
    }

    /**
     * Delivers one event and returns when the receiver has taken it, within a time limit of its own.
     *
     * @param target the job's {@code hook}
     * @throws IOException if it was not taken, or perhaps not: the same event comes again later
     */
    void deliver(TaskEvent event, URI target) throws IOException;

    /** Gives back what it opened. Nothing is delivered afterwards. */
    @Override
    default void close() throws IOException {
    }
}
