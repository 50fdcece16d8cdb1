package io.dcms.store.mysql;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.FleetJob;
import io.dcms.spi.store.FleetRegister;
import io.dcms.spi.store.FleetRun;
import io.dcms.spi.store.JobEditing;
import io.dcms.spi.store.JobNameTakenException;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.Sighting;
import io.dcms.spi.store.TaskHistory;
import io.dcms.spi.store.TaskPruning;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Some tables of a MySQL or MariaDB server. Every call is complete in itself. */
final class MysqlStore implements JobStore, TaskHistory, TaskPruning, JobEditing, FleetRegister {

    private final Connections connections;
    private final RunPruning pruning = new RunPruning();

    MysqlStore(Connections connections) {
        this.connections = connections;
    }

    @Override
    public List<Job> jobs(String host) throws IOException {
        return connections.read(session -> List.copyOf(JobRows.all(session, host)));
    }

    @Override
    public Optional<Job> job(String host, long id) throws IOException {
        return connections.read(session -> JobRows.one(session, host, id));
    }

    @Override
    public void record(Task task) throws IOException {
        recordAll(List.of(task));
    }

    @Override
    public void recordAll(List<Task> tasks) throws IOException {
        if (tasks.isEmpty()) {
            return;
        }
        connections.record(session -> {
            new RunWriter(session).write(tasks);
            return null;
        });
    }

    @Override
    public List<Task> tasks(String host, long jobId, int limit) throws IOException {
        return connections.read(session -> RunHistory.newest(session, host, jobId, limit));
    }

    @Override
    public int prune(String host, long before, int limit) throws IOException {
        return connections.record(session -> pruning.prune(session, host, before, limit));
    }

    @Override
    public long create(Job job, List<String> hosts) throws IOException, ConfigException, JobNameTakenException {
        Map<String, Object> values = fitted(job, hosts);
        return connections.read(session -> new JobEdits(session).create(job, values, hosts));
    }

    @Override
    public boolean change(Job job, Optional<List<String>> hosts) throws IOException, ConfigException, JobNameTakenException {
        Map<String, Object> values = fitted(job, hosts.orElse(List.of()));
        return connections.read(session -> new JobEdits(session).change(job, values, hosts));
    }

    @Override
    public boolean remove(long id) throws IOException {
        return connections.read(session -> new JobEdits(session).remove(id));
    }

    @Override
    public Optional<String> hindrance() throws IOException {
        return connections.either(AgentRows::hindrance);
    }

    @Override
    public void announce(FleetAgent agent) throws IOException {
        connections.either(session -> {
            AgentRows.forgetOld(session);
            AgentRows.put(session, agent);
            return null;
        });
    }

    @Override
    public void leave(String host) throws IOException {
        connections.either(session -> AgentRows.stopped(session, host));
    }

    @Override
    public List<Sighting> agents() throws IOException {
        return connections.read(AgentRows::all);
    }

    @Override
    public List<FleetJob> jobs() throws IOException {
        return connections.read(FleetRows::jobs);
    }

    @Override
    public List<FleetRun> failures(long since, int limit) throws IOException {
        return connections.read(session -> FleetRows.failures(session, since, limit));
    }

    @Override
    public List<FleetRun> lastRuns(long jobId, int limit) throws IOException {
        return connections.read(session -> FleetRows.lastRuns(session, jobId, limit));
    }

    @Override
    public void check() throws IOException {
        connections.read(session -> {
            JobRows.check(session);
            RunWriter.check(session);
            return null;
        });
    }

    @Override
    public Optional<String> revision(String host) throws IOException {
        return Optional.of(connections.read(session -> JobRows.revision(session, host)));
    }

    @Override
    public void close() {
        connections.close();
    }

    private Map<String, Object> fitted(Job job, List<String> hosts) throws IOException, ConfigException {
        return connections.read(session -> {
            JobFitting fitting = JobFitting.read(session);
            fitting.requireHosts(hosts);
            return fitting.values(job);
        });
    }
}
