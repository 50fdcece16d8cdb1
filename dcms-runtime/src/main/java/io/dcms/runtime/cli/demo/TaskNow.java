package io.dcms.runtime.cli.demo;

import io.dcms.api.TaskStatus;
import java.util.Locale;

/**
 * A run as the REST API tells it.
 *
 * @param status   a number of {@link TaskStatus}
 * @param duration seconds
 * @param log      its log file; empty if it never started
 * @param reason   why it ended so, empty while it is active
 */
record TaskNow(long jobId, String taskId, String jobName, int status, long duration, String log, String reason) {

    // The numbers of TaskStatus, as they come.
    static final int RUNNING = 1;
    static final int SUCCESS = 2;
    static final int FAILED = 3;
    static final int TIMEOUT = 4;
    static final int KILLED = 5;

    boolean wasStarted() {
        return !log.isEmpty();
    }

    /** Whether it is over. One that only is over its timeout has no reason yet. */
    boolean ended() {
        return status == SUCCESS || status == FAILED || status == KILLED || status == TIMEOUT && !reason.isEmpty();
    }

    /** The status as people call it: {@code success}. */
    static String word(int status) {
        return TaskStatus.of(status).name().toLowerCase(Locale.ROOT);
    }
}
