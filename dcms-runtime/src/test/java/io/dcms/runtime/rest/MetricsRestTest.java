package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricsRestTest {

    private static final String TEXT = "# TYPE a gauge\na{job_name=\"备份\"} 1\n";

    private final RestBench rest = new RestBench();

    @AfterEach
    void close() {
        rest.close();
    }

    @Test
    void isTheTextAsItIs() throws Exception {
        rest.control.metrics = TEXT;
        HttpResponse<String> answer = rest.send("GET /metrics");
        assertEquals(200, answer.statusCode());
        assertEquals(TEXT, answer.body());
        assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
    }

    @Test
    void headIsTheSameWithoutTheText() throws Exception {
        rest.control.metrics = TEXT;
        HttpResponse<String> answer = rest.send("HEAD /metrics");
        assertEquals(200, answer.statusCode());
        assertEquals("", answer.body());
        assertEquals(TEXT.getBytes(StandardCharsets.UTF_8).length, answer.headers().firstValueAsLong("Content-Length").orElse(-1));
        assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void isForReadingOnly() throws Exception {
        assertEquals("POST is not for this address: use GET", rest.problem(405, "POST /metrics"));
    }
}
