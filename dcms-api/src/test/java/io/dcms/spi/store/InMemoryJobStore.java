package io.dcms.spi.store;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The smallest store that keeps the contract: for tests that need a store, and to read before writing one. Any thread may
 * call it.
 */
public final class InMemoryJobStore implements JobStore, TaskHistory, TaskPruning, JobEditing {

    private record Placed(Job job, Set<String> hosts) {
    }

    private record RunKey(String host, String taskId) {
    }

    private final Map<Long, Placed> jobs = new LinkedHashMap<>();
    private final Map<RunKey, Task> runs = new LinkedHashMap<>();
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
