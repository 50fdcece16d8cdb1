package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.ServerKind;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code sql/upgrade.sql} as it is shipped, on tables that the Go agent's script has made. */
final class UpgradeSqlTest {
    private static final List<String> TABLES = List.of("dcms_cronjob", "dcms_agent2job", "dcms_crontask_log");
    private static final int LOG_ROWS = 100_000;
    /** Of the columns that the old schema has. */
    private static final List<String> ALL_ROWS = List.of("""
            select id, hex(name), hex(create_user), hex(executor), hex(executor_flags), hex(signature), hex(runner), timeout,
                timeout_trigger, disabled, hex(schedule), hex(hook), hex(msg_filter), create_at
                from dcms_cronjob order by id""", """
            select id, hex(host), job_id from dcms_agent2job order by id""", """
            select id, job_id, hex(task_id), hex(host), status, exec_at, exec_duration, hex(log_filename), hex(message)
                from dcms_crontask_log where host <> 'meanwhile' order by id""");

    @ParameterizedTest
    @EnumSource
    void makesOurSchemaWithoutTouchingARowWhileAgentsReport(ServerKind kind) throws Exception {
        try (Database old = old(kind); Database ours = SharedServers.of(kind).newDatabase(SqlScript.shipped("agent.sql"))) {
            fill(old);
            List<List<List<String>>> rows = rows(old);
            try (Agent agent = new Agent(old)) {
                agent.awaitFirstReport();
                String outcome = upgrade(old);
                assertSameSchema(ours, old, outcome);
                List<String> schema = Schema.everything(old);
                for (int again = 0; again < 2; again++) {
                    assertFalse(upgrade(old).contains("done now"));
                    assertEquals(schema, Schema.everything(old));
                }
                assertEquals(List.of(List.of(Long.toString(agent.reports()))),
                        old.rows("select count(*) from dcms_crontask_log where host = 'meanwhile'"));
            }
            assertEquals(rows, rows(old));
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesRunsThatAreThereTwiceAndSaysSo(ServerKind kind) throws Exception {
        try (Database old = old(kind)) {
            old.execute("insert into dcms_crontask_log (task_id, host, status) values ('1-备份', 'web1', 1), ('1-备份', 'web1', 2)");
            String outcome = upgrade(old);
            assertSays(outcome, "LEFT AS IT WAS", "dcms_crontask_log: unique key on task_id,host: Duplicate entry");
            assertSays(outcome, "done now", "dcms_crontask_log: key on host,exec_at");
            assertEquals(List.of(List.of("1"), List.of("2")), old.rows("select status from dcms_crontask_log order by id"));

            old.execute("delete from dcms_crontask_log where status = 1");
            outcome = upgrade(old);
            assertSays(outcome, "done now", "dcms_crontask_log: unique key on task_id,host");
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesNothingAwayThatSomebodyHasAdded(ServerKind kind) throws Exception {
        try (Database old = old(kind)) {
            old.execute("alter table dcms_cronjob modify signature varchar(128) not null default '', add team varchar(20) null,"
                    + " modify name varchar(200) character set utf8 collate utf8_bin not null default ''",
                    "alter table dcms_crontask_log modify message mediumtext null, add unique key once (task_id, host)",
                    "alter table dcms_agent2job modify host varchar(100) character set latin1 not null default ''");
            String outcome = upgrade(old);
            assertSays(outcome, "there already", "dcms_cronjob: signature of 80 characters");
            assertSays(outcome, "there already", "dcms_crontask_log: unique key on task_id,host");
            for (String table : TABLES) {
                assertSays(outcome, "LEFT AS IT WAS", table + ": utf8mb4: it has a character set, an order or types of");
            }
            assertEquals(List.of(List.of("varchar(128)"), List.of("varchar(20)"), List.of("mediumtext")), old.rows("""
                    select column_type from information_schema.columns where table_schema = database()
                        and column_name in ('signature', 'team', 'message') order by table_name, ordinal_position"""));
            assertEquals(List.of(List.of("utf8_bin"), List.of("latin1_swedish_ci")), old.rows("""
                    select replace(collation_name, 'mb3', '') from information_schema.columns where table_schema = database()
                        and (table_name = 'dcms_cronjob' and column_name = 'name'
                            or table_name = 'dcms_agent2job' and column_name = 'host') order by 1 desc"""));
        }
    }

    /** Somebody who looks at the log in a transaction that stays open must not make all agents wait behind the upgrade. */
    @ParameterizedTest
    @EnumSource
    void givesUpWhereATransactionStaysOpen(ServerKind kind) throws Exception {
        SqlScript impatient = new SqlScript(script().text().replace("lock_wait_timeout = 10", "lock_wait_timeout = 1"));
        try (Database old = old(kind); Connection reader = old.connect(); Statement statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            statement.execute("select * from dcms_crontask_log");
            String outcome = old.run(impatient);
            assertSays(outcome, "LEFT AS IT WAS", "dcms_crontask_log: key on host,exec_at: Lock wait timeout exceeded");
            reader.rollback();
            outcome = old.run(impatient);
            assertSays(outcome, "done now", "dcms_crontask_log: key on host,exec_at");
        }
    }

    /** A server can't compare its own names with a text in another order, and a database has the server's default. */
    @ParameterizedTest
    @EnumSource
    void worksWhateverOrderTheDatabaseHas(ServerKind kind) throws Exception {
        for (String collation : List.of("latin1_swedish_ci", "utf8_unicode_ci", "utf8mb4_bin", "gbk_chinese_ci")) {
            SqlScript created = new SqlScript(SqlScript.goAgent().text()
                    .replace("create database dcms;", "create database dcms collate " + collation + ";"));
            try (Database old = SharedServers.of(kind).newDatabase(created)) {
                upgrade(old);
                assertFalse(upgrade(old).contains("done now"), collation);
            }
        }
    }

    @Test
    void refusesADatabaseThatHasNoTables() throws Exception {
        try (Database empty = SharedServers.standard().newDatabase()) {
            AssertionError refused = assertThrows(AssertionError.class, () -> upgrade(empty));
            assertTrue(refused.getMessage().contains(".dcms_cronjob' doesn't exist"), refused::getMessage);
        }
    }

    /** Character sets may differ in tables that the upgrade has said it leaves. More keys are the old ones. */
    private static void assertSameSchema(Database ours, Database upgraded, String outcome) {
        assertEquals(Schema.columns(ours), Schema.columns(upgraded));
        Set<List<String>> keys = Schema.keys(upgraded);
        assertTrue(keys.containsAll(Schema.keys(ours)), keys::toString);
        for (String table : TABLES) {
            if (!outcome.contains("LEFT AS IT WAS\n" + table + ": utf8mb4")) {
                assertEquals(Schema.texts(ours, table), Schema.texts(upgraded, table));
            }
        }
        if (upgraded.rows("select version()").get(0).get(0).contains("MariaDB")) {
            assertFalse(outcome.contains("LEFT AS IT WAS"), outcome);
        }
    }

    private static void assertSays(String outcome, String result, String step) {
        assertTrue(outcome.contains(result + "\n" + step), outcome);
    }

    private static void fill(Database old) throws SQLException {
        try (Connection connection = old.connect()) {
            execute(connection, "insert into dcms_cronjob values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    Long.MAX_VALUE - 1, "备".repeat(200), "é".repeat(30), "\uffff".repeat(1000),
                    "\\'\"`%_\u0000\n\r\u001a".repeat(100), "f".repeat(32), "\ufffd".repeat(100), Long.MIN_VALUE,
                    Integer.MIN_VALUE, Integer.MAX_VALUE, " ".repeat(100), "|".repeat(1000), "\u202e\u0301\u200b ",
                    Integer.MIN_VALUE);
            execute(connection, "insert into dcms_cronjob (id, name, schedule) values (?, ?, ?)", 1, "", "*/1 * * * *");
            execute(connection, "insert into dcms_cronjob (id, name, schedule) values (?, ?, ?)", 2, "Straße", "ß");
            execute(connection, "insert into dcms_agent2job (host, job_id) values (?, ?)", "机".repeat(100), Long.MIN_VALUE);
            execute(connection, "insert into dcms_crontask_log values (?, ?, ?, ?, ?, ?, ?, ?, ?)", Integer.MAX_VALUE,
                    Long.MAX_VALUE, "号".repeat(100), "机".repeat(100), -1, Integer.MIN_VALUE, Integer.MAX_VALUE, "文".repeat(200),
                    "出".repeat(65_535 / 3));
            execute(connection, "insert into dcms_crontask_log (task_id, message) values (?, ?)", "empty", "");
            execute(connection, "insert into dcms_crontask_log (task_id, message) values (?, ?)", "none", null);
        }
        old.execute("create table digits (d int)", "insert into digits values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
                "insert into dcms_crontask_log (job_id, task_id, host, status, exec_at, log_filename, message)"
                + " select a.d, concat(a.d, b.d, c.d, d.d, e.d), 'web1', 2, 1700000000 + b.d, '/tmp/log', '完成 done'"
                + " from digits a, digits b, digits c, digits d, digits e", "drop table digits");
        assertEquals(List.of(List.of(Integer.toString(LOG_ROWS + 3))), old.rows("select count(*) from dcms_crontask_log"));
    }

    private static void execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) {
                statement.setObject(index + 1, values[index]);
            }
            statement.executeUpdate();
        }
    }

    private static List<List<List<String>>> rows(Database database) {
        List<List<List<String>>> rows = new ArrayList<>();
        ALL_ROWS.forEach(query -> rows.add(database.rows(query)));
        return rows;
    }

    private static Database old(ServerKind kind) throws IOException, InterruptedException {
        return SharedServers.of(kind).newDatabase(SqlScript.goAgent());
    }

    private static String upgrade(Database database) throws IOException, InterruptedException {
        return database.run(script());
    }

    private static SqlScript script() throws IOException {
        return SqlScript.shipped("upgrade.sql");
    }

    /** Writes one run after the other, as an agent would that knows nothing of the upgrade. */
    private static final class Agent implements AutoCloseable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final CountDownLatch first = new CountDownLatch(1);
        private final FutureTask<Long> writing;

        Agent(Database database) {
            Callable<Long> reports = () -> report(database);
            writing = new FutureTask<>(reports);
            new Thread(writing, "agent-meanwhile").start();
        }

        private long report(Database database) throws SQLException {
            long count = 0;
            try (Connection connection = database.connect()) {
                while (!ended.get()) {
                    String id = "meanwhile-" + count;
                    execute(connection, "insert into dcms_crontask_log (task_id, host, status) values (?, 'meanwhile', 1)", id);
                    execute(connection, "update dcms_crontask_log set status = 2 where task_id = ? and host = 'meanwhile'", id);
                    count++;
                    first.countDown();
                }
            } finally {
                first.countDown();
            }
            return count;
        }

        void awaitFirstReport() throws InterruptedException {
            first.await();
        }

        /** Ends it; how many runs it has reported, each without an error. */
        long reports() throws Exception {
            close();
            return writing.get();
        }

        @Override
        public void close() {
            ended.set(true);
        }
    }
}
