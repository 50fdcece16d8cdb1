package io.dcms.spi.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.api.TimeoutTrigger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link JobStore} must do, as tests: your store is done when a short subclass of this passes.
 *
 * <pre>
 * class MyStoreTest extends JobStoreContract {
 *     private final MyBackend backend = ...;              // empty for each test
 *
 *     protected JobStore open() { return new MyStore(backend.address()); }
 *     protected void put(Job job, String... hosts) { backend.insertOrReplace(job, hosts); }
 *     protected void remove(long id) { backend.delete(id); }
 *     protected void disconnect() { backend.stop(); }
 *     protected void reconnect() { backend.start(); }
 * }
 * </pre>
 *
 * Depend on the {@code test-jar} of {@code dcms-api} and on JUnit Jupiter. JUnit makes an object of your class for each
 * test; what was opened with {@link #open} is closed after it. A store that is no {@link TaskHistory} overrides
 * {@link #recorded} too, one that can't keep every character {@link #kept}, one without a place for options
 * {@link #keepsOptions}, a {@link FleetRegister} {@link #silence}, and one that can hold a job that can't be read {@link
 * #putUnreadable}. What is said of a role is asked of the stores that have it.
 */
public abstract class JobStoreContract extends TaskRecordContract {

    private static final long PATIENCE_SECONDS = 120;

    @Test
    void aHostWithoutJobsHasAnEmptyList() throws Exception {
        put(job(1, "elsewhere"), OTHER_HOST);

        assertEquals(List.of(), store().jobs(HOST));
    }

    @Test
    void everyFieldOfAJobArrives() throws Exception {
        Job job = Job.builder(7, "backup").createUser("ann").executor("/opt/backup/run").executorFlags("--full 'a b'")
                .signature("sha256:" + "0f".repeat(32)).runner("backup").timeout(3_000_000_000L)
                .timeoutTrigger(TimeoutTrigger.KILL).disabled(true).schedule("0 */5 * * * *")
                .hook("https://example.com/hook?a=b&c=d").msgFilter("error|fatal").createAt(1_700_000_000)
                .options(keepsOptions() ? "{\"zone\":\"Europe/Paris\"}" : "").build();
        put(job, HOST);

        assertEquals(List.of(job), store().jobs(HOST));
    }

    @Test
    void everythingUnsetIsEmptyZeroAndFalse() throws Exception {
        put(Job.builder(1, "bare").build(), HOST);

        assertEquals(List.of(Job.builder(1, "bare").build()), store().jobs(HOST));
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameMayHoldAnyCharacters(String name) throws Exception {
        put(job(1, name).toBuilder().executorFlags(name).build(), HOST);

        Job job = store().jobs(HOST).get(0);
        assertEquals(kept(name), job.name());
        assertEquals(kept(name), job.executorFlags());
    }

    @Test
    void jobsOfOtherHostsAreNotListed() throws Exception {
        put(job(1, "mine"), HOST);
        put(job(2, "ours"), HOST, OTHER_HOST);
        put(job(3, "theirs"), OTHER_HOST);
        JobStore store = store();

        assertEquals(List.of(1L, 2L), ids(store.jobs(HOST)));
        assertEquals(List.of(2L, 3L), ids(store.jobs(OTHER_HOST)));
    }

    @Test
    void theListIsCompleteWithDisabledJobs() throws Exception {
        for (long id = 1; id <= 300; id++) {
            put(job(id, "job " + id).toBuilder().disabled(id % 2 == 0).build(), HOST);
        }
        List<Job> jobs = store().jobs(HOST);

        assertEquals(LongStream.rangeClosed(1, 300).boxed().toList(), ids(jobs));
        assertEquals(150, jobs.stream().filter(Job::disabled).count());
    }

    @Test
    void anOpenStoreSeesChanges() throws Exception {
        put(job(1, "one"), HOST);
        put(job(2, "two"), HOST);
        JobStore store = store();
        store.jobs(HOST);

        put(job(1, "uno").toBuilder().createAt(1_700_000_001).build(), HOST);
        put(job(2, "two").toBuilder().createAt(1_700_000_001).build(), OTHER_HOST);
        put(job(3, "three"), HOST);
        assertEquals(List.of(1L, 3L), ids(store.jobs(HOST)));
        assertEquals("uno", store.job(HOST, 1).orElseThrow().name());

        remove(1);
        assertEquals(List.of(3L), ids(store.jobs(HOST)));
    }

    @Test
    void oneJobIsWhatTheListHas() throws Exception {
        put(job(1, "one"), HOST);
        put(job(2, "two"), HOST);
        put(job(3, "three"), OTHER_HOST);
        JobStore store = store();

        for (Job job : store.jobs(HOST)) {
            assertEquals(Optional.of(job), store.job(HOST, job.id()));
        }
        assertEquals(Optional.empty(), store.job(HOST, 3));
        assertEquals(Optional.empty(), store.job(HOST, 4));
    }

    @Test
    void aJobThatCantBeReadHasADefectAndHarmsNoOther() throws Exception {
        put(job(1, "good"), HOST);
        boolean possible = putUnreadable(2, "bad", HOST);
        put(job(3, "good too"), HOST);

        for (Job job : store().jobs(HOST)) {
            assertEquals(job.id() != 2, job.defect().isEmpty(), job::toString);
        }
        assertEquals(possible ? List.of(1L, 2L, 3L) : List.of(1L, 3L), ids(store().jobs(HOST)));
    }

    // Reachability

    @Test
    void aReachableStoreIsUsable() throws Exception {
        store().check();
    }

    @Test
    void anUnreachableStoreThrowsAndRecovers() throws Exception {
        put(job(1, "one"), HOST);
        JobStore store = store();
        store.jobs(HOST);

        disconnect();
        assertThrows(IOException.class, () -> store.jobs(HOST));
        assertThrows(IOException.class, () -> store.job(HOST, 1));
        assertThrows(IOException.class, () -> store.job(HOST, 99));
        assertThrows(IOException.class, store::check);

        reconnect();
        assertEquals(List.of(1L), ids(store.jobs(HOST)));
        store.check();
    }

    @Test
    void closingTwiceIsHarmless() throws Exception {
        JobStore store = store();
        store.check();

        store.close();
        store.close();
    }

    // Revision

    @Test
    void aRevisionDiffersAfterEachChange() throws Exception {
        put(job(1, "one"), HOST);
        JobStore store = store();
        Optional<String> before = store.revision(HOST);
        if (before.isEmpty()) {
            return;
        }
        put(job(2, "two"), HOST);
        Optional<String> added = store.revision(HOST);
        assertNotEquals(before, added, "a job was added");

        put(job(2, "two").toBuilder().schedule("0 0 5 * * *").createAt(1_700_000_001).build(), HOST);
        Optional<String> changed = store.revision(HOST);
        assertNotEquals(added, changed, "a job was changed");

        put(job(1, "one").toBuilder().createAt(1_700_000_002).build(), OTHER_HOST);
        Optional<String> moved = store.revision(HOST);
        assertNotEquals(changed, moved, "a job went to another host");

        remove(2);
        assertNotEquals(moved, store.revision(HOST), "a job was removed");
    }

    @Test
    void aRevisionStaysWhileNothingChanges() throws Exception {
        put(job(1, "one"), HOST);
        JobStore store = store();
        Optional<String> before = store.revision(HOST);

        store.jobs(HOST);

        assertEquals(before, store.revision(HOST));
    }

    @Test
    void theProbeIntervalIsAtLeastASecond() throws Exception {
        assertTrue(store().probeInterval().compareTo(Duration.ofSeconds(1)) >= 0);
    }

    @Test
    void oneThreadReadsWhileAnotherRecordsAndAnOperatorEdits() throws Exception {
        JobStore store = store();
        put(job(1, "job 1"), HOST);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<?> reader = threads.submit(() -> repeat(100, round -> requireComplete(store)));
            Future<?> recorder = threads.submit(() -> repeat(100, round -> {
                store.record(running(round));
                store.record(ended(round, TaskStatus.SUCCESS));
            }));
            Future<?> operator = threads.submit(() -> repeat(50, id -> put(job(id, "job " + id), HOST)));
            for (Future<?> thread : List.of(reader, recorder, operator)) {
                thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(50, store.jobs(HOST).size());
        assertRecorded(store, LongStream.rangeClosed(1, 100).mapToObj(second -> ended(second, TaskStatus.SUCCESS))
                .toArray(Task[]::new));
    }

    /** Jobs appear in the order of their ids, so a list with a gap, or an empty one, is not the complete list of any moment. */
    private void requireComplete(JobStore store) throws Exception {
        try {
            List<Long> ids = ids(store.jobs(HOST));
            assertEquals(LongStream.rangeClosed(1, Math.max(1, ids.size())).boxed().toList(), ids);
        } catch (IOException e) {
            assertFalse(String.valueOf(e.getMessage()).isBlank(), "an edit caught half-way is an error with a reason");
        }
    }

    private interface Round {
        void run(long number) throws Exception;
    }

    private static Void repeat(long times, Round round) throws Exception {
        for (long number = 1; number <= times; number++) {
            round.run(number);
        }
        return null;
    }
}
