package io.dcms.runtime.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.FleetJob;
import io.dcms.spi.store.FleetRegister;
import io.dcms.spi.store.FleetRun;
import io.dcms.spi.store.InMemoryJobStore;
import io.dcms.spi.store.Sighting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Announcements, with a thread that works when the test says so. */
class AnnouncerTest {

    private final InMemoryJobStore store = new InMemoryJobStore();
    private final List<Runnable> works = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private double random = 0.5;
    private long jobs;
    private String hindrance = "";
    private int asked;
    private final Announcer announcer = new Announcer(new Hindered(), () -> new FleetAgent("web1", "", "1", 0, jobs, 0, 0), (work, delay) -> {
        works.add(work);
        delays.add(delay);
    }, () -> random);

    /** The store, but for what the test says hinders it. */
    private final class Hindered implements FleetRegister {
        @Override
        public Optional<String> hindrance() throws IOException {
            asked++;
            store.check();
            return Optional.of(hindrance).filter(text -> !text.isEmpty());
        }

        @Override
        public void announce(FleetAgent agent) throws IOException {
            store.announce(agent);
        }

        @Override
        public void leave(String host) throws IOException {
            asked++;
            store.leave(host);
        }

        @Override
        public List<Sighting> agents() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<FleetJob> jobs() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<FleetRun> failures(long since, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<FleetRun> lastRuns(long jobId, int limit) {
            throw new UnsupportedOperationException();
        }
    }

    private void next() {
        works.remove(0).run();
    }

    private Duration lastDelay() {
        return delays.get(delays.size() - 1);
    }

    @Test
    void itIsThereAtOnceAndAgainWithWhatIsNew() throws IOException {
        announcer.start();
        assertEquals(Duration.ZERO, lastDelay());
        jobs = 1;
        next();
        assertEquals(1, store.agents().get(0).agent().jobs());
        jobs = 2;
        next();
        assertEquals(2, store.agents().get(0).agent().jobs());
        assertEquals(1, works.size());
    }

    @ParameterizedTest
    @CsvSource({"0, 18", "0.5, 20", "1, 22"})
    void notTwoOfThemAnnounceThemselvesAtTheSameTimes(double chance, long seconds) {
        random = chance;
        announcer.start();
        next();
        assertEquals(Duration.ofSeconds(seconds), lastDelay());
    }

    @Test
    void aStoreThatIsAwayIsTriedLessOftenAndThenAsBefore() throws IOException {
        announcer.start();
        store.setReachable(false);
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            next();
            waits.add(lastDelay().toSeconds());
        }
        assertEquals(List.of(40L, 60L, 60L, 60L), waits);
        store.setReachable(true);
        next();
        assertEquals(Duration.ofSeconds(20), lastDelay());
        assertEquals(1, store.agents().size());
    }

    @Test
    void aStoreWithoutAPlaceForItIsAskedAgainButNotToldAnything() throws IOException {
        hindrance = "run sql/upgrade.sql";
        announcer.start();
        next();
        next();
        assertEquals(List.of(), store.agents());
        assertEquals(Duration.ofSeconds(20), lastDelay());
        hindrance = "";
        next();
        assertEquals(1, store.agents().size(), "it was upgraded meanwhile");
    }

    @Test
    void whoStopsSaysSoAndNothingMore() throws IOException {
        announcer.start();
        next();
        CompletableFuture<Void> said = announcer.stop();
        assertFalse(said.isDone());
        next();
        assertFalse(store.agents().get(0).stopped(), "that was the next announcement");
        next();
        assertTrue(said.isDone() && store.agents().get(0).stopped());
        assertEquals(List.of(), works);
    }

    @Test
    void aStoreThatIsAwayIsNotWaitedForAtTheEnd() throws IOException {
        announcer.start();
        store.setReachable(false);
        next();
        int before = asked;
        CompletableFuture<Void> said = announcer.stop();
        works.remove(1).run();
        assertTrue(said.isDone());
        assertEquals(before, asked);
    }

    @ParameterizedTest
    @CsvSource({"0, false, ALIVE", "59, false, ALIVE", "60, false, LATE", "299, false, LATE", "300, false, GONE", "1000000, false, GONE",
        "0, true, GONE", "-5, false, ALIVE"})
    void whatIsThoughtOfSilence(long seconds, boolean stopped, HostState state) {
        FleetAgent agent = new FleetAgent("web1", "", "1", 0, 0, 0, 0);
        assertEquals(state, HostState.of(new Sighting(agent, 0, Duration.ofSeconds(seconds), stopped)));
    }
}
