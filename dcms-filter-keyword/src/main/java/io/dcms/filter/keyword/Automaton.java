package io.dcms.filter.keyword;

import java.util.List;

/**
 * All keywords of an expression as one table. Immutable, although the arrays are bare: they are for the scanner's inner loop.
 *
 * <p>A state is the index of its row in {@link #next()}, the first row being where every scan begins; a negative state is the
 * end, {@code ~state} being the index of the keyword that was hit.
 *
 * @param classes  for each byte the column that it reads; bytes that no keyword contains share column 0
 * @param next     at {@code state + column} the state that follows
 * @param longest  the number of bytes of the longest keyword, 1 at least
 * @param keywords in the order of the expression
 */
record Automaton(byte[] classes, int[] next, int longest, List<Keyword> keywords) {

    static final int START = 0;
}
