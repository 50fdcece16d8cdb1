package io.dcms.store.mysql;

import io.dcms.api.Task;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Keeps reports, each run in one row, whatever keys the table has.
 *
 * <p>Every statement is complete in itself, and a batch that failed anywhere may come again: rows are looked up first, new ones
 * inserted, the others written over by their ids. No report ever replaces one that has come farther; the server itself sees to
 * that, so a statement that is still under way on a connection we gave up does no harm later on.
 */
final class RunWriter {

    static final String TABLE = "dcms_crontask_log";

    private static final System.Logger LOG = System.getLogger(RunWriter.class.getName());
    /** How often rows are looked up when somebody else inserts the same at the same time. */
    private static final int LOOKS = 3;
    /** Names of locks are the whole server's, and short. */
    private static final String LOCK = "concat('dcms.', md5(concat(database(), '/', ?)))";
    private static final int LOCK_SECONDS = 10;
    private static final int LOCK_TIMEOUT = 1205;

    private final Session session;

    RunWriter(Session session) {
        this.session = session;
    }

    /** A statement for several rows. */
    @FunctionalInterface
    private interface Writing {
        void write(List<RunRow> rows) throws SQLException;
    }

    void write(List<Task> tasks) throws SQLException {
        RunFitting fitting = RunFitting.of(session);
        List<RunRow> reports = new ArrayList<>();
        for (Task task : tasks) {
            reports.add(fitting.fit(task));
        }
        for (Map.Entry<String, List<RunRow>> host : Batch.byHost(reports).entrySet()) {
            writeAs(host.getKey(), Batch.portions(host.getValue(), fitting.mostBytes()));
        }
    }

    /** Fails unless rows can be written, as far as can be known without writing one. */
    static void check(Session session) throws SQLException {
        String columns = "id, " + String.join(", ", RunRow.COLUMNS);
        session.query(row -> 0, "select " + columns + " from " + TABLE + " limit 0");
        session.update("insert into " + TABLE + " (" + columns + ") select 0, 0, '', '', 0, '', '', 0, 0 from dual where false"
                + " on duplicate key update " + assignments(RunRow.Progress.ENDED));
    }

    /** Without a unique key only one connection at a time may look and then insert for a host. */
    private void writeAs(String host, List<List<RunRow>> portions) throws SQLException {
        if (session.columns(TABLE).areUnique("task_id", "host")) {
            writePortions(host, portions);
            return;
        }
        lock(host);
        writePortions(host, portions);
        session.query(row -> 0, "select release_lock(" + LOCK + ")", host);
    }

    /** A connection that ends gives its lock back; one whose agent vanished ends by its {@code wait_timeout}. */
    private void lock(String host) throws SQLException {
        String got = session.query(row -> row.getString(1), "select get_lock(" + LOCK + ", " + LOCK_SECONDS + ")", host).get(0);
        if (!"1".equals(got)) {
            throw new SQLTimeoutException("another connection is still writing the runs of " + host, "HYT00", LOCK_TIMEOUT);
        }
    }

    private void writePortions(String host, List<List<RunRow>> portions) throws SQLException {
        for (List<RunRow> rows : portions) {
            writeRows(host, rows);
        }
    }

    /** A row that is there already when it is inserted was somebody else's a moment ago: looked up once more, it is known. */
    private void writeRows(String host, List<RunRow> rows) throws SQLException {
        for (int look = 1; look < LOOKS; look++) {
            try {
                insertOrUpdate(rows, ids(host, rows), failure -> !Failures.isDuplicateKey(failure));
                return;
            } catch (SQLException e) {
                if (!Failures.isDuplicateKey(e)) {
                    throw e;
                }
            }
        }
        insertOrUpdate(rows, ids(host, rows), failure -> true);
    }

    /** @param givenUp for which refusals a row is written without its output */
    private void insertOrUpdate(List<RunRow> rows, Map<String, Long> ids, Predicate<SQLException> givenUp) throws SQLException {
        List<RunRow> fresh = rows.stream().filter(row -> !ids.containsKey(row.taskId())).toList();
        if (!fresh.isEmpty()) {
            writeAccepted(fresh, this::insert, givenUp);
        }
        for (RunRow.Progress progress : RunRow.Progress.values()) {
            List<RunRow> known = rows.stream().filter(row -> row.progress() == progress && ids.containsKey(row.taskId())).toList();
            if (!known.isEmpty()) {
                writeAccepted(known, some -> update(some, ids, progress), givenUp);
            }
        }
    }

    /** The ids of the rows that are there. Where the Go agent has left two of one run the newer one counts. */
    private Map<String, Long> ids(String host, List<RunRow> rows) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        parameters.add(host);
        rows.forEach(row -> parameters.add(row.taskId()));
        Map<String, Long> ids = new HashMap<>();
        session.query(row -> ids.put(row.getString(2), row.getLong(1)), "select id, task_id from " + TABLE + " where host = ?"
                + " and task_id in (" + marks(rows.size()) + ") order by id", parameters.toArray());
        return ids;
    }

    private void insert(List<RunRow> rows) throws SQLException {
        session.update("insert into " + TABLE + " (" + String.join(", ", RunRow.COLUMNS) + ") values "
                + groups(rows.size(), RunRow.COLUMNS.size()), rows.stream().flatMap(row -> row.values().stream()).toList());
    }

    private void update(List<RunRow> rows, Map<String, Long> ids, RunRow.Progress progress) throws SQLException {
        session.update("insert into " + TABLE + " (id, " + String.join(", ", RunRow.COLUMNS) + ") values "
                        + groups(rows.size(), RunRow.COLUMNS.size() + 1) + " on duplicate key update " + assignments(progress),
                rows.stream().flatMap(row -> row.values(ids.get(row.taskId())).stream()).toList());
    }

    /** Duration and status come last: the others depend on what they were, and assignments take effect from left to right. */
    static String assignments(RunRow.Progress progress) {
        return RunRow.COLUMNS.stream().map(column -> column + " = " + assigned(column, progress))
                .collect(Collectors.joining(", "));
    }

    private static String assigned(String column, RunRow.Progress progress) {
        String value = "values(" + column + ")";
        return progress.replaces().isEmpty() ? value : "if(" + progress.replaces() + ", " + value + ", " + column + ")";
    }

    /** Writes what the server accepts. A row that it refuses harms no other: it goes without its output, or in the end not at all. */
    private void writeAccepted(List<RunRow> rows, Writing writing, Predicate<SQLException> givenUp) throws SQLException {
        try {
            writing.write(rows);
        } catch (SQLException e) {
            if (!Failures.isRefusal(e) || !givenUp.test(e)) {
                throw e;
            }
            if (rows.size() == 1) {
                writeReduced(rows.get(0), Failures.serverWords(e), writing);
                return;
            }
            writeAccepted(rows.subList(0, rows.size() / 2), writing, givenUp);
            writeAccepted(rows.subList(rows.size() / 2, rows.size()), writing, givenUp);
        }
    }

    private void writeReduced(RunRow row, String why, Writing writing) throws SQLException {
        try {
            writing.write(List.of(row.reduced(why, session.columns(TABLE).text("message"))));
            LOG.log(System.Logger.Level.WARNING, "task {0}: kept without its output, since the server refused it: {1}",
                    row.taskId(), why);
        } catch (SQLException e) {
            if (!Failures.isRefusal(e)) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "task {0}: its report of status {1} is not kept, since the server refuses it: {2}",
                    row.taskId(), Long.toString(row.status()), Failures.serverWords(e));
        }
    }

    static String marks(int count) {
        return String.join(", ", Collections.nCopies(count, "?"));
    }

    private static String groups(int count, int columns) {
        return String.join(", ", Collections.nCopies(count, "(" + marks(columns) + ")"));
    }
}
