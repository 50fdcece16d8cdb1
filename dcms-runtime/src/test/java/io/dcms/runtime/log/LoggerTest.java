package io.dcms.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoggerTest {
    private final List<String> printed = new ArrayList<>();

    @AfterEach
    void backToTheDefault() {
        Log.level("info");
        Log.format("text");
    }

    private LineLogger logger(String name) {
        Line line = new Line(InstantSource.fixed(Instant.EPOCH), ZoneOffset.UTC);
        return new LineLogger(name, () -> line, bytes -> printed.add(new String(bytes, StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
            "debug,   io.dcms.runtime.task, false true  true  true true",
            "info,    io.dcms.runtime.task, false false true  true true",
            "warning, io.dcms.runtime.task, false false false true true",
            "fatal,   io.dcms.runtime.task, false false false false true",
            "debug,   jdk.httpclient,       false false false true true",
            "info,    jdk.httpclient,       false false false true true",
            "info,    com.sun.net.httpserver, false false false true true",
            "info,    java.lang.Runtime,    false false false true true",
            "info,    javajob,              false false true  true true",
            "fatal,   sun.net.www,          false false false false true"})
    void verboseDecidesWhatIsPrinted(String verbose, String name, String expected) {
        Log.level(verbose);
        System.Logger logger = logger(name);

        String loggable = List.of(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR).stream()
                .map(level -> String.valueOf(logger.isLoggable(level))).reduce((a, b) -> a + " " + b).orElseThrow();

        assertEquals(expected.replaceAll(" +", " "), loggable);
        assertFalse(logger.isLoggable(Level.OFF));
        assertFalse(logger.isLoggable(Level.ALL));
    }

    @Test
    void anUnknownLevelIsRefused() {
        assertEquals("verbose is \"loud\": give debug, info, warning or fatal",
                assertThrows(IllegalArgumentException.class, () -> Log.level("loud")).getMessage());
    }

    @Test
    void debugGoesOnAndOffAgain() {
        Log.level("fatal");
        String out = printedBy(() -> {
            Log.toggleDebug("USR1");
            assertEquals("debug", Log.level());
            assertTrue(Log.level("debug", "REST"));
            Log.toggleDebug("USR1");
            assertEquals("fatal", Log.level());
            assertFalse(logger("io.dcms.runtime.task").isLoggable(Level.WARNING));
        });

        assertEquals(List.of("USR1: the log level is debug from now on", "REST: the log level is debug from now on",
                "USR1: the log level is fatal from now on"), out.lines().map(line -> line.split(" INFO  log  "))
                        .filter(line -> line.length > 1).map(line -> line[1]).toList(), out);
    }

    @Test
    void whatWasTalkativeFromTheBeginningGoesToTheDefault() {
        Log.level("debug");
        printedBy(() -> Log.toggleDebug("USR1"));
        assertEquals("info", Log.level());
    }

    @Test
    void aLevelThatIsNoneChangesNothing() {
        Log.level("warning");
        assertEquals("", printedBy(() -> assertFalse(Log.level("loud", "REST"))));
        assertEquals("warning", Log.level());
    }

    private static String printedBy(Runnable action) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, false, StandardCharsets.US_ASCII));
        try {
            action.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anUnknownFormatIsRefused() {
        assertEquals("log_format is \"xml\": give text or json",
                assertThrows(IllegalArgumentException.class, () -> Log.format("xml")).getMessage());
    }

    @Test
    void aLoggerThatIsThereAlreadyTakesTheFormatThatIsAskedForLater() {
        System.Logger logger = System.getLogger("io.dcms.runtime.task");
        String out = printedBy(() -> {
            logger.log(Level.INFO, "as {0}", "text");
            Log.format("json");
            logger.log(Level.INFO, "as {0}", "工作");
        });

        List<String> lines = out.lines().toList();
        assertTrue(lines.get(0).endsWith(" INFO  task  as text"), lines::toString);
        assertTrue(lines.get(1).endsWith(",\"level\":\"INFO\",\"category\":\"task\",\"message\":\"as 工作\"}"), lines::toString);
        assertEquals(2, lines.size());
    }

    @Test
    void everyWayToLogEndsInOneLine() {
        System.Logger logger = logger("io.dcms.runtime.task.Runs");
        logger.log(Level.INFO, "plain {0}");
        logger.log(Level.INFO, "filled {0}", 7);
        logger.log(Level.INFO, () -> "supplied");
        logger.log(Level.INFO, () -> "supplied", new java.io.IOException("why"));
        logger.log(Level.INFO, new Bundle(), "key", "x");
        logger.log(Level.INFO, new Bundle(), "no key", (Throwable) null);
        logger.log(Level.INFO, (String) null);
        logger.log(Level.DEBUG, () -> {
            throw new AssertionError("made although nobody reads it");
        });

        String start = "1970-01-01T00:00:00.000+00:00 INFO  task  ";
        assertEquals(List.of("plain {0}", "filled 7", "supplied", "supplied: java.io.IOException: why", "translated x", "no key",
                "null").stream().map(message -> start + message + "\n").toList(), printed);
    }

    /** Texts of another language. */
    private static final class Bundle extends ListResourceBundle {
        @Override
        protected Object[][] getContents() {
            return new Object[][] {{"key", "translated {0}"}};
        }
    }

    @Test
    void theJdkFindsItAndThreadsDoNotMixTheirLines() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, false, StandardCharsets.US_ASCII));
        try {
            logFromManyThreads(System.getLogger("io.dcms.runtime.task"));
        } finally {
            System.setOut(before);
        }

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("工作")).toList();
        assertEquals(4 * 250, lines.size());
        lines.forEach(line -> assertTrue(line.matches("\\S{29} INFO  task  工作 \\d+ x{100}"), line));
    }

    private static void logFromManyThreads(System.Logger logger) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 4).mapToObj(number -> new Thread(() -> {
            awaitOrFail(start);
            for (int i = 0; i < 250; i++) {
                logger.log(Level.INFO, "工作 {0} {1}", i, "x".repeat(100));
            }
        })).toList();
        threads.forEach(Thread::start);
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
