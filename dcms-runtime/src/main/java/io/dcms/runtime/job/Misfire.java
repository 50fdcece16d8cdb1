package io.dcms.runtime.job;

/** What happens to fires whose time went by while the agent could not start them: the {@code misfire} option. */
public enum Misfire {
    /** One run for any number of missed fires, for the last of them. */
    ONCE,
    /** None is run. */
    SKIP,
    /** Each is run, one after another, the last hundred at most. */
    ALL
}
