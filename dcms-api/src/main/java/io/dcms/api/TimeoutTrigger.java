package io.dcms.api;

/** What happens to a run that is still going when its job's timeout is over: the {@code timeout_trigger} of a job. */
public enum TimeoutTrigger {
    /** 0: report the timeout and leave the run alone. */
    IGNORE(0),
    /** 1: kill the run with everything that it started. */
    KILL(1);

    private final int code;

    TimeoutTrigger(int code) {
        this.code = code;
    }

    /** The number that stores and REST use. */
    public int code() {
        return code;
    }

    /**
     * The trigger with this number.
     *
     * @throws IllegalArgumentException if there is none; the message names the number and the two that there are
     */
    public static TimeoutTrigger of(long code) {
        for (TimeoutTrigger trigger : values()) {
            if (trigger.code == code) {
                return trigger;
            }
        }
        throw new IllegalArgumentException("timeout_trigger " + code + " is neither 0 (leave it running) nor 1 (kill it)");
    }
}
