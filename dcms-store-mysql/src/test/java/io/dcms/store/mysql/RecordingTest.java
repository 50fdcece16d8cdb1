package io.dcms.store.mysql;

import static io.dcms.store.mysql.Tasks.HOST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of reports in tables of all kinds: every run one row that says how it ended. */
class RecordingTest {

    private static final String ALL = "select job_id, task_id, host, status, exec_at, exec_duration, log_filename, message"
            + " from dcms_crontask_log order by id";

    private StoreDatabase database;

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private MysqlStore open(SqlScript tables, String... changes) throws Exception {
        database = new StoreDatabase(SharedServers.standard(), tables);
        database.database().execute(changes);
        return database.open();
    }

    /** Why, the column's character set, what a run printed, what is kept. */
    static List<Arguments> outputs() {
        String every = "plain, é, €, 日本, 🚀, \0, \uD83D.";
        return List.of(
                Arguments.of("four bytes", "utf8mb4", every, "plain, é, €, 日本, 🚀, \0, \uFFFD."),
                Arguments.of("three bytes, as the Go agent's", "utf8", every, "plain, é, €, 日本, \uFFFD, \0, \uFFFD."),
                Arguments.of("western", "latin1", every, "plain, é, €, ??, ?, \0, ?."),
                Arguments.of("Chinese", "gbk", every, "plain, é, ?, 日本, ?, \0, ?."),
                Arguments.of("ASCII", "ascii", every, "plain, ?, ?, ??, ?, \0, ?."),
                Arguments.of("two bytes", "ucs2", every, "plain, é, €, 日本, \uFFFD, \0, \uFFFD."),
                Arguments.of("four bytes for each", "utf32", every, "plain, é, €, 日本, 🚀, \0, \uFFFD."),
                Arguments.of("a set that Java does not know", "dec8", every, "plain, ?, ?, ??, ?, \0, ?."),
                Arguments.of("bytes", "binary", every, "plain, é, €, 日本, 🚀, \0, \uFFFD."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outputs")
    void whateverAColumnsCharacterSetIsItsRowsAreAccepted(String why, String charset, String output, String kept) throws Exception {
        try (MysqlStore store = open(SqlScript.goAgent(), "alter table dcms_crontask_log modify message "
                + (charset.equals("binary") ? "blob" : "text character set " + charset) + " null",
                "alter table dcms_crontask_log modify log_filename varchar(200) character set "
                        + (charset.equals("binary") ? "utf8" : charset) + " not null default ''")) {
            store.record(Tasks.task(100, TaskStatus.FAILED, "because", output));

            Task task = store.tasks(HOST, 1, 10).get(0);
            assertEquals("because\n" + kept, task.message());
            assertEquals(Tasks.running(100).logFilename(), task.logFilename());
            String tooLong = "🚀日é".repeat(30_000);
            store.record(Tasks.task(101, TaskStatus.FAILED, "because", tooLong));
            String cut = store.tasks(HOST, 1, 1).get(0).message();
            assertTrue(cut.startsWith("because\n") && cut.length() > 10_000, () -> cut.length() + " characters");
        }
    }

    @Test
    void theSmallestColumnsTakeWhatFitsAndTheEndOfALogsName() throws Exception {
        try (MysqlStore store = open(SqlScript.goAgent(), "alter table dcms_crontask_log modify message varchar(12),"
                + " modify log_filename varchar(9) not null, modify exec_duration tinyint unsigned not null,"
                + " modify exec_at int unsigned not null, modify host varchar(7) not null")) {
            store.record(new Task(1, "100-1", HOST, TaskStatus.SUCCESS, 4_294_967_295L, 300, "/tmp/a/100-1.log", "why", "0123456789"));

            assertEquals(List.of(List.of("1", "100-1", "web1.ex", "2", "4294967295", "255", "100-1.log", "why\n23456789")),
                    database.database().rows(ALL));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.sql", ""})
    void everyColumnAtItsLimitAndBeyond(String schema) throws Exception {
        try (MysqlStore store = open(StoreDatabase.tables(schema))) {
            Task most = new Task(Long.MAX_VALUE, "9".repeat(100), HOST, TaskStatus.KILLED, Integer.MAX_VALUE, Integer.MAX_VALUE,
                    "日".repeat(200), "", "'".repeat(65_535));
            Task tooMuch = new Task(Long.MIN_VALUE, "8".repeat(101), HOST, TaskStatus.FAILED, Long.MAX_VALUE, Long.MIN_VALUE,
                    "x" + "日".repeat(200), "", "x" + "\\".repeat(65_535));
            store.recordAll(List.of(most, tooMuch));
            store.recordAll(List.of(most, tooMuch));

            assertEquals(List.of(
                    List.of(Long.MAX_VALUE + "", "9".repeat(100), HOST, "5", "2147483647", "2147483647", "日".repeat(200),
                            "'".repeat(65_535)),
                    List.of(Long.MIN_VALUE + "", "8".repeat(100), HOST, "3", "2147483647", "-2147483648", "日".repeat(200),
                            "\\".repeat(65_535))), database.database().rows(ALL));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO_BACKSLASH_ESCAPES", "ANSI_QUOTES", "ANSI,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT", ""})
    void quotesAreQuotesWhateverTheSqlModeIs(String mode) throws Exception {
        open(SqlScript.shipped("agent.sql")).close();
        try (MysqlStore store = database.open(Map.of("db", database.dsn("?sessionVariables=sql_mode%3D%27" + mode + "%27")))) {
            String output = "\\'\"`\\\\ \0 %s ? -- ; \u001a\n";
            store.recordAll(List.of(Tasks.task(1, TaskStatus.FAILED, "", output), Tasks.task(2, TaskStatus.FAILED, output, "")));

            assertEquals(output, store.tasks(HOST, 1, 10).get(1).message());
            store.check();
            store.revision(HOST);
        }
    }

    @Test
    void whereTheGoAgentLeftTwoRowsOfARunTheNewerOneCounts() throws Exception {
        try (MysqlStore store = open(SqlScript.goAgent())) {
            database.database().execute("insert into dcms_crontask_log (job_id, task_id, host, status, exec_at) values"
                    + " (1, '100-1', '" + HOST + "', 1, 100), (1, '100-1', '" + HOST + "', 1, 100), (1, '100-1', 'other', 1, 100)");
            store.record(Tasks.ended(100));

            assertEquals(List.of("1", "2", "1"), database.database().rows("select status from dcms_crontask_log order by id").stream()
                    .map(row -> row.get(0)).toList());
            assertEquals(List.of(TaskStatus.SUCCESS), store.tasks(HOST, 1, 10).stream().map(Task::status).toList());
            assertEquals(List.of(TaskStatus.SUCCESS), store.tasks(HOST, 1, 1).stream().map(Task::status).toList());
        }
    }

    @Test
    void historyIsFullThoughRowsAreDouble() throws Exception {
        try (MysqlStore store = open(SqlScript.goAgent())) {
            for (int times = 0; times < 5; times++) {
                database.database().execute("insert into dcms_crontask_log (job_id, task_id, host, status, exec_at) values"
                        + " (1, '100-1', '" + HOST + "', 9, 100), (1, '200-1', '" + HOST + "', 1, 200)");
            }
            assertEquals(List.of("200-1", "100-1"), store.tasks(HOST, 1, 2).stream().map(Task::taskId).toList());
            assertEquals("status 9 is not one of 0 to 5", store.tasks(HOST, 1, 2).get(1).reason());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.sql", ""})
    void twoAgentsOfOneNameNeverMakeTwoRowsOfARun(String schema) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (MysqlStore one = open(StoreDatabase.tables(schema));
                MysqlStore two = database.open()) {
            CountDownLatch start = new CountDownLatch(2);
            List<Future<?>> both = new ArrayList<>();
            for (MysqlStore store : List.of(one, two)) {
                both.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    for (long second = 1_000; second < 1_300; second += 3) {
                        List<Task> reports = new ArrayList<>();
                        for (long each = second; each < second + 5; each++) {
                            reports.add(Tasks.running(each));
                            reports.add(Tasks.ended(each));
                        }
                        keep(store, reports);
                    }
                    return null;
                }));
            }
            for (Future<?> each : both) {
                each.get();
            }
            assertEquals(List.of(List.of("302", "302")), database.database().rows(
                    "select count(*), count(distinct task_id) from dcms_crontask_log where status = 2"));
            assertEquals("302", database.database().rows("select count(*) from dcms_crontask_log").get(0).get(0));
        } finally {
            threads.shutdownNow();
        }
    }

    /** As the agent does: the same again until it is kept. */
    private static void keep(MysqlStore store, List<Task> reports) {
        boolean kept = false;
        while (!kept) {
            try {
                store.recordAll(reports);
                kept = true;
            } catch (IOException e) {
                assertTrue(e.getMessage().contains("Deadlock"), e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.sql", ""})
    void aConnectionThatIsStillWritingIsNotOvertaken(String schema) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (MysqlStore store = open(StoreDatabase.tables(schema));
                MysqlStore givenUp = database.open(Map.of("db", database.dsn("?socketTimeout=500")));
                Connection other = database.database().connect(); Statement statement = other.createStatement()) {
            statement.execute("lock tables dcms_crontask_log write, dcms_crontask_log as l write");
            assertThrows(IOException.class, () -> givenUp.record(Tasks.running(100)));
            assertThrows(IOException.class, () -> givenUp.record(Tasks.running(100)));
            Future<?> recording = thread.submit(() -> keepDespite(store, Tasks.ended(100)));
            statement.execute("unlock tables");
            recording.get();
            Await.that("what was given up has ended", () -> database.connections().size() == 1);

            assertEquals(List.of(List.of("100-1", "2")), database.database().rows("select task_id, status from dcms_crontask_log"));
        } finally {
            thread.shutdownNow();
        }
    }

    private static void keepDespite(MysqlStore store, Task task) {
        boolean kept = false;
        while (!kept) {
            try {
                store.record(task);
                kept = true;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aStatementThatComesLateReplacesNothing() throws Exception {
        try (MysqlStore store = open(SqlScript.goAgent())) {
            store.record(Tasks.ended(100));
            for (RunRow.Progress progress : List.of(RunRow.Progress.UNDER_WAY, RunRow.Progress.TIMED_OUT)) {
                database.database().execute("insert into dcms_crontask_log (id, status, message, exec_duration) values (1, 4, 'late', 99)"
                        + " on duplicate key update " + RunWriter.assignments(progress));
            }
            assertEquals(List.of(List.of("2", "61")), database.database().rows("select status, exec_duration from dcms_crontask_log"));
        }
    }

    @Test
    void aTimeoutThatComesLateDoesNotReplaceTheEndThatItHad() throws Exception {
        try (MysqlStore store = open(SqlScript.goAgent())) {
            store.record(new Task(1, "100-1", HOST, TaskStatus.TIMEOUT, true, 100, 61, "log", "the end", ""));
            for (int duration : List.of(60, 61)) {
                database.database().execute("insert into dcms_crontask_log (id, status, message, exec_duration) values (1, 4, 'late', "
                        + duration + ") on duplicate key update " + RunWriter.assignments(RunRow.Progress.TIMED_OUT));
            }
            assertEquals(List.of(List.of("4", "61", "the end\n")),
                    database.database().rows("select status, exec_duration, message from dcms_crontask_log"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.sql", ""})
    void aRowThatTheServerRefusesHarmsNoOtherAndGoesWithoutItsOutput(String schema) throws Exception {
        try (MysqlStore store = open(StoreDatabase.tables(schema),
                "alter table dcms_crontask_log add constraint polite check (message not like '%damn%'),"
                        + " add constraint known check (job_id < 10)")) {
            List<Task> reports = new ArrayList<>();
            for (long second = 1; second <= 100; second++) {
                reports.add(Tasks.task(second, TaskStatus.SUCCESS, "", second % 40 == 0 ? "damn" : "fine"));
            }
            reports.add(new Task(99, "1-99", HOST, TaskStatus.SUCCESS, 1, 1, "", "", ""));
            store.recordAll(reports);
            store.recordAll(reports);

            assertEquals(List.of(List.of("100", "98")), database.database().rows(
                    "select count(*), sum(message = 'fine') from dcms_crontask_log where status = 2"));
            assertTrue(store.tasks(HOST, 1, 100).get(60).message().contains("CONSTRAINT `polite` failed"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.sql", ""})
    void manyLongMessagesGoThroughASmallPacket(String schema) throws Exception {
        open(StoreDatabase.tables(schema)).close();
        List<Task> reports = new ArrayList<>();
        for (long second = 1; second <= 500; second++) {
            reports.add(Tasks.task(second, TaskStatus.SUCCESS, "", "\\'".repeat(32_767)));
        }
        try (MysqlStore store = database.open()) {
            store.recordAll(reports);
            assertEquals(List.of(List.of("500", "65534")), database.database().rows(
                    "select count(*), min(length(message)) from dcms_crontask_log"));
        }
    }
}
