package io.dcms.store.mysql;

import static io.dcms.store.mysql.Tasks.HOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Edits and deletions in the Go agent's tables. The kit has what every store must do. */
class EditingTest extends OnGoAgentsTables {

    private static final Job JOB = Job.builder(1, "one").build();

    /** Job, host, what the refusal says. */
    static List<Arguments> tooMuch() {
        return List.of(
                Arguments.of(Job.builder(1, "日".repeat(201)).build(), HOST, "name: 201 characters are too many for dcms_cronjob.name"),
                Arguments.of(Job.builder(1, "🚀secret").build(), HOST, "name: the character set of dcms_cronjob.name, utf8"),
                Arguments.of(JOB.toBuilder().signature("sha256:" + "0".repeat(64)).build(), HOST,
                        "signature: dcms_cronjob.signature has no room for SHA-256, but for 32 characters: widen it with sql/upgrade.sql"),
                Arguments.of(JOB.toBuilder().executorFlags("secret".repeat(200)).build(), HOST, "executor_flags: 1200 characters"),
                Arguments.of(JOB.toBuilder().hook("http://secret@h/" + "x".repeat(1_000)).build(), HOST, "hook: "),
                Arguments.of(JOB.toBuilder().options("{\"env\":\"secret\"}").build(), HOST, "options: the table dcms_cronjob has no"),
                Arguments.of(JOB, "*", "hosts: \"*\""),
                Arguments.of(JOB, "h".repeat(101), "hosts: 101 characters"));
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void whatHasNoPlaceIsRefusedAndNothingHappens(Job job, String host, String words) throws Exception {
        String refused = assertThrows(ConfigException.class, () -> store.create(job, List.of(HOST, host))).getMessage();

        assertTrue(refused.startsWith(words), refused);
        assertFalse(refused.contains("secret"), refused);
        assertEquals(List.of(), database.database().rows("select 1 from dcms_cronjob union select 1 from dcms_agent2job"));
    }

    @Test
    void oneHostNamedTwiceIsOne() throws Exception {
        long id = store.create(JOB, List.of(HOST, HOST.toUpperCase(Locale.ROOT), HOST));

        assertEquals(List.of(List.of("" + id)), database.database().rows("select job_id from dcms_agent2job"));
    }

    @Test
    void anEditThatFailsHalfwayIsTakenBack() throws Exception {
        database.put(JOB, HOST);
        database.database().execute("create trigger no_more before insert on dcms_agent2job for each row"
                + " signal sqlstate '45000' set message_text = 'no more hosts'");

        ConnectionsTest.assertOneLine(assertThrows(IOException.class, () -> store.create(Job.builder(0, "two").build(), List.of("b"))),
                "no more hosts");
        assertThrows(IOException.class, () -> store.change(Job.builder(1, "uno").build(), Optional.of(List.of("b"))));
        assertEquals(List.of(JOB), store.jobs(HOST));
        assertEquals(List.of(List.of("1")), database.database().rows("select count(*) from dcms_cronjob"));
    }

    /** Older servers count from the highest id that is left when they are started anew. */
    @Test
    void anIdThatTheServerHasForgottenIsNotGivenAgain() throws Exception {
        store.record(new Task(41, "1-41", HOST, TaskStatus.SUCCESS, 1, 1, "", "", ""));
        database.database().execute("insert into dcms_agent2job (host, job_id) values ('" + HOST + "', 42)");

        assertEquals(43, store.create(JOB, List.of(HOST)));
        assertEquals(44, store.create(Job.builder(1, "two").build(), List.of(HOST)));
        assertEquals(2, store.jobs(HOST).size());
    }

    @Test
    void timesAfter2038StayInTheirColumn() throws Exception {
        store.create(JOB.toBuilder().createAt(5_000_000_000L).build(), List.of(HOST));

        assertEquals(Integer.MAX_VALUE, store.jobs(HOST).get(0).createAt());
    }

    // Deleting, where no key finds old rows of a host

    @Test
    void oldRunsAreFoundByTheirTaskIds() throws Exception {
        long now = 1_700_000_000;
        for (long age : List.of(50L, 40L, 30L, 20L, 10L)) {
            store.record(Tasks.ended(now - age));
        }
        // fired before, started after: its turn came late
        store.record(new Task(1, (now - 35) + "-1-2", HOST, TaskStatus.SUCCESS, now - 5, 1, "", "", ""));
        database.database().execute("insert into dcms_crontask_log (job_id, task_id, host, status, exec_at) values (1, '"
                + (now - 50) + "-1', 'other', 2, " + (now - 50) + ")");

        assertEquals(2, store.prune(HOST, now - 15, 2));
        assertEquals(2, store.prune(HOST, now - 15, 3));
        assertEquals(0, store.prune(HOST, now - 15, 3));
        assertEquals(List.of((now - 10) + "-1", (now - 35) + "-1-2"), store.tasks(HOST, 1, 9).stream().map(Task::taskId).sorted(
                Comparator.reverseOrder()).toList());
        assertEquals(2, store.prune(HOST, now, 3));
        assertEquals(List.of(List.of("other")), database.database().rows("select host from dcms_crontask_log"));
    }

    @Test
    void oldRunsThatCouldNotBeDeletedAreFoundAgain() throws Exception {
        store.record(Tasks.ended(1_600_000_000));
        store.record(Tasks.ended(1_600_000_001));
        try (MysqlStore impatient = database.open(Map.of("query_timeout", "1"))) {
            try (Connection other = database.database().connect(); Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("select id from dcms_crontask_log for update");
                assertThrows(IOException.class, () -> impatient.prune(HOST, 1_700_000_000, 500));
                other.rollback();
            }
            assertEquals(2, impatient.prune(HOST, 1_700_000_000, 500));
        }
    }

    @Test
    void manyOldRunsOfOthersAreLookedThroughAPortionAtATime() throws Exception {
        database.database().execute("insert into dcms_crontask_log (job_id, task_id, host, status, exec_at) select 1,"
                + " concat(1500000000 + seq, '-1'), if(seq % 50000 = 0, '" + HOST + "', 'other'), 2, 1500000000 + seq"
                + " from seq_1_to_250000");

        assertEquals(List.of(2, 2, 1, 0), List.of(prune(), prune(), prune(), prune()));
        assertEquals("249995", database.database().rows("select count(*) from dcms_crontask_log").get(0).get(0));
    }

    private int prune() throws IOException {
        return store.prune(HOST, 1_700_000_000, 500);
    }
}
