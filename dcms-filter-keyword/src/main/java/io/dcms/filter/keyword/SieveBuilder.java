package io.dcms.filter.keyword;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses the grams of a sieve: the longer they are, the rarer, but the fewer places can be skipped.
 *
 * <p>Beginnings and grams are strings here, each character being a byte with {@link #CASE} taken out.
 */
final class SieveBuilder {

    /** Makes both cases of an ASCII letter one; what else it makes one costs a false alarm now and then. */
    private static final int CASE = 0xdf;
    private static final long CASES = 0xdfdfdfdfdfdfdfdfL;

    private static final int MIN_GRAM = 2;
    private static final int MIN_STRIDE = 2;

    /** 4 to 64 KiB. Of the grams that are no keyword's, at most one in so many meets another's hash, until it is full. */
    private static final int MIN_SIZE = 1 << 12;
    private static final int MAX_SIZE = 1 << 16;
    private static final int PLACES_A_GRAM = 1 << 7;

    /** What a false alarm costs, the unit being a look at a gram. */
    private static final int ALARM = 16;

    /** The bytes of logs are as hard to foretell as if there were so many equally frequent ones. */
    private static final int LETTERS = 12;

    private final Set<String> beginnings = new HashSet<>();
    private final int shortest;

    private SieveBuilder(List<Keyword> keywords) {
        int length = Sieve.MAX_BEGINNING;
        for (Keyword keyword : keywords) {
            length = Math.min(length, keyword.length());
            beginnings.addAll(beginnings(keyword));
        }
        this.shortest = length;
    }

    /** The sieve that lets no place through where one of these keywords begins. */
    static Sieve build(List<Keyword> keywords) {
        return new SieveBuilder(keywords).build();
    }

    private Sieve build() {
        int best = MIN_GRAM;
        if (shortest < best + MIN_STRIDE - 1) {
            return Sieve.OPEN;
        }
        for (int length = best + 1; length <= Sieve.MAX_GRAM && stride(length) >= MIN_STRIDE; length++) {
            best = cost(length) < cost(best) ? length : best;
        }
        return withGramsOf(best);
    }

    /** What a byte of output costs if grams are so long. */
    private double cost(int length) {
        Set<String> grams = new HashSet<>();
        for (String beginning : beginnings) {
            for (int place = 0; place < stride(length); place++) {
                grams.add(gram(beginning, length, place));
            }
        }
        return (1 + ALARM * grams.size() / Math.pow(LETTERS, length)) / stride(length);
    }

    private int stride(int gramLength) {
        return shortest - gramLength + 1;
    }

    private Sieve withGramsOf(int length) {
        int stride = stride(length);
        byte[] table = new byte[size(beginnings.size() * stride)];
        for (String beginning : beginnings) {
            table[Sieve.index(word(beginning.substring(0, shortest)), table.length)] |= (byte) Sieve.BEGINNING;
            for (int place = 0; place < stride; place++) {
                String gram = gram(beginning, length, stride - 1 - place);
                table[Sieve.index((int) word(gram), table.length)] |= (byte) (1 << place);
            }
        }
        return new Sieve(stride, (int) first(length), first(shortest), table);
    }

    private static int size(int grams) {
        int size = MIN_SIZE;
        while (size < MAX_SIZE && size < grams * PLACES_A_GRAM) {
            size *= 2;
        }
        return size;
    }

    private static String gram(String beginning, int length, int from) {
        return beginning.substring(from, from + length);
    }

    /** The first bytes of a keyword in all its cases. These are all equally long. */
    private static Set<String> beginnings(Keyword keyword) {
        Set<String> all = Set.of("");
        int length = 0;
        for (int i = 0; i < keyword.text().length() && length < Sieve.MAX_BEGINNING; ) {
            int character = keyword.text().codePointAt(i);
            Set<String> longer = new HashSet<>();
            for (int variant : LetterCase.variants(character)) {
                String bytes = bytes(variant);
                for (String beginning : all) {
                    longer.add(beginning.concat(bytes));
                }
                length = all.iterator().next().length() + bytes.length();
            }
            all = longer;
            i += Character.charCount(character);
        }
        Set<String> cut = new HashSet<>();
        for (String beginning : all) {
            cut.add(beginning.substring(0, Math.min(Sieve.MAX_BEGINNING, length)));
        }
        return cut;
    }

    private static String bytes(int character) {
        byte[] bytes = Character.toString(character).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] &= (byte) CASE;
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** As it is read from the output: the first byte is the lowest. */
    private static long word(String bytes) {
        long word = 0;
        for (int i = bytes.length() - 1; i >= 0; i--) {
            word = word << Byte.SIZE | bytes.charAt(i);
        }
        return word;
    }

    private static long first(int bytes) {
        return CASES >>> Long.SIZE - Byte.SIZE * bytes;
    }
}
