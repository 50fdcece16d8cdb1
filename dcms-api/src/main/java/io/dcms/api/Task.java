package io.dcms.api;

import java.util.Objects;

/**
 * One run of a job as it is reported: a row of the store, the subject of a webhook. Host and task id together name it.
 *
 * @param jobId        the job that it is a run of
 * @param taskId       {@code <unix second of the fire time>-<job id>}, and {@code -<n>} from the second run in that second on
 * @param host         the agent's host name
 * @param status       how far it has come
 * @param ended        whether nothing will follow. A status alone does not say it: a run that is over its timeout may be
 *                     killed, and so over, or left running
 * @param execAt       unix second in which it was started, or refused
 * @param execDuration seconds from then on: to its end, or to this report of it
 * @param logFilename  where its output is on the host, at most 200 characters; empty if it never started
 * @param reason       why it ended as it did, empty if there is nothing to say
 * @param output       the tail of its output: valid Unicode without control characters but tab, newline and return
 */
public record Task(long jobId, String taskId, String host, TaskStatus status, boolean ended, long execAt, long execDuration,
                   String logFilename, String reason, String output) {

    /**
     * A run of which only the status is known: over if that is a success, a failure or a kill; a timeout counts as still
     * running.
     */
    public Task(long jobId, String taskId, String host, TaskStatus status, long execAt, long execDuration, String logFilename,
                String reason, String output) {
        this(jobId, taskId, host, status, status == TaskStatus.SUCCESS || status == TaskStatus.FAILED
                || status == TaskStatus.KILLED, execAt, execDuration, logFilename, reason, output);
    }

    public Task {
        Objects.requireNonNull(taskId, "taskId");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(logFilename, "logFilename");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(output, "output");
    }

    /** The {@code message} column: the reason if there is one, a newline, the tail of the output. At most 65,535 bytes of UTF-8. */
    public String message() {
        return reason.isEmpty() ? output : reason + "\n" + output;
    }
}
