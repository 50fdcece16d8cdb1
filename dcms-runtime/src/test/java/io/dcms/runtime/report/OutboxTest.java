package io.dcms.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.Plugins;
import io.dcms.runtime.job.TestJobs;
import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.hook.TaskHook;
import io.dcms.spi.store.InMemoryJobStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutboxTest {

    private final InMemoryJobStore store = new InMemoryJobStore();
    private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final TaskHook hook = this::deliver;
    private final Plugins plugins = new Plugins() {
        @Override
        public TaskHook hook(String scheme) throws ConfigException {
            return scheme.equals("http") ? hook : TestJobs.PLUGINS.hook(scheme);
        }

        @Override
        public boolean hasFilter(String name) {
            return false;
        }

        @Override
        public OutputFilter filter(String name) {
            throw new IllegalStateException("nobody asks for filters here");
        }
    };
    private final Outbox outbox = new Outbox(store, plugins, System::nanoTime);

    @AfterEach
    void close() {
        release.countDown();
        outbox.close();
    }

    private void deliver(TaskEvent event, URI target) throws IOException {
        switch (String.valueOf(target.getPath())) {
            case "/hang" -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            case "/refuse" -> throw new IOException("500 Internal Server Error");
            case "/broken" -> throw new NoClassDefFoundError("x/Y");
            default -> { }
        }
        delivered.add(target.getRawAuthority() + " " + event.task().taskId() + " " + event.task().status().code());
    }

    private void report(String hookUri, String taskId, TaskStatus status) {
        outbox.report(new Task(7, taskId, "host-1", status, 1, 1, "", "", ""), "job-7",
                Optional.of(hookUri).filter(uri -> !uri.isEmpty()).map(URI::create));
    }

    private String next() throws InterruptedException {
        return delivered.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void theStoreIsToldAllAndTheHookWhatItIsFor() throws Exception {
        report("", "1-7", TaskStatus.RUNNING);
        report("http://a/ok", "1-7", TaskStatus.SUCCESS);
        assertEquals("a 1-7 2", next());
        outbox.awaitEmpty(Duration.ofSeconds(10));
        assertEquals(TaskStatus.SUCCESS, store.tasks("host-1", 7, 10).get(0).status());
        assertEquals(List.of(), outbox.troubles());
        assertTrue(delivered.isEmpty());
    }

    @Test
    void reportsToOneTargetComeInOrder() throws Exception {
        for (int i = 1; i <= 100; i++) {
            report("http://a/ok", i + "-7", TaskStatus.SUCCESS);
        }
        for (int i = 1; i <= 100; i++) {
            assertEquals("a " + i + "-7 2", next());
        }
    }

    @Test
    void aReceiverThatHangsHoldsUpNeitherOthersNorTheStore() throws Exception {
        report("http://slow/hang", "1-7", TaskStatus.SUCCESS);
        report("http://slow:8080/hang", "2-7", TaskStatus.SUCCESS);
        // No host of RFC 1123, but a name that people use: the JDK knows its authority and not its host.
        report("http://slow_one/hang", "3-7", TaskStatus.SUCCESS);
        report("http://fast_one/ok", "4-7", TaskStatus.SUCCESS);
        assertEquals("fast_one 4-7 2", next());
        report("http://fast/ok", "5-7", TaskStatus.SUCCESS);
        assertEquals("fast 5-7 2", next());
        release.countDown();
        outbox.awaitEmpty(Duration.ofSeconds(10));
        assertEquals(5, store.tasks("host-1", 7, 10).size());
    }

    @Test
    void troublesNameThePlaceAndNoSecret() throws Exception {
        store.setReachable(false);
        report("http://ann:secret@a:8080/refuse?token=secret", "1-7", TaskStatus.FAILED);
        report("http://b/broken", "2-7", TaskStatus.FAILED);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (outbox.troubles().size() < 3 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        String troubles = String.join("\n", outbox.troubles());
        assertTrue(troubles.contains("the store: the store was made unreachable by a test (2 wait, the first for "), troubles);
        assertTrue(troubles.contains("the hook http://a:8080: 500 Internal Server Error (1 wait"), troubles);
        assertTrue(troubles.contains("the hook http://b: a defect of the plugin: java.lang.NoClassDefFoundError: x/Y (1 wait"), troubles);
        assertTrue(!troubles.contains("secret"), troubles);
        assertEquals(4, outbox.depth());
        outbox.awaitEmpty(Duration.ZERO);
    }
}
