package io.dcms.runtime.filestore;

import io.dcms.api.Job;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.JobStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The store contract, on a file that is written in place, as a plain editor does it. */
class FileStoreTest extends JobStoreContract {

    @TempDir
    private Path folder;
    private Path file;
    private final Map<Long, String> jobs = new TreeMap<>();

    @BeforeEach
    void writeAnEmptyFile() throws IOException {
        file = folder.resolve("jobs.json");
        write();
    }

    @Override
    protected JobStore open() throws Exception {
        return new FileStoreFactory().create(new FakeContext(Map.of("db", file.toString())));
    }

    @Override
    protected void put(Job job, String... hosts) throws IOException {
        JsonWriter json = JsonWriter.pretty().object().field("id", job.id()).field("name", job.name())
                .field("create_user", job.createUser()).field("executor", job.executor())
                .field("executor_flags", job.executorFlags()).field("signature", job.signature())
                .field("runner", job.runner()).field("timeout", job.timeout())
                .field("timeout_trigger", job.timeoutTrigger().code()).field("disabled", job.disabled())
                .field("schedule", job.schedule()).field("hook", job.hook()).field("msg_filter", job.msgFilter())
                .field("create_at", job.createAt());
        if (!job.options().isEmpty()) {
            json.name("options").raw(job.options());
        }
        jobs.put(job.id(), withHosts(json, hosts));
        write();
    }

    @Override
    protected boolean putUnreadable(long id, String name, String... hosts) throws IOException {
        JsonWriter json = JsonWriter.pretty().object().field("id", id).field("name", name).field("timeout", "30s");
        jobs.put(id, withHosts(json, hosts));
        write();
        return true;
    }

    private static String withHosts(JsonWriter json, String... hosts) {
        json.name("hosts").array();
        for (String host : hosts) {
            json.value(host);
        }
        return json.end().end().toString();
    }

    @Override
    protected void remove(long id) throws IOException {
        jobs.remove(id);
        write();
    }

    @Override
    protected void disconnect() throws IOException {
        Files.move(file, folder.resolve("away"));
    }

    @Override
    protected void reconnect() throws IOException {
        Files.move(folder.resolve("away"), file);
    }

    private void write() throws IOException {
        Files.writeString(file, "[" + String.join(",\n", jobs.values()) + "]\n");
    }
}
