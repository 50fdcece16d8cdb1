package io.dcms.store.mysql;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what was recorded. */
final class RunHistory {

    private static final String SELECT = "select job_id, task_id, host, status, exec_at, exec_duration, log_filename, message from "
            + RunWriter.TABLE + " where job_id = ? and host = ? order by exec_at desc, id desc limit ?";

    private RunHistory() {
    }

    /** Where the Go agent has left two rows of one run the newer one counts, so there may be fewer runs than rows. */
    static List<Task> newest(Session session, String host, long jobId, int limit) throws SQLException {
        for (long asked = limit; ; asked *= 2) {
            List<Task> rows = session.query(RunHistory::task, SELECT, jobId, host, asked);
            Map<String, Task> runs = new LinkedHashMap<>();
            rows.forEach(row -> runs.putIfAbsent(row.taskId(), row));
            if (runs.size() >= limit || rows.size() < asked) {
                return runs.values().stream().limit(limit).toList();
            }
        }
    }

    /** Reason and output are one text in the table and can't be parted any more. */
    static Task task(ResultSet row) throws SQLException {
        String message = text(row, "message");
        long status = row.getLong("status");
        boolean known = status >= 0 && status < TaskStatus.values().length;
        return new Task(row.getLong("job_id"), text(row, "task_id"), text(row, "host"),
                known ? TaskStatus.of(status) : TaskStatus.FAILED, row.getLong("exec_at"), row.getLong("exec_duration"),
                text(row, "log_filename"), known ? "" : "status " + status + " is not one of 0 to 5", message);
    }

    static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
