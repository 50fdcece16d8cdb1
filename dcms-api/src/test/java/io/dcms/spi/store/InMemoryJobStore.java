package io.dcms.spi.store;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The smallest store that keeps the contract: for tests that need a store, and to read before writing one. Any thread may
 * call it.
 */
public final class InMemoryJobStore implements JobStore, TaskHistory, TaskPruning, JobEditing, FleetRegister {

    /** By its clock, which stands still. */
    private static final long NOW = 1_700_000_000;

    private record Placed(Job job, Set<String> hosts) {
    }

    private record RunKey(String host, String taskId) {
    }

    private final Map<Long, Placed> jobs = new LinkedHashMap<>();
    private final Map<RunKey, Task> runs = new LinkedHashMap<>();
    private final Map<String, Sighting> agents = new TreeMap<>();
    private long changes;
    private long lastId;
    private boolean reachable = true;

    /** Adds a job, or replaces the one with this id, so that it is on these hosts and on no others. */
    public synchronized void put(Job job, String... hosts) {
        jobs.put(job.id(), new Placed(job, Set.of(hosts)));
        lastId = Math.max(lastId, job.id());
        changes++;
    }

    /** From now on every call fails, or works again. */
    public synchronized void setReachable(boolean value) {
        reachable = value;
    }

    /** From now on it seems so much longer ago that this agent was heard of. */
    public synchronized void age(String host, long seconds) {
        agents.computeIfPresent(host,
                (any, known) -> new Sighting(known.agent(), known.seenAt() - seconds, Duration.ZERO, known.stopped()));
    }

    @Override
    public synchronized List<Job> jobs(String host) throws IOException {
        check();
        return jobs.values().stream().filter(placed -> placed.hosts().contains(host)).map(Placed::job).toList();
    }

    @Override
    public synchronized long create(Job job, List<String> hosts) throws IOException, JobNameTakenException {
        check();
        Job created = job.toBuilder().id(lastId + 1).build();
        requireFreeName(created);
        put(created, hosts.toArray(String[]::new));
        return created.id();
    }

    @Override
    public synchronized boolean change(Job job, Optional<List<String>> hosts) throws IOException, JobNameTakenException {
        check();
        Placed known = jobs.get(job.id());
        if (known == null) {
            return false;
        }
        requireFreeName(job);
        put(job, hosts.orElse(List.copyOf(known.hosts())).toArray(String[]::new));
        return true;
    }

    @Override
    public synchronized boolean remove(long id) throws IOException {
        check();
        changes++;
        return jobs.remove(id) != null;
    }

    @Override
    public synchronized void record(Task task) throws IOException {
        check();
        runs.merge(new RunKey(task.host(), task.taskId()), task,
                (known, report) -> isLate(report, known) ? known : report);
    }

    @Override
    public synchronized List<Task> tasks(String host, long jobId, int limit) throws IOException {
        check();
        return runs.values().stream().filter(run -> run.host().equals(host) && run.jobId() == jobId)
                .sorted(Comparator.comparingLong(Task::execAt).reversed()).limit(limit).toList();
    }

    @Override
    public synchronized int prune(String host, long before, int limit) throws IOException {
        check();
        List<Map.Entry<RunKey, Task>> oldest = runs.entrySet().stream()
                .filter(run -> run.getKey().host().equals(host) && run.getValue().execAt() < before)
                .sorted(Comparator.comparingLong(run -> run.getValue().execAt())).limit(limit).toList();
        oldest.forEach(run -> runs.remove(run.getKey()));
        return oldest.size();
    }

    @Override
    public synchronized Optional<String> hindrance() throws IOException {
        check();
        return Optional.empty();
    }

    @Override
    public synchronized void announce(FleetAgent agent) throws IOException {
        check();
        agents.values().removeIf(known -> NOW - known.seenAt() > FORGOTTEN_AFTER.toSeconds());
        agents.put(agent.host(), new Sighting(agent, NOW, Duration.ZERO, false));
    }

    @Override
    public synchronized void leave(String host) throws IOException {
        check();
        agents.computeIfPresent(host, (any, known) -> new Sighting(known.agent(), NOW, Duration.ZERO, true));
    }

    @Override
    public synchronized List<Sighting> agents() throws IOException {
        check();
        return agents.values().stream().map(known -> new Sighting(known.agent(), known.seenAt(),
                Duration.ofSeconds(NOW - known.seenAt()), known.stopped())).toList();
    }

    @Override
    public synchronized List<FleetJob> jobs() throws IOException {
        check();
        return jobs.values().stream().sorted(Comparator.comparingLong(placed -> placed.job().id()))
                .map(placed -> new FleetJob(placed.job().id(), placed.job().name(), placed.job().schedule(), placed.job().runner(),
                        placed.job().disabled(), placed.hosts().stream().sorted().toList())).toList();
    }

    @Override
    public synchronized List<FleetRun> failures(long since, int limit) throws IOException {
        check();
        return runs.values().stream().filter(run -> run.execAt() >= since && run.status().code() >= TaskStatus.FAILED.code())
                .sorted(Comparator.comparingLong(Task::execAt).reversed()).limit(limit).map(this::named).toList();
    }

    @Override
    public synchronized List<FleetRun> lastRuns(long jobId, int limit) throws IOException {
        check();
        Map<String, Task> last = new TreeMap<>();
        runs.values().stream().filter(run -> run.jobId() == jobId && isPlaced(jobId, run.host()))
                .forEach(run -> last.merge(run.host(), run, (known, other) -> other.execAt() < known.execAt() ? known : other));
        return last.values().stream().limit(limit).map(this::named).toList();
    }

    private boolean isPlaced(long jobId, String host) {
        return jobs.containsKey(jobId) && jobs.get(jobId).hosts().contains(host);
    }

    private FleetRun named(Task run) {
        return new FleetRun(run, jobs.containsKey(run.jobId()) ? jobs.get(run.jobId()).job().name() : "");
    }

    @Override
    public synchronized void check() throws IOException {
        if (!reachable) {
            throw new IOException("the store was made unreachable by a test");
        }
    }

    @Override
    public synchronized Optional<String> revision(String host) throws IOException {
        check();
        return Optional.of(String.valueOf(changes));
    }

    @Override
    public void close() {
    }

    private void requireFreeName(Job job) throws JobNameTakenException {
        for (Placed other : jobs.values()) {
            if (other.job().id() != job.id() && other.job().name().equals(job.name())) {
                throw new JobNameTakenException(job.name(), other.job().id());
            }
        }
    }

    /** Whether a report that a run is running comes after its end or its timeout. */
    private static boolean isLate(Task report, Task known) {
        return report.status() == TaskStatus.RUNNING && (known.ended() || known.status() == TaskStatus.TIMEOUT);
    }
}
