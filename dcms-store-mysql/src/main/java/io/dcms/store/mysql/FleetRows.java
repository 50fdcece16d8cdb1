package io.dcms.store.mysql;

import io.dcms.api.TaskStatus;
import io.dcms.spi.store.FleetJob;
import io.dcms.spi.store.FleetRun;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what all hosts have in common: jobs, and runs of any host. */
final class FleetRows {

    private static final List<TaskStatus> WENT_WRONG = List.of(TaskStatus.FAILED, TaskStatus.TIMEOUT, TaskStatus.KILLED);
    /** Of a message: the reason comes first. */
    private static final int MESSAGE = 1_000;
    private static final String RUN = "select l.id, l.job_id, l.task_id, l.host, l.status, l.exec_at, l.exec_duration, l.log_filename,"
            + " left(l.message, " + MESSAGE + ") as message, j.name as job_name from " + RunWriter.TABLE + " l left join " + JobRows.TABLE
            + " j on j.id = l.job_id where l.id in (";
    private static final int HOSTS_AT_ONCE = 50;

    private FleetRows() {
    }

    private record Place(long jobId, String host) {
    }

    /** A row and its run. */
    private record Row(long id, FleetRun run) {
    }

    static List<FleetJob> jobs(Session session) throws SQLException {
        Map<String, String> names = new HashMap<>();
        Map<Long, TreeSet<String>> hosts = new HashMap<>();
        String places = "select job_id, host from " + JobRows.PLACES;
        for (Place place : session.query(row -> new Place(row.getLong(1), row.getString(2)), places)) {
            hosts.computeIfAbsent(place.jobId(), any -> new TreeSet<>()).add(names.computeIfAbsent(place.host(), name -> name));
        }
        return session.query(row -> job(row, hosts), "select id, name, schedule, runner, disabled from " + JobRows.TABLE + " order by id");
    }

    private static FleetJob job(ResultSet row, Map<Long, TreeSet<String>> hosts) throws SQLException {
        long id = row.getLong("id");
        return new FleetJob(id, RunHistory.text(row, "name"), RunHistory.text(row, "schedule"), RunHistory.text(row, "runner"),
                RunHistory.text(row, "disabled").equals("1"), List.copyOf(hosts.getOrDefault(id, new TreeSet<>())));
    }

    static List<FleetRun> failures(Session session, long since, int limit) throws SQLException {
        if (!session.columns(RunWriter.TABLE).hasKey("status", "exec_at")) {
            throw new SQLSyntaxErrorException(RunWriter.TABLE + " has no key on status and exec_at: run sql/upgrade.sql", "42000", 1072);
        }
        return rows(session, session.query(row -> row.getLong(1), newestIds(since, limit))).stream()
                .sorted(Comparator.comparingLong((Row row) -> row.run().task().execAt()).thenComparingLong(Row::id).reversed())
                .map(Row::run).toList();
    }

    /** Of each status the newest, which are at the end of its part of the key, and of these the newest. */
    static String newestIds(long since, int limit) {
        return WENT_WRONG.stream().map(status -> "(select id, exec_at from " + RunWriter.TABLE + " where status = " + status.code()
                        + " and exec_at >= " + since + " order by exec_at desc, id desc limit " + limit + ")")
                .collect(Collectors.joining(" union all ", "select id from (", ") newest order by exec_at desc, id desc limit " + limit));
    }

    /** Host by host: what a server makes of a query for all of them depends on its guesses, and on the order of two tables' texts. */
    static List<FleetRun> lastRuns(Session session, long jobId, int limit) throws SQLException {
        List<String> hosts = session.query(row -> row.getString(1), "select distinct host from " + JobRows.PLACES
                + " where job_id = ? order by host limit ?", jobId, limit);
        Map<String, FleetRun> last = new TreeMap<>();
        for (int begin = 0; begin < hosts.size(); begin += HOSTS_AT_ONCE) {
            List<String> some = hosts.subList(begin, Math.min(hosts.size(), begin + HOSTS_AT_ONCE));
            List<Object> parameters = some.stream().flatMap(host -> Stream.<Object>of(jobId, host)).toList();
            List<Long> ids = session.query(row -> row.getLong(1), lastIds(some.size()), parameters.toArray());
            rows(session, ids).forEach(row -> last.put(row.run().task().host(), row.run()));
        }
        return List.copyOf(last.values());
    }

    static String lastIds(int hosts) {
        return String.join(" union all ", Collections.nCopies(hosts, "(select id from " + RunWriter.TABLE
                + " where job_id = ? and host = ? order by exec_at desc, id desc limit 1)"));
    }

    private static List<Row> rows(Session session, List<Long> ids) throws SQLException {
        return ids.isEmpty() ? List.of() : session.query(row -> new Row(row.getLong("id"),
                new FleetRun(RunHistory.task(row), RunHistory.text(row, "job_name"))),
                RUN + RunWriter.marks(ids.size()) + ")", ids.toArray());
    }
}
