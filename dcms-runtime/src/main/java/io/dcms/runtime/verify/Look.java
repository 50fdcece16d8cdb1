package io.dcms.runtime.verify;

import java.time.Instant;

/**
 * An executor as it was found when somebody wanted to know.
 *
 * @param sha256   its digest in lower-case hex; empty if it was not read
 * @param md5      the same
 * @param size     bytes
 * @param modified when its content was last changed, as it says itself
 * @param matches  whether it has the digest that the job's signature names
 * @param problem  why a run would be refused, or why it was not read; empty if all is well
 */
public record Look(String sha256, String md5, long size, Instant modified, boolean matches, String problem) {

    static Look at(FileLook look, String problem) {
        return new Look("", "", look.size(), look.mtime().toInstant(), false, problem);
    }

    /** Of an executor of which nothing may be told. */
    public static Look refused(String problem) {
        return new Look("", "", 0, Instant.EPOCH, false, problem);
    }
}
