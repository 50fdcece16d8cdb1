package io.dcms.runtime.job;

/** Which timeouts and ends the hook is told: the {@code hook_on} option. */
public enum HookOn {
    /** All of them. */
    ALL,
    /** All but successes. */
    FAILURE,
    /** Those that are another outcome than that of the run before; before the first one a success is taken for granted. */
    CHANGE
}
