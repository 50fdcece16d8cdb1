package io.dcms.runtime.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BackgroundPrinterTest {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final List<String> printed = new ArrayList<>();
    private final Semaphore permits = new Semaphore(0);
    private final CountDownLatch stuck = new CountDownLatch(1);

    private static BackgroundPrinter started(Consumer<byte[]> out, int capacity) {
        BackgroundPrinter printer = new BackgroundPrinter(out, capacity, lost -> bytes("(" + lost + " lost)"));
        printer.start();
        return printer;
    }

    private void slowly(byte[] record) {
        stuck.countDown();
        permits.acquireUninterruptibly();
        printed.add(text(record));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] record) {
        return new String(record, StandardCharsets.UTF_8);
    }

    @Test
    void printsInOrderAndFlushWaitsForIt() {
        BackgroundPrinter printer = started(record -> printed.add(text(record)), 100);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            printer.accept(bytes("line " + i));
            expected.add("line " + i);
        }
        printer.flush(DEADLINE);
        assertEquals(expected, printed);
    }

    @Test
    void whoeverLogsNeverWaitsAndWhatIsLostIsCounted() throws Exception {
        BackgroundPrinter printer = started(this::slowly, 3);
        printer.accept(bytes("first"));
        assertTrue(stuck.await(60, TimeUnit.SECONDS));
        for (int i = 0; i < 1000; i++) {
            printer.accept(bytes("line " + i));
        }
        permits.release(1000);
        printer.flush(DEADLINE);
        assertEquals(List.of("first", "(997 lost)", "line 0", "line 1",
                "line 2"), printed);
        printer.accept(bytes("later"));
        printer.flush(DEADLINE);
        assertEquals("later", printed.get(5), "the count begins anew");
    }

    @Test
    void flushOfAPrinterThatIsStuckEnds() throws Exception {
        BackgroundPrinter printer = started(this::slowly, 1);
        printer.accept(bytes("first"));
        assertTrue(stuck.await(60, TimeUnit.SECONDS));
        printer.flush(Duration.ofMillis(20));
        printer.accept(bytes("second"));
        printer.flush(Duration.ofMillis(20));
        permits.release(10);
        printer.flush(DEADLINE);
        assertEquals("first", printed.get(0));
    }

    @Test
    void aRecordThatCantBePrintedDoesNotEndThePrinting() {
        BackgroundPrinter printer = started(record -> {
            if (text(record).equals("bad")) {
                throw new IllegalStateException("no room");
            }
            printed.add(text(record));
        }, 10);
        printer.accept(bytes("bad"));
        printer.accept(bytes("good"));
        printer.flush(DEADLINE);
        assertEquals(List.of("good", "(1 lost)"), printed);
    }
}
