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
import io.dcms.runtime.job.TestJobs;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SyncThreadTest {

    private static final Duration PROBE = Duration.ofHours(1);
    private static final Duration SYNC = Duration.ofHours(5);

    private volatile List<Job> jobs = List.of(job(1, "@daily").build());
    private volatile Throwable failure;
    private volatile int probes;
    private volatile int lists;
    private final AtomicLong now = new AtomicLong();
    private final RecordingSink sink = new RecordingSink();
    private final JobStore store = new JobStore() {
        @Override
        public List<Job> jobs(String host) throws IOException {
            lists++;
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
    private final SyncThread sync = new SyncThread(store, "host-1", new JobPlanner(TestJobs.PLUGINS, ZoneOffset.UTC), sink, PROBE,
            SYNC, now::get);

    @AfterEach
    void close() throws InterruptedException {
        sync.close();
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
        return sync.refresh(1).get(10, TimeUnit.SECONDS);
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
            assertTrue(trouble.startsWith("jobs can't be read: ") && trouble.contains(problem instanceof IOException
                    ? "no route" : "a defect of the store plugin: " + problem), trouble);
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
            now.addAndGet(PROBE.toNanos() / 4);
            refresh();
        }
        assertThere(5, 1);
        now.addAndGet(PROBE.toNanos());
        refresh();
        assertThere(6, 2);
    }

    /** The look comes after the answer, on the same thread: the next answer comes after it. */
    private void assertThere(int expectedProbes, int expectedWhole) throws Exception {
        refresh();
        assertEquals(expectedProbes, probes);
        assertEquals(expectedWhole, lists, "whole comparisons");
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
        assertTrue(answer.isDone());
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("dcms-sync")));
    }
}
