package io.dcms.store.mysql;

import static io.dcms.store.mysql.Tasks.HOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.testing.mysql.SqlScript;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs in tables that people have made, changed and half upgraded. */
class JobReadingTest extends OnGoAgentsTables {

    @Test
    void aRowWithEveryColumnWrongIsADefectOfThatJobAlone() throws Exception {
        change("alter table dcms_cronjob modify timeout varchar(20), modify timeout_trigger varchar(20), modify disabled varchar(20),"
                + " modify create_at varchar(20)");
        database.put(Job.builder(1, "good").timeout(5).createAt(7).build(), HOST);
        database.put(Job.builder(2, "bad").build(), HOST);
        change("update dcms_cronjob set timeout = 'soon', timeout_trigger = '2', disabled = 'no\n', create_at = '1e9' where id = 2");

        assertEquals(List.of(Job.builder(1, "good").timeout(5).createAt(7).build(),
                Job.builder(2, "bad").defect("timeout is \"soon\": give a whole number; timeout_trigger is \"2\": give 0 (leave it"
                        + " running) or 1 (kill it); disabled is \"no\": give 0 or 1; create_at is \"1e9\": give a whole number").build()),
                sorted(store.jobs(HOST)));
    }

    @Test
    void aNumberBeyondEveryLongIsADefect() throws Exception {
        change("alter table dcms_cronjob modify timeout bigint unsigned");
        database.put(Job.builder(1, "one").build(), HOST);
        change("update dcms_cronjob set timeout = 18446744073709551615");

        assertTrue(store.jobs(HOST).get(0).defect().contains("18446744073709551615"));
    }

    @Test
    void nullIsEmptyOrZero() throws Exception {
        String columns = "name varchar(200), executor varchar(100), timeout bigint, timeout_trigger int, disabled tinyint(1), create_at int";
        for (String column : columns.split(", ")) {
            change("alter table dcms_cronjob modify " + column + " null");
        }
        change("insert into dcms_cronjob (id, name, executor, timeout, timeout_trigger, disabled, create_at) values"
                + " (1, null, null, null, null, null, null)", "insert into dcms_agent2job (host, job_id) values ('" + HOST + "', 1)");

        assertEquals(List.of(Job.builder(1, "").build()), store.jobs(HOST));
    }

    @Test
    void aJobThatIsAssociatedTwiceIsOneJob() throws Exception {
        change("alter table dcms_agent2job drop index " + uniqueKey());
        database.put(Job.builder(1, "one").build(), HOST, HOST);
        change("insert into dcms_agent2job (host, job_id) values ('" + HOST + "', 77)");

        assertEquals(List.of(Job.builder(1, "one").build()), store.jobs(HOST));
    }

    private String uniqueKey() {
        return database.database().rows("select index_name from information_schema.statistics where table_schema = database()"
                + " and table_name = 'dcms_agent2job' and non_unique = 0 and index_name <> 'PRIMARY'").get(0).get(0);
    }

    @Test
    void columnsThatWeDoNotKnowAreNoMatter() throws Exception {
        change("alter table dcms_cronjob add column owner varchar(20) not null default 'x' first, add column at datetime default 0");
        database.put(Job.builder(1, "one").build(), HOST);

        assertEquals(List.of(Job.builder(1, "one").build()), store.jobs(HOST));
        store.check();
    }

    @Test
    void anUpgradeIsNoticedWhileTheConnectionIsOpen() throws Exception {
        database.put(Job.builder(1, "one").build(), HOST);
        String before = store.revision(HOST).orElseThrow();
        List<String> connections = database.connections();
        database.database().run(SqlScript.shipped("upgrade.sql"));
        change("update dcms_cronjob set options = '{\"retries\":2}'");

        assertEquals("{\"retries\":2}", store.jobs(HOST).get(0).options());
        assertNotEquals(before, store.revision(HOST).orElseThrow());
        assertEquals(connections, database.connections());
        store.change(Job.builder(1, "one").options("{\"retries\":3}").build(), Optional.empty());
        assertEquals("{\"retries\":3}", store.job(HOST, 1).orElseThrow().options());
    }

    @Test
    void aRevisionTellsOfEveryColumnThoughNobodyTouchesTheTime() throws Exception {
        change("alter table dcms_cronjob add column options text");
        database.put(Job.builder(1, "ab").createUser("c").build(), HOST);
        database.put(Job.builder(2, "other").build(), HOST);
        Set<String> revisions = new HashSet<>();
        revisions.add(store.revision(HOST).orElseThrow());
        for (String change : List.of("name = 'a', create_user = 'bc'", "executor = 'x'", "executor_flags = 'x'", "signature = 'x'",
                "runner = 'x'", "timeout = 1", "timeout_trigger = 1", "disabled = 1", "schedule = 'x'", "hook = 'x'",
                "msg_filter = 'x'", "create_at = 1", "options = '{}'", "name = 'A'", "hook = '', runner = 'xx'")) {
            change("update dcms_cronjob set " + change + " where id = 1");
            assertTrue(revisions.add(store.revision(HOST).orElseThrow()), change);
        }
        change("update dcms_cronjob set name = 'third' where id = 2");
        assertTrue(revisions.add(store.revision(HOST).orElseThrow()), "the other job");
        change("update dcms_agent2job set host = 'elsewhere' where job_id = 2");
        assertTrue(revisions.add(store.revision(HOST).orElseThrow()), "it went elsewhere");
    }

    @Test
    void aListIsCompleteThoughTheServerLimitsSelects() throws Exception {
        for (long id = 1; id <= 20; id++) {
            database.put(Job.builder(id, "job " + id).build(), HOST);
        }
        store.close();
        store = database.open(Map.of("db", database.dsn("?maxRows=3")));

        assertEquals(20, store.jobs(HOST).size());
        assertEquals("20", store.revision(HOST).orElseThrow().split("-")[0]);
    }

    /** What is wrong with the tables, and what a check says. */
    static List<Arguments> brokenTables() {
        return List.of(
                Arguments.of("drop table dcms_cronjob", "dcms_cronjob' doesn't exist: make the tables with sql/agent.sql"),
                Arguments.of("drop table dcms_agent2job", "dcms_agent2job' doesn't exist: make the tables with sql/agent.sql"),
                Arguments.of("drop table dcms_crontask_log", "dcms_crontask_log' doesn't exist: make the tables with sql/agent.sql"),
                Arguments.of("alter table dcms_cronjob drop column runner", "'j.runner'"),
                Arguments.of("alter table dcms_agent2job change host hostname varchar(100) not null", "'p.host'"),
                Arguments.of("alter table dcms_crontask_log drop column message", "'message'"));
    }

    @ParameterizedTest
    @MethodSource("brokenTables")
    void aCheckNamesWhatIsMissing(String change, String words) throws Exception {
        store.check();
        change(change);

        ConnectionsTest.assertOneLine(assertThrows(IOException.class, store::check), words);
    }

    @Test
    void aCheckNamesTheGrantThatIsMissing() throws Exception {
        change("revoke insert, update on " + database.database().name() + ".* from " + database.user() + "@'%'");
        assertDenied("INSERT");
        change("grant insert on " + database.database().name() + ".dcms_crontask_log to " + database.user() + "@'%'");
        assertDenied("UPDATE");
        change("grant update on " + database.database().name() + ".dcms_crontask_log to " + database.user() + "@'%'");
        store.check();
        change("revoke select on " + database.database().name() + ".* from " + database.user() + "@'%'");
        database.cutConnections();
        assertDenied("SELECT");
        assertEquals(List.of(), database.database().rows("select * from dcms_crontask_log"));
    }

    private void assertDenied(String privilege) {
        String message = assertThrows(IOException.class, store::check).getMessage();
        assertTrue(message.contains(privilege) && message.contains("command denied to user"), message);
    }

    @Test
    void theLeastPrivilegesAreEnough() throws Exception {
        change("revoke all on " + database.database().name() + ".* from " + database.user() + "@'%'");
        for (String grant : List.of("select on %s.dcms_cronjob", "select on %s.dcms_agent2job",
                "select, insert, update, delete on %s.dcms_crontask_log")) {
            change("grant " + String.format(grant, database.database().name()) + " to " + database.user() + "@'%'");
        }
        store.check();
        store.revision(HOST);
        store.jobs(HOST);
        store.record(Tasks.running(1));
        store.record(Tasks.ended(1));
        assertEquals(1, store.tasks(HOST, 1, 10).size());
        assertEquals(1, store.prune(HOST, 1_700_000_000, 10));
        ConnectionsTest.assertOneLine(assertThrows(IOException.class, () -> store.remove(1)), "grant what sql/grants.sql lists");
    }

    private void change(String... statements) {
        database.database().execute(statements);
    }

    private static List<Job> sorted(List<Job> jobs) {
        return jobs.stream().sorted(Comparator.comparingLong(Job::id)).toList();
    }
}
