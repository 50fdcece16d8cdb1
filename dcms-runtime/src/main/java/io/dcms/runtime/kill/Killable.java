package io.dcms.runtime.kill;

import java.util.Optional;

/** A run as {@link Killer} sees it. */
public interface Killable {

    String taskId();

    /** The user that it runs as. */
    long uid();

    /** Its processes, null as long as it has not started. Only the killer's thread looks for them. */
    ProcessTree tree();

    /** Where it has a cgroup, that. */
    default Optional<Cgroup> cgroup() {
        return Optional.empty();
    }

    /** Whether its own process is gone and its end can be told. Any thread. */
    boolean ownProcessGone();

    /** A kill takes over the end of the run. @return false if it has ended, or is being killed */
    boolean beginKill();
}
