package io.dcms.runtime.report;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Reads the good lines of a file one by one, with memory for a part of it alone, and counts the bytes that are in none. */
final class CheckedLines implements Closeable {

    /** No line of ours is longer. */
    private static final int LONGEST = 4 << 20;
    private static final int PART = 64 << 10;

    private final FileChannel file;
    private final long end;
    private byte[] buffer = new byte[PART];
    /** Where in the file the buffer begins. */
    private long base;
    private int from;
    private int to;
    private int lineBegin;
    private String text;
    private long damaged;
    private long firstDamage = -1;

    /**
     * @param begin of a line
     * @param end   of the bytes to read
     */
    CheckedLines(Path path, long begin, long end) throws IOException {
        this.file = FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        this.end = Math.min(end, file.size());
        this.base = begin;
    }

    /** Goes to the next good line; false if there is none. */
    boolean next() throws IOException {
        while (true) {
            int newline = newline();
            if (newline < 0) {
                damage(to - from);
                return false;
            }
            Optional<String> read = Checked.text(buffer, from, newline);
            lineBegin = from;
            from = newline + 1;
            if (read.isPresent()) {
                text = read.get();
                return true;
            }
            from = lineBegin;
            damage(newline + 1 - lineBegin);
        }
    }

    /** The line's text. */
    String text() {
        return text;
    }

    /** Where in the file the line begins. */
    long begin() {
        return base + lineBegin;
    }

    /** How many bytes the line has, its newline and checksum included. */
    int length() {
        return from - lineBegin;
    }

    /** Where in the file the next line begins. */
    long position() {
        return base + from;
    }

    /** How many bytes so far were in no good line. */
    long damaged() {
        return damaged;
    }

    /** Where the first of them was. */
    long firstDamage() {
        return firstDamage;
    }

    /** The line with its checksum and newline. */
    byte[] line() {
        return Arrays.copyOfRange(buffer, lineBegin, from);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void damage(int bytes) {
        if (bytes > 0 && firstDamage < 0) {
            firstDamage = base + from;
        }
        damaged += bytes;
        from += bytes;
    }

    /** Where in the buffer the next newline is; -1 if there is none up to the end. */
    private int newline() throws IOException {
        int at = from;
        while (true) {
            for (; at < to; at++) {
                if (buffer[at] == '\n') {
                    return at;
                }
            }
            int searched = at - from;
            if (searched >= LONGEST) {
                damage(searched);
                searched = 0;
            }
            if (!fill()) {
                return -1;
            }
            at = from + searched;
        }
    }

    /** Reads on, keeping what was not used; false at the end. */
    private boolean fill() throws IOException {
        if (base + to >= end) {
            return false;
        }
        System.arraycopy(buffer, from, buffer, 0, to - from);
        base += from;
        to -= from;
        from = 0;
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int most = (int) Math.min(buffer.length - to, end - base - to);
        int count = file.read(ByteBuffer.wrap(buffer, to, most), base + to);
        to += Math.max(0, count);
        return count > 0;
    }
}
