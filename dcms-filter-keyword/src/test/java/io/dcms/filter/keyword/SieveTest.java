package io.dcms.filter.keyword;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SieveTest {

    @ParameterizedTest
    @CsvSource({"fatal|failed|error, 3", "~, 1", "~|^, 1", "~|error, 1", "err, 2", "ko|zq, 1", "exception|segfault, 6", "错误|失败, 4", "ошибка, 6"})
    void theShortestKeywordSaysHowFarItSkips(String keywords, int stride) {
        assertEquals(stride, sieve(keywords).stride());
    }

    /** Wherever it stands in its group, and whatever stands around it. */
    @ParameterizedTest
    @ValueSource(strings = {"~", "Ab", "aBc", "Fail", "error", "failed", "segfault", "exceptional",
            "错误", "ошибка", "Σς", "\ud83a\udd22", "a\nb"})
    void noKeywordIsSkipped(String keyword) {
        for (String keywords : List.of(keyword, keyword + "|terminated", keyword + "|~", keyword + "|ko")) {
            Sieve sieve = sieve(keywords);
            for (String variant : List.of(keyword, keyword.toUpperCase(), keyword.toLowerCase())) {
                byte[] bytes = variant.getBytes(StandardCharsets.UTF_8);
                for (int place = 0; place < 100; place++) {
                    byte[] output = new byte[200];
                    Arrays.fill(output, (byte) '.');
                    System.arraycopy(bytes, 0, output, place, bytes.length);
                    assertEquals(sieve == Sieve.OPEN ? 0 : place, sieve.skip(output, 0, output.length), variant + " at " + place + " for " + keywords);
                }
            }
        }
    }

    @Test
    void itIsSmall() {
        assertEquals(4 << 10, sieve("fatal|failed|error").table().length);
        assertTrue(sieve("error" + "|щщщщщщщщщ|ыыыыыыыыы|ююююююююю|яяяяяяяяя".repeat(30)).table().length <= 64 << 10);
    }

    @Test
    void manyFalseAlarmsEndASkip() {
        byte[] nearly = "erro ".repeat(1000).getBytes(StandardCharsets.UTF_8);
        int end = sieve("error").skip(nearly, 0, nearly.length);
        assertTrue(end < 200, "it went on for " + end);
    }

    private static Sieve sieve(String keywords) {
        return SieveBuilder.build(Arrays.stream(keywords.split("\\|")).map(Keyword::of).toList());
    }
}
