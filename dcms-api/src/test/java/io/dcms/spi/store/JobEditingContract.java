package io.dcms.spi.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.TaskStatus;
import io.dcms.api.TimeoutTrigger;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The part of the store contract that is about {@link JobEditing}: a store without this role has nothing to show here. */
abstract class JobEditingContract extends StoreUnderTest {

    private static final Optional<List<String>> WHERE_IT_WAS = Optional.empty();
    private static final long PATIENCE_SECONDS = 120;

    @Test
    void aCreatedJobIsListedWhereItBelongs() throws Exception {
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        long here = editing.create(job(0, "here"), List.of(HOST));
        long both = editing.create(job(0, "both"), List.of(HOST, OTHER_HOST));
        long there = editing.create(job(0, "there"), List.of(OTHER_HOST));

        assertTrue(here > 0 && both > 0 && there > 0, "an id is 1 or more");
        assertJobs(store, HOST, job(here, "here"), job(both, "both"));
        assertJobs(store, OTHER_HOST, job(both, "both"), job(there, "there"));
        assertEquals(Optional.of(job(here, "here")), store.job(HOST, here));
        assertEquals(Optional.empty(), store.job(HOST, there));
    }

    @Test
    void theIdOfAJobToCreateSaysNothing() throws Exception {
        put(job(7, "seven"), HOST);
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        long id = editing.create(job(7, "other"), List.of(HOST));

        assertNotEquals(7, id);
        assertJobs(store, HOST, job(7, "seven"), job(id, "other"));
    }

    @Test
    void everyFieldThatIsEditedArrives() throws Exception {
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        long id = editing.create(everything(0, "backup"), List.of(HOST));
        assertJobs(store, HOST, everything(id, "backup"));

        Job bare = Job.builder(id, "bare").build();
        assertTrue(editing.change(bare, WHERE_IT_WAS));
        assertJobs(store, HOST, bare);

        assertTrue(editing.change(everything(id, "back up"), WHERE_IT_WAS));
        assertJobs(store, HOST, everything(id, "back up"));
    }

    private Job everything(long id, String name) {
        Job job = Job.builder(id, name).createUser("ann").executor("/opt/backup/run").executorFlags("--full 'a b'")
                .signature("0f".repeat(16)).runner("backup").timeout(86_400).timeoutTrigger(TimeoutTrigger.KILL).disabled(true)
                .schedule("0 */5 * * * *").hook("https://ann:secret@example.com/hook?a=b&c=d").msgFilter("error|fatal")
                .createAt(1_700_000_000).build();
        return keepsOptions() ? job.toBuilder().options("{\"timezone\":\"Europe/Paris\",\"retries\":2}").build() : job;
    }

    @Test
    void optionsThatHaveNoPlaceAreRefusedWithTheWholeJob() throws Exception {
        JobStore store = store();
        if (!(store instanceof JobEditing editing) || keepsOptions()) {
            return;
        }
        long id = editing.create(job(0, "one"), List.of(HOST));
        String options = "{\"retries\":2}";

        assertRefused(ConfigException.class, () -> editing.create(job(0, "two").toBuilder().options(options).build(), List.of(HOST)));
        assertRefused(ConfigException.class, () -> editing.change(job(id, "uno").toBuilder().options(options).build(), WHERE_IT_WAS));
        assertJobs(store, HOST, job(id, "one"));
    }

    static List<String> names() {
        return List.of("two\nlines\tand a tab", "../../etc/passwd", "日".repeat(200), "🚀 to the moon 👩‍👩‍👧", "'\"\\`$(x);--%s{}",
                "\u0001\u001b[31m\u007f", " blanks around ", "ÄÖÜ ß é Ω", "null", "\u202eright to left", "-rf");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameArrivesAsItIsOrIsRefused(String name) throws Exception {
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        if (!kept(name).equals(name)) {
            assertRefused(ConfigException.class, () -> editing.create(job(0, name), List.of(HOST)));
            assertJobs(store, HOST);
            return;
        }
        long id = editing.create(job(0, name), List.of(HOST));
        assertJobs(store, HOST, job(id, name));
    }

    @Test
    void aChangeHarmsNoOtherJobAndLeavesItsJobWhereItWas() throws Exception {
        put(job(1, "one"), HOST);
        put(job(2, "two"), HOST, OTHER_HOST);
        put(job(3, "three"), OTHER_HOST);
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        Job changed = job(2, "zwei").toBuilder().schedule("0 0 5 * * *").createAt(1_700_000_001).build();

        assertTrue(editing.change(changed, WHERE_IT_WAS));
        assertJobs(store, HOST, job(1, "one"), changed);
        assertJobs(store, OTHER_HOST, changed, job(3, "three"));

        assertTrue(editing.change(changed, WHERE_IT_WAS), "the same again is no error");
        assertJobs(store, HOST, job(1, "one"), changed);
    }

    @Test
    void aChangeWithHostsMovesTheJob() throws Exception {
        put(job(1, "one"), HOST);
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        assertTrue(editing.change(job(1, "one"), Optional.of(List.of(OTHER_HOST))));
        assertJobs(store, HOST);
        assertJobs(store, OTHER_HOST, job(1, "one"));

        assertTrue(editing.change(job(1, "one"), Optional.of(List.of(HOST, OTHER_HOST))));
        assertJobs(store, HOST, job(1, "one"));
        assertJobs(store, OTHER_HOST, job(1, "one"));
    }

    @Test
    void whatIsNotThereCanBeNeitherChangedNorRemoved() throws Exception {
        put(job(1, "one"), HOST);
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        assertFalse(editing.change(job(2, "two"), WHERE_IT_WAS));
        assertFalse(editing.change(job(2, "two"), Optional.of(List.of(HOST))));
        assertFalse(editing.change(job(Long.MAX_VALUE, "many"), WHERE_IT_WAS));
        assertFalse(editing.remove(2));
        assertJobs(store, HOST, job(1, "one"));
    }

    @Test
    void aRemovedJobIsGoneFromEveryHostAndOnce() throws Exception {
        put(job(1, "one"), HOST, OTHER_HOST);
        put(job(2, "two"), HOST);
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        assertTrue(editing.remove(1));
        assertJobs(store, HOST, job(2, "two"));
        assertJobs(store, OTHER_HOST);
        assertFalse(editing.remove(1));
        assertFalse(editing.change(job(1, "one"), WHERE_IT_WAS));

        assertTrue(editing.remove(2));
        assertJobs(store, HOST);
    }

    @Test
    void theRunsOfARemovedJobStay() throws Exception {
        JobStore store = store();
        put(job(1, "one"), HOST);
        store.record(ended(100, TaskStatus.SUCCESS));
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        editing.remove(1);

        assertRecorded(store, ended(100, TaskStatus.SUCCESS));
    }

    @Test
    void anIdIsNeverGivenTwice() throws Exception {
        put(job(3, "three"), HOST);
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        store.jobs(HOST);
        Set<Long> given = new HashSet<>(Set.of(3L));
        for (int round = 0; round < 5; round++) {
            long id = editing.create(job(0, "one"), List.of(HOST));
            assertTrue(given.add(id), () -> "job " + id + " is another job");
            editing.remove(id);
            editing.remove(3);
        }
    }

    @Test
    void twoJobsNeverHaveOneName() throws Exception {
        put(job(1, "one"), HOST);
        put(job(2, "two"), OTHER_HOST);
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        assertTaken("1", () -> editing.create(job(0, "one"), List.of(OTHER_HOST)));
        assertTaken("2", () -> editing.create(job(0, "two"), List.of(HOST)));
        assertTaken("2", () -> editing.change(job(1, "two"), Optional.of(List.of(OTHER_HOST))));
        assertJobs(store, HOST, job(1, "one"));
        assertJobs(store, OTHER_HOST, job(2, "two"));

        assertTrue(editing.remove(2));
        assertTrue(editing.change(job(1, "two"), WHERE_IT_WAS), "the name of a job that is gone is free");
        assertJobs(store, HOST, job(1, "two"));
    }

    private static void assertTaken(String other, Edit edit) {
        String message = assertRefused(JobNameTakenException.class, edit);
        assertTrue(message.contains("job " + other), message);
    }

    @Test
    void aRevisionDiffersAfterEachEdit() throws Exception {
        JobStore store = store();
        if (!(store instanceof JobEditing editing) || store.revision(HOST).isEmpty()) {
            return;
        }
        Optional<String> before = store.revision(HOST);
        long id = editing.create(job(0, "one"), List.of(HOST));
        Optional<String> created = store.revision(HOST);
        assertNotEquals(before, created, "a job was created");

        editing.change(job(id, "uno").toBuilder().createAt(1_700_000_001).build(), WHERE_IT_WAS);
        Optional<String> changed = store.revision(HOST);
        assertNotEquals(created, changed, "it was changed");

        editing.change(job(id, "uno").toBuilder().createAt(1_700_000_002).build(), Optional.of(List.of(OTHER_HOST)));
        Optional<String> moved = store.revision(HOST);
        assertNotEquals(changed, moved, "it went to another host");

        editing.remove(editing.create(job(0, "two"), List.of(HOST)));
        editing.change(job(id, "uno").toBuilder().createAt(1_700_000_003).build(), Optional.of(List.of(HOST)));
        Optional<String> back = store.revision(HOST);
        assertNotEquals(moved, back, "it came back");

        editing.remove(id);
        assertNotEquals(back, store.revision(HOST), "it was removed");
    }

    @Test
    void anotherStoreSeesEdits() throws Exception {
        JobStore store = store();
        JobStore other = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        other.jobs(HOST);
        long id = editing.create(job(0, "one"), List.of(HOST));
        assertJobs(other, HOST, job(id, "one"));

        ((JobEditing) other).change(job(id, "uno"), WHERE_IT_WAS);
        assertJobs(store, HOST, job(id, "uno"));
        ((JobEditing) other).remove(id);
        assertJobs(store, HOST);
    }

    @Test
    void anOperatorsJobsCanBeEdited() throws Exception {
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        long id = editing.create(job(0, "one"), List.of(HOST));
        put(job(id + 5, "by hand"), HOST);

        assertTrue(editing.change(job(id + 5, "by REST"), WHERE_IT_WAS));
        assertJobs(store, HOST, job(id, "one"), job(id + 5, "by REST"));
        long next = editing.create(job(0, "two"), List.of(HOST));
        assertTrue(next != id && next != id + 5, () -> "job " + next + " is another job");
    }

    @Test
    void aJobThatCantBeReadCanBeReplacedAndRemoved() throws Exception {
        if (!(store() instanceof JobEditing editing) || !putUnreadable(1, "bad", HOST)) {
            return;
        }
        assertTrue(editing.change(job(1, "good"), Optional.of(List.of(HOST))));
        assertJobs(store(), HOST, job(1, "good"));

        putUnreadable(2, "bad", HOST);
        assertTrue(editing.remove(2));
        assertJobs(store(), HOST, job(1, "good"));
    }

    @Test
    void anUnreachableStoreChangesNothing() throws Exception {
        put(job(1, "one"), HOST);
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        store.jobs(HOST);

        disconnect();
        assertRefused(IOException.class, () -> editing.create(job(0, "two"), List.of(HOST)));
        assertRefused(IOException.class, () -> editing.change(job(1, "uno"), WHERE_IT_WAS));
        assertRefused(IOException.class, () -> editing.remove(1));
        reconnect();
        assertJobs(store, HOST, job(1, "one"));
        assertTrue(editing.change(job(1, "uno"), WHERE_IT_WAS));
        assertJobs(store, HOST, job(1, "uno"));
    }

    @Test
    void oneThreadEditsWhileOthersReadAndRecord() throws Exception {
        JobStore store = store();
        if (!(store instanceof JobEditing editing)) {
            return;
        }
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            Future<?> editor = threads.submit(() -> {
                for (int n = 1; n <= 50; n++) {
                    begun.set(n);
                    editing.create(job(0, "job " + n), List.of(HOST));
                    done.set(n);
                }
                return null;
            });
            Future<?> recorder = threads.submit(() -> {
                for (long second = 1; second <= 50; second++) {
                    store.record(ended(second, TaskStatus.SUCCESS));
                }
                return null;
            });
            Future<?> reader = threads.submit(() -> {
                while (done.get() < 50 && !editor.isDone()) {
                    int least = done.get();
                    int found = store.jobs(HOST).size();
                    assertTrue(least <= found && found <= begun.get(), () -> found + " jobs, not from " + least + " to " + begun);
                }
                return null;
            });
            for (Future<?> thread : List.of(editor, recorder, reader)) {
                thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(50, store.jobs(HOST).size());
    }

    private interface Edit {
        void run() throws Exception;
    }

    /** @return the message, which an operator must be able to act upon */
    private static String assertRefused(Class<? extends Exception> kind, Edit edit) {
        String message = String.valueOf(assertThrows(kind, edit::run).getMessage());
        assertFalse(message.isBlank() || message.equals("null"), "the reason is in the message");
        return message;
    }

    private static void assertJobs(JobStore store, String host, Job... jobs) throws IOException {
        assertEquals(Set.of(jobs), Set.copyOf(store.jobs(host)));
        assertEquals(jobs.length, store.jobs(host).size(), "each job once");
    }
}
