package io.dcms.spi.filter;

import java.util.Optional;

/** Reads the output of one run as it comes. Used by one thread at a time. */
public interface OutputScanner {

    /**
     * Reads the next bytes of the output, {@code buffer[from]} to {@code buffer[from + length - 1]}, any number of them, cut
     * anywhere. The buffer belongs to the caller and is reused. After a hit it may return at once.
     */
    void feed(byte[] buffer, int from, int length);

    /** The first hit in what was read so far; empty if there is none yet. */
    Optional<FilterHit> hit();

    /** Says that the output is complete and answers the first hit in all of it. For filters that must see the end. */
    default Optional<FilterHit> finish() {
        return hit();
    }
}
