package io.dcms.spi.filter;

import java.util.Objects;

/**
 * Where a filter found what must not be there.
 *
 * @param keyword what was found, as the job's expression spells it; shown to people, who see no more than some 3,000
 *                characters of it
 * @param line    the line in which it begins, the first being 1; lines end with a newline (byte 10)
 * @param offset  the number of bytes of output before it
 */
public record FilterHit(String keyword, long line, long offset) {

    public FilterHit {
        Objects.requireNonNull(keyword, "keyword");
    }
}
