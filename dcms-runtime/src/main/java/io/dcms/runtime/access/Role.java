package io.dcms.runtime.access;

/** What a caller may do. */
public enum Role {
    /** Look at everything. */
    READ,
    /** Also start, kill, enable, disable and change. */
    CONTROL,
    /** Nothing by itself: an agent that shows such a token says for whom it calls, and what that one may do. */
    FLEET
}
