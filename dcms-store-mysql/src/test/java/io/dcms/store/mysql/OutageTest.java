package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.testing.mysql.DatabaseServer;
import io.dcms.testing.mysql.ServerKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is killed, stopped and frozen. */
class OutageTest {

    private static DatabaseServer server;

    private StoreDatabase database;

    @BeforeAll
    static void startServer() throws Exception {
        server = DatabaseServer.start(ServerKind.MARIADB, "--max-allowed-packet=1M");
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private MysqlStore open(String schema) throws Exception {
        database = new StoreDatabase(server.administrator(), StoreDatabase.tables(schema));
        return database.open(Map.of("query_timeout", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.sql", ""})
    void aServerThatIsKilledIsUsedAgainWhenItIsBack(String schema) throws Exception {
        try (MysqlStore store = open(schema)) {
            database.put(Job.builder(1, "one").build(), Tasks.HOST);
            store.jobs(Tasks.HOST);
            store.record(Tasks.running(1));

            server.kill();
            for (int attempt = 0; attempt < 3; attempt++) {
                ConnectionsTest.assertOneLine(assertThrows(IOException.class, () -> store.jobs(Tasks.HOST)), "nobody listens");
                ConnectionsTest.assertOneLine(assertThrows(IOException.class, () -> store.record(Tasks.ended(1))), "nobody listens");
            }
            server.start();
            assertEquals(1, store.jobs(Tasks.HOST).size());
            store.record(Tasks.ended(1));
            assertEquals(List.of(Tasks.ended(1).status()), store.tasks(Tasks.HOST, 1, 9).stream().map(Task::status).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.sql", ""})
    void aFrozenServerCostsItsTimeLimitAndNothingIsTwice(String schema) throws Exception {
        try (MysqlStore store = open(schema)) {
            store.jobs(Tasks.HOST);
            store.record(Tasks.running(1));

            server.freeze();
            long start = System.nanoTime();
            try {
                ConnectionsTest.assertOneLine(assertThrows(IOException.class, () -> store.jobs(Tasks.HOST)), "no answer within 3 s");
                ConnectionsTest.assertOneLine(assertThrows(IOException.class, () -> store.record(Tasks.ended(1))), "no answer");
                ConnectionsTest.assertOneLine(assertThrows(IOException.class, () -> store.record(Tasks.ended(1))), "no answer");
            } finally {
                server.thaw();
            }
            assertTrue(System.nanoTime() - start >= 9_000_000_000L, "each call waited for its answer");
            store.record(Tasks.ended(1));
            assertEquals(List.of(List.of("1-1", "2")), database.database().rows("select task_id, status from dcms_crontask_log"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.sql", ""})
    void batchesThatAServerDiedInAreWholeAfterTheyCameAgain(String schema) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (MysqlStore store = open(schema)) {
            List<Task> ends = new ArrayList<>();
            for (long second = 1_000; second < 1_500; second++) {
                ends.add(Tasks.task(second, Tasks.ended(1).status(), "", "x".repeat(20_000)));
            }
            for (int round = 0; round < 3; round++) {
                AtomicBoolean kept = new AtomicBoolean();
                Future<?> recording = thread.submit(() -> {
                    while (!kept.get()) {
                        try {
                            store.recordAll(ends);
                            kept.set(true);
                        } catch (IOException e) {
                            Thread.onSpinWait();
                        }
                    }
                });
                int least = 60 + 120 * round;
                Await.that("some rows are there", () -> rows() >= least || kept.get());
                server.kill();
                server.start();
                recording.get();
                assertEquals(500, rows());
                assertEquals(500, store.tasks(Tasks.HOST, 1, 1_000).size());
                database.database().execute("delete from dcms_crontask_log");
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private long rows() {
        return Long.parseLong(database.database().rows("select count(*) from dcms_crontask_log").get(0).get(0));
    }
}
