package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, over real HTTP. */
@Timeout(60)
class DoorRestTest {

    private static final List<String> LOOKS = List.of("GET /jobs", "GET /jobs/7", "GET /tasks", "GET /tasks?recent=20", "GET /tasks/1-7", "GET /tasks/1-7/log",
            "GET /jobs/7/tasks", "GET /jobs/7/fires", "GET /jobs/7/next", "GET /health", "GET /metrics", "GET /version", "GET /log_level",
            "HEAD /jobs", "HEAD /events", "GET /login", "GET /explain?schedule=@daily", "GET /upcoming", "GET /jobs/7/executor",
            "GET /plugins");
    private static final List<String> CHANGES = List.of("POST /jobs/7", "PUT /jobs/7", "DELETE /jobs/7", "POST /jobs/7/run", "POST /jobs",
            "DELETE /jobs/7?forget", "DELETE /tasks/1-7", "PUT /log_level?level=debug");

    @TempDir
    private Path folder;
    private final Entrances.Heard audit = new Entrances.Heard();
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

    @Test
    void withoutTokensEverybodyHereMayDoAll() throws Exception {
        for (String call : LOOKS) {
            assertLetIn(open.send(call), call);
        }
        for (String call : CHANGES) {
            assertLetIn(open.send(call), call);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer x", "Bearer read-0123456789abcde", "Bearer read-0123456789abcdef0",
        "Bearer READ-0123456789ABCDEF", "Basic cmVhZC0wMTIzNDU2Nzg5YWJjZGVmOg==", "read-0123456789abcdef", "Bearer eve",
        "Bearer read eve read-0123456789abcdef", "Bearer null", "Bearer *", "Token read-0123456789abcdef"})
    void whoShowsNoTokenThatIsKnownIsNotLetIn(String authorization) throws Exception {
        for (List<String> calls : List.of(LOOKS, CHANGES)) {
            for (String call : calls) {
                HttpRequest.Builder request = guarded.request(call);
                if (!authorization.isEmpty()) {
                    request.header("Authorization", authorization);
                }
                HttpResponse<String> answer = send(guarded, request);
                assertEquals(401, answer.statusCode(), call);
                assertEquals("Bearer", answer.headers().firstValue("WWW-Authenticate").orElse(""));
                assertFalse(answer.body().contains("0123456789"), answer::body);
            }
        }
        assertEquals(List.of(), guarded.control.asked);
        assertEquals(List.of(), audit.lines, "whoever tries often enough would wash out what others did");
    }

    @Test
    void aReadTokenLooksAndChangesNothing() throws Exception {
        for (String call : LOOKS) {
            assertLetIn(send(guarded, with(call, Entrances.READ)), call);
        }
        for (String call : CHANGES) {
            HttpResponse<String> answer = send(guarded, with(call, Entrances.READ));
            assertEquals(403, answer.statusCode(), call);
            assertTrue(answer.body().contains("the token \\\"eve\\\" may only look"), answer::body);
        }
        assertTrue(guarded.control.asked.stream().allMatch(asked -> asked.startsWith("fires ")), guarded.control.asked::toString);
        assertEquals(CHANGES.size(), audit.lines.size(), audit.lines::toString);
        assertEquals("eve POST /jobs/7: 403 the token \"eve\" may only look: this takes one with the role control", audit.lines.get(0));
    }

    @Test
    void aControlTokenDoesAll() throws Exception {
        for (String call : LOOKS) {
            assertLetIn(send(guarded, with(call, Entrances.CONTROL)), call);
        }
        assertEquals(List.of(), audit.lines, "looks are no deeds");
        for (String call : CHANGES) {
            assertLetIn(send(guarded, with(call, Entrances.CONTROL)), call);
        }
        assertTrue(audit.lines.contains("adam run job 7 as task 1714564800-7: done"), audit.lines::toString);
        assertTrue(audit.lines.contains("adam kill task 1-7: done"), audit.lines::toString);
        assertTrue(audit.lines.contains("adam set the log level to debug: done"), audit.lines::toString);
        assertEquals(CHANGES.size(), audit.lines.size(), audit.lines::toString);
    }

    @Test
    void aTokenInTheQueryIsNoneAndIsNowhereRecorded() throws Exception {
        assertEquals(401, guarded.send("POST /jobs/7/run?token=" + Entrances.CONTROL + "&access_token=" + Entrances.CONTROL).statusCode());
        send(guarded, with("POST /jobs/99x/run?token=" + Entrances.CONTROL, Entrances.CONTROL));
        assertEquals(List.of("adam POST /jobs/99x/run: 400 \"99x\" is no job id: give a whole number from 0 to 9223372036854775807"), audit.lines);
    }

    @Test
    void aBrowserGetsASessionForATokenUntilItLogsOut() throws Exception {
        HttpResponse<String> login = guarded.send("POST /login", "token=" + Entrances.CONTROL);
        assertEquals("{\"ret\":0,\"data\":{\"name\":\"adam\",\"control\":true}}", login.body());
        String set = login.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(set.matches("dcms_session=[A-Za-z0-9_-]{32}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200"), set);
        String cookie = set.substring(0, set.indexOf(';'));

        assertEquals(200, send(guarded, guarded.request("GET /jobs").header("Cookie", "a=b; " + cookie)).statusCode());
        assertEquals(200, send(guarded, guarded.request("POST /jobs/7/run").header("Cookie", cookie)).statusCode());
        assertEquals(403, send(guarded, guarded.request("POST /jobs/7/run").header("Cookie", cookie)
                .header("Origin", "http://evil.example")).statusCode());
        assertEquals(401, send(guarded, guarded.request("GET /jobs").header("Cookie", cookie + "x")).statusCode());
        assertEquals(401, send(guarded, guarded.request("GET /jobs").header("Cookie", "x" + cookie)).statusCode());
        assertEquals(401, send(guarded, guarded.request("GET /jobs").header("Cookie", cookie).header("Authorization", "Bearer wrong"))
                .statusCode(), "a wrong token is not made good by a cookie");

        assertTrue(send(guarded, guarded.request("POST /logout").header("Cookie", cookie)).headers().firstValue("Set-Cookie")
                .orElseThrow().contains("Max-Age=0"));
        assertEquals(401, send(guarded, guarded.request("GET /jobs").header("Cookie", cookie)).statusCode());
    }

    @Test
    void aReaderLogsInAndOut() throws Exception {
        HttpResponse<String> login = guarded.send("POST /login", "token=" + Entrances.READ);
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];

        assertEquals(403, send(guarded, guarded.request("POST /jobs/7/run").header("Cookie", cookie)).statusCode());
        assertEquals(200, send(guarded, guarded.request("POST /logout").header("Cookie", cookie)).statusCode());
        assertEquals(401, guarded.send("POST /login", "token=wrong").statusCode());
        assertEquals(400, guarded.send("POST /login", "x=y").statusCode());
        assertEquals(400, guarded.send("POST /login?token=" + Entrances.READ).statusCode(), "in an address it would be in logs between");
    }

    // --- what web pages may do ---

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        // origin                  | site         | mode     | look | change
        "-                         | -            | -        | 200  | 200", // curl
        "http://HERE               | same-origin  | cors     | 200  | 200", // the agent's own page
        "http://HERE               | -            | -        | 200  | 200",
        "-                         | none         | navigate | 200  | 200", // typed into the address bar
        "-                         | same-origin  | no-cors  | 200  | 200",
        "-                         | cross-site   | navigate | 200  | 403", // a link elsewhere; a form elsewhere
        "-                         | same-site    | navigate | 200  | 403",
        "-                         | cross-site   | no-cors  | 403  | 403", // <img>, <script>, fetch no-cors
        "-                         | same-site    | cors     | 403  | 403", // another port of this machine
        "http://evil.example       | cross-site   | cors     | 403  | 403",
        "http://evil.example       | -            | -        | 403  | 403", // an old browser
        "https://HERE              | -            | -        | 403  | 403",
        "http://localhost:1        | -            | -        | 403  | 403",
        "http://HERE.evil.example  | -            | -        | 403  | 403",
        "null                      | cross-site   | navigate | 403  | 403", // a sandboxed frame, a file
        "file://                   | -            | -        | 403  | 403"})
    void aPageOfAnotherSiteChangesNothing(String origin, String site, String mode, int look, int change) throws Exception {
        for (RestBench rest : List.of(open, guarded)) {
            String token = rest == guarded ? "Authorization: Bearer " + Entrances.CONTROL + "\r\n" : "";
            String here = "127.0.0.1:" + rest.port();
            String headers = "Host: " + here + "\r\nConnection: close\r\n" + token
                    + header("Origin", origin == null ? null : origin.replace("HERE", here))
                    + header("Sec-Fetch-Site", site) + header("Sec-Fetch-Mode", mode) + "\r\n";
            assertStatus(look, rest.raw("GET /jobs HTTP/1.1\r\n" + headers));
            for (String call : List.of("POST /jobs/7/run", "DELETE /tasks/1-7", "PUT /log_level?level=debug")) {
                assertStatus(change, rest.raw(call + " HTTP/1.1\r\n" + headers));
            }
        }
    }

    /** What a form of another site can send without asking: three types of bodies, one of which may look like JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    void aFormElsewhereChangesNothing(String type) throws Exception {
        for (String origin : List.of("http://evil.example", "null")) {
            String answer = open.raw("POST /jobs HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nOrigin: " + origin + "\r\nContent-Type: " + type
                    + "\r\nContent-Length: 10\r\n\r\n{\"name\":1}");
            assertStatus(403, answer);
        }
        assertEquals(List.of(), open.control.asked);
    }

    @Test
    void noOtherPageMayReadAnAnswer() throws Exception {
        HttpResponse<String> answer = send(open, open.request("GET /jobs"));
        assertTrue(answer.headers().map().keySet().stream().noneMatch(name -> name.toLowerCase().startsWith("access-control")));
        assertEquals("same-origin", answer.headers().firstValue("Cross-Origin-Resource-Policy").orElse(""));
        assertTrue(answer.headers().firstValue("Content-Security-Policy").orElse("").contains("frame-ancestors 'none'"));
        HttpResponse<String> preflight = send(open, open.request("OPTIONS /jobs").header("Origin", "http://evil.example")
                .header("Access-Control-Request-Method", "POST"));
        assertEquals(405, preflight.statusCode());
        assertTrue(preflight.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
    }

    // --- DNS rebinding ---

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "127.0.0.1          | 200", "localhost:8001 | 200", "[::1]:8001 | 200", "HOST-1 | 200", "10.1.2.3 | 200",
        "evil.example       | 421", "evil.example:8001 | 421", "127.0.0.1.evil.example | 421", "localhost.evil.example | 421",
        "evil.example\\r\\nX: 1 | 421"})
    void aNameThatAPageMayHaveMadeUpIsNotOurs(String host, int status) throws Exception {
        String sent = host.replace("\\r\\n", "\r\n");
        for (String call : List.of("GET /jobs", "GET /health", "POST /jobs/7/run", "PUT /log_level?level=debug")) {
            String answer = open.raw(call + " HTTP/1.1\r\nHost: " + sent + "\r\nConnection: close\r\n"
                    + "Origin: http://" + sent.split("\r")[0] + "\r\nSec-Fetch-Site: same-origin\r\n\r\n");
            assertStatus(status, answer);
        }
        assertStatus(status == 200 ? 401 : 421, guarded.raw("GET /jobs HTTP/1.1\r\nHost: " + sent + "\r\nConnection: close\r\n\r\n"));
        assertStatus(200, guarded.raw("GET /jobs HTTP/1.1\r\nHost: " + sent + "\r\nConnection: close\r\nAuthorization: Bearer "
                + Entrances.READ + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host: localhost\r\nHost: evil.example", "Host: evil.example\r\nHost: localhost"})
    void twoNamesAreOneTooMany(String headers) throws Exception {
        String answer = open.raw("POST /jobs/7/run HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
        assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
        assertEquals(List.of(), open.control.asked);
    }

    @Test
    void aLoginIsNoWayRoundAnyOfThis() throws Exception {
        String body = "\r\nContent-Length: " + ("token=" + Entrances.READ).length() + "\r\nConnection: close\r\n\r\ntoken=" + Entrances.READ;
        assertStatus(421, guarded.raw("POST /login HTTP/1.1\r\nHost: evil.example" + body));
        assertStatus(403, guarded.raw("POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example" + body));
        assertStatus(200, guarded.raw("POST /login HTTP/1.1\r\nHost: localhost" + body));
    }

    private static String header(String name, String value) {
        return value == null ? "" : name + ": " + value + "\r\n";
    }

    private static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), () -> "expected " + status + ": " + answer);
    }

    private static void assertLetIn(HttpResponse<String> answer, String call) {
        assertTrue(answer.statusCode() != 401 && answer.statusCode() != 403 && answer.statusCode() != 421, call + ": " + answer.body());
    }

    private HttpRequest.Builder with(String call, String token) {
        return guarded.request(call).header("Authorization", "bearer " + token);
    }

    private static HttpResponse<String> send(RestBench rest, HttpRequest.Builder request) throws Exception {
        return rest.client().send(request.build(), BodyHandlers.ofString());
    }
}
