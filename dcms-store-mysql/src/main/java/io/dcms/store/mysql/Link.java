package io.dcms.store.mysql;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * At most one connection to the server, made when it is needed, for one caller at a time. After anything but success it is
 * closed: nobody needs to know which errors leave it usable. Where none can be had, all who wait for it are told at once:
 * with a server that is silent each try takes as long as a query may. Any thread may call.
 */
final class Link {

    /** Somewhat less than the server's own limit, {@code wait_timeout}. */
    private static final long IDLE_NANOS = Duration.ofSeconds(50).toNanos();
    /** After that it asks DNS and the server anew: both may have moved on. */
    private static final long AGE_NANOS = Duration.ofMinutes(10).toNanos();

    private final Connector connector;
    private final Duration patience;
    private final LongSupplier elapsed;
    private final ReentrantLock busy = new ReentrantLock(true);
    private volatile Session session;
    private volatile boolean closed;
    private volatile int failedOpenings;
    /** Why there is no connection; null if there is one, or none was tried. */
    private SQLException openingFailure;
    private long openedAt;
    private long usedAt;

    /**
     * @param patience how long a caller waits for the one before it
     * @param elapsed  nanoseconds since some moment, never going back
     */
    Link(Connector connector, Duration patience, LongSupplier elapsed) {
        this.connector = connector;
        this.patience = patience;
        this.elapsed = elapsed;
    }

    /**
     * What is done on a connection.
     *
     * @param <E> how it may end besides
     */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T on(Session session) throws SQLException, E;
    }

    /** @throws IOException if it was not done, or perhaps not */
    <T, E extends Exception> T call(Work<T, E> work) throws IOException, E {
        int failedBefore = failedOpenings;
        acquire();
        boolean well = false;
        try {
            T result = work.on(usable(failedBefore));
            well = true;
            usedAt = elapsed.getAsLong();
            return result;
        } catch (SQLException e) {
            throw closed ? closed() : connector.failures().explain(e);
        } finally {
            if (!well || closed) {
                drop();
            }
            busy.unlock();
        }
    }

    /** Whether somebody uses it now. */
    boolean isBusy() {
        return busy.isLocked();
    }

    /** Closes a connection that nobody has used for a while. */
    void closeIfIdle() {
        if (busy.tryLock()) {
            try {
                if (isIdle()) {
                    drop();
                }
            } finally {
                busy.unlock();
            }
        }
    }

    /** Closes the connection for good, and cuts short what is under way on it. */
    void close() {
        closed = true;
        if (busy.tryLock()) {
            try {
                drop();
            } finally {
                busy.unlock();
            }
            return;
        }
        Session inUse = session;
        if (inUse != null) {
            inUse.abort();
        }
    }

    private void acquire() throws IOException {
        try {
            if (!busy.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw connector.failures().say("other work on this connection has not ended within " + patience.toSeconds()
                        + " s (query_timeout)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connector.failures().say("interrupted while waiting for the connection");
        }
    }

    /** @param failedBefore how many openings had failed when the caller began to wait */
    private Session usable(int failedBefore) throws SQLException, IOException {
        if (closed) {
            throw closed();
        }
        if (session != null && (isIdle() || elapsed.getAsLong() - openedAt > AGE_NANOS || !answers(session))) {
            drop();
        }
        if (session == null) {
            if (openingFailure != null && failedOpenings != failedBefore) {
                throw openingFailure;
            }
            session = open();
        }
        if (closed) {
            throw closed();
        }
        return session;
    }

    private Session open() throws SQLException {
        try {
            Session opened = connector.open();
            openingFailure = null;
            openedAt = elapsed.getAsLong();
            return opened;
        } catch (SQLException e) {
            openingFailure = e;
            failedOpenings++;
            throw e;
        }
    }

    /**
     * Whether the server is still at the other end: if not, another connection may be tried, since nothing has been asked of
     * this one yet. A server that is there but silent would be silent there too.
     */
    private static boolean answers(Session session) throws SQLException {
        try {
            session.ping();
            return true;
        } catch (SQLException e) {
            if (Failures.isSilence(e)) {
                throw e;
            }
            return false;
        }
    }

    private boolean isIdle() {
        return session != null && elapsed.getAsLong() - usedAt > IDLE_NANOS;
    }

    private void drop() {
        Session dropped = session;
        session = null;
        if (dropped != null) {
            dropped.close();
        }
    }

    private IOException closed() {
        return connector.failures().say("this store is closed");
    }
}
