package io.dcms.filter.keyword;

import io.dcms.spi.filter.FilterHit;
import io.dcms.spi.filter.OutputScanner;
import java.util.Optional;

/** Looks for the keywords in the output of one run: skips, walks, or walks in four places at once. */
final class KeywordScanner implements OutputScanner {

    /** What it costs to stop skipping and to walk a little, in bytes that four walks would have read meanwhile. */
    private static final int ALARM = 64;

    /** Skipping may lose so much against four walks before they take over; they then give it the next chance with less. */
    private static final int CREDIT = 16 * ALARM;
    private static final int NEXT_CREDIT = 4 * ALARM;

    /** How far four walks go before skipping has its next chance. */
    private static final int FOUR_WALKS = 1 << 15;

    private final Automaton automaton;
    private final Sieve sieve;
    private int state = Automaton.START;
    private int credit = CREDIT;
    private long bytes;
    private long newlines;
    private FilterHit hit;

    KeywordScanner(Automaton automaton, Sieve sieve) {
        this.automaton = automaton;
        this.sieve = sieve;
    }

    @Override
    public void feed(byte[] buffer, int from, int length) {
        if (hit != null) {
            return;
        }
        int end = scan(buffer, from, from + length);
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

    /** Reads on to the end of the next hit, or to {@code to}, and answers where it stopped. */
    private int scan(byte[] buffer, int from, int to) {
        int at = from;
        while (to - at >= sieve.reach() && state >= Automaton.START) {
            at = credit < 0 ? fourWalks(buffer, at, Math.min(to, at + FOUR_WALKS)) : skipAndWalk(buffer, at, to);
        }
        return walk(buffer, at, to);
    }

    private int skipAndWalk(byte[] buffer, int from, int to) {
        int at = state == Automaton.START ? sieve.skip(buffer, from, to) : from;
        credit = Math.min(CREDIT, credit + at - from - ALARM);
        return walkToStart(buffer, at, Math.min(to, at + ALARM));
    }

    /** Walks until no keyword is begun, or to the end of a hit, or to {@code to}; one step at least. */
    private int walkToStart(byte[] buffer, int from, int to) {
        byte[] classes = automaton.classes();
        int[] next = automaton.next();
        int now = state;
        int at = from;
        do {
            now = next[now + (classes[buffer[at++] & 0xff] & 0xff)];
        } while (at < to && now > Automaton.START);
        state = now;
        return at;
    }

    private int walk(byte[] buffer, int from, int to) {
        int at = from;
        while (at < to && state >= Automaton.START) {
            at = walkToStart(buffer, at, to);
        }
        return at;
    }

    /**
     * Walks from four places at once, which is faster because each step of a walk must wait for the one before. What a state
     * remembers is shorter than the longest keyword: from so far before its own part a walk may begin as if there had
     * been nothing. If any of them meets a hit, all are forgotten and one walk finds which hit ends first.
     */
    private int fourWalks(byte[] buffer, int from, int to) {
        credit = NEXT_CREDIT;
        int overlap = automaton.longest() - 1;
        int length = (to - from + 3 * overlap) / 4;
        int end = length > 2 * overlap ? fourWalks(buffer, from, length, length - overlap) : -1;
        if (end < 0) {
            return walk(buffer, from, to);
        }
        state = end;
        return from + 4 * length - 3 * overlap;
    }

    /** The state of the last walk, or one below 0 if there was a hit. */
    private int fourWalks(byte[] buffer, int from, int length, int apart) {
        byte[] classes = automaton.classes();
        int[] next = automaton.next();
        int one = state;
        int two = Automaton.START;
        int three = Automaton.START;
        int four = Automaton.START;
        for (int i = from; i < from + length && (one | two | three | four) >= 0; i++) {
            one = next[one + (classes[buffer[i] & 0xff] & 0xff)];
            two = next[two + (classes[buffer[i + apart] & 0xff] & 0xff)];
            three = next[three + (classes[buffer[i + 2 * apart] & 0xff] & 0xff)];
            four = next[four + (classes[buffer[i + 3 * apart] & 0xff] & 0xff)];
        }
        return (one | two | three) < 0 ? -1 : four;
    }

    /** The keyword ends with the last byte that was read. */
    private FilterHit hitBy(Keyword keyword) {
        return new FilterHit(keyword.text(), newlines - keyword.newlines() + 1, bytes - keyword.length());
    }
}
