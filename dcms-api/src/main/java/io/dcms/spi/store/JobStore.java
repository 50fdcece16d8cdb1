package io.dcms.spi.store;

import io.dcms.api.Job;
import io.dcms.api.Task;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps jobs, and takes reports of runs. The agent calls it from at most three threads at a time: one that reads jobs, one that
 * records runs, {@linkplain TaskPruning prunes} them and {@linkplain FleetRegister announces} the agent, and one that serves people
 * ({@link TaskHistory}, {@link JobEditing}, {@link FleetRegister}); never from the thread that starts jobs: it may be slow, or away for
 * days.
 *
 * <p>What only some stores can do is a further interface of this package that the store implements too:
 * {@link TaskHistory}, {@link TaskPruning}, {@link JobEditing}, {@link FleetRegister}.
 */
public interface JobStore extends Closeable {

    /**
     * The <em>complete</em> list of the jobs of a host, disabled ones and ones with a {@linkplain Job#defect() defect}
     * included, in any order. Empty means that the host has no jobs, never "I could not look".
     *
     * @throws IOException if the list can't be read completely; the agent keeps the jobs that it has and asks again
     */
    List<Job> jobs(String host) throws IOException;

    /**
     * One job of a host, as {@link #jobs} would list it now; empty if the host has no such job.
     *
     * @throws IOException if it can't be known
     */
    default Optional<Job> job(String host, long id) throws IOException {
        return jobs(host).stream().filter(job -> job.id() == id).findFirst();
    }

    /**
     * Keeps what a run is now. Idempotent by host and task id: one run stays one record, whose last report counts, but a
     * report that a run is {@linkplain io.dcms.api.TaskStatus#RUNNING running} never replaces its end or its timeout. Reports
     * of one run come in order, each possibly more than once.
     *
     * @throws IOException if it was not kept, or perhaps not; the agent reports the same again later
     */
    void record(Task task) throws IOException;

    /**
     * The same for several reports in this order. A store that can keep many in one round trip overrides it.
     *
     * @throws IOException if not all were kept; the agent reports all of them again
     */
    default void recordAll(List<Task> tasks) throws IOException {
        for (Task task : tasks) {
            record(task);
        }
    }

    /**
     * Says that the store can be reached and used, for reading jobs and for taking reports, by returning.
     *
     * @throws IOException if not, with the reason
     */
    void check() throws IOException;

    /**
     * A text that differs from the last one when a job of the host may have changed: a cheap look instead of all of
     * {@link #jobs}. Empty if this store can't tell, as by default.
     *
     * @throws IOException if the store can't be reached
     */
    default Optional<String> revision(String host) throws IOException {
        return Optional.empty();
    }

    /** How often {@link #revision} may be asked without doing harm, at least one second; 30 seconds by default. */
    default Duration probeInterval() {
        return Duration.ofSeconds(30);
    }
}
