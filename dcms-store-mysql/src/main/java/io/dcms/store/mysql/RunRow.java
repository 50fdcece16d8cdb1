package io.dcms.store.mysql;

import io.dcms.api.Task;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A report as its row will be: everything fits into its column.
 *
 * @param progress how far the run has come by it
 */
record RunRow(long jobId, String taskId, String host, long status, long execAt, long execDuration, String logFilename,
              String message, Progress progress) {

    /** The columns besides {@code id}, in the order of {@link #values}; those last that {@link Progress} compares. */
    static final List<String> COLUMNS = List.of("job_id", "task_id", "host", "exec_at", "log_filename", "message",
            "exec_duration", "status");

    /** More than what numbers, quotes and commas of a row take in a statement. */
    private static final int BYTES_BESIDES = 160;

    /** How far a run has come: a report never replaces one that has come farther. */
    enum Progress {
        /** Not over, and within its timeout. */
        UNDER_WAY("status in (0, 1)"),
        /** Over its timeout, and still running for all we know. A row that says so for longer may tell of the end after it. */
        TIMED_OUT("status in (0, 1) or status = 4 and exec_duration < values(exec_duration)"),
        /** Nothing will follow. */
        ENDED("");

        private final String replaces;

        Progress(String replaces) {
            this.replaces = replaces;
        }

        /** Which rows may be replaced by such a report, as a condition in SQL; empty = any. */
        String replaces() {
            return replaces;
        }

        static Progress of(Task task) {
            switch (task.status()) {
                case READY:
                case RUNNING:
                    return UNDER_WAY;
                case TIMEOUT:
                    return task.ended() ? ENDED : TIMED_OUT;
                case SUCCESS:
                case FAILED:
                case KILLED:
                    return ENDED;
            }
            throw new AssertionError(task.status());
        }
    }

    RunRow withMessage(String text) {
        return new RunRow(jobId, taskId, host, status, execAt, execDuration, logFilename, text, progress);
    }

    List<Object> values() {
        return List.of(jobId, taskId, host, execAt, logFilename, message, execDuration, status);
    }

    /** The same with its id in front. */
    List<Object> values(long id) {
        List<Object> values = new ArrayList<>();
        values.add(id);
        values.addAll(values());
        return values;
    }

    /** At least what it takes in a statement, if no character has to be escaped; at most twice as much if all have to be. */
    int bytes() {
        return bytes(taskId) + bytes(host) + bytes(logFilename) + bytes(message) + BYTES_BESIDES;
    }

    /**
     * What the most peculiar server will take: plain ASCII, and instead of the output why that is not here.
     *
     * @param column of messages
     */
    RunRow reduced(String why, TextColumn column) {
        return new RunRow(jobId, taskId, host, status, execAt, execDuration, logFilename.replaceAll("[^ -~]", "?"),
                column.head(("the server refused the rest of this row: " + why).replaceAll("[^ -~]", "?")), progress);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
