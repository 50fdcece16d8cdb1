package io.dcms.runtime.rest;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Cuts off callers who keep a thread waiting: each thread that serves a connection says until when, and one that is late is interrupted,
 * which closes its connection, whatever it waits for: a handshake, the rest of a request, or room for its answer. See the package's
 * RATIONALE. Any thread; {@link #look} belongs to that of {@link #start}.
 */
final class Deadlines implements AutoCloseable {

    /** For a request to come, with the handshake before it and the body after its head. */
    static final Duration REQUEST = Duration.ofSeconds(10);
    /** For what a call takes between two writes: the store and the agent's threads may be slow, but not so slow. */
    private static final Duration WORK = Duration.ofSeconds(60);
    /** For one write to be taken: up to 64 KiB, so that the slowest reader that is served to its end takes 2 KiB/s. */
    static final Duration WRITE = Duration.ofSeconds(30);
    private static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);
    private static final long LOOK_MILLIS = 1000;

    private final LongSupplier elapsed;
    private final Map<Thread, Turn> turns = new ConcurrentHashMap<>();
    private final Thread looking = new Thread(this::lookAgainAndAgain, "dcms-rest-watch");

    /** What one thread does for one connection. */
    private static final class Turn {

        private final Thread thread = Thread.currentThread();
        private long since;
        private long patience;
        private boolean isOver;

        private synchronized void allow(long now, Duration time) {
            since = now;
            patience = time.toNanos();
        }

        /** Not after it is over: the thread may serve somebody else then. */
        private synchronized void endIfLate(long now) {
            if (!isOver && now - since > patience) {
                thread.interrupt();
            }
        }

        private synchronized void over() {
            isOver = true;
            // Whoever is served next has nothing to do with it.
            Thread.interrupted();
        }
    }

    /** @param elapsed nanoseconds since some moment, never going back */
    Deadlines(LongSupplier elapsed) {
        this.elapsed = elapsed;
        looking.setDaemon(true);
    }

    void start() {
        looking.start();
    }

    /** Runs what serves a connection, on this thread, which has {@link #REQUEST} from now. */
    void over(Runnable work) {
        Turn turn = new Turn();
        turn.allow(elapsed.getAsLong(), REQUEST);
        turns.put(turn.thread, turn);
        LockSupport.unpark(looking);
        try {
            work.run();
        } finally {
            turns.remove(turn.thread);
            turn.over();
        }
    }

    /** From now this thread waits for its caller to send something. */
    void requesting() {
        allow(REQUEST);
    }

    /** From now this thread works on an answer. */
    void working() {
        allow(WORK);
    }

    /** From now this thread works on an answer that may take as long as its reader likes. */
    void letBe() {
        allow(FOR_EVER);
    }

    /** The same stream, but each write must be taken in time. */
    OutputStream timed(OutputStream out) {
        return new Timed(out);
    }

    /** Interrupts those who are late; once more each time, if that is not enough. */
    void look() {
        long now = elapsed.getAsLong();
        turns.values().forEach(turn -> turn.endIfLate(now));
    }

    @Override
    public void close() {
        looking.interrupt();
    }

    private void allow(Duration time) {
        Turn turn = turns.get(Thread.currentThread());
        if (turn != null) {
            turn.allow(elapsed.getAsLong(), time);
        }
    }

    /** Before a write, and after it. */
    private void allowUnlessLetBe(Duration time) {
        Turn turn = turns.get(Thread.currentThread());
        if (turn != null && turn.patience != FOR_EVER.toNanos()) {
            turn.allow(elapsed.getAsLong(), time);
        }
    }

    private void lookAgainAndAgain() {
        try {
            while (true) {
                awaitSomebody();
                Thread.sleep(LOOK_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            // The server is closed.
        }
    }

    /** Where nobody is served nobody is late, and there is nothing to wake up for. */
    private void awaitSomebody() {
        while (turns.isEmpty() && !Thread.currentThread().isInterrupted()) {
            LockSupport.park(this);
        }
    }

    /** Says before each write that it is one, and after it that work goes on. */
    private final class Timed extends FilterOutputStream {

        private Timed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            allowUnlessLetBe(WRITE);
            out.write(bytes, from, length);
            allowUnlessLetBe(WORK);
        }

        @Override
        public void flush() throws IOException {
            allowUnlessLetBe(WRITE);
            out.flush();
            allowUnlessLetBe(WORK);
        }

        /** Not the super class's, which flushes a stream that is closed already. */
        @Override
        public void close() throws IOException {
            allowUnlessLetBe(WRITE);
            out.close();
            allowUnlessLetBe(WORK);
        }
    }
}
