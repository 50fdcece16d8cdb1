package io.dcms.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.log.Allowance;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of one place's hooks is next. */
class EventsTest {

    @TempDir
    private Path temp;
    private JournalSite site;
    private Events events;

    @BeforeEach
    void start() {
        site = new JournalSite(temp);
        site.start();
        events = new Events(site.journal, Duration.ofMinutes(5), () -> site.elapsed, () -> 1.0);
    }

    private void report(long id, String hook) {
        site.report(id, id, hook);
        List<Notice> queue = site.hooks.get(hook);
        events.add(URI.create("http://a/" + hook), queue.get(queue.size() - 1));
    }

    private long next() throws IOException {
        return events.head(1).stream().map(JournalSite::id).findFirst().orElse(0L);
    }

    private List<Long> takeAll() throws IOException {
        List<Long> ids = new ArrayList<>();
        for (long id = next(); id != 0; id = next()) {
            ids.add(id);
            events.drop(1);
        }
        return ids;
    }

    @Test
    void targetsTakeTurnsAndEachOnesEventsComeInOrder() throws IOException {
        report(1, "a");
        report(2, "a");
        report(3, "a");
        report(4, "b");
        report(5, "b");
        assertEquals(5, events.size());
        assertEquals(List.of(1L, 4L, 2L, 5L, 3L), takeAll());
        assertEquals(0, events.size());
        assertEquals(Optional.empty(), events.pause());
        assertEquals(0, site.journal.hooksWaiting());
    }

    @Test
    void aTargetThatFailsLetsOthersGoFirstLongerAndLonger() throws IOException {
        report(1, "broken");
        for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
            assertEquals(1, next());
            events.postpone();
            report(2, "fine");
            assertEquals(List.of(2L), takeAll());
            assertEquals(Optional.of(Duration.ofSeconds(seconds)), events.pause());
            site.elapsed += Duration.ofSeconds(seconds).toNanos() - 1;
            assertEquals(0, next());
            site.elapsed++;
        }
        assertEquals(List.of(1L), takeAll());
    }

    @Test
    void theOneThatHasWaitedLongestMayBeOfAnyTarget() throws IOException {
        assertEquals(Duration.ZERO, events.oldest());
        report(1, "broken");
        site.elapsed += Duration.ofSeconds(60).toNanos();
        report(2, "fine");
        assertEquals(Duration.ofSeconds(60), events.oldest());
        assertEquals(1, next());
        events.postpone();
        assertEquals(List.of(2L), takeAll(), "the last that was looked at is not the oldest");
        assertEquals(Duration.ofSeconds(60), events.oldest());
        site.elapsed += Duration.ofSeconds(60).toNanos();
        assertEquals(List.of(1L), takeAll());
        assertEquals(Duration.ZERO, events.oldest());
    }

    /** What a lane's thread does and when, by the test's clock. */
    private final class Schedule implements Lane.Workers {
        private final TreeMap<Long, Runnable> work = new TreeMap<>();

        @Override
        public void execute(Runnable task) {
            schedule(task, Duration.ZERO);
        }

        @Override
        public void schedule(Runnable task, Duration delay) {
            long at = site.elapsed + delay.toNanos();
            while (work.putIfAbsent(at, task) != null) {
                at++;
            }
        }

        private void runNext() {
            site.elapsed = Math.max(site.elapsed, work.firstKey());
            work.pollFirstEntry().getValue().run();
        }
    }

    /** @param took how long it takes until one has failed @return when the last good one was told, from the start on */
    private Duration toldOfGoodAmongBad(Duration took) {
        List<Long> told = new ArrayList<>();
        Schedule schedule = new Schedule();
        Lane<Report> lane = new Lane<>("a", events, reports -> {
            if (reports.get(0).hook().orElseThrow().getPath().startsWith("/bad")) {
                site.elapsed += took.toNanos();
                throw new IOException("404");
            }
            told.add(JournalSite.id(reports.get(0)));
        }, schedule, 1, Duration.ofMinutes(5), new Lane.Patience(Duration.ofHours(24), Duration.ZERO),
                new Allowance(() -> site.elapsed), () -> site.elapsed, () -> 1.0);
        for (long id = 1; id <= 20; id++) {
            report(id, "bad" + id);
        }
        report(21, "good");
        report(22, "good");
        lane.wake();
        while (told.size() < 2) {
            schedule.runNext();
        }
        return Duration.ofNanos(site.elapsed);
    }

    @Test
    void manyTargetsThatFailAtOnceHoldUpTheOthersOfTheirHostForAMomentOnly() {
        Duration until = toldOfGoodAmongBad(Duration.ofMillis(5));
        assertTrue(until.compareTo(Duration.ofMinutes(1)) < 0, until::toString);
    }

    @Test
    void whatIsGivenUpForWantOfRoomIsForgotten() throws IOException {
        report(1, "a");
        report(2, "a");
        assertEquals(1, next());
        site.hooks.get("a").forEach(site.journal::done);
        events.dropDone();
        assertEquals(0, events.size());
        report(3, "a");
        events.drop(1);
        assertEquals(1, events.size(), "the one on its way was not the one that came since");
        assertEquals(3, next());
    }

    @Test
    void oneThatWasGivenUpWithoutAWordIsPassedOver() throws IOException {
        report(1, "a");
        report(2, "b");
        site.journal.done(site.hooks.get("a").get(0));
        assertEquals(List.of(2L), takeAll());
    }

    @Test
    void theAgeIsThatOfTheFirst() throws IOException {
        report(1, "a");
        site.elapsed += Duration.ofMinutes(3).toNanos();
        assertEquals(1, next());
        assertEquals(Duration.ofMinutes(3), events.age());
        assertEquals("is given up", events.giveUp());
        assertEquals(0, next());
    }
}
