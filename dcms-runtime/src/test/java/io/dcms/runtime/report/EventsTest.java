package io.dcms.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
