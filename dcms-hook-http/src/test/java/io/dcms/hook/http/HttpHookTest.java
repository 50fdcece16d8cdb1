package io.dcms.hook.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class HttpHookTest {

    private static final Duration LONG = Duration.ofSeconds(100);
    private static final Duration SHORT = Duration.ofMillis(200);

    private final Receiver receiver = Receiver.http();
    private final HttpHook hook = hook(LONG);

    @AfterEach
    void stop() {
        hook.close();
        receiver.close();
    }

    @Test
    void aFormIsPosted() throws IOException {
        hook.deliver(Events.PLAIN, receiver.at("/hooks/a%20b?token=x%26y"));
        Receiver.Posted posted = receiver.onlyOne();
        assertEquals("POST", posted.method());
        assertEquals("HTTP/1.1", posted.protocol());
        assertEquals("/hooks/a%20b?token=x%26y", posted.path());
        assertEquals(new String(TaskForm.encode(Events.PLAIN), StandardCharsets.US_ASCII), posted.body());
        assertEquals("application/x-www-form-urlencoded", posted.headers().getFirst("Content-Type"));
        assertEquals(String.valueOf(posted.body().length()), posted.headers().getFirst("Content-Length"));
        assertTrue(posted.headers().getFirst("User-Agent").startsWith("DCMS"), posted.headers().getFirst("User-Agent"));
        for (String absent : List.of("Transfer-Encoding", "Upgrade", "Http2-settings", "Authorization")) {
            assertFalse(posted.headers().containsKey(absent), absent);
        }
    }

    @Test
    void aTargetWithoutAPathIsTheRoot() throws IOException {
        hook.deliver(Events.PLAIN, receiver.at(""));
        assertEquals("/", receiver.onlyOne().path());
    }

    @Test
    void userInfoBecomesBasicAuthorization() throws IOException {
        hook.deliver(Events.PLAIN, URI.create("http://user:p%40ss@localhost:" + receiver.port() + "/"));
        assertEquals("Basic dXNlcjpwQHNz", receiver.onlyOne().headers().getFirst("Authorization"));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204, 299})
    void taken(int status) throws IOException {
        hook.deliver(Events.PLAIN, receiver.at("/" + status));
        assertEquals(1, receiver.posted().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 400, 401, 404, 407, 413, 429, 500, 503})
    void notTaken(int status) {
        String message = failure(receiver.at("/" + status + "?token=secret"));
        assertEquals("POST http://localhost:" + receiver.port() + ": answered " + status + ", only 2xx is a success", message);
    }

    @ParameterizedTest
    @ValueSource(ints = {307, 308})
    void aRedirectThatKeepsTheFormIsFollowed(int status) throws IOException {
        receiver.redirectsTo("/there");
        hook.deliver(Events.PLAIN, receiver.at("/" + status));
        assertEquals(2, receiver.posted().size());
        assertEquals("/there", receiver.posted().get(1).path());
        assertEquals("POST", receiver.posted().get(1).method());
        assertEquals(receiver.posted().get(0).body(), receiver.posted().get(1).body());
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303})
    void aRedirectThatDropsTheFormIsAFailure(int status) {
        receiver.redirectsTo("/there?token=secret");
        String message = failure(receiver.at("/" + status));
        assertTrue(message.contains("answered " + status + ", a redirect that drops the form: set the job's hook"), message);
        assertEquals(1, receiver.posted().size());
    }

    @Test
    void aCircleOfRedirectsEnds() {
        receiver.redirectsTo("/307");
        String message = failure(receiver.at("/307"));
        assertTrue(message.contains("more than 5 redirects"), message);
        assertEquals(6, receiver.posted().size());
    }

    @ParameterizedTest
    @CsvSource({"https://localhost/?secret, to another scheme", "file:/etc/passwd, http:// or https://",
            "http://a b/?secret, no URI", "mailto:secret, http:// or https://"})
    void aRedirectToNowhereGood(String location, String said) {
        receiver.redirectsTo(location);
        String message = failure(receiver.at("/307"));
        assertTrue(message.contains("answered 307") && message.contains(said), message);
        assertFalse(message.contains("secret"), message);
    }

    @Test
    void aRedirectWithoutALocation() {
        assertTrue(failure(receiver.at("/307")).contains("without a Location"));
    }

    @Test
    void connectionsAreKept() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (RawReceiver raw = new RawReceiver(connection -> {
            connections.incrementAndGet();
            while (true) {
                RawReceiver.readHead(connection);
                connection.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes"));
            }
        })) {
            hook.deliver(Events.PLAIN, raw.uri());
            hook.deliver(Events.PLAIN, raw.uri());
            assertEquals(1, connections.get());
        }
    }

    @Test
    void aReceiverThatSaysNothing() throws Exception {
        try (RawReceiver silent = RawReceiver.silent(); HttpHook hurried = hook(SHORT)) {
            // On a slow machine the time may be over before there is a connection.
            do {
                String message = failure(hurried, silent.uri());
                assertTrue(message.contains("no answer within") && message.contains("request_timeout"), message);
            } while (!silent.wasCalled());
            silent.awaitHangUp();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1", "HTTP/1.1 200", "HTTP/1.1 abc OK\r\n\r\n", "garbage\r\n\r\n",
            "\0\1\2\3\377\376\r\n\r\n", "SSH-2.0-OpenSSH\r\n"})
    void aReceiverThatSpeaksSomethingElse(String answer) throws IOException {
        try (RawReceiver raw = RawReceiver.answering(answer)) {
            String message = failure(raw.uri());
            assertTrue(message.startsWith("POST http://localhost:"), message);
            assertTrue(message.chars().noneMatch(Character::isISOControl), message);
        }
    }

    @Test
    void aHeaderWithoutEnd() throws IOException {
        try (RawReceiver raw = new RawReceiver(connection -> {
            connection.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\nX: "));
            writeForEver(connection.getOutputStream());
        }); HttpHook hurried = hook(SHORT)) {
            assertTrue(failure(hurried, raw.uri()).contains("no answer"));
        }
    }

    @Test
    void aBodyWithoutEndIsNotReadToItsEnd() throws Exception {
        try (RawReceiver raw = new RawReceiver(connection -> {
            RawReceiver.readHead(connection);
            connection.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\n\r\n"));
            writeForEver(connection.getOutputStream());
        })) {
            hook.deliver(Events.PLAIN, raw.uri());
            raw.awaitHangUp();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"})
    void aBodyThatBreaksOffAfterAGoodStatus(String answer) throws IOException {
        try (RawReceiver raw = RawReceiver.answering(answer)) {
            hook.deliver(Events.PLAIN, raw.uri());
        }
    }

    @Test
    void aBodyThatStopsComingAfterAGoodStatus() throws Exception {
        try (RawReceiver raw = new RawReceiver(connection -> {
            RawReceiver.readHead(connection);
            connection.getOutputStream().write(ascii("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"));
            RawReceiver.readAll(connection);
        })) {
            assertTrue(takenWithinSomeLimit(raw.uri()));
            raw.awaitHangUp();
        }
    }

    /** The status must come within the limit and the body must not: so begin with a short one, whatever this machine's speed. */
    private static boolean takenWithinSomeLimit(URI target) {
        for (Duration limit = SHORT; limit.compareTo(LONG) < 0; limit = limit.multipliedBy(2)) {
            try (HttpHook hurried = hook(limit)) {
                hurried.deliver(Events.PLAIN, target);
                return true;
            } catch (IOException e) {
                // too short for this machine
            }
        }
        return false;
    }

    @Test
    void nobodyListens() {
        String message = failure(URI.create("http://user:pass@localhost:1/path?token=secret"));
        assertEquals("POST http://localhost:1: nobody listens there, or no way leads there", message);
    }

    @Test
    void aTargetThatNoJobMayNameIsNotTriedEither() {
        assertTrue(failure(URI.create("http://under_score/")).contains("no host"));
    }

    @Test
    void anInterruptedDeliveryEndsAtOnceAndSaysSo() throws IOException {
        try (RawReceiver silent = RawReceiver.silent()) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedIOException.class, () -> hook.deliver(Events.PLAIN, silent.uri()));
            assertTrue(Thread.interrupted(), "the flag was lost");
        }
    }

    @Test
    void noClientIsMadeBeforeTheFirstDelivery() throws Exception {
        AtomicInteger made = new AtomicInteger();
        TimeLimits limits = new TimeLimits(LONG, LONG);
        try (HttpHook counted = new HttpHook(limits, () -> {
            made.incrementAndGet();
            return Client.builder("http", limits).build();
        })) {
            counted.validate(receiver.at("/"));
            assertEquals(0, made.get());
            counted.deliver(Events.PLAIN, receiver.at("/"));
            counted.deliver(Events.PLAIN, receiver.at("/"));
            assertEquals(1, made.get());
        }
    }

    private static void writeForEver(OutputStream out) throws IOException {
        byte[] block = new byte[4096];
        while (true) {
            out.write(block);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private String failure(URI target) {
        return failure(hook, target);
    }

    private static String failure(HttpHook hook, URI target) {
        return assertThrows(IOException.class, () -> hook.deliver(Events.PLAIN, target)).getMessage();
    }

    private static HttpHook hook(Duration request) {
        TimeLimits limits = new TimeLimits(LONG, request);
        return new HttpHook(limits, () -> Client.builder("http", limits).build());
    }
}
