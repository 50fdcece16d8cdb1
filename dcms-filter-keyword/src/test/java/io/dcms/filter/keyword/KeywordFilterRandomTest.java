package io.dcms.filter.keyword;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.FilterHit;
import io.dcms.spi.filter.OutputScanner;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random keywords on random output, cut at random, against the plainest search that obeys the same rules. */
class KeywordFilterRandomTest {

    private static final int ROUNDS = 2000;
    private static final int MAX_OUTPUT = 60;

    /** No keyword here takes more bytes: six characters of four. */
    private static final int LONGEST = 24;

    /** Few and confusing: common bytes, cases of one, two, three and four bytes, pairs of unequal length, a newline. */
    private static final String[] LETTERS = {"a", "A", "b", "B", "\n", "é", "É", "д", "Д", "р", "Р", "σ", "ς", "Σ", "失", "夲",
        "ა", "Ა", "\ud83a\udd22", "\ud83a\udd00", "ß", "ẞ", "k", "\u212a", "i", "ı", "İ", "Ⱥ", "ⱥ"};

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 29})
    void aScanFindsWhatAPlainSearchFinds(int letters) throws ConfigException {
        Random random = new Random(letters);
        int hits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<String> keywords = keywords(random, letters);
            byte[] output = output(random, letters);
            Optional<FilterHit> expected = plainSearch(keywords, output);
            Optional<FilterHit> found = scan(String.join("|", keywords), output, random);
            assertEquals(expected, found, () -> keywords + " in <" + new String(output, StandardCharsets.UTF_8) + ">");
            hits += found.isPresent() ? 1 : 0;
        }
        assertTrue(hits > ROUNDS / 10 && hits < ROUNDS, hits + " hits: most rounds prove nothing");
    }

    private static List<String> keywords(Random random, int letters) {
        List<String> keywords = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            String keyword = word(random, letters, 1 + random.nextInt(6)).strip();
            if (!keyword.isEmpty()) {
                keywords.add(keyword);
            }
        }
        return keywords;
    }

    private static String word(Random random, int letters, int length) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(LETTERS[random.nextInt(letters)]);
        }
        return word.toString();
    }

    /** Letters, and now and then a byte that is none. */
    private static byte[] output(Random random, int letters) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int length = random.nextInt(MAX_OUTPUT);
        while (output.size() < length) {
            output.writeBytes(word(random, letters, random.nextInt(12)).getBytes(StandardCharsets.UTF_8));
            output.write(random.nextInt(256));
        }
        return output.toByteArray();
    }

    private static Optional<FilterHit> scan(String expression, byte[] output, Random random) throws ConfigException {
        OutputScanner scanner = new KeywordFilter().compile(expression).scanner();
        int longest = 1 + random.nextInt(40);
        for (int at = 0; at < output.length; ) {
            int length = Math.min(random.nextInt(longest + 1), output.length - at);
            scanner.feed(output, at, length);
            at += length;
        }
        return scanner.finish();
    }

    /** The first end, there the first beginning, there the first keyword. */
    private static Optional<FilterHit> plainSearch(List<String> keywords, byte[] output) {
        for (int end = 1; end <= output.length; end++) {
            for (int begin = Math.max(0, end - LONGEST); begin < end; begin++) {
                for (String keyword : keywords) {
                    if (stands(keyword, output, begin, end)) {
                        return Optional.of(new FilterHit(keyword, line(output, begin), begin));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean stands(String keyword, byte[] output, int begin, int end) {
        int at = begin;
        for (int character : keyword.codePoints().toArray()) {
            int length = utf8(character).length;
            if (at + length > end || !same(character, output, at, length)) {
                return false;
            }
            at += length;
        }
        return at == end;
    }

    private static boolean same(int character, byte[] output, int at, int length) {
        String read = new String(output, at, length, StandardCharsets.UTF_8);
        return read.codePointCount(0, read.length()) == 1
                && !read.equals("\ufffd")
                && Character.toString(character).equalsIgnoreCase(read);
    }

    private static byte[] utf8(int character) {
        return Character.toString(character).getBytes(StandardCharsets.UTF_8);
    }

    private static long line(byte[] output, int offset) {
        long line = 1;
        for (int i = 0; i < offset; i++) {
            line += output[i] == '\n' ? 1 : 0;
        }
        return line;
    }
}
