package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The clock stands still unless a test moves it: nothing is stuck before. */
final class LanesTest {

    private static final long SECOND = 1_000_000_000;

    private final AtomicLong elapsed = new AtomicLong();
    private final Lanes lanes = new Lanes(elapsed::get);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicInteger stuck = new AtomicInteger();
    private final List<String> done = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        leave.countDown();
        lanes.close();
    }

    private void stick(long uid) {
        lanes.execute(uid, this::stick);
    }

    private void stick() {
        stuck.incrementAndGet();
        awaitOpen(leave);
        stuck.decrementAndGet();
    }

    private static void awaitOpen(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitStuck(int count) throws Exception {
        Await.until(count + " are stuck", () -> stuck.get() == count);
    }

    private void awaitDone(String... names) throws Exception {
        Await.until(List.of(names) + " are done, not " + done, () -> done.equals(List.of(names)));
    }

    private void pass() {
        elapsed.addAndGet(SECOND);
        lanes.tick();
    }

    @Test
    void aUserWhoseWorkIsStuckHoldsUpNobodyElse() throws Exception {
        for (int i = 0; i < 10; i++) {
            stick(1);
        }
        awaitStuck(2);
        lanes.execute(2, () -> done.add("a"));
        pass();
        awaitDone("a");
        assertEquals(2, stuck.get());
    }

    @Test
    void threadsInThePlaceOfThoseThatAreStuckEndWhenThoseGoOn() throws Exception {
        for (long uid = 1; uid <= 5; uid++) {
            stick(uid);
            stick(uid);
            pass();
            awaitStuck((int) (2 * uid));
        }
        leave.countDown();
        Await.until("two are left", () -> lanes.threads() == 2);
        lanes.execute(1, () -> done.add("a"));
        awaitDone("a");
    }

    @Test
    void theNumberOfThreadsIsBounded() throws Exception {
        for (long uid = 1; uid <= 50; uid++) {
            stick(uid);
            stick(uid);
        }
        Await.until("32 are stuck", () -> {
            pass();
            return stuck.get() == 32;
        });
        pass();
        assertEquals(32, lanes.threads());
    }

    @Test
    void twoThreadsAreEnoughForAnyNumberOfUsers() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        int most = 0;
        for (int i = 0; i < 2_000; i++) {
            lanes.execute(i % 100, ended::incrementAndGet);
            most = Math.max(most, lanes.threads());
        }
        Await.until("all are done", () -> ended.get() == 2_000);
        assertTrue(most <= 2, "there were " + most);
    }

    /** One of the two threads is stuck all the time, without being replaced: the other one does all in its order. */
    @Test
    void whatCameFirstIsBegunFirstWhoseverItIsAndALookBeforeThat() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        stick(1);
        lanes.execute(2, () -> {
            stuck.incrementAndGet();
            awaitOpen(gate);
            stuck.decrementAndGet();
        });
        awaitStuck(2);
        for (int i = 0; i < 6; i++) {
            String name = "u" + i % 3 + "-" + i;
            lanes.execute(2 + i % 3, () -> done.add(name));
        }
        lanes.soon(4, () -> done.add("look"));
        gate.countDown();
        awaitDone("look", "u0-0", "u1-1", "u2-2", "u0-3", "u1-4", "u2-5");
    }

    /** As where so much runs that it can't be looked at each second, or where a user makes each look take a fifth of a second. */
    @Test
    void looksWithoutAnEndHoldUpNoStart() throws Exception {
        AtomicBoolean goOn = new AtomicBoolean(true);
        for (int i = 0; i < 4; i++) {
            lookAgainAndAgain(goOn);
        }
        lanes.execute(1, () -> done.add("his own"));
        lanes.execute(2, () -> done.add("another's"));
        try {
            Await.until("both are done", () -> done.size() == 2);
        } finally {
            goOn.set(false);
        }
    }

    private void lookAgainAndAgain(AtomicBoolean goOn) {
        lanes.soon(1, () -> {
            if (goOn.get()) {
                lookAgainAndAgain(goOn);
            }
        });
    }

    @Test
    void looksAreTakenInTheirOrder() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        stick(1);
        lanes.execute(2, () -> {
            stuck.incrementAndGet();
            awaitOpen(gate);
        });
        awaitStuck(2);
        lanes.soon(2, () -> done.add("a"));
        lanes.soon(3, () -> done.add("b"));
        lanes.soon(2, () -> done.add("c"));
        gate.countDown();
        awaitDone("a", "b", "c");
    }

    @Test
    void whatWaitsWhenItIsClosedIsDoneAndNothingAfterThat() throws Exception {
        stick(1);
        stick(1);
        awaitStuck(2);
        lanes.execute(1, () -> done.add("a"));
        lanes.close();
        lanes.execute(1, () -> done.add("b"));
        leave.countDown();
        Await.until("all threads have ended", () -> lanes.threads() == 0);
        assertEquals(List.of("a"), done);
    }

    /** A task that forks without end leaves no place for a thread. */
    @Test
    void aThreadThatCouldNotBeHadIsMadeLater() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        ThreadFactory full = work -> refused.getAndIncrement() < 4 ? new Thread(work) {
            @Override
            public void start() {
                throw new OutOfMemoryError("unable to create native thread (meant)");
            }
        } : new Thread(work);
        try (Lanes poor = new Lanes(full, elapsed::get)) {
            poor.execute(1, () -> done.add("a"));
            poor.execute(2, () -> done.add("b"));
            poor.tick();
            assertEquals(0, poor.threads());
            Await.until("both are done", () -> {
                poor.tick();
                return done.size() == 2;
            });
        }
    }

    @Test
    void aDefectEndsNoThread() throws Exception {
        for (int i = 0; i < 5; i++) {
            lanes.execute(1, () -> {
                throw new IllegalStateException("meant");
            });
        }
        lanes.execute(1, () -> done.add("a"));
        awaitDone("a");
    }
}
