package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.runtime.process.RunFile.Ended;
import io.dcms.runtime.process.RunFile.Start;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunFileTest {

    private static final String BOOT = "0123abcd-0000-1111-2222-333344445555";
    private static final String FIRST = RunFile.firstLine(BOOT, "abc") + "\n";

    @Test
    void saysWhatHasHappenedSoFar() {
        assertEquals(new RunFile("", "", Optional.empty(), Optional.empty()), RunFile.parse(""));
        assertEquals(new RunFile(BOOT, "abc", Optional.empty(), Optional.empty()), RunFile.parse(FIRST));
        assertEquals(new RunFile(BOOT, "abc", Optional.of(new Start(12, 345, 6)), Optional.empty()), RunFile.parse(FIRST + "s 12 345 6\n"));
        assertEquals(new RunFile(BOOT, "abc", Optional.of(new Start(12, 345, 6)), Optional.of(new Ended(143, -1))),
                RunFile.parse(FIRST + "s 12 345 6\ne 143\n"));
        assertEquals(Optional.of(new Ended(143, 350)), RunFile.parse(FIRST + "s 12 345 6\ne 143 350\n").end());
    }

    /** The line may be on its way, or its disk was full in the middle of it: {@code e 14} is not {@code e 143}. */
    @Test
    void aLineCountsWhenItIsComplete() {
        String all = FIRST + "s 12 345 6\ne 143\n";
        for (int length = 0; length < all.length(); length++) {
            RunFile file = RunFile.parse(all.substring(0, length));
            assertEquals(length >= FIRST.length() ? BOOT : "", file.boot());
            assertEquals(length >= all.length() - "e 143\n".length(), file.start().isPresent(), "at " + length);
            assertEquals(OptionalInt.empty(), file.status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s 12 345\n", "s 0 345 6\n", "s -1 345 6\n", "s 12 345 0\n", "s 99999999999 1 1\n",
            "s 1 9999999999999999999 1\n",
            " s 12 345 6\n", "s 12 345 6 \n", "s  12 345 6\n", "S 12 345 6\n", "s 12 345 6\0\n", "s ١٢ 345 6\n", "\n\n\n", "e 256\n",
            "e -1\n", "e\n", "e 1e0\n", "e 0001\n", "ee 1\n", "e 1 \n", "e 1  2\n", "e 1 -2\n", "e 1 2 3\n", "e 1 9999999999999999999\n", "\0\0\0\n"})
    void whatIsNotExactlyALineOfOursSaysNothing(String line) {
        assertEquals(new RunFile(BOOT, "abc", Optional.empty(), Optional.empty()), RunFile.parse(FIRST + line));
    }

    @Test
    void theFirstOfEachKindCounts() {
        assertEquals(new RunFile(BOOT, "abc", Optional.of(new Start(1, 2, 3)), Optional.of(new Ended(4, -1))),
                RunFile.parse(FIRST + "junk\ns 1 2 3\ns 7 8 9\ne 4\ne 0\nb ffffffff-0000-1111-2222-333344445555\n"));
        assertEquals("", RunFile.parse("s 1 2 3\n" + FIRST).boot());
    }

    @Test
    void anythingCanBeParsed() {
        Random random = new Random(7);
        for (int round = 0; round < 10_000; round++) {
            StringBuilder text = new StringBuilder(round % 2 == 0 ? FIRST : "");
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append("se b123 \n\0-".charAt(random.nextInt(11)));
            }
            RunFile.parse(text.toString());
        }
    }
}
