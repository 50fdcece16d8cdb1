package io.dcms.runtime.sync;

import io.dcms.api.Job;
import io.dcms.runtime.job.BadJobException;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the store's jobs with what the agent has, and hands on the differences. Belongs to one thread; see
 * {@link SyncThread}.
 */
final class JobSync {

    private static final System.Logger LOG = System.getLogger(JobSync.class.getName());
    /** From this many jobs on, an answer that would take away more than half of them must be given twice. */
    private static final int GUARDED = 10;

    private final JobStore store;
    private final String host;
    private final JobPlanner planner;
    private final JobSink sink;
    /** What the store said last, by id. */
    private final Map<Long, Job> seen = new HashMap<>();
    /** The ids that were missing in the last answer, if it was not believed. */
    private Set<Long> doubted = Set.of();
    private String lastRevision = "";

    JobSync(JobStore store, String host, JobPlanner planner, JobSink sink) {
        this.store = store;
        this.host = host;
        this.planner = planner;
        this.sink = sink;
    }

    /** What one job in the store turned out to be. */
    enum Found {
        /** It is in force. */
        GOOD,
        /** It can't be run. */
        BAD,
        /** There is no such job for this host. */
        NONE
    }

    /**
     * One job, looked at alone.
     *
     * @param found   what it is
     * @param problem why it is bad
     */
    record Refreshed(Found found, String problem) {
    }

    /** Compares everything if the store says that something may have changed, or can't tell. */
    void probe() throws IOException {
        Optional<String> revision = store.revision(host);
        if (revision.isPresent() && revision.get().equals(lastRevision) && doubted.isEmpty()) {
            return;
        }
        compare();
    }

    /** Compares everything. */
    void compare() throws IOException {
        // Asked before the jobs: what changes in between is found by the next probe, and nothing is missed.
        String revision = store.revision(host).orElse("");
        List<Job> jobs = store.jobs(host);
        apply(jobs);
        lastRevision = revision;
    }

    /** Fetches one job and puts it in force, changed or not. */
    Refreshed refresh(long id) throws IOException {
        Optional<Job> job = store.job(host, id);
        if (job.isEmpty()) {
            if (seen.remove(id) != null) {
                sink.remove(List.of(id));
            }
            return new Refreshed(Found.NONE, "");
        }
        seen.put(id, job.get());
        try {
            sink.put(List.of(planner.plan(job.get())));
            return new Refreshed(Found.GOOD, "");
        } catch (BadJobException e) {
            reject(job.get(), e.getMessage());
            return new Refreshed(Found.BAD, e.getMessage());
        }
    }

    private void apply(List<Job> jobs) {
        List<PlannedJob> changed = new ArrayList<>();
        Set<Long> gone = new HashSet<>(seen.keySet());
        for (Job job : jobs) {
            gone.remove(job.id());
            if (!job.equals(seen.put(job.id(), job))) {
                plan(job).ifPresent(changed::add);
            }
        }
        if (!changed.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0} jobs are new or changed, the store has {1}", changed.size(), jobs.size());
            sink.put(changed);
        }
        removeUnlessDoubtful(gone);
    }

    private Optional<PlannedJob> plan(Job job) {
        try {
            PlannedJob planned = planner.plan(job);
            planned.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, "job {0} \"{1}\": {2}",
                    Long.toString(job.id()), job.name(), warning));
            return Optional.of(planned);
        } catch (BadJobException e) {
            reject(job, e.getMessage());
            return Optional.empty();
        }
    }

    private void reject(Job job, String problem) {
        LOG.log(System.Logger.Level.WARNING, "job {0} \"{1}\" can''t be run as it is, its last good version stays: {2}",
                Long.toString(job.id()), job.name(), problem);
        sink.reject(job, problem);
    }

    private void removeUnlessDoubtful(Set<Long> gone) {
        boolean many = seen.size() > GUARDED && gone.size() * 2 > seen.size();
        if (many && !gone.equals(doubted)) {
            LOG.log(System.Logger.Level.WARNING,
                    "the store has lost {0} of {1} jobs at once: they stay until it says the same again", gone.size(), seen.size());
            doubted = gone;
            return;
        }
        doubted = Set.of();
        if (!gone.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0} jobs are gone from the store", gone.size());
            seen.keySet().removeAll(gone);
            sink.remove(List.copyOf(gone));
        }
    }
}
