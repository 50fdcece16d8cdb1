package io.dcms.runtime.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TaskIdsTest {

    private static final long NOON = 1_714_564_800;

    private TaskIds ids = new TaskIds(7, Optional.empty());

    private String next(long second) {
        return ids.next(Instant.ofEpochSecond(NOON + second), other -> false);
    }

    private List<String> each(long... seconds) {
        return LongStream.of(seconds).mapToObj(this::next).toList();
    }

    private static String id(long second) {
        return NOON + second + "-7";
    }

    @Test
    void theFirstOfASecondIsPlainAndTheOthersAreNumbered() {
        assertEquals(List.of(id(0), id(0) + "-2", id(0) + "-3", id(1)), each(0, 0, 0, 1));
    }

    @Test
    void anHourThatTheClockLivesTwiceIsNumbered() {
        for (long second = 0; second < 3600; second++) {
            assertEquals(id(second), next(second));
        }
        for (long second = 0; second < 3600; second++) {
            assertEquals(id(second) + "-2", next(second));
        }
        assertEquals(id(0) + "-3", next(0), "and for the third time");
        assertEquals(id(3600), next(3600));
    }

    @Test
    void aFireThatItsJitterPutsOffIsPlainThoughSomebodyHasAskedForRunsMeanwhile() {
        assertEquals(List.of(id(90), id(120), id(60), id(120) + "-2"), each(90, 120, 60, 120));
    }

    @Test
    void aSecondThatMayBeNeededIsNotForgotten() {
        for (long second = 0; second < 50; second++) {
            ids.next(Instant.ofEpochSecond(NOON + second), other -> other == NOON + 3 || other == NOON + 5);
        }
        assertEquals(List.of(id(5) + "-2", id(3) + "-2"), each(5, 3));
    }

    @Test
    void whatAgentsBeforeThisOneHaveGivenIsNotGivenAgain() {
        ids = new TaskIds(7, Optional.of(new RunLedger.Given(NOON + 10, 2, 4)));
        ids.know(NOON + 3, 2);
        assertEquals(List.of(id(10) + "-3", id(3) + "-5", id(4) + "-5", id(11)), each(10, 3, 4, 11));
    }

    @Test
    void noneIsGivenTwiceWhereverTheClockIsSetAndHoweverOftenAgentsAreReplaced() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            Set<String> all = new HashSet<>();
            Optional<RunLedger.Given> given = Optional.empty();
            ids = new TaskIds(7, given);
            long now = 0;
            for (int i = 0; i < 500; i++) {
                now += switch (random.nextInt(20)) {
                    case 0 -> -random.nextInt(60);
                    case 1 -> random.nextInt(30);
                    case 2, 3, 4 -> 0;
                    default -> 1;
                };
                long second = random.nextInt(10) == 0 ? now - random.nextInt(5) : now;
                String id = next(second);
                assertTrue(all.add(id), "seed " + seed + ": " + id + " is given for the second time");
                int number = id.equals(id(second)) ? 1 : Integer.parseInt(id.substring(id(second).length() + 1));
                RunLedger.Given one = new RunLedger.Given(NOON + second, number, number);
                given = Optional.of(given.map(one::and).orElse(one));
                if (random.nextInt(40) == 0) {
                    ids = new TaskIds(7, given);
                }
            }
        }
    }
}
