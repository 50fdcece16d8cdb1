package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.access.FleetToken;
import io.dcms.runtime.fleet.Peers;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.schedule.Snapshots;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.tls.Tls;
import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.InMemoryJobStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two agents of one store, over real HTTP: what is asked of the one for the other. */
@Timeout(60)
class PassingOnRestTest {

    private static final String HERE = "host-1";
    private static final String THERE = "h\u00f6st 2/b";
    private static final String PATH = "/hosts/h%C3%B6st%202%2Fb";
    private static final String FLEET = "fleet-0123456789abcdef";
    private static final String SHOWN = FleetToken.shownTo(THERE, FLEET);

    @TempDir
    private Path folder;
    private final InMemoryJobStore store = new InMemoryJobStore();
    private final Entrances.Heard auditHere = new Entrances.Heard();
    private final Entrances.Heard auditThere = new Entrances.Heard();
    private RestBench here;
    private RestBench there;

    @BeforeEach
    void start() throws Exception {
        there = bench(THERE, Optional.empty(), auditThere, "fleet " + HERE + " " + FLEET, "control eva " + Entrances.CONTROL);
        here = bench(HERE, Optional.of(secret(FLEET)), auditHere, "read eve " + Entrances.READ, "control adam " + Entrances.CONTROL);
        announce(THERE, "http://127.0.0.1:" + there.port());
    }

    @AfterEach
    void stop() {
        here.close();
        there.close();
    }

    private RestBench bench(String host, Optional<Path> token, Entrances.Heard audit, String... tokens) throws Exception {
        FakeControl control = new FakeControl();
        control.host = host;
        Peers peers = new Peers(token, Optional.empty(), true);
        control.fleet = new Fleet(Optional.of(store), () -> new FleetAgent(host, "", "1", 0, 1, 0, 0), peers);
        return new RestBench(RestBench.DEADLINE, Entrances.with(Entrances.tokens(folder, tokens), host, audit), control);
    }

    private Path secret(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void announce(String host, String address) throws IOException {
        store.announce(new FleetAgent(host, address, "1", 0, 1, 0, 0));
    }

    private HttpResponse<String> send(RestBench to, String token, String call, String... headers) throws Exception {
        HttpRequest.Builder request = to.request(call).header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return to.client().send(request.build(), BodyHandlers.ofString());
    }

    private String problem(int status, String token, String call) throws Exception {
        HttpResponse<String> answer = send(here, token, call);
        assertEquals(status, answer.statusCode(), answer::body);
        return ((JsonString) RestBench.object(answer.body()).members().get("msg")).value();
    }

    @Test
    void whoMayLookHereLooksThere() throws Exception {
        there.control.host = "seen there";
        HttpResponse<String> version = send(here, Entrances.READ, "GET " + PATH + "/version");
        assertTrue(version.body().contains("\"host\":\"seen there\""), version::body);
        HttpResponse<String> answer = send(here, Entrances.READ, "GET " + PATH + "/jobs/7/fires?since=1&until=2&limit=3");

        assertEquals(200, answer.statusCode(), answer::body);
        assertEquals("application/json; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals("default-src 'none'; frame-ancestors 'none'", answer.headers().firstValue("Content-Security-Policy").orElse(""));
        assertEquals(List.of("fires 7 1970-01-01T00:00:01Z 1970-01-01T00:00:02Z 3"), there.control.asked);
        assertEquals(List.of(), here.control.asked);
        assertEquals(send(there, Entrances.CONTROL, "GET /jobs").body(), send(here, Entrances.READ, "GET " + PATH + "/jobs").body());
        assertEquals("", send(here, Entrances.READ, "HEAD " + PATH + "/jobs").body());
    }

    @Test
    void whatIsChangedThereIsInTheAuditOfBothWithWhoDidIt() throws Exception {
        assertEquals(200, send(here, Entrances.CONTROL, "POST " + PATH + "/jobs/7/run").statusCode());
        assertEquals(200, send(here, Entrances.CONTROL, "DELETE " + PATH + "/tasks/1-7").statusCode());
        assertEquals(404, send(here, Entrances.CONTROL, "POST " + PATH + "/log_level").statusCode() == 405 ? 404 : 0, "no such route");

        assertEquals(List.of("run 7", "kill 1-7: asked for by adam@127.0.0.1/host-1 (127.0.0.1) over REST"), there.control.asked);
        assertEquals(List.of(), here.control.asked);
        assertEquals(List.of("adam@127.0.0.1/host-1 run job 7 as task 1714564800-7: done", "adam@127.0.0.1/host-1 kill task 1-7: done"),
                auditThere.lines);
        assertEquals(List.of("adam on " + THERE + ": POST /jobs/7/run: done", "adam on " + THERE + ": DELETE /tasks/1-7: done"),
                auditHere.lines);
    }

    @Test
    void aBodyArrivesAndItsRefusalComesBackAsItIs() throws Exception {
        HttpResponse<String> answer = here.client().send(here.request("PUT " + PATH + "/log_level").header("Authorization", "Bearer "
                + Entrances.CONTROL).PUT(HttpRequest.BodyPublishers.ofString("level=loud")).build(), BodyHandlers.ofString());

        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains("level=loud: give debug"), answer::body);
        assertEquals(List.of("log level loud for adam@127.0.0.1/host-1 (127.0.0.1)"), there.control.asked);
        assertEquals(List.of("adam on " + THERE + ": PUT /log_level: " + THERE + " answered with 400"), auditHere.lines);
        assertEquals(404, send(here, Entrances.READ, "GET " + PATH + "/jobs/99").statusCode());
    }

    @Test
    void whoMayOnlyLookChangesNothingThereEither() throws Exception {
        assertTrue(problem(403, Entrances.READ, "POST " + PATH + "/jobs/7/run").contains("\"eve\" may only look"));
        HttpResponse<String> direct = send(there, SHOWN, "POST /jobs/7/run", Peers.TO, Peers.encoded(THERE), "Dcms-For",
                "read eve 127.0.0.1");
        assertEquals(403, direct.statusCode());

        assertEquals(List.of(), there.control.asked);
        assertTrue(auditThere.lines.get(0).startsWith("eve@127.0.0.1/host-1 POST /jobs/7/run: 403 "), auditThere.lines::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "control", "control eva", "fleet eva 127.0.0.1", "CONTROL eva 127.0.0.1", "control eva 127.0.0.1 x",
        "control e/va 127.0.0.1", "control eva <b>", "control  127.0.0.1"})
    void aTokenForAgentsIsOfNoUseWithoutSomebodyItIsUsedFor(String whom) throws Exception {
        String[] headers = whom.isEmpty() ? new String[] {Peers.TO, Peers.encoded(THERE)}
                : new String[] {Peers.TO, Peers.encoded(THERE), "Dcms-For", whom};
        for (String call : List.of("GET /jobs", "POST /jobs/7/run", "GET /hosts", "GET /login")) {
            assertEquals(403, send(there, SHOWN, call, headers).statusCode(), call);
        }
        assertEquals(403, send(there, SHOWN, "GET /jobs", "Dcms-For", "control eva 127.0.0.1").statusCode(), "for whichever host");
        assertEquals(403, there.send("POST /login", "token=" + SHOWN).statusCode());
    }

    @Test
    void whatOneAgentIsShownLetsNobodyInAtAnother() throws Exception {
        for (String token : List.of(FLEET, FleetToken.shownTo(HERE, FLEET), FleetToken.shownTo("host-3", FLEET))) {
            HttpResponse<String> answer = send(there, token, "GET /jobs", Peers.TO, Peers.encoded(THERE), "Dcms-For",
                    "control ann 127.0.0.1");
            assertEquals(401, answer.statusCode());
        }
    }

    @Test
    void onlyATokenForAgentsNamesSomebodyElse() throws Exception {
        send(there, Entrances.CONTROL, "POST /jobs/7/run", Peers.TO, Peers.encoded(THERE), "Dcms-For", "control root 10.0.0.1");
        assertEquals(List.of("eva run job 7 as task 1714564800-7: done"), auditThere.lines);
        send(here, Entrances.READ, "POST /jobs/7/run", "Dcms-For", "control root 10.0.0.1");
        assertEquals(List.of(), here.control.asked);
    }

    @Test
    void whoIsNotMeantRefuses() throws Exception {
        HttpResponse<String> answer = send(there, Entrances.CONTROL, "POST /jobs/7/run", Peers.TO, "host-3");
        assertEquals(421, answer.statusCode());
        HttpRequest stranger = there.request("GET /jobs").header(Peers.TO, "host-3").build();
        assertEquals(421, there.client().send(stranger, BodyHandlers.ofString()).statusCode());
        announce("host-3", "http://127.0.0.1:" + there.port());

        String message = problem(502, Entrances.CONTROL, "POST /hosts/host-3/jobs/7/run");
        assertTrue(message.contains("host-3 is not where the store says: the agent of another host answers at http://127.0.0.1:"), message);
        assertEquals(List.of(), there.control.asked);
    }

    @Test
    void aCallThatWasPassedOnIsNotPassedOnAgain() throws Exception {
        assertEquals(404, send(here, Entrances.CONTROL, "GET " + PATH + "/hosts/host-1/jobs").statusCode());
        HttpResponse<String> again = send(there, SHOWN, "GET /hosts/host-1/jobs", Peers.TO, Peers.encoded(THERE), "Dcms-For",
                "read a 127.0.0.1");
        assertEquals(403, again.statusCode());
        assertTrue(again.body().contains("is not passed on again"), again::body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/logout", "/events", "/hosts", "/fleet/jobs", "/ui/index.html", "/", "/nothing",
        "/tasks/..", "/tasks/%2e%2e",
        "/tasks/../../x", "//jobs", "/jobs/7/../run"})
    void whatIsNotForOthersOrNowhereIsNotPassedOn(String path) throws Exception {
        for (String method : List.of("GET", "POST", "DELETE")) {
            int status = send(here, Entrances.CONTROL, method + " " + PATH + path).statusCode();
            assertTrue(status == 404 || status == 405, method + " " + path + ": " + status);
        }
        assertEquals(List.of(), there.control.asked);
    }

    @Test
    void itsOwnPagesAreBehindItsOwnNameTooWithoutACall() throws Exception {
        assertEquals(200, send(here, Entrances.CONTROL, "POST /hosts/host-1/jobs/7/run").statusCode());
        assertEquals(List.of("run 7"), here.control.asked);
        assertEquals(List.of("adam run job 7 as task 1714564800-7: done"), auditHere.lines);
        assertEquals(403, send(here, Entrances.READ, "POST /hosts/host-1/jobs/7/run").statusCode());
        assertEquals(401, here.send("GET /hosts/host-1/jobs").statusCode());
        assertEquals(401, here.send("GET " + PATH + "/jobs").statusCode());
    }

    @Test
    void aHostThatIsUnknownGoneOrStoppedIsSaidToBe() throws Exception {
        announce("gone", "http://127.0.0.1:" + there.port());
        store.age("gone", 300);
        assertTrue(problem(404, Entrances.READ, "GET /hosts/host-9/jobs").contains("no agent has announced itself as \"host-9\""));
        assertEquals("gone is gone: it was last seen at 2023-11-14T22:08:20Z", problem(503, Entrances.READ, "GET /hosts/gone/jobs"));
        announce("left", "http://127.0.0.1:" + there.port());
        store.leave("left");
        // What is known of hosts is some seconds old.
        try (RestBench other = bench("host-5", Optional.of(secret(FLEET)), auditHere, "read eve " + Entrances.READ)) {
            HttpResponse<String> answer = send(other, Entrances.READ, "GET /hosts/left/jobs");
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("left has stopped at 2023-11-14T22:13:20Z"), answer::body);
        }
    }

    @Test
    void withoutATokenForOthersItSaysWhatToConfigure() throws Exception {
        HttpResponse<String> answer = send(there, Entrances.CONTROL, "GET /hosts/" + HERE + "/jobs");
        assertEquals(501, answer.statusCode());
        assertTrue(answer.body().contains("-fleet_token_file"), answer::body);
    }

    /** A 401 of this agent would log a browser out. */
    @Test
    void aTokenThatTheOtherDoesNotKnowIsNoRefusalOfThisOne() throws Exception {
        try (RestBench other = bench("host-5", Optional.of(secret("wrong-0123456789abcdef")), auditHere, "read eve " + Entrances.READ)) {
            HttpResponse<String> answer = send(other, Entrances.READ, "GET " + PATH + "/jobs");
            assertEquals(502, answer.statusCode());
            assertTrue(answer.body().contains("does not know the token of this agent (401): its -token_file must have"), answer::body);
            assertFalse(answer.body().contains("wrong-0123"), answer::body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "http://user@127.0.0.1:1", "http://127.0.0.1:1\r\nX: y", "http://127.0.0.1:1/",
        "gopher://a:1",
        "jar:http://a:1!/", "", "http://127.0.0.1:PORT/jobs?", "http://127.0.0.1:PORT#", "//127.0.0.1:PORT", "http://127.0.0.1:PORT@a:1"})
    void whatIsNoAddressIsNotCalled(String address) throws Exception {
        announce("host-3", address.replace("PORT", Integer.toString(there.port())));

        assertTrue(problem(502, Entrances.CONTROL, "POST /hosts/host-3/jobs/7/run").startsWith("host-3 can't be called: "));
        assertEquals(List.of(), there.control.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "127.1", "2130706433", "0.0.0.0",
        "[::ffff:127.0.0.1]", "[::]", "[0:0:0:0:0:0:0:1]"})
    void onAMachineOfItsOwnLoopbackIsNoOther(String host) throws Exception {
        Peers peers = new Peers(Optional.of(secret(FLEET)), Optional.empty(), false);
        try (Stub stub = new Stub(200, Map.of(), "{}"); RestBench alone = bench("host-5", peers)) {
            announce("host-3", "http://" + host + ":" + stub.port());
            HttpResponse<String> answer = send(alone, Entrances.CONTROL, "POST /hosts/host-3/jobs/7/run");

            assertEquals(502, answer.statusCode());
            assertTrue(answer.body().contains("is for its own machine alone"), answer::body);
            assertEquals(List.of(), stub.calls, "nobody was shown the token");
        }
    }

    @Test
    void withAnAuthorityOfItsOwnNobodyIsCalledInTheClear() throws Exception {
        try (Stub stub = new Stub(200, Map.of(), "{}");
                RestBench strict = bench("host-5", new Peers(Optional.of(secret(FLEET)), Optional.of(authority()), true))) {
            announce("host-3", "http://127.0.0.1:" + stub.port());
            HttpResponse<String> answer = send(strict, Entrances.READ, "GET /hosts/host-3/jobs");

            assertEquals(502, answer.statusCode());
            assertTrue(answer.body().contains("is not https, and -fleet_ca asks for that"), answer::body);
            assertEquals(List.of(), stub.calls);
        }
    }

    /** Makes a certificate for a name, and its key. */
    private KeyStore keys(String san) throws Exception {
        Path file = folder.resolve("keys-" + san.replace(':', '-'));
        List<String> command = List.of(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-keyalg", "EC", "-alias", "a",
                "-dname", "CN=agent", "-ext", "san=" + san, "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", "secret");
        ProcessBuilder keytool = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("out").toFile());
        assertEquals(0, keytool.start().waitFor());
        return KeyStore.getInstance(file.toFile(), "secret".toCharArray());
    }

    /** One that has certified nobody here. */
    private Path authority() throws Exception {
        return pem("CERTIFICATE", keys("dns:ca").getCertificate("a").getEncoded());
    }

    private Path pem(String label, byte[] der) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Path file = Files.writeString(folder.resolve(label), "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @ParameterizedTest
    @CsvSource({"ip:127.0.0.1, true, 200", "dns:other.example, true, 502", "ip:127.0.0.1, false, 502"})
    void theTokenGoesToWhomTheAuthorityHasCertifiedAlone(String san, boolean trusted, int status) throws Exception {
        KeyStore keys = keys(san);
        Path certificate = pem("CERTIFICATE", keys.getCertificate("a").getEncoded());
        Path key = pem("PRIVATE KEY", keys.getKey("a", "secret".toCharArray()).getEncoded());
        FakeControl control = new FakeControl();
        control.host = "host-3";
        Entrance open = Entrances.with(Entrances.tokens(folder, "fleet host-5 " + FLEET), "host-3", auditThere);
        Entrance secure = new Entrance(open.access(), auditThere, Optional.of(Tls.server(certificate, key)));
        Path ca = trusted ? certificate : authority();
        try (RestBench tls = new RestBench(RestBench.DEADLINE, secure, control);
                RestBench strict = bench("host-5", new Peers(Optional.of(secret(FLEET)), Optional.of(ca), true))) {
            announce("host-3", "https://127.0.0.1:" + tls.port());
            HttpResponse<String> answer = send(strict, Entrances.CONTROL, "POST /hosts/host-3/jobs/7/run");

            assertEquals(status, answer.statusCode(), answer::body);
            assertEquals(status == 200 ? List.of("run 7") : List.of(), control.asked);
            assertTrue(status == 200 || answer.body().contains("host-3 is not trusted at https://127.0.0.1:"), answer::body);
        }
    }

    /** Else who asks for the pages of one that hangs could keep others from all. */
    @Test
    void oneThatHangsTakesNotTheTurnsOfOthers() throws Exception {
        CountDownLatch asked = new CountDownLatch(16);
        CountDownLatch gate = new CountDownLatch(1);
        HttpServer hanging = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        hanging.setExecutor(threads);
        hanging.createContext("/", exchange -> {
            asked.countDown();
            await(gate);
            exchange.close();
        });
        hanging.start();
        try {
            announce("host-3", "http://127.0.0.1:" + hanging.getAddress().getPort());
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                HttpRequest request = here.request("GET /hosts/host-3/jobs").header("Authorization", "Bearer " + Entrances.READ).build();
                answers.add(here.client().sendAsync(request, BodyHandlers.ofString()));
            }
            await(asked);
            assertEquals("16 calls are already being passed on to host-3, which is the limit: try again",
                    problem(503, Entrances.READ, "GET /hosts/host-3/jobs"));
            assertEquals(200, send(here, Entrances.READ, "GET " + PATH + "/jobs").statusCode());
            gate.countDown();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertEquals(502, answer.join().statusCode());
            }
            assertTrue(problem(502, Entrances.READ, "GET /hosts/host-3/jobs").startsWith("host-3 can't be asked at "));
        } finally {
            gate.countDown();
            hanging.stop(0);
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(RestBench.DEADLINE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private RestBench bench(String host, Peers peers) throws IOException {
        FakeControl control = new FakeControl();
        control.host = host;
        control.fleet = new Fleet(Optional.of(store), () -> new FleetAgent(host, "", "1", 0, 1, 0, 0), peers);
        Path tokens = Entrances.tokens(folder, "read eve " + Entrances.READ, "control adam " + Entrances.CONTROL);
        return new RestBench(RestBench.DEADLINE, Entrances.with(tokens, host, auditHere), control);
    }

    @Test
    void nothingOfTheCallerIsPassedOnButWhatIsMeantToBe() throws Exception {
        try (Stub stub = new Stub(200, Map.of(Peers.HOST, "host-3", "Content-Type", "application/json", "Set-Cookie", "a=b",
                "Access-Control-Allow-Origin", "*"), "{\"ret\":0}")) {
            announce("host-3", "http://127.0.0.1:" + stub.port());
            HttpResponse<String> answer = here.client().send(here.request("POST /hosts/host-3/jobs?x=%0d%0aX:1&y")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")).headers("Authorization", "Bearer " + Entrances.CONTROL, "Cookie",
                            "dcms_session=x", "X-Forwarded-For", "1.2.3.4", "Content-Type", "text/x", "Accept-Language", "de",
                            "Referer", "http://a").build(), BodyHandlers.ofString());

            assertEquals("{\"ret\":0}", answer.body());
            assertTrue(answer.headers().firstValue("Set-Cookie").isEmpty());
            assertTrue(answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
            assertEquals(List.of("POST /jobs?x=%0d%0aX:1&y {}"), stub.calls);
            Headers headers = stub.headers;
            assertEquals(List.of("Bearer " + FleetToken.shownTo("host-3", FLEET)), headers.get("Authorization"));
            assertEquals(List.of("control adam 127.0.0.1"), headers.get("Dcms-For"));
            assertEquals(List.of("host-3"), headers.get("Dcms-To"));
            assertEquals(List.of("text/x"), headers.get("Content-type"));
            for (String name : List.of("Cookie", "X-forwarded-for", "Accept-language", "Referer")) {
                assertFalse(headers.containsKey(name), name);
            }
        }
    }

    @Test
    void whoIsNoAgentIsNotBelieved() throws Exception {
        String redirect = "http://127.0.0.1:" + there.port() + "/jobs";
        Map<String, String> host = Map.of(Peers.HOST, "host-3", "Content-Type", "text/html");
        for (Stub stub : List.of(new Stub(200, Map.of("Content-Type", "application/json"), "{\"secret\":1}"),
                new Stub(302, Map.of(Peers.HOST, "host-3", "Location", redirect), ""), new Stub(200, host, "<script>secret</script>"),
                new Stub(404, host, "secret"), new Stub(401, Map.of("WWW-Authenticate", "Basic realm=x"), "secret"))) {
            try (stub) {
                announce("host-3", "http://127.0.0.1:" + stub.port());
                try (RestBench fresh = bench("host-5", new Peers(Optional.of(secret(FLEET)), Optional.empty(), true))) {
                    HttpResponse<String> answer = send(fresh, Entrances.READ, "GET /hosts/host-3/jobs");
                    assertEquals(502, answer.statusCode(), answer::body);
                    assertFalse(answer.body().contains("secret"), answer::body);
                    assertEquals(1, stub.calls.size());
                }
            }
        }
        assertEquals(List.of(), there.control.asked);
    }

    @Test
    void aLogIsPassedOnHoweverLongItIs() throws Exception {
        Path log = folder.resolve("log");
        byte[] line = "0123456789abcdef".repeat(1024).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 200; i++) {
            Files.write(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        there.control.logs = taskId -> Optional.of(log);
        HttpResponse<String> whole = send(here, Entrances.READ, "GET " + PATH + "/tasks/1-7/log");
        assertEquals(Files.size(log), whole.body().length());
        assertEquals(Long.toString(Files.size(log)), whole.headers().firstValue("Content-Length").orElse(""));
        assertEquals(1_000, send(here, Entrances.READ, "GET " + PATH + "/tasks/1-7/log?follow&tail=1000").body().length());
        assertEquals("text/plain; charset=utf-8", whole.headers().firstValue("Content-Type").orElse(""));
    }

    /** A task may print nothing for an hour; who reads its log here waits for it no shorter than who does so there. */
    @Test
    void aLogThatIsFollowedMayBeSilent() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "one\n");
        there.control.logs = taskId -> Optional.of(log);
        there.control.snapshot = () -> Snapshots.of(List.of(), List.of(Snapshots.task("1-7", TaskStatus.RUNNING, "", true)), List.of());
        HttpRequest request = here.request("GET " + PATH + "/tasks/1-7/log?follow").header("Authorization", "Bearer " + Entrances.READ).build();
        try (InputStream followed = here.client().send(request, BodyHandlers.ofInputStream()).body()) {
            assertEquals("one\n", new String(followed.readNBytes(4), StandardCharsets.UTF_8));
            for (RestBench each : List.of(here, there)) {
                each.late.addAndGet(Duration.ofMinutes(10).toNanos());
                awaitThatSomebodyWasCutOff(each);
            }
            Files.writeString(log, "two\n", StandardOpenOption.APPEND);
            assertEquals("two\n", new String(followed.readNBytes(4), StandardCharsets.UTF_8));
            there.control.snapshot = () -> Snapshots.of(List.of(), List.of(), List.of());
            assertEquals(0, followed.readAllBytes().length);
        }
    }

    /** Then all that are late have been looked for. */
    private static void awaitThatSomebodyWasCutOff(RestBench bench) throws Exception {
        try (Socket half = bench.connect()) {
            half.getOutputStream().write("GET /jobs HTT".getBytes(StandardCharsets.US_ASCII));
            half.setSoTimeout(100);
            Await.until("it was cut off", () -> {
                bench.late.addAndGet(Deadlines.REQUEST.toNanos());
                try {
                    return half.getInputStream().read() < 0;
                } catch (SocketTimeoutException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void othersCanBeReachedWhileTheStoreIsAway() throws Exception {
        assertEquals(200, send(here, Entrances.READ, "GET " + PATH + "/jobs").statusCode());
        store.setReachable(false);
        assertEquals(200, send(here, Entrances.READ, "GET " + PATH + "/jobs").statusCode());
        try (RestBench fresh = bench("host-5", new Peers(Optional.of(secret(FLEET)), Optional.empty(), true))) {
            assertEquals(503, send(fresh, Entrances.READ, "GET " + PATH + "/jobs").statusCode());
        }
    }

    @Test
    void hostsTellWhoIsThereAndWhoCanBeReached() throws Exception {
        announce("late", "http://a.example:1");
        store.age("late", 60);
        announce("odd", "file:///etc/passwd");
        store.leave("odd");
        HttpResponse<String> answer = send(here, Entrances.READ, "GET /hosts");
        JsonObject data = (JsonObject) ((JsonObject) Json.parse(answer.body())).members().get("data");
        List<String> shown = ((JsonArray) data.members().get("hosts")).elements().stream().map(JsonObject.class::cast)
                .map(host -> text(host, "host") + " " + text(host, "state") + " " + text(host, "reachable")).toList();

        assertTrue(answer.body().contains("\"fleet\":true,\"hindrance\":\"\""), answer::body);
        assertEquals(List.of("host-1 alive ", THERE + " alive ", "late late ",
                "odd gone what stands as its address in the store is none: \"file:///etc/passwd\""), shown);
        assertTrue(answer.body().contains("\"this\":true,\"reachable\":\"\""), answer::body);
    }

    private static String text(JsonObject object, String name) {
        return ((JsonString) object.members().get(name)).value();
    }

    /** What answers in the place of an agent. */
    private static final class Stub implements AutoCloseable {
        private final HttpServer server;
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private volatile Headers headers;

        private Stub(int status, Map<String, String> answered, String body) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {0, 0, 0, 0}), 0), 0);
            server.createContext("/", exchange -> {
                headers = exchange.getRequestHeaders();
                String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                calls.add((exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + sent).strip());
                answered.forEach(exchange.getResponseHeaders()::set);
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
