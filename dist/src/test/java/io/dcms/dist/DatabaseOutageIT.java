package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.dcms.testing.NeedsRoot;
import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.DatabaseServer;
import io.dcms.testing.mysql.ServerKind;
import io.dcms.testing.mysql.SqlScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database comes and goes while jobs run every second or two. At the end what each task wrote down itself is what the
 * database has: one row a run, none missing, each with its true end.
 *
 * <p>The tables are the Go agent's, which have no key that would keep a run from having two rows.
 * {@code -Ddcms.outage.seconds=600} makes it longer, {@code -Ddcms.outage.seed=1} repeats a sequence of outages.
 */
@NeedsRoot
final class DatabaseOutageIT {
    private static final long SECONDS = Long.getLong("dcms.outage.seconds", 40);
    private static final long LONG = 120;
    private static final long SEED = Long.getLong("dcms.outage.seed", System.nanoTime());

    private final Random random = new Random(SEED);

    @TempDir
    Path temp;
    private DatabaseServer server;
    private DatabaseSite site;
    private Path account;

    /** What goes wrong with a database. Each ends with a database that works. */
    private enum Outage { STOP, KILL, FREEZE, DROP_CONNECTIONS, READ_ONLY, LOCKED_TABLE }

    @Test
    void everyRunHasItsOneRowWithItsTrueEnd() throws Exception {
        server = DatabaseServer.start(ServerKind.MARIADB);
        try (DatabaseServer running = server) {
            Database database = running.administrator().newDatabase(SqlScript.goAgent());
            site = DatabaseSite.in(temp, database);
            account = Files.createFile(site.site().path("account"));
            Files.setPosixFilePermissions(account, PosixFilePermissions.fromString("rw-rw-rw-"));
            site.jobs(job(1, "echo fine; end", "*/1 * * * * * *"),
                    job(2, "echo going down; end; exit 7", "*/2 * * * * * *"),
                    job(3, "echo an ERROR; end", "*/2 * * * * * *").with("msg_filter", "error|fatal"),
                    job(4, "sleep 300", "*/3 * * * * * *").with("timeout", 1).with("timeout_trigger", 1),
                    job(5, "sleep 2; end", "*/3 * * * * * *").with("timeout", 1),
                    job(6, "end", "*/2 * * * * * *").with("signature", "0".repeat(32)));
            // An ordinary account: a server that is read-only lets its administrators write all the same.
            running.administrator().execute("create user agent@'%' identified by 'geheim'",
                    "grant select, insert, update, delete on " + database.name() + ".* to agent@'%'");
            try (RunningAgent agent = site.startAs(database.access().as("agent", "geheim"), "-probe_time=1")) {
                agent.readyRest();
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
                while (System.nanoTime() < end) {
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(3_000));
                    suffer(Outage.values()[random.nextInt(Outage.values().length)], database);
                }
                compare(agent, database);
            }
        }
    }

    private JobSpec job(long id, String script, String schedule) throws Exception {
        Path program = site.site().program("job" + id + ".sh", """
                #!/bin/sh
                end() { echo "end $DCMS_TASK_ID" >>%s; }
                echo "start $DCMS_TASK_ID" >>%s
                %s
                """.formatted(account, account, script));
        return JobSpec.of(id, "job " + id, program).with("schedule", schedule);
    }

    private void suffer(Outage outage, Database database) throws Exception {
        System.out.println("outage: " + outage);
        switch (outage) {
            case STOP -> {
                server.stop();
                pause();
                server.start();
            }
            case KILL -> {
                server.kill();
                pause();
                server.start();
            }
            case FREEZE -> {
                server.freeze();
                pause();
                server.thaw();
            }
            case DROP_CONNECTIONS -> dropConnections(database);
            case READ_ONLY -> {
                server.administrator().execute("set global read_only = 1");
                pause();
                server.administrator().execute("set global read_only = 0");
            }
            case LOCKED_TABLE -> lockTable(database);
        }
    }

    /** In a long run some outages last longer than the store waits for an answer. */
    private void pause() throws InterruptedException {
        boolean lasting = SECONDS > LONG && random.nextInt(8) == 0;
        TimeUnit.MILLISECONDS.sleep(random.nextInt(lasting ? 60_000 : 6_000));
    }

    private static void dropConnections(Database database) throws SQLException {
        List<List<String>> connections = database.access().rows(
                "select id from information_schema.processlist where db = '" + database.name() + "'");
        try (Connection administrator = database.access().connect(""); Statement kill = administrator.createStatement()) {
            for (List<String> connection : connections) {
                try {
                    kill.execute("kill " + connection.get(0));
                } catch (SQLException e) {
                    System.out.println("gone already: " + e.getMessage());
                }
            }
        }
    }

    private void lockTable(Database database) throws Exception {
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            statement.execute("lock tables dcms_crontask_log write");
            pause();
        }
    }

    private void compare(RunningAgent agent, Database database) throws Exception {
        database.execute("update dcms_cronjob set disabled = 1, create_at = unix_timestamp()");
        agent.signal("HUP");
        Rest rest = agent.rest();
        agent.await("all jobs are disabled", () -> rest.jobs().stream().allMatch(job -> job.get("disabled").equals(true)));
        agent.await("nothing runs and nothing waits", () -> rest.tasks().isEmpty()
                && PlainJson.object(rest.get("/health").json().get("data")).get("waiting_reports").equals(0L));

        Map<String, String> expected = new TreeMap<>();
        List<String> written = Files.readAllLines(account);
        written.stream().filter(line -> line.startsWith("start ")).forEach(line -> expected.put(line.substring(6), end(line)));
        List<Map<String, String>> rows = site.rows();
        Map<String, String> actual = new TreeMap<>();
        for (Map<String, String> row : rows) {
            String before = actual.put(row.get("task_id"), row.get("status"));
            assertNull(before, () -> "two rows for one run: " + row);
        }
        // The job with the wrong signature never runs: only the database and the agent's log know of it.
        List<Map<String, String>> refused = rows.stream().filter(row -> row.get("job_id").equals("6")).toList();
        refused.forEach(row -> expected.put(row.get("task_id"), "3"));
        // One that was slow to begin is killed for its timeout before its first line.
        rows.stream().filter(row -> row.get("job_id").equals("4") && row.get("message").startsWith("killed after its timeout"))
                .forEach(row -> expected.putIfAbsent(row.get("task_id"), "4"));
        long refusals = agent.log().lines().filter(line -> line.contains("of job \"job 6\": failed")).count();

        assertEquals(expected, actual, () -> "seed " + SEED);
        assertEquals(refusals, refused.size(), () -> "seed " + SEED);
        assertEquals(List.of(), rows.stream().filter(row -> row.get("job_id").equals("1") && !row.get("message").equals("fine\n"))
                .toList(), () -> "seed " + SEED);
        System.out.println(SECONDS + " s with seed " + SEED + ": " + rows.stream().collect(
                Collectors.groupingBy(row -> "job " + row.get("job_id") + " status " + row.get("status"), TreeMap::new,
                        Collectors.counting())));
    }

    /** The status with which the run of a job must end. */
    private static String end(String line) {
        return switch (line.substring(line.indexOf('-') + 1, line.indexOf('-') + 2)) {
            case "1", "5" -> "2";
            case "4" -> "4";
            default -> "3";
        };
    }
}
