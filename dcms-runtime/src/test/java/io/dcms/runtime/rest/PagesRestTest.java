package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the dashboard's files are served, by an agent that asks for tokens. */
@Timeout(60)
class PagesRestTest {

    @TempDir
    private Path folder;
    private RestBench guarded;

    @BeforeEach
    void start() throws Exception {
        guarded = new RestBench(RestBench.DEADLINE, Entrances.guarded(folder, new Entrances.Heard()));
    }

    @AfterEach
    void close() {
        guarded.close();
    }

    @Test
    void thePageThatAsksForTheTokenNeedsNone() throws Exception {
        HttpResponse<String> page = guarded.send("GET /");
        assertEquals(200, page.statusCode());
        assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
        assertTrue(page.body().startsWith("<!doctype html>"), page::body);
        assertEquals(page.body(), guarded.send("GET /ui/index.html").body());
    }

    /** Scripts in line, of other places, and forms that lead there, are the ways in which what a job prints could become one. */
    @Test
    void theBrowserRunsNothingButTheAgentsOwnFiles() throws Exception {
        String policy = header(guarded.send("GET /"), "Content-Security-Policy");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self'; "), policy);
        assertTrue(policy.endsWith("base-uri 'none'; form-action 'none'; frame-ancestors 'none'"), policy);
        assertTrue(!policy.contains("unsafe"), policy);
    }

    @Test
    void whatTheBrowserHasIsNotSentAgain() throws Exception {
        HttpResponse<String> first = guarded.send("GET /");
        assertEquals("no-cache", header(first, "Cache-Control"));
        HttpRequest again = guarded.request("GET /").header("If-None-Match", header(first, "ETag")).build();
        HttpResponse<String> answer = guarded.client().send(again, BodyHandlers.ofString());
        assertEquals(304, answer.statusCode());
        assertEquals("", answer.body());
    }

    /** Opening the page again takes one answer; after an upgrade none is an old one. */
    @Test
    void theFilesOfAPageAreKeptByTheBrowserUntilTheAgentIsAnother() throws Exception {
        String page = guarded.send("GET /").body();
        assertTrue(page.matches("(?s).*\"/ui/[0-9a-f-]{36}/main\\.js\".*"), page);
        String script = page.replaceFirst("(?s).*\"(/ui/[0-9a-f-]{36}/main\\.js)\".*", "$1");
        HttpResponse<String> kept = guarded.send("GET " + script);
        assertEquals("max-age=31536000, immutable", header(kept, "Cache-Control"));
        HttpResponse<String> other = guarded.send("GET /ui/a-former-edition/main.js");
        assertEquals("no-cache", header(other, "Cache-Control"));
        assertEquals(kept.body(), other.body());
    }

    @Test
    void itIsPackedForWhoCanUnpackIt() throws Exception {
        HttpRequest request = guarded.request("GET /").header("Accept-Encoding", "br, gzip").build();
        HttpResponse<byte[]> packed = guarded.client().send(request, BodyHandlers.ofByteArray());
        assertEquals("gzip", header(packed, "Content-Encoding"));
        byte[] plain = guarded.client().send(guarded.request("GET /").build(), BodyHandlers.ofByteArray()).body();
        assertArrayEquals(plain, new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.html", "..", "%2e%2e%2fPageFile.class", "../PageFile.class", "index.html%00.js", "INDEX.HTML", ".html", "index",
        "PageFile.class", "%2fetc%2fpasswd"})
    void nothingElseIsServed(String name) throws Exception {
        assertEquals(404, guarded.send("GET /ui/" + name).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"Origin, http://evil.example, 403", "Sec-Fetch-Site, cross-site, 403"})
    void noOtherPageGetsIt(String name, String value, int status) throws Exception {
        HttpRequest request = guarded.request("GET /").header(name, value).build();
        assertEquals(status, guarded.client().send(request, BodyHandlers.ofString()).statusCode());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
