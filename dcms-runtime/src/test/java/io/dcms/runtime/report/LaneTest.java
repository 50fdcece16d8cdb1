package io.dcms.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.log.Allowance;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LaneTest {

    /** What was delivered, a line for each try. */
    private final List<String> tries = new ArrayList<>();
    private final List<Runnable> work = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private boolean atOnce;
    private long now;
    private final Queued backlog = new Queued();
    private Duration patienceWithDefects = Duration.ZERO;
    private Trouble trouble = items -> { };

    /** What goes wrong with a delivery. */
    private interface Trouble {
        void meet(List<String> items) throws IOException;
    }

    /** What waits, in memory. */
    private final class Queued implements Lane.Backlog<String> {
        private final Deque<Long> since = new ArrayDeque<>();
        private final Deque<String> queue = new ArrayDeque<>();
        /** How long nothing is due; nothing if all is. */
        private Duration notDue = Duration.ZERO;

        private synchronized void add(String item) {
            queue.add(item);
            since.add(now);
        }

        @Override
        public synchronized List<String> head(int most) {
            return notDue.isZero() ? queue.stream().limit(most).toList() : List.of();
        }

        @Override
        public synchronized void drop(int count) {
            for (int i = 0; i < count; i++) {
                queue.remove();
                since.remove();
            }
        }

        @Override
        public String giveUp() {
            drop(1);
            return "is given up";
        }

        @Override
        public boolean postpone() {
            return false;
        }

        @Override
        public Optional<Duration> pause() {
            return queue.isEmpty() ? Optional.empty() : Optional.of(notDue);
        }

        @Override
        public synchronized long size() {
            return queue.size();
        }

        @Override
        public synchronized Duration age() {
            return Duration.ofNanos(now - since.element());
        }
    }

    private final Lane.Workers workers = new Lane.Workers() {
        @Override
        public void execute(Runnable task) {
            atOnce = true;
            work.add(task);
        }

        @Override
        public void schedule(Runnable task, Duration delay) {
            pauses.add(delay);
            work.add(task);
        }
    };

    private Lane<String> lane(int batch) {
        return lane(batch, 1.0);
    }

    private Lane<String> lane(int batch, double random) {
        return new Lane<>("the store", backlog, items -> {
            tries.add(String.join(" ", items));
            trouble.meet(items);
        }, workers, batch, Duration.ofMinutes(1), new Lane.Patience(Duration.ofHours(24), patienceWithDefects),
                new Allowance(() -> now), () -> now, () -> random);
    }

    private void add(Lane<String> lane, String item) {
        backlog.add(item);
        lane.wake();
    }

    /** What a worker does until it has to wait. */
    private void step() {
        do {
            assertEquals(1, work.size(), "one worker at a time");
            atOnce = false;
            work.remove(0).run();
        } while (atOnce);
    }

    private void poison(String poison, Throwable defect) {
        trouble = items -> {
            if (items.contains(poison)) {
                if (defect instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) defect;
            }
        };
    }

    @Test
    void deliversInOrderSomeAtATime() {
        Lane<String> lane = lane(2);
        List.of("a", "b", "c").forEach(item -> add(lane, item));
        assertEquals(3, backlog.size());
        step();
        assertEquals(List.of("a b", "c"), tries);
        assertEquals(0, backlog.size());
        assertEquals(List.of(), work);
    }

    @Test
    void whatComesWhileAnotherIsDeliveredIsNotForgotten() {
        Lane<String> lane = lane(1);
        trouble = items -> {
            if (items.contains("a")) {
                add(lane, "b");
            }
        };
        add(lane, "a");
        step();
        add(lane, "c");
        step();
        assertEquals(List.of("a", "b", "c"), tries);
    }

    @Test
    void waitsLongerAndLongerUpToTheLimitAndShortlyAfterASuccess() {
        Lane<String> lane = lane(1);
        trouble = items -> {
            throw new IOException("away");
        };
        add(lane, "a");
        IntStream.range(0, 9).forEach(i -> step());
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), pauses.stream().map(Duration::toSeconds).toList());
        trouble = items -> { };
        step();
        pauses.clear();
        trouble = items -> {
            throw new IOException("away");
        };
        add(lane, "b");
        step();
        assertEquals(List.of(Duration.ofSeconds(1)), pauses);
    }

    @Test
    void theWaitIsSpreadOverItsUpperHalf() {
        assertEquals(Duration.ofMillis(500), new Backoff(Duration.ofMinutes(1), () -> 0).next());
        Backoff endless = new Backoff(Duration.ofDays(365_000), () -> 0);
        Duration wait = Duration.ZERO;
        for (int i = 0; i < 100; i++) {
            wait = endless.next();
        }
        assertEquals(Duration.ofSeconds(1L << 19), wait, "nothing overflows");
    }

    @Test
    void saysWhatIsWrongHowManyWaitAndForHowLong() {
        Lane<String> lane = lane(10);
        assertEquals(Optional.empty(), lane.trouble());
        trouble = items -> {
            throw new IOException("no route to db:3306");
        };
        add(lane, "a");
        add(lane, "b");
        step();
        now = Duration.ofSeconds(90).toNanos();
        assertEquals("the store: no route to db:3306 (2 wait, the first for 90 s)", lane.trouble().orElseThrow());
        trouble = items -> { };
        step();
        assertEquals(Optional.empty(), lane.trouble());
        assertEquals(List.of("a b", "a b"), tries);
    }

    @Test
    void anErrorWithoutAMessageIsNamed() {
        Lane<String> lane = lane(1);
        trouble = items -> {
            throw new IOException();
        };
        add(lane, "a");
        step();
        assertTrue(lane.trouble().orElseThrow().startsWith("the store: java.io.IOException ("));
    }

    @Test
    void givesUpWhatWasTriedForTooLongAndNothingElse() {
        Lane<String> lane = lane(10);
        trouble = items -> {
            throw new IOException("refused");
        };
        add(lane, "old");
        now = Duration.ofHours(24).toNanos();
        add(lane, "new");
        step();
        assertEquals(2, backlog.size(), "a day is not over yet");
        now++;
        step();
        assertEquals(1, backlog.size());
        trouble = items -> { };
        step();
        assertEquals(List.of("old new", "old new", "new"), tries);
    }

    @Test
    void whatAPluginCantTakeIsGivenUpAfterThreeTriesAloneAndTheOthersGoOn() {
        Lane<String> lane = lane(10);
        poison("c", new IllegalStateException("null"));
        List.of("a", "b", "c", "d", "e").forEach(item -> add(lane, item));
        step();
        assertTrue(lane.trouble().orElseThrow().startsWith("the store: a defect of the plugin: java.lang.IllegalState"));
        IntStream.range(0, 4).forEach(i -> step());
        assertEquals(List.of("a b c d e", "a", "b", "c", "c", "c", "d", "e"), tries);
        assertEquals(0, backlog.size());
    }

    @Test
    void aDefectIsNoReasonToGiveUpWhatMustNotBeLostAsLongAsThereIsPatience() {
        patienceWithDefects = Duration.ofHours(1);
        Lane<String> lane = lane(1);
        poison("b", new IllegalStateException("the pool is closed"));
        add(lane, "b");
        for (int i = 0; i < 10; i++) {
            step();
        }
        assertEquals(1, backlog.size());
        now = Duration.ofHours(1).toNanos();
        step();
        assertEquals(0, backlog.size());
    }

    @Test
    void theWayToABadOneIsNotTriedAsAWholeAfterEachGoodOne() {
        Lane<String> lane = lane(500);
        poison("400", new IllegalStateException());
        IntStream.range(0, 500).forEach(i -> add(lane, String.valueOf(i)));
        while (!work.isEmpty()) {
            step();
        }
        assertEquals(0, backlog.size());
        assertEquals(4, pauses.size(), "one whole, three alone");
    }

    @Test
    void aLaneWithoutAnythingInItHasNoTrouble() {
        Lane<String> lane = lane(1);
        poison("a", new NoClassDefFoundError("x/Y"));
        add(lane, "a");
        IntStream.range(0, 3).forEach(i -> step());
        assertEquals(Optional.empty(), lane.trouble(), "it would stay in /health until somebody reports there again");
        step();
        assertEquals(List.of(), work);
        add(lane, "b");
        step();
        assertEquals(List.of("a", "a", "a", "b"), tries);
    }

    @Test
    void anErrorDoesNotEndALane() {
        Lane<String> lane = lane(1);
        poison("a", new StackOverflowError());
        add(lane, "a");
        add(lane, "b");
        IntStream.range(0, 4).forEach(i -> step());
        assertEquals(List.of("a", "a", "a", "b"), tries);
    }

    @Test
    void anErrorThatCantBeToldDoesNotEndALane() {
        Lane<String> lane = lane(1);
        trouble = items -> {
            throw new IOException() {
                private static final long serialVersionUID = 1;

                @Override
                public String getMessage() {
                    throw new IllegalStateException("a defect of the plugin's exception");
                }
            };
        };
        add(lane, "a");
        step();
        trouble = items -> { };
        step();
        assertEquals(List.of("a", "a"), tries);
        assertEquals(0, backlog.size());
    }

    @Test
    void wantOfMemoryIsNoFaultOfWhatIsDelivered() {
        Lane<String> lane = lane(1);
        poison("a", new OutOfMemoryError());
        add(lane, "a");
        IntStream.range(0, 20).forEach(i -> step());
        assertEquals(1, backlog.size());
        trouble = items -> { };
        step();
        assertEquals(0, backlog.size());
    }

    @Test
    void manyThreadsAddAndNothingIsLostTwiceOrOutOfOrder() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(6);
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        CountDownLatch all = new CountDownLatch(40_000);
        Lane<String> lane = new Lane<>("x", backlog, items -> items.forEach(item -> {
            taken.add(item);
            all.countDown();
        }), new Lane.Workers() {
            @Override
            public void execute(Runnable task) {
                pool.execute(task);
            }

            @Override
            public void schedule(Runnable task, Duration delay) {
                pool.execute(task);
            }
        }, 3, Duration.ofMinutes(1), new Lane.Patience(Duration.ofHours(1), Duration.ZERO), new Allowance(() -> 0), () -> 0, () -> 0);
        for (int thread = 0; thread < 4; thread++) {
            int number = thread;
            pool.execute(() -> IntStream.range(0, 10_000).forEach(i -> add(lane, number + " " + i)));
        }
        assertTrue(all.await(60, TimeUnit.SECONDS), () -> backlog.size() + " wait, and nobody comes");
        pool.shutdown();
        for (int thread = 0; thread < 4; thread++) {
            String begin = thread + " ";
            assertEquals(IntStream.range(0, 10_000).mapToObj(i -> begin + i).toList(),
                    taken.stream().filter(item -> item.startsWith(begin)).toList());
        }
    }

    @Test
    void looksByItselfWhenSomethingBecomesDueAndAtOnceWhenSomethingComes() {
        Lane<String> lane = lane(1);
        backlog.notDue = Duration.ofMinutes(5);
        add(lane, "a");
        step();
        assertEquals(List.of(Duration.ofMinutes(5)), pauses);
        Runnable alarm = work.remove(0);
        add(lane, "b");
        step();
        assertEquals(List.of(), work, "one alarm is enough");
        backlog.notDue = Duration.ZERO;
        alarm.run();
        step();
        assertEquals(List.of("a", "b"), tries);
    }
}
