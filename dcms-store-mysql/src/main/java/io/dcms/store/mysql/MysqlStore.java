package io.dcms.store.mysql;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.TaskHistory;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Three tables of a MySQL or MariaDB server. Every call is complete in itself. */
final class MysqlStore implements JobStore, TaskHistory {

    private final Connections connections;

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
}
