package io.dcms.store.mysql;

import io.dcms.api.Task;
import java.sql.SQLException;

/** Makes reports fit into the log table as it is on this server. */
final class RunFitting {

    /** More than what a statement has besides its rows. */
    private static final int BYTES_BESIDES = 600;

    private final Columns columns;
    private final int mostBytes;

    private RunFitting(Columns columns, int mostBytes) {
        this.columns = columns;
        this.mostBytes = mostBytes;
    }

    static RunFitting of(Session session) throws SQLException {
        return new RunFitting(session.columns(RunWriter.TABLE), session.maxAllowedPacket() / 2 - BYTES_BESIDES);
    }

    /** How many {@linkplain RunRow#bytes bytes} may go into a statement: half of what the server takes, as escapes double some. */
    int mostBytes() {
        return mostBytes;
    }

    /** What is too long loses what people miss least: a message the beginning of the output, a log's name its first folders. */
    RunRow fit(Task task) throws SQLException {
        RunRow bare = new RunRow(number("job_id", task.jobId()), columns.text("task_id").head(task.taskId()),
                columns.text("host").head(task.host()), number("status", task.status().code()),
                number("exec_at", task.execAt()), number("exec_duration", task.execDuration()),
                columns.text("log_filename").tail(task.logFilename()), "", RunRow.Progress.of(task));
        TextColumn message = columns.text("message").atMost(Math.max(0, mostBytes - bare.bytes()));
        return bare.withMessage(message.message(task.reason(), task.output()));
    }

    private long number(String column, long number) throws SQLException {
        return columns.number(column).fit(number);
    }
}
