package io.dcms.runtime.sync;

import io.dcms.api.Job;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.job.BadJobException;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.log.Throttle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

    private final StoreReader store;
    private final String host;
    private final JobPlanner planner;
    private final JobSink sink;
    private final Throttle throttle;
    /** What the store said last, by id; before it says anything, what it had when the last agent wrote that down. */
    private final Map<Long, Job> seen = new HashMap<>();
    /** Of each job the last version that could be run: the one in force. */
    private final Map<Long, Job> good = new LinkedHashMap<>();
    /** What is remembered and not yet in force. */
    private final Map<Long, Job> remembered = new LinkedHashMap<>();
    /** How often what is good has changed. */
    private long changes;
    /** The ids that were missing in the last answer, if it was not believed. */
    private Set<Long> doubted = Set.of();
    private String doubt = "";
    private Optional<String> lastRevision = Optional.empty();
    private boolean first = true;

    /** @param throttle lets what repeats be said once a minute */
    JobSync(StoreReader store, String host, JobPlanner planner, JobSink sink, Throttle throttle) {
        this.store = store;
        this.host = host;
        this.planner = planner;
        this.sink = sink;
        this.throttle = throttle;
    }

    /**
     * Takes the last good versions that an agent before this one has left. They are not in force before the store has spoken,
     * or {@link #useRemembered} says so: a job that was disabled or removed since then must not run once more.
     */
    void remember(List<Job> jobs) {
        for (Job job : jobs) {
            remembered.put(job.id(), job);
            seen.put(job.id(), job);
            good.put(job.id(), job);
        }
    }

    /** Puts what is remembered in force: the store is away, or not believed. */
    void useRemembered() {
        List<Job> jobs = List.copyOf(remembered.values());
        remembered.clear();
        List<PlannedJob> planned = new ArrayList<>(jobs.size());
        jobs.forEach(job -> plan(job, planned));
        put(planned);
    }

    /** Compares everything if the store says that something may have changed, or can't tell. */
    void probe() throws IOException {
        if (doubted.isEmpty()) {
            store.readUnlessStill(lastRevision).ifPresent(this::apply);
        } else {
            compare();
        }
    }

    /** Compares everything. */
    void compare() throws IOException {
        apply(store.read());
    }

    /**
     * Fetches one job and puts it in force, changed or not.
     *
     * @return why it can't be run, an empty text if it is in force; nothing if the store has no such job for this host
     */
    Optional<String> refresh(long id) throws IOException {
        Optional<Job> job = store.read(id);
        if (job.isEmpty()) {
            if (seen.containsKey(id)) {
                remove(Set.of(id));
            }
            return Optional.empty();
        }
        seen.put(id, job.get());
        List<PlannedJob> planned = new ArrayList<>(1);
        String problem = plan(job.get(), planned);
        put(planned);
        return Optional.of(problem);
    }

    /** What the store has of a job now. */
    Optional<Job> stored(long id) throws IOException {
        return store.read(id);
    }

    /** Puts in force what an answer of the store changes. */
    void apply(StoreReader.Answer answer) {
        Map<Long, Job> now = byId(answer.jobs());
        List<PlannedJob> changed = new ArrayList<>();
        now.values().stream().filter(job -> !isInForce(job)).forEach(job -> plan(job, changed));
        if (!changed.isEmpty() || first) {
            LOG.log(System.Logger.Level.INFO, "of {0} jobs that the store has for {1}, {2} are new or changed and taken over",
                    now.size(), host, changed.size());
        }
        first = false;
        Set<Long> gone = new HashSet<>(seen.keySet());
        gone.removeAll(now.keySet());
        boolean believed = isBelieved(gone);
        if (believed) {
            remembered.keySet().removeAll(gone);
        }
        put(changed);
        useRemembered();
        // One copy of each job is enough: that which is in force.
        now.replaceAll((id, job) -> job.equals(good.get(id)) ? good.get(id) : job);
        // Only now, when they are in force: what is not noted is looked at again, whatever went wrong on the way.
        seen.putAll(now);
        if (believed && !gone.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0} jobs are gone from the store", gone.size());
            remove(gone);
        }
        lastRevision = answer.revision();
    }

    /** What people should know of the last answer if it was not believed; empty if it was. */
    String doubt() {
        return doubt;
    }

    /** Of each job the last version that could be run. */
    Collection<Job> lastGood() {
        return good.values();
    }

    /** Another number whenever {@link #lastGood} has changed. */
    long changes() {
        return changes;
    }

    private Map<Long, Job> byId(List<Job> jobs) {
        Map<Long, Job> byId = new LinkedHashMap<>();
        for (Job job : jobs) {
            if (byId.putIfAbsent(job.id(), job) != null && throttle.allow("twice")) {
                LOG.log(System.Logger.Level.WARNING, "the store lists job {0} twice: the first one counts", Long.toString(job.id()));
            }
        }
        return byId;
    }

    /** Whether this version is, or is known not to be fit for it. */
    private boolean isInForce(Job job) {
        Job known = seen.get(job.id());
        if (known == null || remembered.containsKey(job.id())) {
            return false;
        }
        // What was remembered had been written down, which changes the blanks in its options.
        return job.equals(known) || first && PlacedJob.asWritten(job).equals(known);
    }

    /**
     * Plans a job into {@code planned}, or rejects it.
     *
     * @return why it can't be run; empty if it can
     */
    private String plan(Job job, List<PlannedJob> planned) {
        try {
            planned.add(validated(job));
            return "";
        } catch (BadJobException e) {
            return reject(job, e.getMessage());
        }
    }

    private PlannedJob validated(Job job) throws BadJobException {
        try {
            return planner.plan(job);
        } catch (RuntimeException | Error e) {
            // It costs this job, and none of those that came in the same answer.
            LOG.log(System.Logger.Level.ERROR, "a defect while job " + job.id() + " was validated", e);
            throw new BadJobException("a defect while it was validated, the agent's log says more: " + e);
        }
    }

    private String reject(Job job, String problem) {
        LOG.log(System.Logger.Level.WARNING, "job {0} \"{1}\" can''t be run as the store has it: {2}",
                Long.toString(job.id()), job.name(), problem);
        Optional.ofNullable(remembered.remove(job.id())).ifPresent(this::putIfGood);
        sink.reject(job, problem);
        return problem;
    }

    private void putIfGood(Job last) {
        try {
            put(List.of(validated(last)));
        } catch (BadJobException e) {
            LOG.log(System.Logger.Level.DEBUG, "job {0}: its last good version is none any more: {1}", Long.toString(last.id()),
                    e.getMessage());
        }
    }

    private void put(List<PlannedJob> plans) {
        if (plans.isEmpty()) {
            return;
        }
        sink.put(plans);
        for (PlannedJob plan : plans) {
            plan.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, "job {0} \"{1}\": {2}",
                    Long.toString(plan.id()), plan.job().name(), warning));
            remembered.remove(plan.id());
            if (!plan.job().equals(good.put(plan.id(), plan.job()))) {
                changes++;
            }
        }
    }

    private void remove(Set<Long> ids) {
        seen.keySet().removeAll(ids);
        sink.remove(List.copyOf(ids));
        if (good.keySet().removeAll(ids)) {
            changes++;
        }
    }

    /** Whether all these are to be removed: what is new in an answer does not make up for what is missing. */
    private boolean isBelieved(Set<Long> gone) {
        boolean many = seen.size() > GUARDED && gone.size() * 2 > seen.size();
        boolean believed = !many || gone.equals(doubted);
        doubted = believed ? Set.of() : gone;
        doubt = believed ? "" : "the store has lost " + gone.size() + " of " + seen.size()
                + " jobs at once: they stay until it says the same again";
        if (!believed) {
            LOG.log(System.Logger.Level.WARNING, doubt);
        }
        return believed;
    }
}
