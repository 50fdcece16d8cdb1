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
    private boolean first = true;

    JobSync(JobStore store, String host, JobPlanner planner, JobSink sink) {
        this.store = store;
        this.host = host;
        this.planner = planner;
        this.sink = sink;
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

    /**
     * Fetches one job and puts it in force, changed or not.
     *
     * @return why it can't be run, an empty text if it is in force; nothing if the store has no such job for this host
     */
    Optional<String> refresh(long id) throws IOException {
        Optional<Job> job = store.job(host, id);
        if (job.isEmpty()) {
            if (seen.remove(id) != null) {
                sink.remove(List.of(id));
            }
            return Optional.empty();
        }
        seen.put(id, job.get());
        List<PlannedJob> good = new ArrayList<>(1);
        String problem = plan(job.get(), good);
        if (!good.isEmpty()) {
            sink.put(good);
        }
        return Optional.of(problem);
    }

    private void apply(List<Job> jobs) {
        List<PlannedJob> changed = new ArrayList<>();
        Map<Long, Job> now = new HashMap<>();
        for (Job job : jobs) {
            if (now.putIfAbsent(job.id(), job) != null) {
                LOG.log(System.Logger.Level.WARNING, "the store lists job {0} twice: the first one counts", job.id());
            } else if (!job.equals(seen.get(job.id()))) {
                plan(job, changed);
            }
        }
        if (!changed.isEmpty() || first) {
            LOG.log(System.Logger.Level.INFO, "of {0} jobs that the store has for {1}, {2} are new or changed and taken over",
                    now.size(), host, changed.size());
        }
        first = false;
        if (!changed.isEmpty()) {
            sink.put(changed);
        }
        int had = seen.size();
        Set<Long> gone = new HashSet<>(seen.keySet());
        gone.removeAll(now.keySet());
        // Only now, when they are in force: what is not noted is looked at again, whatever went wrong on the way.
        seen.putAll(now);
        removeUnlessDoubtful(gone, had);
    }

    /**
     * Plans a job into {@code good}, or rejects it.
     *
     * @return why it can't be run; empty if it can
     */
    private String plan(Job job, List<PlannedJob> good) {
        try {
            PlannedJob planned = planner.plan(job);
            planned.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, "job {0} \"{1}\": {2}",
                    Long.toString(job.id()), job.name(), warning));
            good.add(planned);
            return "";
        } catch (BadJobException e) {
            return reject(job, e.getMessage());
        } catch (RuntimeException | Error e) {
            // It costs this job, and none of those that came in the same answer.
            LOG.log(System.Logger.Level.ERROR, "a defect while job " + job.id() + " was validated", e);
            return reject(job, "a defect while it was validated, the agent's log says more: " + e);
        }
    }

    private String reject(Job job, String problem) {
        LOG.log(System.Logger.Level.WARNING, "job {0} \"{1}\" can''t be run as the store has it: {2}",
                Long.toString(job.id()), job.name(), problem);
        sink.reject(job, problem);
        return problem;
    }

    /** @param had how many jobs there were before this answer: what is new in it does not make up for what is missing */
    private void removeUnlessDoubtful(Set<Long> gone, int had) {
        boolean many = had > GUARDED && gone.size() * 2 > had;
        if (many && !gone.equals(doubted)) {
            LOG.log(System.Logger.Level.WARNING,
                    "the store has lost {0} of {1} jobs at once: they stay until it says the same again", gone.size(), had);
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
