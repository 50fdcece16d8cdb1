package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.ServerKind;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code sql/grants.sql} as it is shipped, seen from the accounts that it is for. */
final class GrantsSqlTest {
    private static final String PASSWORD = "n0t-the-default";

    /** What an agent does that runs jobs and reports. */
    private static final List<String> REPORTING = List.of(
            "select j.*, a.host from dcms_cronjob j join dcms_agent2job a on a.job_id = j.id where a.host = 'web1'",
            "insert into dcms_crontask_log (task_id, host, status) values ('1-1', 'web1', 1) on duplicate key update status = 2",
            "insert into dcms_crontask_log (task_id, host, status) values ('1-1', 'web1', 1) on duplicate key update status = 2",
            "update dcms_crontask_log set status = 3 where task_id = '1-1' and host = 'web1'",
            "select * from dcms_crontask_log where job_id = 1 order by exec_at desc limit 10",
            "delete from dcms_crontask_log where host = 'web1' and exec_at < 1 limit 100",
            "insert into dcms_agent (host, seen_at) values ('web1', unix_timestamp()) on duplicate key update seen_at = values(seen_at)",
            "update dcms_agent set stopped = 1 where host = 'web1'", "select * from dcms_agent",
            "delete from dcms_agent where host = 'web1'",
            "select j.name, a.host from dcms_cronjob j left join dcms_agent2job a on a.job_id = j.id",
            "select get_lock('dcms', 0)", "select release_lock('dcms')", "select @@max_allowed_packet, @@version, @@sql_mode",
            "set session wait_timeout = 60");
    /** What it does besides if jobs are edited through it. */
    private static final List<String> EDITING = List.of(
            "insert into dcms_cronjob (id, name) values (1, 'backup')",
            "update dcms_cronjob set timeout = 5 where id = 1",
            "insert into dcms_agent2job (host, job_id) values ('web1', 1)",
            "update dcms_agent2job set host = 'web2' where job_id = 1",
            "delete from dcms_agent2job where job_id = 1",
            "delete from dcms_cronjob where id = 1");
    private static final List<String> NEITHER = List.of(
            "drop table dcms_crontask_log", "truncate table dcms_crontask_log",
            "alter table dcms_cronjob add column more int", "create table more (id int)",
            "create index more on dcms_crontask_log (status)", "create procedure more() select 1",
            "create user 'more'@'%' identified by 'n0t-the-default'", "grant select on dcms_cronjob to 'root'@'localhost'",
            "select * from mysql.user", "set global max_connections = 1", "drop database dcms");

    @ParameterizedTest
    @EnumSource
    void letsAnAgentReadItsJobsAndReportAndNothingElse(ServerKind kind) throws Exception {
        try (Database database = ours(kind); Account agent = new Account(database, "dcms")) {
            grant(database, agent.name(), "nobody");
            REPORTING.forEach(agent::may);
            EDITING.forEach(agent::mayNot);
            NEITHER.forEach(agent::mayNot);
            assertEquals(Schema.columns(database), Schema.columns(agent.view()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void letsAnAgentEditJobsWhoseAccountIsForThat(ServerKind kind) throws Exception {
        try (Database database = ours(kind); Account editor = new Account(database, "edit")) {
            grant(database, "nobody", editor.name());
            REPORTING.forEach(editor::may);
            EDITING.forEach(editor::may);
            NEITHER.forEach(editor::mayNot);
        }
    }

    /** MySQL 5.6 makes an account for whoever gets a grant, and one without a password at that. */
    @ParameterizedTest
    @EnumSource
    void makesNoAccountAndChangesNoPassword(ServerKind kind) throws Exception {
        try (Database database = ours(kind); Account agent = new Account(database, "dcms")) {
            String accounts = accounts(database);
            AssertionError refused = assertThrows(AssertionError.class, () -> grant(database, "nobody", "nobody_else"));
            assertTrue(refused.getMessage().contains("there is no such account yet: first make one"), refused::getMessage);
            grant(database, agent.name(), "nobody");
            assertEquals("done now\n".repeat(4), grant(database, agent.name(), "nobody").replaceAll("(?m)^grant .*\n", ""));
            assertEquals(accounts, accounts(database));
            assertThrows(SQLException.class, () -> database.as(agent.name(), "").connect().close());
        }
    }

    private static String accounts(Database database) {
        return database.rows("select user, host from mysql.user order by user, host").toString();
    }

    private static Database ours(ServerKind kind) throws IOException, InterruptedException {
        return SharedServers.of(kind).newDatabase(SqlScript.shipped("agent.sql"));
    }

    private static String grant(Database database, String agent, String editor) throws IOException, InterruptedException {
        String script = SqlScript.shipped("grants.sql").text();
        return database.run(new SqlScript(script.replace("@dcms_agent = 'dcms'", "@dcms_agent = '" + agent + "'")
                .replace("@dcms_editor = 'dcms_editor'", "@dcms_editor = '" + editor + "'")));
    }

    /** An account that is made as the script says, and dropped with the test. */
    private static final class Account implements AutoCloseable {
        private final Database database;
        private final String name;

        /** MySQL 5.6 takes names of up to 16 characters. */
        Account(Database database, String prefix) {
            this.database = database;
            this.name = prefix + "_" + database.name().substring(database.name().length() - 8);
            database.execute("create user '" + name + "'@'%' identified by '" + PASSWORD + "'");
        }

        String name() {
            return name;
        }

        void may(String sql) {
            try {
                execute(sql);
            } catch (SQLException e) {
                throw new AssertionError(sql + ": " + e.getMessage(), e);
            }
        }

        void mayNot(String sql) {
            SQLException refused = assertThrows(SQLException.class, () -> execute(sql), sql);
            assertTrue(refused.getMessage().contains("denied"), refused::getMessage);
        }

        /** The database as it sees it. */
        Database view() {
            return database.as(name, PASSWORD);
        }

        private void execute(String sql) throws SQLException {
            try (Connection connection = view().connect(); Statement statement = connection.createStatement()) {
                statement.execute(sql.replace("database dcms", "database " + database.name()));
            }
        }

        @Override
        public void close() {
            database.execute("drop user '" + name + "'@'%'");
        }
    }
}
