package io.dcms.runtime.sync;

import static io.dcms.runtime.job.TestJobs.job;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.job.Plugins;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.log.Throttle;
import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.hook.TaskHook;
import io.dcms.spi.store.InMemoryJobStore;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobSyncTest {

    private static final String HOST = "host-1";
    /** Not even the classes of the "broken" hook can be loaded. */
    private static final Plugins PLUGINS = new Plugins() {
        @Override
        public TaskHook hook(String scheme) throws ConfigException {
            if (scheme.equals("broken")) {
                throw new NoClassDefFoundError("x/Y");
            }
            return TestJobs.PLUGINS.hook(scheme);
        }

        @Override
        public boolean hasFilter(String name) {
            return TestJobs.PLUGINS.hasFilter(name);
        }

        @Override
        public OutputFilter filter(String name) throws ConfigException {
            return TestJobs.PLUGINS.filter(name);
        }
    };

    private final InMemoryJobStore memory = new InMemoryJobStore();
    private final RecordingSink sink = new RecordingSink();
    private int lists;
    private RuntimeException defect;
    private IOException revisionProblem;
    private boolean twice;
    private final JobStore store = new JobStore() {
        @Override
        public List<io.dcms.api.Job> jobs(String host) throws IOException {
            lists++;
            if (defect != null) {
                throw defect;
            }
            Stream<io.dcms.api.Job> again = twice ? Stream.of(TestJobs.job(1, "@hourly").build()) : Stream.empty();
            return Stream.concat(memory.jobs(host).stream(), again).toList();
        }

        @Override
        public Optional<io.dcms.api.Job> job(String host, long id) throws IOException {
            return memory.job(host, id);
        }

        @Override
        public void record(Task task) {
            throw new AssertionError("sync records nothing");
        }

        @Override
        public void check() {
            throw new AssertionError("sync looks at jobs");
        }

        @Override
        public Optional<String> revision(String host) throws IOException {
            if (revisionProblem != null) {
                throw revisionProblem;
            }
            return memory.revision(host);
        }

        @Override
        public void close() {
            throw new AssertionError("the store is not sync's");
        }
    };
    private final Throttle throttle = new Throttle(() -> 0);
    private final JobSync sync = new JobSync(new StoreReader(store, HOST, throttle), HOST, new JobPlanner(PLUGINS, ZoneOffset.UTC),
            sink, throttle);

    private void put(long id, String schedule) {
        memory.put(job(id, schedule).build(), HOST);
    }

    private void put(long from, long to) {
        LongStream.rangeClosed(from, to).forEach(id -> put(id, "@daily"));
    }

    private void remove(long from, long to) throws IOException {
        for (long id = from; id <= to; id++) {
            memory.remove(id);
        }
    }

    private List<String> compare() throws IOException {
        sync.compare();
        return sink.told();
    }

    @Test
    void handsOnDifferencesAndNothingElse() throws IOException {
        put(1, 2);
        memory.put(job(3, "@daily").build(), "other-host");
        assertEquals(List.of("put [1, 2]"), compare());
        // What the agent has done to a job meanwhile, such as disabling it, stays as long as the store's version does.
        assertEquals(List.of(), compare());
        put(2, "@hourly");
        put(4, "@daily");
        assertEquals(List.of("put [2, 4]"), compare());
        memory.remove(1);
        assertEquals(List.of("remove [1]"), compare());
        assertEquals(List.of(), compare());
    }

    @Test
    void aBadVersionIsReportedOnceAndAGoodOneTakesItsPlace() throws IOException {
        put(1, 2);
        compare();
        put(1, "61 * * * *");
        List<String> told = compare();
        assertEquals(1, told.size());
        assertTrue(told.get(0).startsWith("reject 1: schedule: "), told.get(0));
        assertEquals(List.of(), compare());
        put(1, "@daily");
        assertEquals(List.of("put [1]"), compare());
    }

    @Test
    void aPluginThatCantBeLoadedCostsItsOwnJobAlone() throws IOException {
        put(1, 2);
        memory.put(job(3, "@daily").hook("broken://x").build(), HOST);
        put(4, 5);
        List<String> told = compare();
        assertEquals("put [1, 2, 4, 5]", told.get(1));
        assertTrue(told.get(0).startsWith("reject 3: hook: its plugin failed"), told.get(0));
        assertTrue(told.get(0).endsWith("NoClassDefFoundError: x/Y"), told.get(0));
        assertTrue(sync.refresh(3).orElseThrow().endsWith("NoClassDefFoundError: x/Y"));
    }

    // --- an answer that would remove more than half of more than ten ---

    @Test
    void aMassRemovalNeedsTheSameAnswerTwice() throws IOException {
        put(1, 11);
        compare();
        remove(1, 6);
        assertEquals(List.of(), compare());
        assertEquals(List.of("remove [1, 2, 3, 4, 5, 6]"), compare());
    }

    @Test
    void aProbeLooksAgainThoughTheRevisionIsTheSame() throws IOException {
        put(1, 11);
        compare();
        remove(1, 11);
        sync.probe();
        assertEquals(List.of(), sink.told());
        sync.probe();
        assertEquals(List.of("remove [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"), sink.told());
    }

    @Test
    void anAnswerThatChangesStaysInDoubtAndOneThatComesBackIsForgotten() throws IOException {
        put(1, 20);
        compare();
        remove(1, 11);
        assertEquals(List.of(), compare());
        remove(12, 12);
        assertEquals(List.of(), compare(), "another answer than the last one");
        put(1, 12);
        assertEquals(List.of(), compare(), "nothing was taken away, and nothing comes back");
        remove(1, 12);
        assertEquals(List.of(), compare(), "the doubt begins anew");
        assertEquals(1, compare().size());
    }

    @Test
    void anErrorInBetweenConfirmsNothing() throws IOException {
        put(1, 20);
        compare();
        remove(1, 20);
        assertEquals(List.of(), compare());
        memory.setReachable(false);
        assertThrows(IOException.class, sync::compare);
        assertThrows(IOException.class, sync::probe);
        assertEquals(List.of(), sink.told());
    }

    @Test
    void halfAndFewAreBelievedAtOnce() throws IOException {
        put(1, 12);
        compare();
        remove(1, 6);
        assertEquals(List.of("remove [1, 2, 3, 4, 5, 6]"), compare());
        remove(7, 12);
        assertEquals(List.of("remove [7, 8, 9, 10, 11, 12]"), compare(), "six are not more than ten");
    }

    @Test
    void newJobsDoNotMakeUpForMissingOnes() throws IOException {
        put(1, 20);
        compare();
        remove(1, 20);
        put(101, 120);
        assertEquals(1, compare().size(), "the new ones come, the old ones stay");
        assertEquals(1, compare().size(), "confirmed");
    }

    // --- one job ---

    @Test
    void refreshPutsAJobInForceThoughNothingChanged() throws IOException {
        put(1, 1);
        compare();
        assertEquals(Optional.of(""), sync.refresh(1));
        assertEquals(List.of("put [1]"), sink.told());
        assertEquals(List.of(), compare(), "what was fetched is not new a second time");
    }

    @Test
    void refreshTellsWhatIsBadAndWhatIsGone() throws IOException {
        put(1, "61 * * * *");
        assertTrue(sync.refresh(1).orElseThrow().startsWith("schedule: "));
        assertEquals(1, sink.told().size());
        assertEquals(List.of(), compare());
        memory.remove(1);
        assertEquals(Optional.empty(), sync.refresh(1));
        assertEquals(List.of("remove [1]"), sink.told());
        assertEquals(Optional.empty(), sync.refresh(1));
        assertEquals(List.of(), sink.told());
        memory.setReachable(false);
        assertThrows(IOException.class, () -> sync.refresh(1));
    }

    // --- cheap looks ---

    @Test
    void aProbeReadsTheListOnlyIfTheRevisionIsNew() throws IOException {
        put(1, 1);
        sync.probe();
        assertEquals(1, lists);
        sync.probe();
        assertEquals(1, lists);
        put(2, 2);
        sync.probe();
        assertEquals(2, lists);
        assertEquals(List.of("put [1]", "put [2]"), sink.told());
    }

    @Test
    void aListThatCouldNotBeReadIsReadAgain() throws IOException {
        put(1, 1);
        defect = new IllegalStateException("null");
        assertThrows(IllegalStateException.class, sync::probe);
        defect = null;
        sync.probe();
        assertEquals(List.of("put [1]"), sink.told());
    }

    @Test
    void aStoreThatCantTellWhetherJobsHaveChangedIsReadWhole() throws IOException {
        put(1, 1);
        revisionProblem = new IOException("no grant");
        sync.probe();
        put(2, 2);
        sync.probe();
        assertEquals(List.of("put [1]", "put [2]"), sink.told());
        revisionProblem = null;
        sync.probe();
        sync.probe();
        assertEquals(3, lists);
    }

    @Test
    void theFirstOfTwoJobsWithOneIdCounts() throws IOException {
        put(1, 1);
        twice = true;
        assertEquals(List.of("put [1]"), compare());
        assertEquals("@daily", sync.lastGood().iterator().next().schedule());
        assertEquals(List.of(), compare());
    }

    // --- what an agent before this one has left ---

    private void remember(long... ids) {
        sync.remember(LongStream.of(ids).mapToObj(id -> job(id, "@daily").build()).toList());
    }

    @Test
    void whatIsRememberedIsPutInForceTogetherWithWhatTheStoreSays() throws IOException {
        remember(1, 2, 3);
        assertEquals(List.of(), sink.told(), "it may have been disabled meanwhile");
        put(1, 1);
        put(3, "@hourly");
        put(4, 4);
        assertEquals(List.of("put [1, 3, 4]", "remove [2]"), compare());
        assertEquals(List.of(), compare());
        sync.useRemembered();
        assertEquals(List.of(), sink.told());
    }

    @Test
    void theAnswerOfAStoreThatComesBackIsADifferenceToWhatWasRemembered() throws IOException {
        remember(1, 2, 3);
        sync.useRemembered();
        assertEquals(List.of("put [1, 2, 3]"), sink.told());
        put(1, 1);
        put(3, "@hourly");
        assertEquals(List.of("put [3]", "remove [2]"), compare());
    }

    @Test
    void aJobThatIsBadInTheStoreGoesOnInItsLastGoodVersionOverARestart() throws IOException {
        remember(1, 2);
        put(1, "61 * * * *");
        put(2, 2);
        List<String> told = compare();
        assertEquals("put [1]", told.get(0));
        assertTrue(told.get(1).startsWith("reject 1: schedule: "), told.get(1));
        assertEquals("put [2]", told.get(2));
        assertEquals("@daily", sync.lastGood().iterator().next().schedule(), "the next agent needs it too");
        assertEquals(0, sync.changes());
        put(1, "@hourly");
        assertEquals(List.of("put [1]"), compare());
        assertEquals(1, sync.changes());
    }

    @Test
    void aStoreThatCameBackWithFewerJobsIsNotBelievedAtOnce() throws IOException {
        remember(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertEquals(List.of("put [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"), compare());
        assertEquals("the store has lost 11 of 11 jobs at once: they stay until it says the same again", sync.doubt());
        assertEquals(11, sync.lastGood().size());
        sync.probe();
        assertEquals(List.of("remove [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]"), sink.told());
        assertEquals("", sync.doubt());
        assertEquals(0, sync.lastGood().size());
    }

    @Test
    void blanksInOptionsAreNoChangeOverARestart() throws IOException {
        sync.remember(List.of(job(1, "@daily").options("{\"jitter\":5}").build(), job(2, "@daily").build()));
        sync.useRemembered();
        sink.told();
        memory.put(job(1, "@daily").options(" {\"jitter\" : 5}\n").build(), HOST);
        memory.put(job(2, "@daily").options("  ").build(), HOST);
        assertEquals(List.of(), compare());
        memory.put(job(2, "@daily").options("[]").build(), HOST);
        assertTrue(compare().get(0).startsWith("reject 2: options"));
    }

    @Test
    void aJobThatIsRememberedAndCantBeRunAnyMoreIsShown() throws IOException {
        sync.remember(List.of(job(1, "@daily").hook("broken://x").build()));
        sync.useRemembered();
        assertTrue(sink.told().get(0).startsWith("reject 1: hook: its plugin failed"));
        assertEquals(List.of("remove [1]"), compare());
    }
}
