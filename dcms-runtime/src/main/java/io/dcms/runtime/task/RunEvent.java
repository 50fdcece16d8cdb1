package io.dcms.runtime.task;

/** What can happen to a run. */
public enum RunEvent {
    /** It is its turn. */
    LAUNCH,
    /** The launcher says that it runs. */
    STARTED,
    /** The launcher says that it will not run. */
    REFUSED,
    /** The launcher says that it has not been started by the agent before this one, and now can't be but by another launch. */
    NEVER_STARTED,
    /** Its timeout is over and its job says to leave it running. */
    OVERRUN,
    /** Its timeout is over and its job says to kill it. */
    EXPIRE,
    /** Somebody wants it killed. */
    KILL,
    /** It has ended, whatever the reason; if it was being killed, all that it had started is gone too. */
    EXITED
}
