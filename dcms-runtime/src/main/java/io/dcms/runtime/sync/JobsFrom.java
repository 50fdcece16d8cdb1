package io.dcms.runtime.sync;

import java.util.Locale;

/** Where the jobs come from that are in force. */
public enum JobsFrom {
    /** There are none yet. */
    NONE,
    /** The last good list of jobs that an agent before this one has left: the store is away. */
    SNAPSHOT,
    /** The store, though it may be away now. */
    STORE;

    /** As it is called in the REST API. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
