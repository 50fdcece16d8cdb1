package io.dcms.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
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
    private long now;
    private int capacity = Integer.MAX_VALUE;
    private Duration patienceWithDefects = Duration.ZERO;
    private Trouble trouble = items -> { };

    /** What goes wrong with a delivery. */
    private interface Trouble {
        void meet(List<String> items) throws IOException;
    }

    private final Lane.Workers workers = new Lane.Workers() {
        @Override
        public void execute(Runnable task) {
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
        return new Lane<>("the store", items -> {
            tries.add(String.join(" ", items));
            trouble.meet(items);
        }, workers, batch, Duration.ofMinutes(1), new Lane.Patience(Duration.ofHours(24), patienceWithDefects), capacity,
                () -> now, () -> random);
    }

    private void step() {
        assertEquals(1, work.size(), "one worker at a time");
        work.remove(0).run();
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
        List.of("a", "b", "c").forEach(lane::add);
        assertEquals(3, lane.depth());
        step();
        assertEquals(List.of("a b", "c"), tries);
        assertEquals(0, lane.depth());
        assertEquals(List.of(), work);
    }

    @Test
    void whatComesWhileAnotherIsDeliveredIsNotForgotten() {
        Lane<String> lane = lane(1);
        trouble = items -> {
            if (items.contains("a")) {
                lane.add("b");
            }
        };
        lane.add("a");
        step();
        lane.add("c");
        step();
        assertEquals(List.of("a", "b", "c"), tries);
    }

    @Test
    void waitsLongerAndLongerUpToTheLimitAndShortlyAfterASuccess() {
        Lane<String> lane = lane(1);
        trouble = items -> {
            throw new IOException("away");
        };
        lane.add("a");
        IntStream.range(0, 9).forEach(i -> step());
        assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), pauses.stream().map(Duration::toSeconds).toList());
        trouble = items -> { };
        step();
        pauses.clear();
        trouble = items -> {
            throw new IOException("away");
        };
        lane.add("b");
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
        lane.add("a");
        lane.add("b");
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
        lane.add("a");
        step();
        assertTrue(lane.trouble().orElseThrow().startsWith("the store: java.io.IOException ("));
    }

    @Test
    void givesUpWhatWasTriedForTooLongAndNothingElse() {
        Lane<String> lane = lane(10);
        trouble = items -> {
            throw new IOException("refused");
        };
        lane.add("old");
        now = Duration.ofHours(24).toNanos();
        lane.add("new");
        step();
        assertEquals(2, lane.depth(), "a day is not over yet");
        now++;
        step();
        assertEquals(1, lane.depth());
        trouble = items -> { };
        step();
        assertEquals(List.of("old new", "old new", "new"), tries);
    }

    @Test
    void whatAPluginCantTakeIsGivenUpAfterThreeTriesAloneAndTheOthersGoOn() {
        Lane<String> lane = lane(10);
        poison("c", new IllegalStateException("null"));
        List.of("a", "b", "c", "d", "e").forEach(lane::add);
        step();
        assertTrue(lane.trouble().orElseThrow().startsWith("the store: a defect of the plugin: java.lang.IllegalState"));
        IntStream.range(0, 4).forEach(i -> step());
        assertEquals(List.of("a b c d e", "a", "b", "c", "c", "c", "d", "e"), tries);
        assertEquals(0, lane.depth());
    }

    @Test
    void aDefectIsNoReasonToGiveUpWhatMustNotBeLostAsLongAsThereIsPatience() {
        patienceWithDefects = Duration.ofHours(1);
        Lane<String> lane = lane(1);
        poison("b", new IllegalStateException("the pool is closed"));
        lane.add("b");
        for (int i = 0; i < 10; i++) {
            step();
        }
        assertEquals(1, lane.depth());
        now = Duration.ofHours(1).toNanos();
        step();
        assertEquals(0, lane.depth());
    }

    @Test
    void aFullLaneGivesUpTheOldestThatIsNotOnItsWay() {
        capacity = 3;
        Lane<String> lane = lane(1);
        List.of("a", "b", "c", "d", "e").forEach(lane::add);
        step();
        assertEquals(List.of("a", "d", "e"), tries);
    }

    @Test
    void theWayToABadOneIsNotTriedAsAWholeAfterEachGoodOne() {
        Lane<String> lane = lane(500);
        poison("400", new IllegalStateException());
        IntStream.range(0, 500).forEach(i -> lane.add(String.valueOf(i)));
        while (!work.isEmpty()) {
            step();
        }
        assertEquals(0, lane.depth());
        assertEquals(4, pauses.size(), "one whole, three alone");
    }

    @Test
    void aLaneWithoutAnythingInItHasNoTrouble() {
        Lane<String> lane = lane(1);
        poison("a", new NoClassDefFoundError("x/Y"));
        lane.add("a");
        IntStream.range(0, 3).forEach(i -> step());
        assertEquals(Optional.empty(), lane.trouble(), "it would stay in /health until somebody reports there again");
        step();
        assertEquals(List.of(), work);
        lane.add("b");
        step();
        assertEquals(List.of("a", "a", "a", "b"), tries);
    }

    @Test
    void anErrorDoesNotEndALane() {
        Lane<String> lane = lane(1);
        poison("a", new StackOverflowError());
        lane.add("a");
        lane.add("b");
        IntStream.range(0, 4).forEach(i -> step());
        assertEquals(List.of("a", "a", "a", "b"), tries);
    }

    @Test
    void wantOfMemoryIsNoFaultOfWhatIsDelivered() {
        Lane<String> lane = lane(1);
        poison("a", new OutOfMemoryError());
        lane.add("a");
        IntStream.range(0, 20).forEach(i -> step());
        assertEquals(1, lane.depth());
        trouble = items -> { };
        step();
        assertEquals(0, lane.depth());
    }

    @Test
    void manyThreadsAddAndNothingIsLostTwiceOrOutOfOrder() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(6);
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
        CountDownLatch all = new CountDownLatch(40_000);
        Lane<String> lane = new Lane<>("x", items -> items.forEach(item -> {
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
        }, 3, Duration.ofMinutes(1), new Lane.Patience(Duration.ofHours(1), Duration.ZERO), Integer.MAX_VALUE, () -> 0, () -> 0);
        for (int thread = 0; thread < 4; thread++) {
            int number = thread;
            pool.execute(() -> IntStream.range(0, 10_000).forEach(i -> lane.add(number + " " + i)));
        }
        assertTrue(all.await(10, TimeUnit.SECONDS), () -> lane.depth() + " wait, and nobody comes");
        pool.shutdown();
        for (int thread = 0; thread < 4; thread++) {
            String begin = thread + " ";
            assertEquals(IntStream.range(0, 10_000).mapToObj(i -> begin + i).toList(),
                    taken.stream().filter(item -> item.startsWith(begin)).toList());
        }
    }
}
