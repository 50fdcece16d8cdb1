package io.dcms.spi.store;

import io.dcms.api.Job;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A store whose jobs can be changed through the agent. The agent has validated the job as a whole before it calls; the store
 * refuses only what it has no place for. Each call does all of what it says or nothing, and {@link JobStore#revision} tells of it.
 *
 * <p>Called by one thread at a time, while others read jobs and record runs.
 */
public interface JobEditing {

    /**
     * Adds a job.
     *
     * @param job   its {@link Job#id()} says nothing: the store gives it one that no other job has or had
     * @param hosts where it belongs, at least one
     * @return its id
     * @throws JobNameTakenException if another job has its name
     * @throws ConfigException       if the store has no place for it as it is; names the field, its value and what would fit
     * @throws IOException           if it was not added, or perhaps not
     */
    long create(Job job, List<String> hosts) throws IOException, ConfigException, JobNameTakenException;

    /**
     * Puts a job in the place of the one with its id.
     *
     * @param hosts where it belongs from now on, at least one; empty = where it belonged before
     * @return whether there is such a job
     * @throws JobNameTakenException if another job has its name
     * @throws ConfigException       if the store has no place for it as it is; names the field, its value and what would fit
     * @throws IOException           if it was not changed, or perhaps not
     */
    boolean change(Job job, Optional<List<String>> hosts) throws IOException, ConfigException, JobNameTakenException;

    /**
     * Removes a job from the store, and with it from every host. Its recorded runs stay.
     *
     * @return whether there was such a job
     * @throws IOException if it was not removed, or perhaps not
     */
    boolean remove(long id) throws IOException;
}
