package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.store.FleetAgent;
import io.dcms.testing.mysql.ServerKind;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the whole fleet has in the database: on tables old and new, and without reading all of them. */
final class FleetRowsTest {

    private static final FleetAgent AGENT = new FleetAgent("web1", "", "1", 0, 0, 0, 0);

    @ParameterizedTest
    @EnumSource
    void oldTablesAreToldFromThoseWithARegister(ServerKind kind) throws Exception {
        try (StoreDatabase old = new StoreDatabase(SharedServers.of(kind), SqlScript.goAgent()); MysqlStore store = old.open()) {
            String hindrance = store.hindrance().orElseThrow();
            assertTrue(hindrance.contains("dcms_agent") && hindrance.contains("run sql/upgrade.sql"), hindrance);
            assertThrows(IOException.class, () -> store.announce(AGENT));
            assertEquals(List.of(), store.jobs("web1"), "the connection is as good as before");

            old.database().run(SqlScript.shipped("upgrade.sql"));
            assertEquals(Optional.empty(), store.hindrance());
            store.announce(AGENT);
            assertEquals(AGENT, store.agents().get(0).agent());
            assertEquals(List.of(), store.failures(0, 10));
        }
    }

    @Test
    void anAccountThatMayNotIsToldWhatToGrant() throws Exception {
        try (StoreDatabase database = new StoreDatabase(SharedServers.standard(), SqlScript.shipped("agent.sql"));
                MysqlStore store = database.open()) {
            String name = database.database().name();
            database.database().execute("revoke all on " + name + ".* from " + database.user() + "@'%'",
                    "grant select on " + name + ".dcms_cronjob to " + database.user() + "@'%'");
            assertTrue(store.hindrance().orElseThrow().contains("sql/grants.sql"));
        }
    }

    /** A server with its defaults has 151 connections for a whole fleet. */
    @Test
    void anAgentThatIsAnnouncedHasNoConnectionMoreThanOneThatLooksForJobs() throws Exception {
        try (StoreDatabase database = new StoreDatabase(SharedServers.standard(), SqlScript.shipped("agent.sql"));
                MysqlStore store = database.open()) {
            store.jobs("web1");
            store.hindrance();
            store.announce(AGENT);
            store.leave("web1");
            assertEquals(1, database.connections().size());
        }
    }

    @Test
    void aLogWithoutTheKeyIsNotReadForFailures() throws Exception {
        try (StoreDatabase database = new StoreDatabase(SharedServers.standard(), SqlScript.shipped("agent.sql"));
                MysqlStore store = database.open()) {
            database.database().execute("alter table dcms_crontask_log drop key status_time");
            assertTrue(assertThrows(IOException.class, () -> store.failures(0, 10)).getMessage().contains("run sql/upgrade.sql"));
        }
    }

    /** A hundred thousand runs on two hundred hosts, of which one in ten failed: what is looked at is what is answered. */
    @ParameterizedTest
    @EnumSource
    void noMoreOfALongLogIsReadThanIsWanted(ServerKind kind) throws Exception {
        try (StoreDatabase database = new StoreDatabase(SharedServers.of(kind), SqlScript.shipped("agent.sql"));
                MysqlStore store = database.open()) {
            fill(database);
            for (List<String> row : database.database().rows("explain " + FleetRows.newestIds(1_700_000_000, 500))) {
                boolean isOfOthers = row.toString().contains("<derived") || row.toString().contains("<union");
                assertTrue(row.contains("status_time") || isOfOthers, row::toString);
            }
            String ofOne = FleetRows.lastIds(1).replaceFirst("\\?", "3").replaceFirst("\\?", "'web7'");
            String last = database.database().rows("explain " + ofOne).toString();
            assertTrue(last.contains("job_host_time") && !last.contains("filesort"), last);

            long before = handled(database);
            assertEquals(50, store.failures(1_700_000_000, 50).size());
            assertTrue(handled(database) - before < 2_000, "rows that were read for 50 of 100000");
            before = handled(database);
            assertEquals(200, store.lastRuns(3, 1_000).size());
            assertTrue(handled(database) - before < 5_000, "rows that were read for 200 of 100000");
        }
    }

    private static void fill(StoreDatabase database) {
        String digits = "(select 0 d union select 1 union select 2 union select 3 union select 4 union select 5 union select 6"
                + " union select 7 union select 8 union select 9)";
        database.database().execute("insert into dcms_crontask_log (job_id, task_id, host, status, exec_at)"
                + " select n % 5, concat(1700000000 + n, '-', n % 5),"
                + " concat('web', floor(n / 5) % 200), if(floor(n / 1000) % 10 = 3, 3, 2),"
                + " 1700000000 + n"
                + " from (select a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d as n from " + digits + " a, " + digits + " b, "
                + digits + " c, " + digits + " e, " + digits + " f) numbers",
                "insert into dcms_agent2job (host, job_id) select distinct host, 3 from dcms_crontask_log where job_id = 3",
                "analyze table dcms_crontask_log");
    }

    /** How many rows the server has read from tables since it started. */
    private static long handled(StoreDatabase database) {
        return database.database().rows("show global status where variable_name in ('Handler_read_next', 'Handler_read_prev',"
                + " 'Handler_read_rnd_next', 'Handler_read_key', 'Handler_read_first', 'Handler_read_last')").stream()
                .mapToLong(row -> Long.parseLong(row.get(1))).sum();
    }
}
