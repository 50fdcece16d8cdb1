package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import io.dcms.runtime.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /events} over real HTTP. */
@Timeout(60)
class EventsRestTest {

    private static final int MOST = 32;

    private final RestBench rest = new RestBench();
    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        rest.close();
    }

    /** One who reads. */
    private static final class Reader implements AutoCloseable {

        private final HttpResponse<InputStream> answer;
        private final BufferedReader lines;

        private Reader(RestBench rest, HttpRequest.Builder request) throws Exception {
            answer = rest.client().send(request.build(), BodyHandlers.ofInputStream());
            lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        }

        /** The next event on one line; null at the end. */
        private String next() throws IOException {
            String event = lines.readLine();
            if (event == null) {
                return null;
            }
            String data = lines.readLine();
            assertEquals("", lines.readLine());
            return event + " " + data;
        }

        /** All up to the first of these. */
        private String next(String event) throws IOException {
            String next = next();
            while (!next.startsWith("event: " + event + " ")) {
                next = next();
            }
            return next;
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private Reader read() throws Exception {
        return new Reader(rest, rest.request("GET /events"));
    }

    private void jobs(JobView... jobs) {
        Snapshot snapshot = Snapshots.of(List.of(jobs), List.of(), List.of());
        rest.control.snapshot = () -> snapshot;
    }

    @Test
    void aReaderIsToldEverythingAndThenWhatChanges() throws Exception {
        try (Reader reader = read()) {
            assertEquals("text/event-stream", reader.answer.headers().firstValue("Content-Type").orElse(""));
            assertEquals("no-store", reader.answer.headers().firstValue("Cache-Control").orElse(""));
            assertTrue(reader.next().startsWith("event: hello data: {\"now\":1714564800000,\"zone\":\"Europe/Berlin\","));
            assertTrue(reader.next().startsWith("event: jobs data: {\"changed\":[{\"id\":7,"));
            assertEquals("event: tasks data: {\"active\":[],\"active_more\":0,\"ended\":[]}", reader.next());
            String health = rest.send("GET /health").body();
            assertEquals("event: health data: " + health.substring("{\"ret\":0,\"data\":".length(), health.length() - 1), reader.next());

            jobs(Snapshots.job(TestJobs.planned(8, "0 * * * *")));
            String changed = reader.next();
            assertTrue(changed.startsWith("event: jobs data: {\"changed\":[{\"id\":8,"), changed);
            assertTrue(changed.endsWith("],\"gone\":[7],\"more\":false}"), changed);
            Snapshot running = Snapshots.of(List.of(), List.of(Snapshots.task("1-8", TaskStatus.RUNNING, "", true)), List.of());
            rest.control.snapshot = () -> running;
            assertTrue(reader.next("tasks").startsWith("event: tasks data: {\"active\":[{\"job_id\":7,\"task_id\":\"1-8\",\"status\":1,"));
        }
    }

    @Test
    void anotherAgentIsKnownByItsId() throws Exception {
        try (Reader one = read(); Reader two = read(); RestBench other = new RestBench();
                Reader three = new Reader(other, other.request("GET /events"))) {
            String id = one.next().replaceFirst(".*\"id\":", "");
            assertEquals(id, two.next().replaceFirst(".*\"id\":", ""));
            assertNotEquals(id, three.next().replaceFirst(".*\"id\":", ""));
        }
    }

    @Test
    void headTellsTheTypeAlone() throws Exception {
        HttpResponse<String> answer = rest.send("HEAD /events");
        assertEquals(200, answer.statusCode());
        assertEquals("text/event-stream", answer.headers().firstValue("Content-Type").orElse(""));
    }

    @Test
    void oneMoreThanTheMostIsTurnedAwayAndWhoLeavesMakesRoom() throws Exception {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            readers.add(read());
            readers.get(i).next();
        }
        assertTrue(rest.problem(503, "GET /events").startsWith("32 pages are already being told what changes, which is the limit"));
        assertEquals(200, rest.send("GET /jobs").statusCode());

        readers.get(0).close();
        // It is noticed when there is something to tell.
        AtomicLong id = new AtomicLong(100);
        Await.until("there is room for another", () -> {
            jobs(Snapshots.job(TestJobs.planned(id.incrementAndGet(), "0 * * * *")));
            return rest.send("HEAD /events").statusCode() == 200;
        });
        for (Reader reader : readers) {
            reader.close();
        }
    }

    @Test
    void whoDoesNotReadHoldsUpNobody() throws Exception {
        jobs(LongStream.rangeClosed(1, 20_000).mapToObj(id -> Snapshots.job(TestJobs.planned(id, "0 * * * *"))).toArray(JobView[]::new));
        try (Socket slow = rest.connect()) {
            slow.getOutputStream().write("GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertEquals('H', slow.getInputStream().read());
            jobs(Snapshots.job(TestJobs.planned(7, "0 * * * *")));
            try (Reader reader = read()) {
                assertTrue(reader.next("jobs").contains("{\"changed\":[{\"id\":7,"));
                reader.next("health");
            }
        }
    }

    @Test
    void theAgentsStopEndsThemAtOnce() throws Exception {
        try (RestBench ending = new RestBench(); Reader reader = new Reader(ending, ending.request("GET /events"));
                Socket slow = ending.connect()) {
            reader.next("health");
            slow.getOutputStream().write("GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertEquals('H', slow.getInputStream().read());
            ending.close();
            assertThrows(IOException.class, reader::next);
            slow.getInputStream().readAllBytes();
        }
    }

    @Test
    void whoMayNotLookIsToldNothingAndWhoMayNoMoreNothingMore() throws Exception {
        try (RestBench guarded = new RestBench(RestBench.DEADLINE, Entrances.guarded(folder, new Entrances.Heard()))) {
            assertEquals(401, guarded.send("GET /events").statusCode());
            String cookie = guarded.send("POST /login", "token=" + Entrances.READ).headers().firstValue("Set-Cookie").orElseThrow()
                    .split(";")[0];
            try (Reader reader = new Reader(guarded, guarded.request("GET /events").header("Cookie", cookie))) {
                reader.next("health");
                guarded.client().send(guarded.request("POST /logout").header("Cookie", cookie).build(), BodyHandlers.ofString());
                assertNull(reader.next());
            }
        }
    }
}
