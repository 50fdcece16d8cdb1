package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RestServerTest {

    private static final String CLOSE = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

    private final RestBench rest = new RestBench();

    @AfterEach
    void close() {
        rest.close();
    }

    // --- routes ---

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "PUT    | /jobs              | GET, POST",
            "PATCH  | /jobs/7            | DELETE, GET, POST, PUT",
            "DELETE | /jobs/7/run        | POST",
            "GET    | /jobs/7/run        | POST",
            "POST   | /tasks             | GET",
            "PUT    | /tasks/1-7         | DELETE, GET",
            "DELETE | /tasks/1-7/log     | GET",
            "POST   | /health            | GET",
            "POST   | /log_level         | GET, PUT",
            "PUT    | /jobs/             | GET, POST",
            "get    | /jobs              | GET, POST"})
    void aMethodThatIsNotForAnAddressIs405(String method, String path, String allow) throws Exception {
        HttpResponse<String> answer = rest.send(method + " " + path);
        assertEquals(allow, answer.headers().firstValue("Allow").orElse(""));
        assertEquals(method + " is not for this address: use " + allow, rest.problem(405, method + " " + path));
    }

    @Test
    void theLogLevelIsToldAndSetByQueryOrBody() throws Exception {
        assertEquals("{\"ret\":0,\"data\":{\"level\":\"info\"}}", rest.send("GET /log_level").body());
        assertEquals("{\"ret\":0,\"data\":{\"level\":\"debug\"}}", rest.send("PUT /log_level?level=debug").body());
        assertEquals("{\"ret\":0,\"data\":{\"level\":\"fatal\"}}", rest.send("PUT /log_level", "level=fatal").body());
        assertEquals("{\"ret\":0,\"data\":{\"level\":\"fatal\"}}", rest.send("GET /log_level").body());
        assertEquals(List.of("log level debug for 127.0.0.1", "log level fatal for 127.0.0.1"), rest.control.asked);
    }

    @Test
    void aLogLevelThatIsNoneIsRefused() throws Exception {
        assertEquals("level=loud: give debug, info, warning or fatal", rest.problem(400, "PUT /log_level?level=loud"));
        assertEquals("level is missing: give debug, info, warning or fatal, as in /log_level?level=debug",
                rest.problem(400, "PUT /log_level"));
        assertEquals("info", rest.control.logLevel);
    }

    @Test
    void aWebPageCannotSetTheLogLevel() throws Exception {
        HttpResponse<String> answer = rest.client().send(rest.request("PUT /log_level?level=fatal")
                .header("Origin", "http://evil.example").build(), HttpResponse.BodyHandlers.ofString());

        assertEquals(403, answer.statusCode(), answer.body());
        assertEquals(List.of(), rest.control.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "/job", "/jobs/7/next/1", "/jobsx", "/jobs/7/nexT", "/Jobs", "/tasks/1/log/x", "/%6aobs/x/y",
        "/jobs/../jobs", "/favicon.ico"})
    void whatIsNotThereIs404(String path) throws Exception {
        assertEquals("there is nothing at " + path, rest.problem(404, "GET " + path));
    }

    @Test
    void oneSlashAtTheEndMeansNothing() throws Exception {
        assertEquals(rest.send("GET /jobs").body(), rest.send("GET /jobs/").body());
        assertEquals(rest.send("GET /jobs/7").body(), rest.send("GET /jobs/7/?x=1").body());
        assertEquals("there is nothing at /jobs/7//", rest.problem(404, "GET /jobs/7//"));
    }

    @Test
    void aPathMayBePercentEncodedAndAPlusIsAPlus() throws Exception {
        assertEquals(rest.send("GET /jobs/7").body(), rest.send("GET /%6Aobs/%37").body());
        assertEquals("Task:a+b not found", rest.problem(404, "GET /tasks/a+b"));
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        for (String path : List.of("/jobs", "/jobs/7", "/tasks", "/health", "/jobs/8", "/nothing")) {
            HttpResponse<String> get = rest.send("GET " + path);
            HttpResponse<String> head = rest.send("HEAD " + path);
            assertEquals(get.statusCode(), head.statusCode());
            assertEquals("", head.body());
            assertEquals(get.headers().firstValue("Content-Length"), head.headers().firstValue("Content-Length"));
            assertEquals(get.headers().firstValue("Content-Type"), head.headers().firstValue("Content-Type"));
        }
    }

    @Test
    void answersAreNeverKept() throws Exception {
        assertEquals("no-store", rest.send("GET /jobs").headers().firstValue("Cache-Control").orElse(""));
        assertEquals("nosniff", rest.send("GET /nothing").headers().firstValue("X-Content-Type-Options").orElse(""));
    }

    @Test
    void aQueryThatCantBeDecodedIs400() throws Exception {
        // A client would not send it, and the server's own parser refuses the worst of it.
        assertTrue(rest.raw("GET /jobs/7/next?count=%zz" + CLOSE + "\r\n").startsWith("HTTP/1.1 400 "));
        assertTrue(rest.problem(400, "GET /jobs/7/next?count").startsWith("count=: give a whole number"));
        assertEquals(200, rest.send("GET /jobs/7?unknown=1&unknown=2&=").statusCode());
    }

    // --- agent ---

    @Test
    void healthIs200WhenReadyAnd503WithTheReasonsWhenNot() throws Exception {
        assertEquals("{\"ret\":0,\"data\":{\"live\":true,\"ready\":true,\"problems\":[],\"jobs\":1,"
                + "\"jobs_from\":\"store\",\"jobs_age\":7,\"tasks\":0,\"waiting_reports\":0}}", rest.send("GET /health").body());
        rest.control.health = new Control.Health(true, true, List.of("the store: \"away\""), 3, "snapshot", Optional.of(Duration.ofHours(3)));
        assertTrue(rest.json(200, "GET /health").members().containsKey("data"));
        rest.control.health = new Control.Health(false, false, List.of("one", "two"), 3, "none", Optional.empty());
        assertEquals("one; two", rest.problem(503, "GET /health"));
        JsonObject data = (JsonObject) rest.json(503, "GET /health").members().get("data");
        assertEquals(3, ((JsonNumber) data.members().get("waiting_reports")).longValue());
        assertFalse(data.members().containsKey("jobs_age"));
        assertEquals("", rest.send("HEAD /health").body());
    }

    @Test
    void versionSaysWhoThisIs() throws Exception {
        JsonObject data = (JsonObject) rest.data("GET /version");
        assertEquals("0.1.0", ((JsonString) data.members().get("version")).value());
        assertEquals("host-1", ((JsonString) data.members().get("host")).value());
        assertEquals(ProcessHandle.current().pid(), ((JsonNumber) data.members().get("pid")).longValue());
    }

    // --- defects ---

    @Test
    void aDefectIs500AndTheServerGoesOn() throws Exception {
        Supplier<Snapshot> good = rest.control.snapshot;
        List<Supplier<Snapshot>> defects = List.of(
                () -> {
                    throw new IllegalStateException("a \"defect\"");
                },
                () -> {
                    throw new NoClassDefFoundError("x/Y");
                });
        for (Supplier<Snapshot> defect : defects) {
            rest.control.snapshot = defect;
            Throwable expected = assertThrows(Throwable.class, defect::get);
            for (int i = 0; i < 3; i++) {
                assertTrue(rest.problem(500, "GET /jobs").endsWith(expected.toString()));
            }
        }
        rest.control.snapshot = good;
        assertEquals(200, rest.send("GET /jobs").statusCode());
    }

    @Test
    void aTakenPortIsSaidWithWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            IOException e = assertThrows(IOException.class, () -> new RestServer(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort()), Entrances.open(), rest.control,
                    InstantSource.system()));
            assertTrue(e.getMessage().contains(":" + taken.getLocalPort()), e.getMessage());
            assertTrue(e.getMessage().endsWith("choose another -port, or stop what has it"), e.getMessage());
        }
    }

    // --- bodies and bad manners ---

    @ParameterizedTest
    @ValueSource(strings = {"POST /jobs/7", "POST /jobs", "PUT /jobs/7"})
    void aBodyThatIsTooLargeIs413BeforeItIsSent(String call) throws Exception {
        try (Socket socket = rest.connect()) {
            socket.getOutputStream().write((call + CLOSE + "Content-Length: 131073\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertTrue(answer.readLine().startsWith("HTTP/1.1 413 "));
        }
        assertEquals(List.of(), rest.control.asked);
    }

    @Test
    void aChunkedBodyIsBoundedToo() throws Exception {
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        String head = "POST /jobs/7" + CLOSE + "Transfer-Encoding: chunked\r\n\r\n";
        assertTrue(rest.raw(head + chunk.repeat(2) + "0\r\n\r\n").startsWith("HTTP/1.1 200 "));
        assertEquals(List.of("refresh 7"), rest.control.asked);
        assertTrue(rest.raw(head + chunk.repeat(2) + "1\r\nx\r\n0\r\n\r\n").startsWith("HTTP/1.1 413 "));
        assertEquals(List.of("refresh 7"), rest.control.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: abc", "Content-Length: -5", "Content-Length: 99999999999999999999",
        "Transfer-Encoding: gzip", "Transfer-Encoding: chunked\r\nContent-Length: abc"})
    void aBodyWhoseLengthMeansNothingIsNoDefect(String header) throws Exception {
        String answer = rest.raw("POST /jobs/7" + CLOSE + header + "\r\n\r\n0\r\n\r\n");
        assertFalse(answer.startsWith("HTTP/1.1 500 "), answer);
        assertEquals(200, rest.send("GET /jobs").statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n\r\n", "GET\r\n\r\n", "GET /jobs\r\n\r\n", "GET mailto:x HTTP/1.1\r\n\r\n", "OPTIONS * HTTP/1.1\r\n\r\n",
        "CONNECT host:80 HTTP/1.1\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n", "\0\0\0\0", "GET /jobs HTTP/9.9\r\n\r\n",
        "GET /jobs HTTP/1.1\r\nno colon\r\n\r\n", "\u0016\u0003\u0001 a TLS hello"})
    void whatIsNoRequestHarmsNobody(String request) throws Exception {
        try (Socket socket = rest.connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertEquals(200, rest.send("GET /jobs").statusCode());
        }
    }

    @Test
    void halfARequestHoldsUpNobody() throws Exception {
        try (Socket half = rest.connect()) {
            half.getOutputStream().write("GET /jobs HTTP/1.1\r\nHos".getBytes(StandardCharsets.UTF_8));
            assertEquals(200, rest.send("GET /health").statusCode());
            rest.late.addAndGet(Deadlines.REQUEST.toNanos());
            assertEquals(-1, half.getInputStream().read(), "it is cut off");
        }
        assertEquals("10", System.getProperty("sun.net.httpserver.idleInterval"), "seconds after which who says nothing is cut off");
    }

    @Test
    void readersOfALongListWhoDoNotReadHoldUpTheListAndNothingElse() throws Exception {
        try (RestBench impatient = new RestBench(Duration.ofMillis(100))) {
            Job wide = TestJobs.job(7, "@daily").createUser("x".repeat(17 << 20)).build();
            Snapshot large = Snapshots.of(List.of(Snapshots.bad(wide, "")), List.of(), List.of());
            impatient.control.snapshot = () -> large;
            try (Socket first = impatient.connect(); Socket second = impatient.connect()) {
                String request = "GET /jobs HTTP/1.1\r\nHost: localhost\r\n\r\n";
                first.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                assertEquals('H', first.getInputStream().read(), "its answer has begun");
                second.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                assertEquals("too many slow readers of the list of jobs: try again", impatient.problem(503, "GET /jobs"));
                assertEquals(200, impatient.send("GET /health").statusCode());
            }
        }
    }

    @Test
    void oneConnectionTakesCallAfterCall() throws Exception {
        try (Socket socket = rest.connect()) {
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String path : List.of("/jobs/8", "/nothing", "/jobs/x")) {
                socket.getOutputStream().write(("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                assertTrue(answer.readLine().startsWith("HTTP/1.1 40"));
                String line = answer.readLine();
                while (!line.isEmpty()) {
                    assertFalse(line.equalsIgnoreCase("Connection: close"));
                    line = answer.readLine();
                }
            }
        }
    }
}
