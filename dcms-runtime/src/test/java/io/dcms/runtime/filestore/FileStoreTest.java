package io.dcms.runtime.filestore;

import io.dcms.api.Job;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonText;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.JobStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The store contract, on a file that is written in place, as a plain editor does it. */
class FileStoreTest extends JobStoreContract {

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void writeAnEmptyFile() throws IOException {
        file = Files.writeString(folder.resolve("jobs.json"), "[]\n");
    }

    @Override
    protected JobStore open() throws Exception {
        return new FileStoreFactory().create(new FakeContext(Map.of("db", file.toString())));
    }

    @Override
    protected void put(Job job, String... hosts) throws Exception {
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
        edit(jobs -> jobs.put(job.id(), withHosts(json, hosts)));
    }

    @Override
    protected boolean putUnreadable(long id, String name, String... hosts) throws Exception {
        JsonWriter json = JsonWriter.pretty().object().field("id", id).field("name", name).field("timeout", "30s");
        edit(jobs -> jobs.put(id, withHosts(json, hosts)));
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
    protected void remove(long id) throws Exception {
        edit(jobs -> jobs.remove(id));
    }

    @Override
    protected void disconnect() throws IOException {
        Files.move(file, folder.resolve("away"));
    }

    @Override
    protected void reconnect() throws IOException {
        Files.move(folder.resolve("away"), file);
    }

    private void edit(Consumer<Map<Long, String>> hand) throws Exception {
        JsonText text = new JsonText(Files.readString(file));
        Map<Long, String> jobs = new TreeMap<>();
        for (JsonValue job : ((JsonArray) text.value()).elements()) {
            long id = ((JsonNumber) ((JsonObject) job).members().get("id")).longValue();
            jobs.put(id, text.between(text.begin(job), text.end(job)));
        }
        hand.accept(jobs);
        Files.writeString(file, "[" + String.join(",\n", jobs.values()) + "]\n");
    }
}
