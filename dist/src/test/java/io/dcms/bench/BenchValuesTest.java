package io.dcms.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchValuesTest {

    private static final List<BenchOption> OPTIONS = List.of(new BenchOption("rounds", "N", "3", "how often"),
            new BenchOption("bursts", "N,...", "", "how many"));

    @Test
    void aValueIsTheOneGivenOrTheFallback() throws Exception {
        BenchValues given = BenchValues.parse(OPTIONS, List.of("--bursts", "1, 20"));
        assertEquals(3, given.number("rounds", 1, 9));
        assertArrayEquals(new int[] {1, 20}, given.numbers("bursts", 1, 99));
        assertEquals(List.of("1", "20"), given.words("bursts"));
    }

    @Test
    void nonsenseIsNamedWithWhatWouldBeRight() {
        assertEquals("\"--round\" is no option of it: give one of --rounds --bursts", reason("--round", "3"));
        assertEquals("--rounds needs a value", reason("--rounds"));
        assertEquals("--rounds: \"x\" is no number from 1 to 9", reason("--rounds", "x"));
        assertEquals("--rounds: \"10\" is no number from 1 to 9", reason("--rounds", "10"));
    }

    private static String reason(String... arguments) {
        return assertThrows(BenchFailure.class, () -> BenchValues.parse(OPTIONS, List.of(arguments)).number("rounds", 1, 9)).getMessage();
    }
}
