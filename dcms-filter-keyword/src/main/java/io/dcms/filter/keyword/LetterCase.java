package io.dcms.filter.keyword;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which characters are one and the same to a filter that does not look at case. */
final class LetterCase {

    private LetterCase() {
    }

    /**
     * All characters that {@link String#equalsIgnoreCase} takes for this one and that are as long as it in UTF-8, itself
     * among them. Whichever of them is asked for, the answer is the same set: that is what keeps the automaton small.
     */
    static int[] variants(int codePoint) {
        if (codePoint < 0x80) {
            return asciiVariants(codePoint);
        }
        long folded = (long) fold(codePoint) << Integer.SIZE;
        int at = Arrays.binarySearch(Cased.BY_FOLD, folded);
        int[] variants = Arrays.stream(Cased.BY_FOLD, at < 0 ? ~at : at, Cased.BY_FOLD.length)
                .takeWhile(entry -> entry >> Integer.SIZE == folded >> Integer.SIZE)
                .mapToInt(entry -> (int) entry)
                .filter(variant -> utf8Length(variant) == utf8Length(codePoint))
                .toArray();
        return variants.length == 0 ? new int[] {codePoint} : variants;
    }

    private static int[] asciiVariants(int codePoint) {
        int lower = Character.toLowerCase(codePoint);
        int upper = Character.toUpperCase(codePoint);
        return lower == upper ? new int[] {codePoint} : new int[] {lower, upper};
    }

    /** The rule of {@link String#equalsIgnoreCase}: two characters are the same if this is. */
    private static int fold(int codePoint) {
        return Character.toLowerCase(Character.toUpperCase(codePoint));
    }

    private static int utf8Length(int codePoint) {
        return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    /** Loaded with the first keyword that is not ASCII: a few milliseconds and 23 KB that most agents never need. */
    private static final class Cased {

        /** All scripts that have cases lie in the first two planes. */
        private static final int END = 0x20000;

        /** The folded character in the upper half, one that folds to it in the lower; in order. */
        private static final long[] BY_FOLD = IntStream.range(0x80, END)
                .filter(c -> Character.toUpperCase(c) != c || Character.toLowerCase(c) != c)
                .mapToLong(c -> (long) fold(c) << Integer.SIZE | c)
                .sorted()
                .toArray();
    }
}
