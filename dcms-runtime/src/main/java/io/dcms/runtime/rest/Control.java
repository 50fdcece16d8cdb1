package io.dcms.runtime.rest;

import io.dcms.api.Job;
import io.dcms.runtime.job.BadJobException;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.schedule.FireRecord;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.spi.store.JobEditing;
import io.dcms.spi.store.TaskHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What REST can see and do of the agent. Any thread. */
public interface Control {

    /** All jobs and runs as they are now. */
    Snapshot snapshot();

    /**
     * Fetches a job from the store and puts it in force.
     *
     * @return why it can't be run, an empty text if it is in force, nothing if the store has no such job for this host; or an
     *         {@link IOException} if the store can't tell
     */
    CompletableFuture<Optional<String>> refresh(long jobId);

    /** Disables a job on this agent until it is put in force again, also over a restart. @return whether there is such a job */
    CompletableFuture<Boolean> disable(long jobId);

    /** Runs a job now. @return the task id, or a {@code RunRefused} */
    CompletableFuture<String> runNow(long jobId);

    /** Kills a run. @return whether it is active */
    CompletableFuture<Boolean> kill(String taskId, String reason);

    /** What the store has of a job of this host now; or an {@link IOException} if it can't tell. Changes nothing. */
    CompletableFuture<Optional<Job>> stored(long jobId);

    /**
     * A job as it would be put in force.
     *
     * @throws BadJobException if it can't be run; the message holds all that is wrong
     */
    PlannedJob plan(Job job) throws BadJobException;

    /** The runs that the store knows; empty if it keeps none. To be called by one thread at a time. */
    Optional<TaskHistory> history();

    /** How the store's jobs are changed; empty if it can't. To be called by one thread at a time, the same as {@link #history}. */
    Optional<JobEditing> editing();

    /** What is known of the other agents. */
    Fleet fleet();

    /** The log of a run, by its id. */
    Optional<Path> log(String taskId) throws IOException;

    /**
     * What became of a job's fires. Reads files.
     *
     * @param since the first moment that is asked for
     * @param until the last
     * @param limit at most so many answers, the newest; from 1 on
     */
    Fires fires(long jobId, Instant since, Instant until, int limit) throws IOException;

    /** How the agent is. */
    Health health();

    /** What the agent counts, in the text format of Prometheus, version 0.0.4. */
    String metrics();

    /** How talkative the agent's own log is: {@code debug}, {@code info}, {@code warning} or {@code fatal}. */
    String logLevel();

    /**
     * Sets that until it is set again or the agent ends.
     *
     * @param caller who wants it, for the log
     * @return whether there is such a level
     */
    boolean logLevel(String level, String caller);

    /** The executable of a job as it is on this machine now. Reads it whole, on the caller's thread. */
    ExecutorLook executor(Job job);

    /** The plugins that were found when the agent was started, usable or not. */
    List<Plugin> foundPlugins();

    /** The agent's host name. */
    String host();

    /** The zone of jobs that name none. */
    ZoneId zone();

    /** The agent's version. */
    String version();

    /**
     * How the agent is.
     *
     * @param live     whether the timeline does its work
     * @param ready    whether it is live and has jobs
     * @param problems what is wrong, a sentence each
     * @param waiting  reports that the store or a hook has not taken yet
     * @param jobsFrom where its jobs come from: {@code store}, {@code snapshot} or {@code none}
     * @param jobsAge  since the store confirmed them; empty if there are none
     */
    record Health(boolean live, boolean ready, List<String> problems, int waiting, String jobsFrom, Optional<Duration> jobsAge) {
    }

    /**
     * The executable of a job.
     *
     * @param sha256   its digest in lower-case hex; empty if it was not read
     * @param md5      the same
     * @param size     bytes
     * @param modified when its content was last changed
     * @param matches  whether it has the digest that the job's signature names
     * @param problem  why a run would be refused, or why it was not read; empty if all is well
     */
    record ExecutorLook(String sha256, String md5, long size, Instant modified, boolean matches, String problem) {
    }

    /**
     * A plugin. What is not known of it is empty.
     *
     * @param kind    {@code store}, {@code hook} or {@code filter}
     * @param name    by which it is asked for
     * @param jar     the jar or folder that it comes from
     * @param version as its jar says
     * @param problem why it can't be used and what to do; empty if it can
     * @param inUse   whether the agent uses it: one store, and all hooks and filters that it can
     */
    record Plugin(String kind, String name, String jar, String version, String problem, boolean inUse) {
    }

    /**
     * What became of a job's fires.
     *
     * @param fires         in the order of fire times; a run, a fire that did not become one, some that did not, a time in which
     *                      none counted, the moment from which they count, and a time of which nothing is known
     * @param more          whether older ones were left out
     * @param known         whether anything is known of such a job
     * @param completeSince every fire from this moment on has its answer
     */
    record Fires(List<FireRecord> fires, boolean more, boolean known, Instant completeSince) {
    }
}
