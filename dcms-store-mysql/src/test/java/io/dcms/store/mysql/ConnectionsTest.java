package io.dcms.store.mysql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.mysql.SharedServers;
import io.dcms.testing.mysql.SqlScript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What becomes of connections that nobody hurts. See {@link OutageTest} for the others. */
class ConnectionsTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    private StoreDatabase database;

    @BeforeEach
    void makeDatabase() throws Exception {
        database = new StoreDatabase(SharedServers.standard(), SqlScript.shipped("agent.sql"));
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void thereAreTwoAtMostAndNoneAfterTheEnd() throws Exception {
        MysqlStore store = database.open();
        assertEquals(0, database.connections().size(), "none before there is something to ask");
        store.jobs(Tasks.HOST);
        assertEquals(1, database.connections().size());
        for (int second = 1; second < 20; second++) {
            store.record(Tasks.ended(second));
            store.revision(Tasks.HOST);
            store.tasks(Tasks.HOST, 1, 10);
            store.prune(Tasks.HOST, second, 10);
            store.check();
            assertEquals(2, database.connections().size());
        }
        store.close();

        Await.that("the server sees them go", () -> database.connections().isEmpty());
        assertTrue(assertThrows(IOException.class, () -> store.jobs(Tasks.HOST)).getMessage().contains("closed"));
        assertEquals(0, database.connections().size());
    }

    @Test
    void theyNeedNoThread() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (MysqlStore store = database.open()) {
            store.record(Tasks.ended(1));
            store.jobs(Tasks.HOST);
            database.cutConnections();
            store.check();

            Set<Thread> more = new HashSet<>(Thread.getAllStackTraces().keySet());
            more.removeAll(before);
            assertEquals(Set.of(), more);
        }
    }

    @Test
    void anIdleOneIsClosedByTheNextCallOfTheOther() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (MysqlStore store = database.open(nanos, LONG)) {
            store.jobs(Tasks.HOST);
            List<String> reading = database.connections();
            store.record(Tasks.ended(1));
            nanos.addAndGet(Duration.ofSeconds(40).toNanos());
            store.record(Tasks.ended(2));
            assertEquals(2, database.connections().size());

            nanos.addAndGet(Duration.ofSeconds(20).toNanos());
            store.record(Tasks.ended(3));
            Await.that("the server sees it go", () -> database.connections().size() == 1);
            assertFalse(database.connections().containsAll(reading));
        }
    }

    @Test
    void anOldOneIsReplaced() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (MysqlStore store = database.open(nanos, LONG)) {
            store.jobs(Tasks.HOST);
            List<String> first = database.connections();
            for (int turn = 0; turn < 20; turn++) {
                nanos.addAndGet(Duration.ofSeconds(30).toNanos());
                store.jobs(Tasks.HOST);
                assertEquals(first, database.connections());
            }
            nanos.addAndGet(Duration.ofSeconds(30).toNanos());
            store.jobs(Tasks.HOST);
            Await.that("the server sees the old one go", () -> database.connections().size() == 1);
            assertNotEquals(first, database.connections());
        }
    }

    @Test
    void theServerItselfClosesWhatALostAgentLeft() throws Exception {
        try (MysqlStore store = database.open()) {
            store.jobs(Tasks.HOST);
        }
        Target target = Dsn.parse(database.dsn(""), "-db");
        Session session = new Connector(target, new TimeLimits(Duration.ofSeconds(5), Duration.ofSeconds(30))).open();

        assertEquals(List.of("60"), session.query(row -> row.getString(1), "select @@session.wait_timeout"));
        session.close();
    }

    @Test
    void oneThatWasCutWhileNobodyUsedItIsReplacedInSilence() throws Exception {
        try (MysqlStore store = database.open()) {
            store.jobs(Tasks.HOST);
            store.record(Tasks.running(1));
            database.cutConnections();
            Await.that("they are cut", () -> database.connections().isEmpty());

            assertEquals(List.of(), store.jobs(Tasks.HOST));
            store.record(Tasks.ended(1));
            assertEquals(1, store.tasks(Tasks.HOST, 1, 10).size());
        }
    }

    @Test
    void closingCutsShortWhatHangs() throws Exception {
        MysqlStore store = database.open();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection other = database.database().connect(); Statement statement = other.createStatement()) {
            statement.execute("lock tables dcms_cronjob write, dcms_agent2job write");
            Future<?> reading = thread.submit(() -> store.jobs(Tasks.HOST));
            Await.that("it waits for the lock", () -> isWaiting());
            store.close();

            String message = assertThrows(Exception.class, () -> reading.get(60, TimeUnit.SECONDS)).getCause().getMessage();
            assertTrue(message.contains("closed"), message);
        } finally {
            thread.shutdownNow();
        }
        Await.that("the server sees it go", () -> database.connections().isEmpty());
    }

    @Test
    void aCallWaitsForAnotherOnlySoLong() throws Exception {
        AtomicLong nanos = new AtomicLong();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (MysqlStore store = database.open(nanos, Duration.ofMillis(50)); Connection other = database.database().connect();
                Statement statement = other.createStatement()) {
            statement.execute("lock tables dcms_cronjob write, dcms_agent2job write");
            Future<?> reading = thread.submit(() -> store.jobs(Tasks.HOST));
            Await.that("it waits for the lock", () -> isWaiting());

            assertOneLine(assertThrows(IOException.class, () -> store.jobs(Tasks.HOST)), "other work");
            statement.execute("unlock tables");
            reading.get();
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void theServerGivesUpBeforeWeDo() throws Exception {
        try (MysqlStore store = database.open(Map.of("query_timeout", "2")); Connection other = database.database().connect();
                Statement statement = other.createStatement()) {
            statement.execute("lock tables dcms_cronjob write, dcms_agent2job write");
            assertOneLine(assertThrows(IOException.class, () -> store.jobs(Tasks.HOST)), "exceeded");
            statement.execute("unlock tables");

            assertEquals(List.of(), store.jobs(Tasks.HOST));
        }
    }

    @Test
    void whoDoesNotAnswerIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            try (MysqlStore store = database.open(Map.of("db", "u:s3cret@tcp(127.0.0.1:" + silent.getLocalPort() + ")/d",
                    "query_timeout", "1"))) {
                assertOneLine(assertThrows(IOException.class, () -> store.jobs(Tasks.HOST)),
                        "the database at 127.0.0.1:" + silent.getLocalPort() + "/d: no answer within 1 s");
            }
        }
    }

    /** Each would otherwise wait for the whole time itself, one after the other. */
    @Test
    void allWhoWaitForOneThatCanNotBeHadAreToldAtOnce() throws Exception {
        List<Thread> callers = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool(work -> {
            callers.add(new Thread(work));
            return callers.get(callers.size() - 1);
        });
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                MysqlStore store = database.open(Map.of("db", "u:s3cret@tcp(127.0.0.1:" + server.getLocalPort() + ")/d"))) {
            Future<?> first = threads.submit(() -> store.jobs(Tasks.HOST));
            try (Socket silent = server.accept()) {
                List<Future<?>> others = new ArrayList<>();
                for (int other = 0; other < 3; other++) {
                    others.add(threads.submit(() -> store.jobs(Tasks.HOST)));
                }
                Await.that("they wait for it", () -> callers.stream().filter(ConnectionsTest::waitsForTheConnection).count() == 3);
                silent.close();

                for (Future<?> caller : others) {
                    assertOneLine((IOException) assertThrows(ExecutionException.class, () -> caller.get(60, TimeUnit.SECONDS)).getCause(),
                            "the connection broke");
                }
                assertThrows(ExecutionException.class, () -> first.get(60, TimeUnit.SECONDS));
            }
            server.setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, server::accept, "none of them tried it himself");
            Future<?> later = threads.submit(() -> store.jobs(Tasks.HOST));
            server.setSoTimeout(60_000);
            server.accept().close();
            assertThrows(ExecutionException.class, () -> later.get(60, TimeUnit.SECONDS));
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean waitsForTheConnection(Thread caller) {
        return Arrays.stream(caller.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("tryLockNanos"));
    }

    @Test
    void whatIsWrongWithAnAccountIsSaidInTheServersWordsAndWithoutAPassword() throws Exception {
        String at = "@tcp(" + database.database().access().host() + ":" + database.database().access().port() + ")/";
        assertFails("nobody:s3cret" + at + database.database().name(), "Access denied for user 'nobody'@");
        assertFails(database.user() + ":s3cret" + at + database.database().name(), "Access denied for user");
        assertFails(database.dsn("").replaceFirst("/[^/]*$", "/nowhere"), "Access denied");
        assertFails("u:s3cret@tcp(no-such-host.invalid)/d", "no such host");
        assertFails("u:s3cret@tcp(127.0.0.1:1)/d", "nobody listens there");
        assertFails(database.dsn("?sslMode=VERIFY_CA&trustCertificateKeyStoreUrl=file:/nowhere"), "");
    }

    private void assertFails(String dsn, String words) throws Exception {
        try (MysqlStore store = database.open(Map.of("db", dsn))) {
            for (Executable call : List.<Executable>of(() -> store.jobs("h"), store::check, () -> store.record(Tasks.ended(1)))) {
                assertOneLine(assertThrows(IOException.class, call), words);
            }
        }
    }

    static void assertOneLine(IOException failure, String words) {
        String message = failure.getMessage();
        assertTrue(message.startsWith("the database at ") && message.contains(words), message);
        assertFalse(message.contains("\n") || message.contains("s3cr") || message.contains("last packet"), message);
        assertEquals(null, failure.getCause(), "Connector/J's stack helps nobody");
    }

    private boolean isWaiting() {
        return database.database().rows("select state from information_schema.processlist where user = '" + database.user() + "'")
                .toString().contains("lock");
    }
}
