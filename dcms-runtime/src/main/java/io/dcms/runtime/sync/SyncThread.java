package io.dcms.runtime.sync;

import io.dcms.runtime.job.JobPlanner;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps the timeline's jobs like the store's, on a thread of its own, {@code dcms-sync}: a cheap look each probe time, a whole
 * comparison each sync time, both at once when asked. Every public method may be called by any thread.
 */
public final class SyncThread {

    private static final System.Logger LOG = System.getLogger(SyncThread.class.getName());
    private static final long LOG_NANOS = Duration.ofMinutes(1).toNanos();

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::work, "dcms-sync");
    private final JobSync sync;
    private final JobSink sink;
    private final Duration probeTime;
    private final Duration syncTime;
    private final LongSupplier elapsed;
    private volatile boolean loaded;
    private boolean compared;
    private volatile String trouble = "";
    private long lastCompare = Long.MIN_VALUE;
    /** The end of the last look: a slow store is given its rest too. */
    private long lastLook;
    private long lastLog = Long.MIN_VALUE;
    private String lastLogged = "";
    private boolean closed;

    private interface Request {
        void serve();
    }

    /**
     * @param probeTime between two cheap looks
     * @param syncTime  between two whole comparisons
     * @param elapsed   nanoseconds since some moment, never going back
     */
    public SyncThread(JobStore store, String host, JobPlanner planner, JobSink sink, Duration probeTime, Duration syncTime,
                      LongSupplier elapsed) {
        this.sync = new JobSync(store, host, planner, sink);
        this.sink = sink;
        this.probeTime = probeTime;
        this.syncTime = syncTime;
        this.elapsed = elapsed;
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether the store's jobs have been read at least once, and are in force. */
    public boolean loaded() {
        return loaded;
    }

    /** Why the last look at the store failed; empty if it did not. */
    public Optional<String> trouble() {
        return trouble.isEmpty() ? Optional.empty() : Optional.of("jobs can't be read: " + trouble);
    }

    /** Compares everything now. */
    public void compareNow() {
        requests.add(() -> look(true));
    }

    /**
     * Fetches one job now and puts it in force.
     *
     * @return why it can't be run, an empty text if it is in force, nothing if the store has no such job for this host; or an
     *         {@link IOException} if the store can't tell
     */
    public CompletableFuture<Optional<String>> refresh(long id) {
        CompletableFuture<Optional<String>> answer = new CompletableFuture<>();
        requests.add(() -> {
            try {
                answer.complete(sync.refresh(id));
            } catch (IOException | RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Ends the thread, waiting for it for a moment. */
    public void close() throws InterruptedException {
        requests.add(() -> closed = true);
        thread.join(1000);
    }

    private void work() {
        look(true);
        while (!closed) {
            try {
                Request request = requests.poll(nanosToLook(), TimeUnit.NANOSECONDS);
                if (request != null) {
                    request.serve();
                }
                // Also after a request: those who ask often enough would otherwise put off every look.
                if (nanosToLook() <= 0 && !closed) {
                    look(elapsed.getAsLong() - lastCompare >= syncTime.toNanos());
                }
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.DEBUG, "interrupted: nobody should do that, use close()");
            }
        }
    }

    private long nanosToLook() {
        return lastLook + probeTime.toNanos() - elapsed.getAsLong();
    }

    private void look(boolean whole) {
        try {
            if (whole || !compared) {
                lastCompare = elapsed.getAsLong();
                sync.compare();
            } else {
                sync.probe();
            }
            if (!trouble.isEmpty()) {
                LOG.log(System.Logger.Level.INFO, "the store can be read again");
            }
            trouble = "";
            compared = true;
            if (!loaded) {
                sink.settled().thenRun(() -> loaded = true);
            }
        } catch (IOException e) {
            trouble = e.getMessage() == null ? e.toString() : e.getMessage();
            complain(null);
        } catch (RuntimeException | Error e) {
            // Errors too, also one for want of memory: without this thread no change would ever come in again.
            trouble = "a defect of the store plugin: " + e;
            complain(e);
        } finally {
            lastLook = elapsed.getAsLong();
        }
    }

    /** At once what is new, once a minute what stays. */
    private void complain(Throwable defect) {
        long now = elapsed.getAsLong();
        if (!trouble.equals(lastLogged) || now - lastLog >= LOG_NANOS) {
            lastLog = now;
            lastLogged = trouble;
            LOG.log(System.Logger.Level.WARNING, "jobs can't be read, the agent goes on with those that it has: "
                    + (defect == null ? trouble : "a defect of the store plugin"), defect);
        }
    }
}
