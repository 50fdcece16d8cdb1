package io.dcms.api;

/** How far a run has come, with the numbers of the {@code status} column and of the webhook's {@code task_status}. */
public enum TaskStatus {
    /** 0: due, not started yet. */
    READY(0),
    /** 1: running. */
    RUNNING(1),
    /** 2: ended with exit status 0 and without a bad keyword. */
    SUCCESS(2),
    /** 3: ended otherwise, or was refused before it could start. */
    FAILED(3),
    /** 4: over its timeout: still running if the job says so, else killed for it. */
    TIMEOUT(4),
    /** 5: killed by somebody. */
    KILLED(5);

    private final int code;

    TaskStatus(int code) {
        this.code = code;
    }

    /** The number that stores, REST and webhooks use. */
    public int code() {
        return code;
    }

    /**
     * The status with this number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TaskStatus of(long code) {
        for (TaskStatus status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("status " + code + " is not one of 0 to 5");
    }
}
