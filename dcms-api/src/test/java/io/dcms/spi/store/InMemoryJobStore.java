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
public final class InMemoryJobStore implements JobStore, TaskHistory {

    private record Placed(Job job, Set<String> hosts) {
    }

    private record RunKey(String host, String taskId) {
    }

    private final Map<Long, Placed> jobs = new LinkedHashMap<>();
    private final Map<RunKey, Task> runs = new LinkedHashMap<>();
    private long changes;
    private boolean reachable = true;

    /** Adds a job, or replaces the one with this id, so that it is on these hosts and on no others. */
    public synchronized void put(Job job, String... hosts) {
        jobs.put(job.id(), new Placed(job, Set.of(hosts)));
        changes++;
    }

    /** Removes a job if there is one. Its runs stay. */
    public synchronized void remove(long id) {
        jobs.remove(id);
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

    /** Whether a report that a run is running comes after its end or its timeout. */
    private static boolean isLate(Task report, Task known) {
        return report.status() == TaskStatus.RUNNING && (known.ended() || known.status() == TaskStatus.TIMEOUT);
    }
}
