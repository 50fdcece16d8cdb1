package io.dcms.testing.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseAccessTest {

    @Test
    void readsTheUrlOfAGivenServer() {
        assertEquals(new DatabaseAccess("db1", 3307, "admin", "p@ss word", Map.of("sslMode", "REQUIRED")),
                DatabaseAccess.of("jdbc:mysql://db1:3307/?user=admin&password=p%40ss+word&sslMode=REQUIRED"));
        assertEquals(new DatabaseAccess("db1", 3306, "admin", "", Map.of()), DatabaseAccess.of("jdbc:mysql://db1?user=admin"));
    }

    @Test
    void writesUrlsAndDsns() {
        DatabaseAccess access = new DatabaseAccess("db1", 3307, "admin", "p@ss word", Map.of("sslMode", "REQUIRED"));
        assertEquals("jdbc:mysql://db1:3307/dcms?user=admin&password=p%40ss%20word&sslMode=REQUIRED", access.url("dcms"));
        assertEquals("admin:p@ss word@tcp(db1:3307)/dcms", access.goDsn("dcms"));
        assertEquals(access, DatabaseAccess.of(access.url("dcms")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"root:root@tcp(localhost)/dcms", "jdbc:mysql://db1", "jdbc:postgresql://db1/?user=root"})
    void refusesWhatIsNoUrlOfAnAccount(String url) {
        assertThrows(IllegalArgumentException.class, () -> DatabaseAccess.of(url));
    }

    @Test
    void loadsTheGoAgentsSchemaIntoDatabasesThatDoNotMeet() throws Exception {
        DatabaseAccess access = SharedServers.standard();
        try (Database one = access.newDatabase(SqlScript.goAgent()); Database other = access.newDatabase(SqlScript.goAgent())) {
            assertNotEquals(one.name(), other.name());
            one.execute("insert into dcms_cronjob (name) values ('a')");
            assertEquals(List.of(List.of("1", "a", "0")), one.rows("select id, name, timeout from dcms_cronjob"));
            assertEquals(List.of(), other.rows("select id from dcms_cronjob"));
        }
    }

    @Test
    void loadsTheGoAgentsSchemaOnMysql56() throws Exception {
        try (Database database = SharedServers.mysql56().newDatabase(SqlScript.goAgent())) {
            assertTrue(database.rows("select version()").get(0).get(0).startsWith("5.6."));
            assertEquals(List.of(List.of("dcms_agent2job"), List.of("dcms_cronjob"), List.of("dcms_crontask_log")),
                    database.rows("show tables"));
        }
    }

    @Test
    void showsWhatAScriptPrints() throws Exception {
        try (Database database = SharedServers.standard().newDatabase()) {
            assertEquals("here\n" + database.name() + "\n", database.run(new SqlScript("use dcms; select database() as here;")));
        }
    }

    @Test
    void failsWithAScriptThatFails() throws Exception {
        DatabaseAccess access = SharedServers.standard();
        AssertionError failed = assertThrows(AssertionError.class, () -> access.run(new SqlScript("drop table mysql.nothing;")));
        assertTrue(failed.getMessage().contains("ERROR 1051"), failed::getMessage);
    }
}
