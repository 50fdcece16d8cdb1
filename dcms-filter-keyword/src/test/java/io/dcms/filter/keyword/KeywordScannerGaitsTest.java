package io.dcms.filter.keyword;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.CompiledFilter;
import io.dcms.spi.filter.FilterHit;
import io.dcms.spi.filter.OutputScanner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Outputs that are long enough to be skipped through and to be walked in four places at once, against the same scanner fed
 * byte by byte, which has no choice but to walk; that is what {@link KeywordFilterRandomTest} proves.
 */
class KeywordScannerGaitsTest {

    private static final int ROUNDS = 150;
    private static final int MAX_OUTPUT = 20_000;

    private static final String[] LETTERS = {"a", "B", "\n", "e", "R", "o", "é", "д", "Σ", "失", "夲", "Ა", "\ud83a\udd22", "~", "@", "`"};

    /**
     * @param shortest of the keywords, in letters: it decides how far a skip can go
     * @param density  how many of ten pieces of output are nearly a keyword: many make it walk, few make it skip
     */
    @ParameterizedTest
    @CsvSource({"1,3,2,1", "1,1,16,5", "2,3,4,9", "2,9,16,1", "3,3,16,5", "4,9,6,9", "5,6,16,1", "6,12,3,9", "8,40,16,5", "8,300,16,9"})
    void howeverItGoesItFindsTheSame(int shortest, int longest, int letters, int density) throws ConfigException {
        Random random = new Random(shortest + longest);
        int hits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<String> keywords = keywords(random, shortest, longest, letters);
            CompiledFilter filter = new KeywordFilter().compile(String.join("|", keywords));
            byte[] output = output(random, keywords, density);
            Optional<FilterHit> expected = scan(filter, output, 1, random);
            for (int chunk : new int[] {output.length, 1 + random.nextInt(5000), 1 + random.nextInt(100)}) {
                assertEquals(expected, scan(filter, output, chunk, random), () -> "seed " + shortest + longest + ": " + keywords);
            }
            hits += expected.isPresent() ? 1 : 0;
        }
        assertTrue(hits > ROUNDS / 10 && hits < ROUNDS, hits + " hits: most rounds prove nothing");
    }

    /** It lies across the border of two of four walks, or ends at it, or begins at it. */
    @Test
    void aKeywordAnywhereWhereFourWalk() throws ConfigException {
        CompiledFilter filter = new KeywordFilter().compile("ab".repeat(10) + "c");
        for (int end = 21; end < 5000; end++) {
            byte[] output = (end % 2 == 0 ? "" : "-").concat("ab".repeat(2500)).getBytes(StandardCharsets.UTF_8);
            output[end] = 'c';
            OutputScanner scanner = filter.scanner();
            scanner.feed(output, 0, output.length);
            assertEquals(end - 20, scanner.hit().orElseThrow().offset());
        }
    }

    private static List<String> keywords(Random random, int shortest, int longest, int letters) {
        List<String> keywords = new ArrayList<>();
        for (int count = 1 + random.nextInt(4); keywords.size() < count; ) {
            StringBuilder keyword = new StringBuilder();
            for (int length = shortest + random.nextInt(longest - shortest + 1); length > 0; length--) {
                keyword.append(LETTERS[random.nextInt(letters)]);
            }
            if (keyword.toString().strip().length() == keyword.length()) {
                keywords.add(keyword.toString());
            }
        }
        return keywords;
    }

    /** Beginnings of keywords and what is none; in every second output a whole keyword somewhere, in some case. */
    private static byte[] output(Random random, List<String> keywords, int density) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int length = random.nextInt(MAX_OUTPUT);
        int whole = random.nextBoolean() ? random.nextInt(MAX_OUTPUT) : MAX_OUTPUT;
        while (output.size() < length) {
            byte[] keyword = bytes(random, keywords.get(random.nextInt(keywords.size())));
            if (output.size() >= whole) {
                output.writeBytes(keyword);
                whole = MAX_OUTPUT;
            } else if (random.nextInt(10) < density) {
                output.write(keyword, 0, random.nextInt(keyword.length));
            } else {
                output.writeBytes("0".repeat(random.nextInt(40)).getBytes(StandardCharsets.UTF_8));
                output.write(random.nextInt(8) == 0 ? '\n' : '0');
            }
        }
        return output.toByteArray();
    }

    private static byte[] bytes(Random random, String keyword) {
        String cased = switch (random.nextInt(3)) {
            case 0 -> keyword.toUpperCase();
            case 1 -> keyword.toLowerCase();
            default -> keyword;
        };
        return cased.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<FilterHit> scan(CompiledFilter filter, byte[] output, int chunk, Random random) {
        OutputScanner scanner = filter.scanner();
        for (int at = 0; at < output.length; ) {
            int length = Math.min(chunk == 1 ? 1 : random.nextInt(chunk + 1), output.length - at);
            scanner.feed(output, at, length);
            at += length;
        }
        return scanner.finish();
    }
}
