package io.dcms.store.mysql;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletes old rows of a host by their ids, so that no other row is locked meanwhile.
 *
 * <p>The Go agent's table has no key by host and time. A task id begins with the second of its fire time, though, and has one:
 * so old rows of all hosts are looked through in its order, some at a time, and never the same ones twice.
 * Belongs to whoever holds the recording connection.
 */
final class RunPruning {

    private static final String TABLE = RunWriter.TABLE;
    /** Of all hosts' rows so many are looked through in one call: some tenths of a second. */
    private static final int WINDOW = 100_000;
    private static final int MOST_IDS = 1_000;
    /** A run may wait so long for its turn and still be found by the second of its fire time. */
    private static final long LONGEST_WAIT = 3_600;
    /** From then on, and until 2286, seconds have as many digits as each other and sort like text. */
    private static final long TEN_DIGITS = 1_000_000_000;

    private final Map<String, String> lookedThrough = new HashMap<>();

    /** @return how many were deleted */
    int prune(Session session, String host, long before, int limit) throws SQLException {
        if (session.columns(TABLE).hasKey("host", "exec_at") || before < TEN_DIGITS) {
            return delete(session, byTime(session, host, before, limit));
        }
        Old old = byTaskId(session, host, before, limit);
        int deleted = delete(session, old.ids());
        lookedThrough.put(host, old.end());
        return deleted;
    }

    private static int delete(Session session, List<Long> ids) throws SQLException {
        int deleted = 0;
        for (int begin = 0; begin < ids.size(); begin += MOST_IDS) {
            List<Long> some = ids.subList(begin, Math.min(ids.size(), begin + MOST_IDS));
            deleted += session.update("delete from " + TABLE + " where id in (" + RunWriter.marks(some.size()) + ")", some);
        }
        return deleted;
    }

    private static List<Long> byTime(Session session, String host, long before, int limit) throws SQLException {
        return session.query(row -> row.getLong(1), "select id from " + TABLE + " where host = ? and exec_at < ?"
                + " order by exec_at, id limit ?", host, before, limit);
    }

    private Old byTaskId(Session session, String host, long before, int limit) throws SQLException {
        String begin = lookedThrough.getOrDefault(host, "");
        List<String> next = session.query(row -> row.getString(1), "select task_id from " + TABLE + " where task_id >= ?"
                + " and task_id < ? order by task_id limit 1 offset " + WINDOW, begin, Long.toString(before));
        String end = next.isEmpty() ? Long.toString(before) : next.get(0);
        List<Found> found = session.query(row -> new Found(row.getLong(1), row.getString(2)), "select id, task_id from " + TABLE
                + " where task_id >= ? and task_id < ? and host = ? and exec_at < ? order by task_id limit ?",
                begin, end, host, before, limit);
        List<Long> ids = found.stream().map(Found::id).toList();
        if (found.size() == limit) {
            return new Old(ids, found.get(limit - 1).taskId());
        }
        return new Old(ids, next.isEmpty() ? Long.toString(before - LONGEST_WAIT) : end);
    }

    /** Rows to delete, and up to which task id all are looked through when they are gone. */
    private record Old(List<Long> ids, String end) {
    }

    private record Found(long id, String taskId) {
    }
}
