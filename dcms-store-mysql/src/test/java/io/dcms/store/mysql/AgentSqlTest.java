package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.mysql.Database;
import io.dcms.testing.mysql.ServerKind;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code sql/agent.sql} as it is shipped. */
final class AgentSqlTest {

    @ParameterizedTest
    @EnumSource
    void makesTheTablesOnceAndLeavesThemAsTheyAre(ServerKind kind) throws Exception {
        SqlScript agent = SqlScript.shipped("agent.sql");
        try (Database database = SharedServers.of(kind).newDatabase(agent)) {
            List<String> made = Schema.everything(database);
            database.execute("insert into dcms_cronjob (name) values ('kept')");
            assertEquals("", database.run(agent));
            assertEquals(made, Schema.everything(database));
            assertEquals(List.of(List.of("kept")), database.rows("select name from dcms_cronjob"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasTheColumnsAndTheKeysOfTheGoAgentsTables(ServerKind kind) throws Exception {
        try (Database ours = SharedServers.of(kind).newDatabase(SqlScript.shipped("agent.sql"));
                Database theirs = SharedServers.of(kind).newDatabase(SqlScript.goAgent())) {
            List<List<String>> columns = Schema.columns(ours);
            columns.removeIf(column -> column.get(0).equals("dcms_agent") || column.get(1).equals("options"));
            columns.replaceAll(column -> column.stream().map(text -> text.replace("varchar(80)", "varchar(32)")).toList());
            assertEquals(Schema.columns(theirs), columns);
            assertTrue(Schema.keys(ours).contains(List.of("dcms_agent2job", "unique", "host,job_id")));
        }
    }

    /** Two hundred characters are more bytes than a key of MySQL 5.6 has, and the end of a name counts as well. */
    @ParameterizedTest
    @EnumSource
    void holdsNamesThatDifferInTheirLastCharacter(ServerKind kind) throws Exception {
        try (Database database = SharedServers.of(kind).newDatabase(SqlScript.shipped("agent.sql"))) {
            String start = "备".repeat(199);
            database.execute("insert into dcms_cronjob (name) values ('" + start + "一')",
                    "insert into dcms_cronjob (name) values ('" + start + "二')");
            AssertionError refused = assertThrows(AssertionError.class,
                    () -> database.execute("insert into dcms_cronjob (name) values ('" + start + "二')"));
            assertTrue(refused.getMessage().contains("Duplicate entry"), refused::getMessage);
        }
    }
}
