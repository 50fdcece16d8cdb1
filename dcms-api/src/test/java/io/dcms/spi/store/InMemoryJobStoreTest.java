package io.dcms.spi.store;

import io.dcms.api.Job;
import java.io.IOException;

/** The contract can be kept: the smallest store does. */
class InMemoryJobStoreTest extends JobStoreContract {

    private final InMemoryJobStore backend = new InMemoryJobStore();

    @Override
    protected JobStore open() {
        return backend;
    }

    @Override
    protected void put(Job job, String... hosts) {
        backend.put(job, hosts);
    }

    @Override
    protected void remove(long id) throws IOException {
        backend.remove(id);
    }

    @Override
    protected void disconnect() {
        backend.setReachable(false);
    }

    @Override
    protected void reconnect() {
        backend.setReachable(true);
    }

    @Override
    protected void silence(String host, long seconds) throws IOException {
        backend.age(host, seconds);
    }

    @Override
    protected boolean putUnreadable(long id, String name, String... hosts) {
        backend.put(Job.builder(id, name).defect("timeout is \"soon\": give seconds").build(), hosts);
        return true;
    }
}
