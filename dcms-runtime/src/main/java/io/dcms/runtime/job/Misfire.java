package io.dcms.runtime.job;

/** What happens to fires whose time went by ten seconds ago or more: the {@code misfire} option. Younger ones are all run. */
public enum Misfire {
    /** One run for any number of missed fires, for the last of them; none if a fire that is on time follows at once. */
    ONCE,
    /** None is run. */
    SKIP,
    /** Each is run, one after another, the last hundred at most. */
    ALL
}
