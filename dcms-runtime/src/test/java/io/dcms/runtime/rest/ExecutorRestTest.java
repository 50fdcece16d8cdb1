package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.rest.Control.ExecutorLook;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExecutorRestTest {

    private static final ExecutorLook LOOK = new ExecutorLook("ab", "cd", 57, Instant.ofEpochSecond(1_714_000_000), true, "");

    @Test
    void whatAJobWouldStartIsShown() throws Exception {
        try (RestBench rest = new RestBench()) {
            rest.control.executor = job -> job.id() == 7 ? LOOK : null;
            assertEquals("{\"ret\":0,\"data\":{\"path\":\"/bin/true\",\"sha256\":\"ab\",\"md5\":\"cd\",\"size\":57,"
                    + "\"modified_at\":1714000000,\"matches\":true,\"problem\":\"\"}}", rest.send("GET /jobs/7/executor").body());
            assertEquals("Job:8 not found", rest.problem(404, "GET /jobs/8/executor"));
            assertTrue(rest.problem(400, "GET /jobs/..%2f/executor").contains("is no job id"));
        }
    }

    /** Whoever owns the file can make it take long. */
    @Test
    void twoThatTakeLongHoldUpNothingElse() throws Exception {
        CountDownLatch reading = new CountDownLatch(2);
        CompletableFuture<ExecutorLook> look = new CompletableFuture<>();
        try (RestBench rest = new RestBench(Duration.ofMillis(1))) {
            rest.control.executor = job -> {
                reading.countDown();
                try {
                    return look.get();
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            };
            List<CompletableFuture<HttpResponse<String>>> slow = Stream.of(1, 2).map(each -> rest.client().sendAsync(
                    rest.request("GET /jobs/7/executor").build(), BodyHandlers.ofString())).toList();
            reading.await();
            assertEquals("2 executables are already being read, which is the limit: try again",
                    rest.problem(503, "GET /jobs/7/executor"));
            assertEquals(200, rest.send("GET /jobs/7").statusCode());
            look.complete(LOOK);
            slow.forEach(answer -> assertEquals(200, answer.join().statusCode()));
        }
    }

    @Test
    void pluginsAreListedWithWhatIsWrongWithThem() throws Exception {
        try (RestBench rest = new RestBench()) {
            rest.control.plugins = List.of(new Control.Plugin("store", "file", "/opt/dcms/lib/a.jar", "0.1.0", "", true),
                    new Control.Plugin("", "", "/opt/dcms/lib/b.jar", "", "b.jar is no jar: \"remove\" it", false));
            assertEquals("{\"ret\":0,\"data\":[{\"kind\":\"store\",\"name\":\"file\",\"jar\":\"/opt/dcms/lib/a.jar\",\"version\":\"0.1.0\","
                    + "\"problem\":\"\",\"in_use\":true},{\"kind\":\"\",\"name\":\"\",\"jar\":\"/opt/dcms/lib/b.jar\",\"version\":\"\","
                    + "\"problem\":\"b.jar is no jar: \\\"remove\\\" it\",\"in_use\":false}]}", rest.send("GET /plugins").body());
        }
    }
}
