package io.dcms.runtime.fleet;

import io.dcms.spi.store.Sighting;
import java.time.Duration;

/** What is thought of an agent that was last heard of some time ago. */
public enum HostState {
    /** Heard of lately. */
    ALIVE,
    /** It has missed some announcements: the store is slow, or it is gone. */
    LATE,
    /** Not heard of for long, or it has said that it stops. */
    GONE;

    /** Three announcements fit into it. */
    public static final Duration ALIVE_FOR = Duration.ofSeconds(60);
    /** So long an agent may be started anew, or its machine. */
    public static final Duration LATE_FOR = Duration.ofMinutes(5);

    public static HostState of(Sighting seen) {
        if (seen.stopped() || seen.silence().compareTo(LATE_FOR) >= 0) {
            return GONE;
        }
        return seen.silence().compareTo(ALIVE_FOR) >= 0 ? LATE : ALIVE;
    }
}
