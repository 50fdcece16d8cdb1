package io.dcms.runtime.job;

/** Which timeouts and ends the hook is told: the {@code hook_on} option. */
public enum HookOn {
    /** All of them. */
    ALL,
    /** All but successes. */
    FAILURE
}
