package io.dcms.runtime.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final Caller ALICE = new Caller("alice", Role.CONTROL);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Sessions sessions = new Sessions(now::get);

    @Test
    void aSessionIsItsCallersAndNobodyGuessesIt() {
        String id = sessions.open(ALICE);

        assertEquals(Optional.of(ALICE), sessions.find(id));
        assertTrue(id.matches("[A-Za-z0-9_-]{32}"), "192 bits, and nothing that a cookie can't hold: " + id);
        assertNotEquals(id, sessions.open(ALICE));
        assertEquals(Optional.empty(), sessions.find(id.toLowerCase()));
        assertEquals(Optional.empty(), sessions.find(""));
    }

    @Test
    void itEndsWhenItIsNotUsed() {
        String id = sessions.open(ALICE);

        pass(Sessions.IDLE);
        assertEquals(Optional.of(ALICE), sessions.find(id), "used in time");
        pass(Sessions.IDLE);
        assertEquals(Optional.of(ALICE), sessions.find(id), "used in time again");
        pass(Sessions.IDLE.plusNanos(1));
        assertEquals(Optional.empty(), sessions.find(id));
    }

    @Test
    void itEndsHoweverMuchItIsUsed() {
        String id = sessions.open(ALICE);
        Duration used = Duration.ZERO;
        while (used.compareTo(Sessions.LONGEST) < 0) {
            assertEquals(Optional.of(ALICE), sessions.find(id));
            pass(Sessions.IDLE);
            used = used.plus(Sessions.IDLE);
        }
        pass(Duration.ofNanos(1));
        assertEquals(Optional.empty(), sessions.find(id));
    }

    @Test
    void oneEndsAtATimeOrAll() {
        String first = sessions.open(ALICE);
        String second = sessions.open(ALICE);

        sessions.close(first);
        assertEquals(Optional.empty(), sessions.find(first));
        assertEquals(Optional.of(ALICE), sessions.find(second));
        sessions.closeAll();
        assertEquals(Optional.empty(), sessions.find(second));
    }

    @Test
    void thereAreNeverTooMany() {
        String used = sessions.open(ALICE);
        String unused = sessions.open(ALICE);
        for (int n = 2; n < Sessions.MOST; n++) {
            sessions.open(ALICE);
        }
        assertEquals(Optional.of(ALICE), sessions.find(used));
        sessions.open(ALICE);
        assertEquals(Optional.of(ALICE), sessions.find(used));
        assertEquals(Optional.empty(), sessions.find(unused), "it was used longest ago");
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
