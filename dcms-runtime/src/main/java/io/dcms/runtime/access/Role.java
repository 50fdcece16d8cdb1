package io.dcms.runtime.access;

/** What a caller may do. */
public enum Role {
    /** Look at everything. */
    READ,
    /** Also start, kill, enable, disable and change. */
    CONTROL
}
