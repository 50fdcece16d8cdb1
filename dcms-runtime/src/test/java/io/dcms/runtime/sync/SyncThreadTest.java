package io.dcms.runtime.sync;

import static io.dcms.runtime.job.TestJobs.job;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.testing.Await;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SyncThreadTest {

    private static final Duration PROBE = Duration.ofHours(1);
    private static final Duration SYNC = Duration.ofHours(5);
    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    private volatile List<Job> jobs = List.of(job(1, "@daily").build());
    private volatile Throwable failure;
    private volatile CountDownLatch hanging = new CountDownLatch(0);
    private volatile int probes;
    private volatile int lists;
    private final AtomicLong now = new AtomicLong();
    private final RecordingSink sink = new RecordingSink();
    private final JobStore store = new JobStore() {
        @Override
        public List<Job> jobs(String host) throws IOException {
            lists++;
            awaitReturn();
            fail();
            return jobs;
        }

        @Override
        public Optional<Job> job(String host, long id) throws IOException {
            fail();
            return jobs.stream().filter(job -> job.id() == id).findFirst();
        }

        @Override
        public Optional<String> revision(String host) throws IOException {
            probes++;
            fail();
            return Optional.of("always the same");
        }

        @Override
        public void record(Task task) {
            throw new AssertionError("sync records nothing");
        }

        @Override
        public void check() throws IOException {
            fail();
        }

        @Override
        public void close() {
            throw new AssertionError("the store is not sync's");
        }
    };
    @TempDir
    private Path workDir;
    private SyncThread sync;

    @BeforeEach
    void open() {
        sync = agent(Duration.ofHours(1));
    }

    /** @param patience no time at all for stores that hang, any time for others */
    private SyncThread agent(Duration patience) {
        return new SyncThread(store, "host-1", new JobPlanner(TestJobs.PLUGINS, ZoneOffset.UTC), sink, snapshot(),
                new SyncTimes(PROBE, SYNC, patience), new Allowance(now::get), now::get, () -> 0.5);
    }

    private SnapshotFile snapshot() {
        return new SnapshotFile(workDir, "host-1", "store", () -> NOON.plusNanos(now.get()));
    }

    @AfterEach
    void close() throws InterruptedException {
        hanging.countDown();
        sync.close();
    }

    private void awaitReturn() throws IOException {
        try {
            hanging.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void fail() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** What the store has of job 1: answered after everything that was asked for before. */
    private Optional<String> refresh() throws Exception {
        return sync.refresh(1).get(60, TimeUnit.SECONDS);
    }

    @Test
    void readsTheJobsAtOnceAndWhenAsked() throws Exception {
        assertFalse(sync.loaded());
        sync.start();
        refresh();
        assertTrue(sync.loaded());
        assertEquals(List.of("put [1]", "put [1]"), sink.told());
        jobs = List.of(job(1, "@daily").build(), job(2, "@daily").build());
        sync.compareNow();
        refresh();
        assertEquals(List.of("put [2]", "put [1]"), sink.told());
    }

    @Test
    void aStoreThatIsAwayOrBrokenIsAskedAgain() throws Exception {
        for (Throwable problem : List.of(new IOException("no route"), new IllegalStateException("null"), new NoClassDefFoundError("x/Y"),
                new StackOverflowError())) {
            failure = problem;
            if (!sync.loaded()) {
                sync.start();
            }
            sync.compareNow();
            ExecutionException e = assertThrows(ExecutionException.class, this::refresh);
            assertInstanceOf(problem.getClass(), e.getCause());
            String trouble = sync.trouble().orElseThrow();
            assertTrue(trouble.contains("jobs can't be read: " + (problem instanceof IOException
                    ? "no route" : "a defect of the store plugin: " + problem)), trouble);
            failure = null;
            sync.compareNow();
            assertEquals(Optional.of(""), refresh());
            assertEquals(Optional.empty(), sync.trouble());
            assertTrue(sync.loaded());
        }
    }

    @Test
    void thoseWhoAskOftenPutOffNoLook() throws Exception {
        sync.start();
        refresh();
        assertEquals(1, probes);
        for (int quarters = 1; quarters <= 19; quarters++) {
            pass(PROBE.dividedBy(4));
        }
        assertThere(6, 1);
        pass(PROBE);
        assertThere(7, 2);
    }

    /** The look comes after the answer, on the same thread: the next answer comes after it. */
    private void pass(Duration time) throws Exception {
        now.addAndGet(time.toNanos());
        refresh();
        refresh();
    }

    private void assertThere(int expectedProbes, int expectedWhole) {
        assertEquals(expectedProbes, probes);
        assertEquals(expectedWhole, lists, "whole comparisons");
    }

    @Test
    void aStoreThatIsBackIsUsedWithinSeconds() throws Exception {
        sync.start();
        refresh();
        failure = new IOException("no route");
        now.addAndGet(PROBE.toNanos());
        assertThrows(ExecutionException.class, this::refresh);
        assertThrows(ExecutionException.class, this::refresh);
        assertTrue(sync.trouble().isPresent());
        failure = null;
        pass(Duration.ofSeconds(5));
        assertEquals(Optional.empty(), sync.trouble());
    }

    @Test
    void knowsWhenAllJobsWereComparedAndHowOftenTheStoreFailed() throws Exception {
        assertEquals(Optional.empty(), sync.compared());
        sync.start();
        refresh();
        pass(PROBE);
        assertEquals(Optional.of(PROBE), sync.compared(), "a cheap look compares nothing");
        assertEquals(Optional.of(Duration.ZERO), sync.age());
        failure = new IOException("no route");
        sync.compareNow();
        assertThrows(ExecutionException.class, this::refresh);
        assertEquals(1, sync.failures());
        assertEquals(Optional.of(PROBE), sync.compared());
        failure = null;
        sync.compareNow();
        refresh();
        assertEquals(1, sync.failures());
        assertEquals(Optional.of(Duration.ZERO), sync.compared());
    }

    // --- the snapshot ---

    /** Another agent in the same work dir. */
    private void restart(Duration patience) throws Exception {
        sync.close();
        sink.told();
        now.addAndGet(Duration.ofMinutes(10).toNanos());
        sync = agent(patience);
        sync.start();
    }

    private void awaitFrom(JobsFrom from) throws InterruptedException {
        while (!sync.loaded() || sync.from() != from) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    @Test
    void startsWithTheLastGoodJobsIfTheStoreIsAway() throws Exception {
        sync.start();
        refresh();
        assertEquals(JobsFrom.STORE, sync.from());
        failure = new IOException("no route");
        restart(Duration.ofHours(1));
        awaitFrom(JobsFrom.SNAPSHOT);
        assertThrows(ExecutionException.class, this::refresh);
        assertEquals(List.of("put [1]"), sink.told());
        assertEquals(Optional.of("the jobs are those that the store had 10 min ago: jobs can't be read: no route"), sync.trouble());
        assertEquals(Optional.of(Duration.ofMinutes(10)), sync.age());
        failure = null;
        jobs = List.of(job(1, "@daily").build(), job(2, "@daily").build());
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        refresh();
        awaitFrom(JobsFrom.STORE);
        assertEquals(Optional.empty(), sync.trouble());
        assertEquals(Set.of("put [1]", "put [2]"), Set.copyOf(sink.told()));
    }

    @Test
    void startsWithTheLastGoodJobsIfTheStoreHangsAndTakesItsAnswerWhenItComes() throws Exception {
        sync.start();
        refresh();
        hanging = new CountDownLatch(1);
        restart(Duration.ZERO);
        awaitFrom(JobsFrom.SNAPSHOT);
        assertEquals(List.of("put [1]"), sink.told());
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertEquals(Optional.of("the jobs are those that the store had 10 min ago: the store has not answered for 30 s"),
                sync.trouble());
        jobs = List.of(job(1, "@hourly").build());
        hanging.countDown();
        awaitFrom(JobsFrom.STORE);
        assertEquals(List.of("put [1]"), sink.told(), "the new version is the last word");
        awaitSnapshot(List.of("@hourly"), Duration.ofSeconds(30));
    }

    /** A job that was disabled or removed meanwhile must not run once more. */
    @Test
    void aStoreThatAnswersLeavesTheSnapshotNoSay() throws Exception {
        sync.start();
        refresh();
        jobs = List.of(job(2, "@daily").build());
        restart(Duration.ofHours(1));
        awaitFrom(JobsFrom.STORE);
        assertEquals(List.of("put [2]", "remove [1]"), sink.told());
    }

    @Test
    void aDefectiveAnswerLeavesTheLastGoodJobsInForce() throws Exception {
        sync.start();
        refresh();
        jobs = null;
        restart(Duration.ofHours(1));
        awaitFrom(JobsFrom.SNAPSHOT);
        assertEquals(List.of("put [1]"), sink.told());
    }

    @Test
    void jobsThatAStoreHasLostStayOverARestart() throws Exception {
        jobs = LongStream.rangeClosed(1, 11).mapToObj(id -> job(id, "@daily").build()).toList();
        sync.start();
        refresh();
        jobs = List.of();
        restart(Duration.ofHours(1));
        awaitFrom(JobsFrom.SNAPSHOT);
        assertEquals(List.of("put [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"), sink.told());
        assertEquals(Optional.of("the jobs are those that the store had 10 min ago: the store has lost 11 of 11 jobs at once: "
                + "they stay until it says the same again"), sync.trouble());
        assertEquals(11, snapshot().read().orElseThrow().jobs().size());
        sync.compareNow();
        awaitSnapshot(List.of(), Duration.ZERO);
    }

    @Test
    void isWrittenWhenJobsChangeAndTouchedWhenTheyAreConfirmed() throws Exception {
        sync.start();
        awaitSnapshot(List.of("@daily"), Duration.ZERO);
        Object written = inode();
        confirmAfter(Duration.ofSeconds(50));
        assertEquals(Duration.ofSeconds(50), snapshot().read().orElseThrow().age(), "not each time");
        confirmAfter(Duration.ofSeconds(10));
        awaitSnapshot(List.of("@daily"), Duration.ZERO);
        assertEquals(written, inode());
        jobs = List.of(job(1, "@hourly").build());
        refresh();
        awaitSnapshot(List.of("@hourly"), Duration.ZERO);
    }

    private void confirmAfter(Duration time) throws Exception {
        pass(time);
        sync.compareNow();
        refresh();
        refresh();
    }

    private void awaitSnapshot(List<String> schedules, Duration age) throws InterruptedException {
        while (snapshot().read().filter(last -> last.age().equals(age)
                && last.jobs().stream().map(Job::schedule).toList().equals(schedules)).isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private Object inode() throws IOException {
        return Files.getAttribute(workDir.resolve(SnapshotFile.NAME), "unix:ino");
    }

    @Test
    void aSnapshotThatCantBeWrittenDoesNoHarmAndIsTriedAgainAMinuteLater() throws Exception {
        Path inTheWay = Files.createDirectories(workDir.resolve(SnapshotFile.NAME + ".new/full"));
        sync.start();
        assertEquals(Optional.of(""), refresh());
        refresh();
        assertEquals(Optional.empty(), snapshot().read());
        Files.delete(inTheWay);
        pass(Duration.ofSeconds(59));
        assertEquals(Optional.empty(), snapshot().read());
        pass(Duration.ofSeconds(1));
        awaitSnapshot(List.of("@daily"), Duration.ofMinutes(1));
    }

    @Test
    void whatTheStoreDoesNotHaveIsSaid() throws Exception {
        jobs = List.of();
        sync.start();
        assertEquals(Optional.empty(), refresh());
    }

    @Test
    void endsWhatWasAskedForAndThenTheThread() throws Exception {
        sync.start();
        var answer = sync.refresh(1);
        sync.close();
        // It is waited for by close for a moment only.
        Await.until("the thread has ended",
                () -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("dcms-sync")));
        assertTrue(answer.isDone());
    }
}
