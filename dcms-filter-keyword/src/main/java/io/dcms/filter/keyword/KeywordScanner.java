package io.dcms.filter.keyword;

import io.dcms.spi.filter.FilterHit;
import io.dcms.spi.filter.OutputScanner;
import java.util.Optional;

/** Walks the automaton over the output of one run. */
final class KeywordScanner implements OutputScanner {

    private final Automaton automaton;
    private int state = Automaton.START;
    private long bytes;
    private long newlines;
    private FilterHit hit;

    KeywordScanner(Automaton automaton) {
        this.automaton = automaton;
    }

    @Override
    public void feed(byte[] buffer, int from, int length) {
        if (hit != null) {
            return;
        }
        int end = walk(buffer, from, from + length);
        bytes += end - from;
        newlines += Newlines.count(buffer, from, end);
        if (state < 0) {
            hit = hitBy(automaton.keywords().get(~state));
        }
    }

    @Override
    public Optional<FilterHit> hit() {
        return Optional.ofNullable(hit);
    }

    /** Walks on to the end of the next hit, or to {@code to}, and answers where it stopped. */
    private int walk(byte[] buffer, int from, int to) {
        byte[] classes = automaton.classes();
        int[] next = automaton.next();
        int now = state;
        int at = from;
        while (at < to && now >= Automaton.START) {
            if (now == Automaton.START) {
                at = skip(buffer, at, to - 1);
            }
            do {
                now = next[now + (classes[buffer[at++] & 0xff] & 0xff)];
            } while (now > Automaton.START && at < to);
        }
        state = now;
        return at;
    }

    /**
     * The next place, {@code last} at most, where two bytes stand that a keyword can begin with. No two of its tests wait
     * for each other, as each step of the walk waits for the one before: that makes it several times as fast.
     */
    private int skip(byte[] buffer, int from, int last) {
        byte[] classes = automaton.classes();
        boolean[] begins = automaton.begins();
        int width = automaton.width();
        int at = from;
        int first = classes[buffer[at] & 0xff] & 0xff;
        while (at < last) {
            int second = classes[buffer[at + 1] & 0xff] & 0xff;
            if (begins[first * width + second]) {
                break;
            }
            first = second;
            at++;
        }
        return at;
    }

    /** The keyword ends with the last byte that was read. */
    private FilterHit hitBy(Keyword keyword) {
        return new FilterHit(keyword.text(), newlines - keyword.newlines() + 1, bytes - keyword.length());
    }
}
