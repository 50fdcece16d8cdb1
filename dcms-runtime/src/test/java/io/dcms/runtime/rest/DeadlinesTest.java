package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that wait for a pipe as others do for a connection; time is moved by hand, and mostly nobody looks but the test. */
@Timeout(60)
class DeadlinesTest {

    private static final Duration A_BIT = Duration.ofNanos(1);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Deadlines deadlines = new Deadlines(now::get);
    private Pipe pipe;
    private boolean isInterruptedAfterwards;

    @BeforeEach
    void open() throws IOException {
        pipe = Pipe.open();
    }

    @AfterEach
    void close() throws IOException {
        pipe.source().close();
        pipe.sink().close();
    }

    /** What a thread does with the pipe. */
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    @Test
    void aRequestThatDoesNotComeIsWaitedForSoLongAndNoLonger() throws Exception {
        FutureTask<Exception> serving = serve(this::read);
        assertGoesOn(serving, Deadlines.REQUEST);
        assertEnds(serving, A_BIT);
        assertFalse(isInterruptedAfterwards, "whoever is served next has nothing to do with it");
    }

    @Test
    void workHasMoreTimeThanARequest() throws Exception {
        FutureTask<Exception> serving = serve(() -> {
            deadlines.working();
            read();
        });
        assertGoesOn(serving, Deadlines.REQUEST.plus(A_BIT));
        assertEnds(serving, Duration.ofSeconds(60));
    }

    @Test
    void aWriteThatIsNotTakenEndsIt() throws Exception {
        FutureTask<Exception> serving = serve(() -> {
            deadlines.working();
            writeForEver();
        });
        assertGoesOn(serving, Deadlines.WRITE);
        assertEnds(serving, A_BIT);
    }

    /** A minute of work and half a minute for a write begin anew with each. */
    @Test
    void whoTakesEachWriteInTimeIsServedToTheEnd() throws Exception {
        CountDownLatch written = new CountDownLatch(1);
        FutureTask<Exception> serving = serve(() -> {
            deadlines.working();
            OutputStream out = deadlines.timed(new Slow(Duration.ofSeconds(29)));
            for (int n = 0; n < 100; n++) {
                out.write(new byte[10]);
                out.flush();
                deadlines.look();
            }
            out.close();
            written.countDown();
            read();
        });
        written.await();
        assertGoesOn(serving, Deadlines.WRITE);
        pipe.sink().close();
        assertEquals(null, serving.get());
    }

    @Test
    void whoReadsALogTakesAllTheTimeThereIs() throws Exception {
        FutureTask<Exception> serving = serve(() -> {
            deadlines.working();
            deadlines.letBe();
            writeForEver();
        });
        assertGoesOn(serving, Duration.ofDays(300));
        pipe.source().close();
        serving.get();
    }

    /** What is left of its request it must send like everybody. */
    @Test
    void afterALogTheTimeRunsAgain() throws Exception {
        FutureTask<Exception> serving = serve(() -> {
            deadlines.letBe();
            deadlines.timed(OutputStream.nullOutputStream()).close();
            deadlines.requesting();
            read();
        });
        assertEnds(serving, Deadlines.REQUEST.plus(A_BIT));
    }

    /** Its thread has nothing to wake up for while nobody is served, and must hear of whoever comes. */
    @Test
    void whoComesWhenNobodyWasServedIsLookedAtToo() throws Exception {
        deadlines.start();
        try {
            Await.until("it waits for somebody", () -> isWaitingForSomebody());
            FutureTask<Exception> serving = serve(this::read);
            now.addAndGet(Deadlines.REQUEST.plus(A_BIT).toNanos());
            assertTrue(serving.get() instanceof ClosedByInterruptException, () -> "closed by interruption");
            Await.until("it waits for the next one", () -> isWaitingForSomebody());
        } finally {
            deadlines.close();
        }
    }

    private static boolean isWaitingForSomebody() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("dcms-rest-watch") && thread.getState() == Thread.State.WAITING);
    }

    private void read() throws IOException {
        Channels.newInputStream(pipe.source()).read();
    }

    private void writeForEver() throws IOException {
        OutputStream out = deadlines.timed(Channels.newOutputStream(pipe.sink()));
        while (true) {
            out.write(new byte[8192]);
        }
    }

    /** @return the exception that ended it; null if none did */
    private FutureTask<Exception> serve(Work work) throws Exception {
        FutureTask<Exception> serving = new FutureTask<>(() -> {
            Exception[] end = new Exception[1];
            deadlines.over(() -> {
                try {
                    work.run();
                } catch (IOException | InterruptedException e) {
                    end[0] = e;
                }
            });
            isInterruptedAfterwards = Thread.currentThread().isInterrupted();
            return end[0];
        });
        Thread thread = new Thread(serving);
        thread.setDaemon(true);
        thread.start();
        Await.until("it waits", () -> serving.isDone() || isInThePipe(thread));
        return serving;
    }

    private static boolean isInThePipe(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getClassName().equals("sun.nio.ch.Net") && frame.getMethodName().equals("poll")
                    || frame.getClassName().equals("sun.nio.ch.FileDispatcherImpl") || frame.getClassName().contains("IOUtil")) {
                return true;
            }
        }
        return false;
    }

    private void assertGoesOn(FutureTask<Exception> serving, Duration time) {
        now.addAndGet(time.toNanos());
        deadlines.look();
        assertFalse(serving.isDone());
    }

    private void assertEnds(FutureTask<Exception> serving, Duration time) throws Exception {
        now.addAndGet(time.toNanos());
        // Its last write may have begun when the clock had been moved already.
        Await.until("it ends", () -> {
            deadlines.look();
            if (!serving.isDone()) {
                now.addAndGet(Duration.ofSeconds(1).toNanos());
            }
            return serving.isDone();
        });
        assertTrue(serving.get() instanceof ClosedByInterruptException, () -> "closed by interruption");
    }

    /** Takes its time for each write. */
    private final class Slow extends OutputStream {

        private final Duration time;

        private Slow(Duration time) {
            this.time = time;
        }

        @Override
        public void write(int b) {
            now.addAndGet(time.toNanos());
            deadlines.look();
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            write(0);
        }
    }
}
