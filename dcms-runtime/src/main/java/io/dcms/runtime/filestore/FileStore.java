package io.dcms.runtime.filestore;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.JobEditing;
import io.dcms.spi.store.JobNameTakenException;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.TaskHistory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A file of jobs, and next to it one of runs. Keeps nothing open between calls. */
final class FileStore implements JobStore, TaskHistory, JobEditing {

    private final JobsFile jobs;
    private final JobsFileEditing editing;
    private final ResultsFile results;

    FileStore(JobsFile jobs, ResultsFile results) {
        this.jobs = jobs;
        this.editing = new JobsFileEditing(jobs);
        this.results = results;
    }

    @Override
    public List<Job> jobs(String host) throws IOException {
        List<PlacedJob> all = jobs.read();
        editing.remember(all);
        return all.stream().filter(placed -> placed.isOn(host)).map(PlacedJob::job).toList();
    }

    @Override
    public long create(Job job, List<String> hosts) throws IOException, ConfigException, JobNameTakenException {
        return editing.create(job, hosts);
    }

    @Override
    public boolean change(Job job, Optional<List<String>> hosts) throws IOException, ConfigException, JobNameTakenException {
        return editing.change(job, hosts);
    }

    @Override
    public boolean remove(long id) throws IOException {
        return editing.remove(id);
    }

    @Override
    public void record(Task task) throws IOException {
        results.append(List.of(task));
    }

    @Override
    public void recordAll(List<Task> tasks) throws IOException {
        results.append(tasks);
    }

    @Override
    public List<Task> tasks(String host, long jobId, int limit) throws IOException {
        return results.newest(host, jobId, limit);
    }

    @Override
    public void check() throws IOException {
        jobs.check();
        results.check();
    }

    @Override
    public Optional<String> revision(String host) throws IOException {
        return Optional.of(jobs.revision());
    }

    /** A look is one {@code stat}, and who edits by hand waits for it. */
    @Override
    public Duration probeInterval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void close() {
    }
}
