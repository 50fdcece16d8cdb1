package io.dcms.dist;

import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.DatabaseAccess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What an operator has set up for one agent whose jobs and runs are in a database. */
final class DatabaseSite {
    /** The name under which the agent asks for its jobs. */
    static final String HOST = "db-7.example";

    private final AgentSite site;
    private final Database database;

    private DatabaseSite(AgentSite site, Database database) {
        this.site = site;
        this.database = database;
    }

    /** Sets all up but the jobs, in an empty folder. */
    static DatabaseSite in(Path folder, Database database) throws Exception {
        return new DatabaseSite(AgentSite.in(folder), database);
    }

    /** Jobs in a database for a site that is there. */
    static DatabaseSite beside(AgentSite site, Database database) {
        return new DatabaseSite(site, database);
    }

    /** The folder, the programs and the work dir. */
    AgentSite site() {
        return site;
    }

    /** Inserts jobs as an operator would, and places them on the agent's host. */
    void jobs(JobSpec... jobs) throws SQLException {
        try (Connection connection = database.connect()) {
            for (JobSpec job : jobs) {
                insert(connection, job.fields());
                place(connection, HOST, (Long) job.fields().get("id"));
            }
        }
    }

    static void place(Connection connection, String host, long jobId) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into dcms_agent2job (host, job_id) values (?, ?)")) {
            insert.setString(1, host);
            insert.setLong(2, jobId);
            insert.executeUpdate();
        }
    }

    private static void insert(Connection connection, Map<String, Object> fields) throws SQLException {
        String columns = String.join(", ", fields.keySet());
        String marks = fields.keySet().stream().map(column -> "?").collect(Collectors.joining(", "));
        try (PreparedStatement insert =
                connection.prepareStatement("insert into dcms_cronjob (" + columns + ") values (" + marks + ")")) {
            int place = 1;
            for (Object value : fields.values()) {
                insert.setObject(place++, value instanceof Map<?, ?> ? PlainJson.text(value) : value);
            }
            insert.executeUpdate();
        }
    }

    /** Starts the agent by the account that made the database. */
    RunningAgent start(String... flags) throws Exception {
        return startAs(database.access(), flags);
    }

    /** Starts the agent by another account. The password is in the environment, as docs/agent.md advises. */
    RunningAgent startAs(DatabaseAccess account, String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of("-dbtype=mysql", "-host=" + HOST, "-work_dir=" + site.workDir(), "-port=0"));
        all.addAll(List.of(flags));
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms-agent"), all.toArray(String[]::new));
        command.environment().put("DCMS_DB", account.goDsn(database.name()));
        command.environment().put("TZ", "UTC");
        return site.dcms().startAgent(command);
    }

    /** All rows of runs, in the order of their ids: column names and values as text. */
    List<Map<String, String>> rows() {
        return rows("1 = 1");
    }

    List<Map<String, String>> rowsOf(String taskId) {
        return rows("task_id = '" + taskId + "'");
    }

    List<Map<String, String>> rowsOf(long jobId) {
        return rows("job_id = " + jobId);
    }

    private List<Map<String, String>> rows(String condition) {
        List<String> columns = List.of("job_id", "task_id", "host", "status", "exec_at", "exec_duration", "log_filename", "message");
        List<Map<String, String>> rows = new ArrayList<>();
        for (List<String> values : database.rows("select " + String.join(", ", columns) + " from dcms_crontask_log where "
                + condition + " order by id")) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), values.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** Waits until a run is over in the database, and answers its one row. */
    Map<String, String> awaitEnd(RunningAgent agent, String taskId) throws Exception {
        agent.await("task " + taskId + " ended in the database", () -> rowsOf(taskId).stream().anyMatch(DatabaseSite::isEnd));
        List<Map<String, String>> rows = rowsOf(taskId);
        if (rows.size() != 1) {
            throw new AssertionError("one run, several rows: " + rows);
        }
        return rows.get(0);
    }

    /** The first run of a job that the database knows, as soon as it is over. */
    Map<String, String> firstEnd(RunningAgent agent, long jobId) throws Exception {
        agent.await("job " + jobId + " was run", () -> !rowsOf(jobId).isEmpty());
        return awaitEnd(agent, rowsOf(jobId).get(0).get("task_id"));
    }

    private static boolean isEnd(Map<String, String> row) {
        return List.of("2", "3", "5").contains(row.get("status"))
                || row.get("status").equals("4") && row.get("message").startsWith("killed after its timeout");
    }
}
