package io.dcms.runtime.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskStatus;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class LogRestTest {

    private static final String ID = "1714564790-7";
    private static final String LOG = "GET /tasks/" + ID + "/log";
    private static final Snapshot RUNNING = Snapshots.of(List.of(),
            List.of(Snapshots.task(ID, TaskStatus.RUNNING, "", true)), List.of());
    private static final Snapshot ENDED = Snapshots.of(List.of(), List.of(),
            List.of(Snapshots.task(ID, TaskStatus.SUCCESS, "", false)));

    private final RestBench rest = new RestBench();
    private final FakeControl control = rest.control;
    @TempDir
    private Path dir;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(dir.resolve("run.log"), "one\ntwo\n");
        control.logs = id -> id.equals(ID) ? Optional.of(file) : Optional.empty();
        control.snapshot = () -> ENDED;
    }

    @AfterEach
    void close() {
        rest.close();
    }

    private void print(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private InputStream follow(String query) throws Exception {
        return rest.client().send(rest.request(LOG + "?follow=true" + query).build(), BodyHandlers.ofInputStream()).body();
    }

    // --- copies ---

    @Test
    void aLogIsPlainTextThatNoBrowserGuessesAbout() throws Exception {
        HttpResponse<String> answer = rest.send(LOG);
        assertEquals("one\ntwo\n", answer.body());
        assertEquals("text/plain; charset=utf-8", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertEquals(8, answer.headers().firstValueAsLong("Content-Length").orElse(-1));
    }

    /** Its user has a lease on it, so that to open it takes 45 s, unless he ends before. */
    @Test
    void aLogThatCanNotBeOpenedCostsFewThreads() throws Exception {
        Process holder = new ProcessBuilder("perl", "-e", "open(my $f, '+<', $ARGV[0]) or die $!; $SIG{IO} = 'IGNORE'; "
                + "fcntl($f, 1024, 1) or die $!; $| = 1; print \"held\\n\"; sleep 1000", file.toString()).start();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        try {
            assertEquals("held", holder.inputReader().readLine());
            for (int i = 0; i < 40; i++) {
                answers.add(rest.client().sendAsync(rest.request(LOG).build(), BodyHandlers.ofString()));
            }
            CountDownLatch refused = new CountDownLatch(8);
            answers.forEach(answer -> answer.thenRun(refused::countDown));
            refused.await();
            assertEquals(200, rest.send("GET /tasks").statusCode());
        } finally {
            holder.destroyForcibly().waitFor();
        }
        List<Integer> statuses = answers.stream().map(answer -> answer.join().statusCode()).toList();
        assertEquals(8, statuses.stream().filter(status -> status == 503).count(), statuses.toString());
        assertEquals(32, statuses.stream().filter(status -> status == 200).count(), statuses.toString());
    }

    @Test
    void tailCountsBytesFromTheEnd() throws Exception {
        assertEquals("", rest.send(LOG + "?tail=0").body());
        assertEquals("two\n", rest.send(LOG + "?tail=4").body());
        assertEquals("one\ntwo\n", rest.send(LOG + "?tail=8").body());
        assertEquals("one\ntwo\n", rest.send(LOG + "?tail=999999999999999999").body());
        for (String bad : List.of("-1", "", "all", "1000000000000000000")) {
            assertTrue(rest.problem(400, LOG + "?tail=" + bad).startsWith("tail=" + bad + ": give a whole number from 0 to "));
        }
    }

    @Test
    void binaryOutputComesAsItIs() throws Exception {
        byte[] bytes = new byte[300_000];
        new java.util.Random(1).nextBytes(bytes);
        Files.write(file, bytes);
        assertArrayEquals(bytes, rest.client().send(rest.request(LOG).build(), BodyHandlers.ofByteArray()).body());
    }

    @Test
    void anEmptyLogIsAnEmptyAnswer() throws Exception {
        Files.write(file, new byte[0]);
        HttpResponse<String> answer = rest.send(LOG);
        assertEquals(200, answer.statusCode());
        assertEquals("", answer.body());
    }

    @Test
    void headTellsTheLengthOfACopyAndFollowsNothing() throws Exception {
        control.snapshot = () -> RUNNING;
        for (String query : List.of("", "?follow=true")) {
            HttpResponse<String> answer = rest.send(LOG.replace("GET", "HEAD") + query);
            assertEquals(200, answer.statusCode());
            assertEquals(8, answer.headers().firstValueAsLong("Content-Length").orElse(-1));
        }
    }

    @Test
    void aLogThatGrowsWhileItIsCopiedIsCutAtTheLengthThatWasSaid() throws Exception {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        LogStream.copy(file, Long.MAX_VALUE, length -> {
            assertEquals(8, length);
            print("three\n");
            return copy;
        });
        assertEquals("one\ntwo\n", copy.toString(UTF_8));
    }

    @Test
    void aLogThatIsTruncatedWhileItIsCopiedEndsEarlyAndNotNever() throws Exception {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        assertThrows(EOFException.class, () -> LogStream.copy(file, Long.MAX_VALUE, length -> {
            try (FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
                log.truncate(4);
            }
            return copy;
        }));
        assertEquals("one\n", copy.toString(UTF_8));
    }

    @Test
    void theReaderOfALogThatIsTruncatedMeanwhileDoesNotWaitForEver() throws Exception {
        int size = 64 << 20;
        Files.write(file, new byte[size]);
        try (Socket socket = rest.connect(); FileChannel log = FileChannel.open(file, StandardOpenOption.WRITE)) {
            socket.getOutputStream().write((LOG + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));
            InputStream answer = socket.getInputStream();
            answer.readNBytes(1000);
            log.truncate(1000);
            assertTrue(answer.transferTo(OutputStream.nullOutputStream()) < size, "the connection is closed early");
        }
        assertEquals(200, rest.send("GET /health").statusCode());
    }

    @Test
    void anAnswerThatIsNotWholeIsLeftOpenForTheServerToCutOff() {
        class Gone extends OutputStream {
            private boolean closed;

            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void close() {
                closed = true;
            }
        }

        Gone gone = new Gone();
        assertThrows(IOException.class, () -> LogStream.copy(file, 100, length -> gone));
        assertThrows(IOException.class, () -> LogStream.follow(file, 100, length -> gone, () -> true));
        assertFalse(gone.closed);
    }

    @Test
    void aLogThatIsDeletedMeanwhileIs404() throws Exception {
        Files.delete(file);
        assertEquals("Task:" + ID + " has no log", rest.problem(404, LOG));
        control.snapshot = () -> RUNNING;
        assertEquals("Task:" + ID + " has no log", rest.problem(404, LOG + "?follow=true"));
    }

    @Test
    void aLogThatIsALinkIsNotFollowed() throws Exception {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/etc/passwd"));
        assertTrue(rest.problem(500, LOG).startsWith("the agent can't read what was asked for"));
    }

    /** A run of an agent that is not root can do so. */
    @Test
    void aLogThatIsAPipeIsNotWaitedFor() throws Exception {
        control.snapshot = () -> RUNNING;
        Files.delete(file);
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        for (String query : List.of("", "?follow=true")) {
            assertTrue(rest.problem(500, LOG + query).contains("is not a plain file any more"));
        }
    }

    @Test
    void aWorkDirThatCantBeReadIsAnErrorAndNotAClosedConnection() throws Exception {
        control.logs = id -> {
            throw new IOException("/var/lib/dcms: Input/output error");
        };
        assertTrue(rest.problem(500, LOG).endsWith("/var/lib/dcms: Input/output error"));
    }

    @Test
    void taskIdsAreNoPaths() throws Exception {
        List<String> asked = new ArrayList<>();
        control.logs = id -> {
            asked.add(id);
            return Optional.empty();
        };
        rest.problem(404, "GET /tasks/..%2f..%2fetc%2fpasswd/log");
        rest.problem(404, "GET /tasks/%00/log");
        assertEquals(List.of("../../etc/passwd", "\0"), asked);
        assertEquals("there is nothing at /tasks/1-1/../../etc/log", rest.problem(404, "GET /tasks/1-1/../../etc/log"));
    }

    // --- followers ---

    @Test
    void aFollowerSeesAllThatIsPrintedUntilTheRunEnds() throws Exception {
        control.snapshot = () -> RUNNING;
        try (InputStream log = follow("&tail=4")) {
            assertEquals("two\n", new String(log.readNBytes(4), UTF_8));
            print("three\n");
            assertEquals("three\n", new String(log.readNBytes(6), UTF_8));
            print("last words\n");
            control.snapshot = () -> ENDED;
            assertEquals("last words\n", new String(log.readAllBytes(), UTF_8));
        }
    }

    @Test
    void aFollowerOfARunThatHasEndedGetsItsLog() throws Exception {
        for (String flag : List.of("follow", "follow=true")) {
            assertEquals("one\ntwo\n", rest.send(LOG + "?" + flag).body());
        }
        assertEquals("follow=yes: give true or false", rest.problem(400, LOG + "?follow=yes"));
    }

    @Test
    void aFollowedLogMayBeTruncated() throws Exception {
        control.snapshot = () -> RUNNING;
        try (InputStream log = follow("")) {
            assertEquals("one\ntwo\n", new String(log.readNBytes(8), UTF_8));
            Files.write(file, new byte[0]);
            control.snapshot = () -> ENDED;
            assertEquals("", new String(log.readAllBytes(), UTF_8));
        }
    }

    @Test
    void theSeventeenthFollowerIsTurnedAwayAndTheFirstThatLeavesMakesRoom() throws Exception {
        control.snapshot = () -> RUNNING;
        List<InputStream> logs = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            InputStream log = follow("");
            log.readNBytes(8);
            logs.add(log);
        }
        assertEquals("16 logs are already being followed, which is the limit", rest.problem(503, LOG + "?follow=true"));
        assertEquals("one\ntwo\n", rest.send(LOG).body());
        control.snapshot = () -> ENDED;
        for (InputStream log : logs) {
            log.readAllBytes();
            log.close();
        }
        // The place is given back after the last byte: whoever comes in between is asked to come again.
        HttpResponse<String> answer = rest.send(LOG + "?follow=true");
        while (answer.statusCode() == 503) {
            answer = rest.send(LOG + "?follow=true");
        }
        assertEquals("one\ntwo\n", answer.body());
    }
}
