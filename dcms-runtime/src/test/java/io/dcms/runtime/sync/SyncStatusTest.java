package io.dcms.runtime.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SyncStatusTest {

    private long now = -5;
    private final SyncStatus status = new SyncStatus(() -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void knowsNothingBeforeTheFirstAnswerAndThenThatItIsLate() {
        assertEquals(Optional.empty(), status.problem());
        assertEquals(Optional.empty(), status.age());
        status.asked();
        pass(Duration.ofSeconds(2));
        assertEquals(Optional.empty(), status.problem());
        pass(Duration.ofSeconds(10));
        assertEquals(Optional.of("the store has not answered for 12 s"), status.problem());
        status.troubled("jobs can't be read: no route");
        assertEquals(Optional.of("jobs can't be read: no route"), status.problem());
    }

    @Test
    void whatTheStoreConfirmsIsAsOldAsTheQuestion() {
        status.asked();
        pass(Duration.ofSeconds(2));
        status.confirmed();
        assertEquals(JobsFrom.STORE, status.from());
        assertEquals(Optional.of(Duration.ofSeconds(2)), status.age());
        assertEquals(Optional.empty(), status.problem());
        pass(Duration.ofSeconds(30));
        assertEquals(Optional.empty(), status.problem());
        assertEquals(Optional.of(Duration.ofSeconds(32)), status.age());
    }

    @Test
    void saysHowOldTheJobsAreWhileTheStoreIsAway() {
        status.asked();
        status.confirmed();
        pass(Duration.ofSeconds(100));
        status.asked();
        status.troubled("jobs can't be read: no route");
        assertEquals(Optional.of("the jobs are those that the store had 100 s ago: jobs can't be read: no route"), status.problem());
        status.asked();
        status.confirmed();
        assertEquals(Optional.empty(), status.problem());
    }

    @Test
    void saysThatTheJobsAreOfASnapshotAsLongAsTheyAre() {
        status.standIn(Duration.ofHours(3));
        assertEquals(JobsFrom.SNAPSHOT, status.from());
        assertEquals(Optional.of("the jobs are those that the store had 3 h ago"), status.problem());
        status.asked();
        pass(Duration.ofMinutes(90));
        assertEquals(Optional.of("the jobs are those that the store had 4 h ago: the store has not answered for 90 min"),
                status.problem());
        pass(Duration.ofDays(5));
        assertEquals("the jobs are those that the store had 5 days ago", status.problem().orElseThrow().split(":")[0]);
        status.confirmed();
        assertEquals(JobsFrom.STORE, status.from());
    }
}
