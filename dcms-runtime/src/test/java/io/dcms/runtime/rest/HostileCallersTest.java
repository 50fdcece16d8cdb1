package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import io.dcms.runtime.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Those who want the agent to stumble: nothing of what they ask is done, and others get their answers. */
@Timeout(120)
class HostileCallersTest {

    private static final String CLOSE = "Host: localhost\r\nConnection: close\r\n";

    @TempDir
    private Path folder;
    private final Entrances.Heard audit = new Entrances.Heard();
    private final long begun = System.nanoTime();
    private RestBench open;
    private RestBench guarded;

    @BeforeEach
    void start() throws Exception {
        open = new RestBench();
        guarded = new RestBench(RestBench.DEADLINE, Entrances.guarded(folder, audit));
    }

    @AfterEach
    void close() {
        open.close();
        guarded.close();
    }

    // --- what is no request ---

    /** The seed is fixed: what is found is found again. */
    @Test
    void randomBytesAreNoRequest() throws Exception {
        Random random = new Random(20240501);
        for (int n = 0; n < 200; n++) {
            byte[] bytes = new byte[1 + random.nextInt(2000)];
            random.nextBytes(bytes);
            say(guarded, bytes);
        }
        assertUnharmed();
    }

    @Test
    void aRequestWithBytesChangedIsNoHarm() throws Exception {
        Random random = new Random(7);
        byte[] good = ("PUT /log_level?level=debug HTTP/1.1\r\n" + CLOSE + "Content-Length: 3\r\nAuthorization: Bearer x\r\n\r\nabc")
                .getBytes(StandardCharsets.UTF_8);
        for (int n = 0; n < 300; n++) {
            byte[] bad = good.clone();
            for (int changes = random.nextInt(5) + 1; changes > 0; changes--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            say(guarded, bad);
        }
        assertUnharmed();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "POST /jobs/7/run HTTP/1.1\r\nContent-Length: -1\r\n", "POST /jobs/7/run HTTP/1.1\r\nContent-Length: 9223372036854775808\r\n",
        "POST /jobs/7/run HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 200\r\n",
        "POST /jobs/7/run HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "POST /jobs/7/run HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "POST /jobs/7/run HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n",
        "POST http://evil.example/jobs/7/run HTTP/1.1\r\n", "POST //evil.example/jobs/7/run HTTP/1.1\r\n",
        "POST /jobs/7/run HTTP/1.1\r\n folded: x\r\n", "POST /jobs/7/run HTTP/1.1\r\nHost : x\r\n", "POST /jobs/7/run HTTP/1.1\r\n: x\r\n",
        "POST /jobs/7/run HTTP/1.1\nA: b\n", "POST  /jobs/7/run HTTP/1.1\r\n", "POST /jobs/7/run HTTP/0.9\r\n", "\r\nPOST /jobs/7/run HTTP/1.1\r\n"})
    void aHeadThatMeansTwoThingsIsNotActedUpon(String head) throws Exception {
        // With a token, since without one nothing is done anyway; its body is the beginning of another request.
        String answer = say(guarded, (head + CLOSE + "Authorization: Bearer wrong\r\n\r\n0\r\n\r\nDELETE /tasks/1-7 HTTP/1.1\r\n" + CLOSE
                + "Authorization: Bearer " + Entrances.CONTROL + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
        assertFalse(guarded.control.asked.contains("run 7"), guarded.control.asked::toString);
    }

    @Test
    void aHeadThatNeverEndsIsCutOff() throws Exception {
        for (String beginning : List.of("GET /", "GET /jobs HTTP/1.1\r\nX: ", "GET /jobs HTTP/1.1\r\n")) {
            String more = beginning.endsWith("\r\n") ? "X-Y: z\r\n".repeat(1000) : "x".repeat(8000);
            try (Socket socket = guarded.connect()) {
                OutputStream out = socket.getOutputStream();
                out.write(beginning.getBytes(StandardCharsets.UTF_8));
                assertTrue(isCutOff(out, more.getBytes(StandardCharsets.UTF_8)), beginning);
            }
        }
        assertUnharmed();
    }

    /** Beside 200 others that waited, each connection was closed after its answer, and its next call met a reset. */
    @Test
    void whoIsAnsweredKeepsHisConnectionWhileHundredsWait() throws Exception {
        List<Socket> all = new ArrayList<>();
        try {
            for (int n = 0; n < 300; n++) {
                all.add(open.connect());
                assertTrue(isAnswered(all.get(n)), "connection " + n);
            }
            for (int n = 0; n < all.size(); n++) {
                assertTrue(isAnsweredOrLate(all.get(n)), "the second call of connection " + n);
            }
        } finally {
            for (Socket socket : all) {
                socket.close();
            }
        }
    }

    /** The server closes whoever has had nothing to say for ten seconds. */
    private boolean isAnsweredOrLate(Socket socket) {
        try {
            return isAnswered(socket) || isLate();
        } catch (IOException e) {
            return isLate();
        }
    }

    private boolean isLate() {
        return System.nanoTime() - begun >= Duration.ofSeconds(10).toNanos();
    }

    private static boolean isAnswered(Socket socket) throws IOException {
        socket.getOutputStream().write("HEAD /jobs HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                return false;
            }
            head.append((char) c);
        }
        return head.indexOf("HTTP/1.1 200") == 0;
    }

    // --- paths ---

    @ParameterizedTest
    @ValueSource(strings = {"/tasks/../../../../etc/passwd/log", "/tasks/..%2f..%2f..%2fetc%2fpasswd/log", "/tasks/%2e%2e/log", "/tasks/%00/log",
        "/tasks/1-7%00.log/log", "/tasks/%c0%ae%c0%ae%c0%afetc/log", "/tasks/%2fetc%2fpasswd/log", "/tasks/..\\..\\etc/log", "/tasks//etc/passwd/log",
        "/tasks/%252e%252e%252f/log", "/tasks/%0d%0aSet-Cookie:%20a=b/log", "/tasks/%ff%fe/log", "/tasks/./log", "/tasks/file:%2f%2f%2fetc%2fpasswd/log"})
    void noPathLeadsToAFile(String path) throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        open.control.logs = taskId -> {
            asked.add(taskId);
            return Optional.empty();
        };
        String answer = open.raw("GET " + path + " HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 404 ") || answer.startsWith("HTTP/1.1 400 "), answer);
        assertFalse(answer.contains("root:"), answer);
        assertFalse(answer.contains("\r\nSet-Cookie"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /jobs%0d%0aX-Injected:%20y", "GET /jobs?x=%0d%0aX-Injected:%20y", "PUT /log_level?level=%0d%0aX-Injected:%20y",
        "POST /jobs/%0d%0aX-Injected:%20y/run"})
    void aLineEndInAPathBeginsNoHeader(String call) throws Exception {
        String answer = open.raw(call + " HTTP/1.1\r\n" + CLOSE + "\r\n");
        assertFalse(answer.split("\r\n\r\n")[0].contains("X-Injected"), answer);
    }

    // --- markup and terminals ---

    @Test
    void aNameMadeOfMarkupIsNothingButText() throws Exception {
        String name = "<script>alert(1)</script>\"'&\u001b]0;x\u0007\u2028\r\nSet-Cookie: a=b";
        Snapshot snapshot = Snapshots.of(List.of(Snapshots.bad(TestJobs.job(7, "@daily").name(name).build(), name)), List.of(), List.of());
        open.control.snapshot = () -> snapshot;
        for (String path : List.of("/jobs", "/jobs/7")) {
            HttpResponse<String> answer = open.send("GET " + path);
            assertEquals("application/json; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
            assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
            assertTrue(answer.headers().firstValue("Content-Security-Policy").orElse("").startsWith("default-src 'none'"));
            assertTrue(answer.headers().firstValue("Set-Cookie").isEmpty());
            assertTrue(answer.body().chars().noneMatch(c -> c < ' '), "no control character as it is");
        }
        JsonArray jobs = (JsonArray) open.data("GET /jobs");
        assertEquals(name, ((JsonString) ((JsonObject) jobs.elements().get(0)).members().get("name")).value());
    }

    // --- slow ones, and many ---

    /** More than there were threads once; each would hold one for as long as it may take to send a head. */
    @Test
    void hundredsOfHalfRequestsHoldUpNobody() throws Exception {
        for (String half : List.of("G", "GET /jobs HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(8000),
                "POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{", "")) {
            try (Crowd crowd = new Crowd(guarded, 400, half)) {
                assertEquals(401, guarded.send("GET /health").statusCode());
                assertEquals(200, say(guarded, ("GET /health HTTP/1.1\r\n" + CLOSE + "Authorization: Bearer " + Entrances.READ + "\r\n\r\n")
                        .getBytes(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200 ") ? 200 : 0, half);
            }
        }
    }

    /** They take all connections: they are cut off when their time is over, and then there is room again. */
    @Test
    void moreThanThereMayBeAreCutOff() throws Exception {
        try (Crowd crowd = new Crowd(guarded, 1500, "GET /jobs HTT")) {
            guarded.late.addAndGet(Deadlines.REQUEST.toNanos());
            boolean answered = false;
            long end = System.nanoTime() + RestBench.DEADLINE.toNanos();
            while (!answered && System.nanoTime() < end) {
                answered = say(guarded, ("GET /health HTTP/1.1\r\n" + CLOSE + "\r\n").getBytes(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 401 ");
            }
            assertTrue(answered, "nobody was cut off");
        }
    }

    /** Without a token: each answer is small, but who asks for enough of them and reads none fills what lies between. */
    @Test
    void whoAsksAndNeverReadsIsCutOff() throws Exception {
        try (Socket socket = guarded.connect()) {
            Thread asking = SilentReader.askingOn(socket);
            Await.until("it was cut off", () -> {
                guarded.late.addAndGet(1_000_000_000);
                return !asking.isAlive();
            });
        }
        assertUnharmed();
    }

    /** Each holds a thread until it goes, as nobody can tell it from somebody who looks at a log page by page. */
    @Test
    void readersOfALogWhoDoNotReadHoldUpNobodyElse() throws Exception {
        Path log = folder.resolve("run.log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(100L << 20);
        }
        open.control.logs = taskId -> Optional.of(log);
        String request = "GET /tasks/1-7/log HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (Crowd crowd = new Crowd(open, 256, request)) {
            crowd.awaitFirstBytes();
            assertTrue(open.problem(503, "GET /tasks/1-7/log").startsWith("256 logs are already being read"));
            assertEquals(200, open.send("GET /jobs").statusCode());
        }
    }

    /** The JDK's server went on counting those whose connection was closed in the middle of an answer, until there was room for nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"GET /jobs HTTP/1.1\r\nHost: localhost\r\nX: x", "G", "GET /jobs HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /tasks/1-7/log HTTP/1.1\r\nHost: localhost\r\n\r\n", "POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nx"})
    void whoHasGoneTakesNobodysPlace(String beginning) throws Exception {
        Path log = folder.resolve("run.log");
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.setLength(100L << 20);
        }
        open.control.logs = taskId -> Optional.of(log);
        for (int round = 0; round < 12; round++) {
            new Crowd(open, 100, beginning).close();
        }
        try (Crowd crowd = new Crowd(open, 0, "")) {
            Await.until("there is room for a thousand", () -> crowd.isIn(open, 1000));
        }
    }

    @Test
    void aFloodWithoutATokenLeavesTheAuditAlone() throws Exception {
        for (int n = 0; n < 500; n++) {
            assertEquals(401, guarded.send("POST /jobs/7/run").statusCode());
        }
        assertEquals(List.of(), audit.lines);
        assertEquals(List.of(), guarded.control.asked);
    }

    private void assertUnharmed() throws Exception {
        assertEquals(401, guarded.send("GET /jobs").statusCode());
        assertEquals(List.of(), guarded.control.asked);
    }

    /** Says this and no more; answers all that comes, whatever becomes of the connection. */
    private static String say(RestBench rest, byte[] bytes) {
        try (Socket socket = rest.connect()) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    /** The server may answer or just close; a head of some MiB it must not take. */
    private static boolean isCutOff(OutputStream out, byte[] more) {
        try {
            for (int sent = 0; sent < 64 << 20; sent += more.length) {
                out.write(more);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Many who have all begun the same. */
    private static final class Crowd implements AutoCloseable {

        private final List<Socket> sockets = new ArrayList<>();

        Crowd(RestBench rest, int number, String beginning) throws IOException {
            for (int n = 0; n < number; n++) {
                Socket socket = rest.connect();
                sockets.add(socket);
                try {
                    socket.getOutputStream().write(beginning.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // It was one too many, and has been told so.
                }
            }
        }

        /** Whether so many are answered on connections that are there at the same time. */
        boolean isIn(RestBench rest, int number) throws IOException {
            close();
            sockets.clear();
            for (int n = 0; n < number; n++) {
                Socket socket = rest.connect();
                sockets.add(socket);
                try {
                    socket.getOutputStream().write("GET /jobs HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(StandardCharsets.UTF_8));
                    if (n == number - 1) {
                        socket.getOutputStream().write("y\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                        return socket.getInputStream().read() == 'H';
                    }
                } catch (IOException e) {
                    return false;
                }
            }
            return true;
        }

        void awaitFirstBytes() throws IOException {
            for (Socket socket : sockets) {
                assertEquals('H', socket.getInputStream().read());
            }
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
