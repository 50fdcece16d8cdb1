package io.dcms.store.mysql;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The two connections of a store: one for jobs and for people, one for reports of runs, so that a slow look at one never holds
 * up the other. Each call also closes the other one if it is idle, which costs no thread; the server's
 * {@code wait_timeout} sees to the last one.
 */
final class Connections {

    private final Link reading;
    private final Link recording;

    Connections(Connector connector, Duration patience, LongSupplier elapsed) {
        this.reading = new Link(connector, patience, elapsed);
        this.recording = new Link(connector, patience, elapsed);
    }

    /** Does something about jobs, or for people. */
    <T, E extends Exception> T read(Link.Work<T, E> work) throws IOException, E {
        recording.closeIfIdle();
        return reading.call(work);
    }

    /** Does something about reports of runs. */
    <T, E extends Exception> T record(Link.Work<T, E> work) throws IOException, E {
        reading.closeIfIdle();
        return recording.call(work);
    }

    /**
     * Does something that is done every few seconds and is over at once: on the connection that is open anyway, as another one for each
     * agent of a fleet would be too many for the server, unless somebody uses it at length.
     */
    <T, E extends Exception> T either(Link.Work<T, E> work) throws IOException, E {
        return reading.isBusy() ? record(work) : read(work);
    }

    void close() {
        reading.close();
        recording.close();
    }
}
