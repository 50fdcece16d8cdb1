package io.dcms.runtime.verify;

import java.util.List;

/**
 * The user that a run is run as.
 *
 * @param name   its name
 * @param uid    its number, never 0
 * @param gid    its own group, never 0
 * @param groups its other groups, never 0
 * @param home   its home folder, {@code /} if it has none
 * @param shell  its shell
 */
public record Runner(String name, long uid, long gid, List<Long> groups, String home, String shell) {

    /** Asked some times for each run: enough to tell users apart. */
    @Override
    public int hashCode() {
        return Long.hashCode(uid);
    }
}
