package io.dcms.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.Plugins;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.log.Allowance;
import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.hook.TaskHook;
import io.dcms.spi.store.InMemoryJobStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class OutboxTest {

    private final InMemoryJobStore store = new InMemoryJobStore();
    private final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch kept = new CountDownLatch(1);
    private final AtomicBoolean broken = new AtomicBoolean();
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
    @TempDir
    private Path workDir;
    private Outbox outbox;

    @BeforeEach
    void open() throws IOException {
        outbox = new Outbox(store, plugins, workDir, new Allowance(System::nanoTime), InstantSource.system(), System::nanoTime);
        outbox.start();
    }

    @AfterEach
    void close() {
        release.countDown();
        outbox.close();
    }

    private void deliver(TaskEvent event, URI target) throws IOException {
        switch (String.valueOf(target.getPath())) {
            case "/hang" -> awaitRelease();
            case "/refuse" -> throw new IOException("500 Internal Server Error");
            case "/broken" -> {
                // The third time in a row it would be given up.
                if (broken.getAndSet(true)) {
                    awaitRelease();
                }
                throw new NoClassDefFoundError("x/Y");
            }
            default -> { }
        }
        String kind = event.kind() == TaskEvent.Kind.RUN ? "" : " " + event.kind();
        delivered.add(target.getRawAuthority() + " " + event.task().taskId() + " " + event.task().status().code() + kind);
    }

    private void awaitRelease() throws IOException {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void report(String hookUri, String taskId, TaskStatus status) {
        outbox.report(new Task(7, taskId, "host-1", status, 1, 1, "", "", ""), "job-7",
                Optional.of(hookUri).filter(uri -> !uri.isEmpty()).map(URI::create), kept::countDown);
    }

    private void tell(String hookUri, String taskId) {
        Task task = new Task(7, taskId, "host-1", TaskStatus.FAILED, 1, 1, "", "no success", "");
        outbox.tell(new TaskEvent(task, "job-7", TaskEvent.Kind.OVERDUE), Optional.of(hookUri).filter(uri -> !uri.isEmpty())
                .map(URI::create), kept::countDown);
    }

    private void restart() throws IOException {
        outbox.close();
        open();
    }

    private String next() throws InterruptedException {
        return delivered.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void theStoreIsToldAllAndTheHookWhatItIsFor() throws Exception {
        report("", "1-7", TaskStatus.RUNNING);
        report("http://a/ok", "1-7", TaskStatus.SUCCESS);
        assertEquals("a 1-7 2", next());
        outbox.awaitEmpty(Duration.ofSeconds(60));
        assertEquals(TaskStatus.SUCCESS, store.tasks("host-1", 7, 10).get(0).status());
        assertEquals(List.of(), outbox.troubles());
        assertTrue(delivered.isEmpty());
    }

    @Test
    void countsWhatWasTakenAndWhatWasNot() throws Exception {
        report("", "1-7", TaskStatus.RUNNING);
        report("http://a/ok", "1-7", TaskStatus.SUCCESS);
        assertEquals("a 1-7 2", next());
        outbox.awaitEmpty(Duration.ofSeconds(60));
        assertEquals(List.of(2L, 1L, 0L, 0L), counts());
        assertEquals(List.of(Duration.ZERO, Duration.ZERO), List.of(outbox.storeWait(), outbox.hookWait()));
        store.setReachable(false);
        report("http://a/refuse", "2-7", TaskStatus.SUCCESS);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        // A failure is counted an instant before the trouble is known.
        while ((!outbox.isStoreInTrouble() || outbox.hookFailures() == 0) && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertTrue(outbox.storeFailures() > 0 && outbox.hookFailures() > 0);
        assertTrue(outbox.isStoreInTrouble());
        assertTrue(outbox.hookWait().compareTo(Duration.ZERO) > 0);
        assertEquals(List.of(1L, 1), List.of(outbox.storeDepth(), outbox.hookDepth()));
        store.setReachable(true);
        while (outbox.storeDepth() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        assertEquals(3, outbox.storeDeliveries());
        assertEquals(1, outbox.hookDeliveries());
    }

    private List<Long> counts() {
        return List.of(outbox.storeDeliveries(), outbox.hookDeliveries(), outbox.storeFailures(), outbox.hookFailures());
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
        outbox.awaitEmpty(Duration.ofSeconds(60));
        assertEquals(5, store.tasks("host-1", 7, 10).size());
    }

    @Test
    void troublesNameThePlaceAndNoSecret() throws Exception {
        store.setReachable(false);
        report("http://ann:secret@a:8080/refuse?token=secret", "1-7", TaskStatus.FAILED);
        report("http://b/broken", "2-7", TaskStatus.FAILED);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (outbox.troubles().size() < 3 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        String troubles = String.join("\n", outbox.troubles());
        assertTrue(troubles.contains("the store: the store was made unreachable by a test (2 wait, the first for "), troubles);
        assertTrue(troubles.contains("the hook http://a:8080: 500 Internal Server Error (1 wait"), troubles);
        assertTrue(troubles.contains("the hook http://b: a defect of the plugin: java.lang.NoClassDefFoundError: x/Y (1 wait"), troubles);
        assertTrue(!troubles.contains("secret"), troubles);
        assertEquals(4, outbox.depth());
        outbox.awaitEmpty(Duration.ZERO);
    }

    @Test
    void oneTargetThatRefusesDoesNotHoldUpOthersOfItsHost() throws Exception {
        report("http://a/refuse", "1-7", TaskStatus.SUCCESS);
        report("http://a/ok", "2-7", TaskStatus.SUCCESS);
        report("http://a/ok", "3-7", TaskStatus.SUCCESS);
        assertEquals("a 2-7 2", next());
        assertEquals("a 3-7 2", next());
        assertEquals(1, awaitDepth(1));
        assertEquals(1, outbox.hookDepth());
    }

    @Test
    void whatWaitsAtTheEndIsDeliveredByTheNextAgentInOrderAndWhatWasTakenIsNot() throws Exception {
        store.setReachable(false);
        report("http://a/ok", "1-7", TaskStatus.TIMEOUT);
        assertEquals("a 1-7 4", next());
        assertEquals(1, awaitDepth(1), "what a hook was told must be noted too, or it may be told again");
        report("http://a/refuse", "1-7", TaskStatus.SUCCESS);
        report("http://b/hang", "2-7", TaskStatus.RUNNING);
        restart();
        assertEquals(5, awaitDepth(5));
        store.setReachable(true);
        release.countDown();
        assertEquals("b 2-7 1", next());
        assertEquals(1, awaitDepth(1), "only the hook that refuses waits");
        assertEquals(List.of(TaskStatus.SUCCESS, TaskStatus.RUNNING),
                store.tasks("host-1", 7, 10).stream().map(Task::status).toList());
        restart();
        assertEquals(1, awaitDepth(1));
        assertTrue(delivered.isEmpty(), "taken by the last agent");
    }

    @Test
    void whatIsAboutNoRunIsToldTheHookInOrderAndNeverTheStore() throws Exception {
        report("http://a/ok", "1-7", TaskStatus.FAILED);
        tell("http://a/ok", "1-7-overdue");
        report("http://a/ok", "2-7", TaskStatus.SUCCESS);
        assertEquals(List.of("a 1-7 3", "a 1-7-overdue 3 OVERDUE", "a 2-7 2"), List.of(next(), next(), next()));
        assertEquals(0, awaitDepth(0));
        assertEquals(List.of("1-7", "2-7"), store.tasks("host-1", 7, 10).stream().map(Task::taskId).sorted().toList());
        assertEquals(2, outbox.storeDeliveries());
    }

    @Test
    void whatIsAboutNoRunOutlivesTheAgentAndItsStoreThatIsAway() throws Exception {
        store.setReachable(false);
        tell("http://a/refuse", "1-7-overdue");
        report("", "1-7", TaskStatus.RUNNING);
        tell("http://b/hang", "2-7-overdue");
        assertEquals(3, awaitDepth(3));
        restart();
        release.countDown();
        assertEquals("b 2-7-overdue 3 OVERDUE", next());
        store.setReachable(true);
        assertEquals(1, awaitDepth(1), "the hook that refuses");
        assertEquals(List.of("1-7"), store.tasks("host-1", 7, 10).stream().map(Task::taskId).toList());
    }

    @Test
    void whatNobodyIsToldIsKeptAtOnce() throws Exception {
        tell("", "1-7-overdue");
        assertTrue(kept.await(60, TimeUnit.SECONDS));
        assertEquals(0, outbox.depth());
    }

    @Test
    void otherWorkWithTheStoreIsDoneOnItsThread() throws Exception {
        CompletableFuture<String> thread = new CompletableFuture<>();
        outbox.storeThread().execute(() -> thread.complete(Thread.currentThread().getName()));
        assertEquals("dcms-store-1", thread.get(60, TimeUnit.SECONDS));
    }

    @Test
    void aFolderThatIsALinkOrOpenToOthersIsNotUsedAsItIs() throws Exception {
        Path other = Files.createDirectory(workDir.resolve("other"));
        Path folder = Files.createDirectories(other.resolve("dcms-outbox"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        new Outbox(store, plugins, other, new Allowance(() -> 0), InstantSource.system(), () -> 0);
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));

        Path linked = Files.createDirectory(workDir.resolve("linked"));
        Files.createSymbolicLink(linked.resolve("dcms-outbox"), folder);
        IOException refused = assertThrows(IOException.class,
                () -> new Outbox(store, plugins, linked, new Allowance(() -> 0), InstantSource.system(), () -> 0));
        assertEquals(linked.resolve("dcms-outbox") + " is not a folder, perhaps a link: reports wait there, remove it",
                refused.getMessage());
    }

    /** How many wait as soon as so many do; after a while how many do instead. */
    private int awaitDepth(int depth) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (outbox.depth() != depth && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return outbox.depth();
    }
}
