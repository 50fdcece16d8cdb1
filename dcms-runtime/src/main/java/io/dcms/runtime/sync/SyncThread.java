package io.dcms.runtime.sync;

import io.dcms.api.Job;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.log.Throttle;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps the timeline's jobs like the store's, on a thread of its own, {@code dcms-sync}: a cheap look each probe time, a whole
 * comparison each sync time, both at once when asked. It alone puts jobs in force, those of the snapshot too. Every public
 * method may be called by any thread.
 */
public final class SyncThread {

    private static final System.Logger LOG = System.getLogger(SyncThread.class.getName());
    private static final int MOST_TROUBLES = 100;

    private final BlockingQueue<Step> requests = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::work, "dcms-sync");
    private final StoreReader store;
    private final JobSync sync;
    private final JobSink sink;
    private final SnapshotFile snapshot;
    private final SnapshotKeeper keeper;
    private final LookTimes times;
    private final Duration patience;
    private final LongSupplier elapsed;
    private final SyncStatus status;
    private final Allowance storeLines;
    /** What was said before, which can wait for its turn when it comes again. */
    private final Set<String> said = new HashSet<>();
    private volatile boolean loaded;
    private volatile Optional<Long> comparedAt = Optional.empty();
    private volatile long failures;
    private boolean failing;
    private boolean closed;

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /**
     * @param storeLines to say that the store can't be used; shared with others who use it
     * @param elapsed    nanoseconds since some moment, never going back
     * @param random     from 0 to 1
     */
    public SyncThread(JobStore store, String host, JobPlanner planner, JobSink sink, SnapshotFile snapshot, SyncTimes times,
                      Allowance storeLines, LongSupplier elapsed, DoubleSupplier random) {
        Throttle throttle = new Throttle(elapsed);
        this.storeLines = storeLines;
        this.store = new StoreReader(store, host, throttle);
        this.sync = new JobSync(this.store, host, planner, sink, throttle);
        this.sink = sink;
        this.snapshot = snapshot;
        this.keeper = new SnapshotKeeper(snapshot, elapsed);
        this.times = new LookTimes(times, elapsed, random);
        this.patience = times.patience();
        this.elapsed = elapsed;
        this.status = new SyncStatus(elapsed);
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether jobs are in force: those that the store has, or had when an agent before this one asked it. */
    public boolean loaded() {
        return loaded;
    }

    /** Where the jobs come from that are in force. */
    public JobsFrom from() {
        return status.from();
    }

    /** How long ago the store confirmed, by a look at it, the jobs that are in force; empty if there are none yet. */
    public Optional<Duration> age() {
        return status.age();
    }

    /** What is wrong with the jobs as a whole, a sentence; empty if they are the store's. */
    public Optional<String> trouble() {
        return status.problem();
    }

    /** How long ago all jobs were last compared with those of the store, and its answer believed; empty if they never were. */
    public Optional<Duration> compared() {
        return comparedAt.map(at -> Duration.ofNanos(elapsed.getAsLong() - at));
    }

    /** How many looks at the store have failed. */
    public long failures() {
        return failures;
    }

    /** Compares everything now. */
    public void compareNow() {
        requests.add(() -> look(true, sync::compare));
    }

    /**
     * Fetches one job now and puts it in force.
     *
     * @return why it can't be run, an empty text if it is in force, nothing if the store has no such job for this host; or an
     *         {@link IOException} if the store can't tell
     */
    public CompletableFuture<Optional<String>> refresh(long id) {
        return ask(() -> sync.refresh(id));
    }

    /** What the store has of a job of this host now; or an {@link IOException} if the store can't tell. Changes nothing. */
    public CompletableFuture<Optional<Job>> stored(long id) {
        return ask(() -> sync.stored(id));
    }

    private interface Question<T> {
        T answer() throws IOException;
    }

    private <T> CompletableFuture<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        requests.add(() -> {
            try {
                answer.complete(question.answer());
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
        guard(this::begin);
        while (!closed) {
            guard(this::serveAndLook);
        }
    }

    private void guard(Step step) {
        try {
            step.run();
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "interrupted: nobody should do that, use close()");
        } catch (IOException | RuntimeException | Error e) {
            // Errors too, also one for want of memory: without this thread no change would ever come in again.
            LOG.log(System.Logger.Level.ERROR, "a defect of the agent while it looked for jobs; it goes on", e);
        }
    }

    /** The store comes first, but for its answer the jobs wait a moment only. */
    private void begin() throws InterruptedException {
        FutureTask<StoreReader.Answer> answer = new FutureTask<>(store::read);
        Thread asking = new Thread(answer, "dcms-sync-first");
        asking.setDaemon(true);
        long deadline = elapsed.getAsLong() + patience.toNanos();
        status.asked();
        asking.start();
        Optional<SnapshotFile.Stored> last = snapshot.read();
        last.ifPresent(this::remember);
        if (!isDone(answer, deadline)) {
            last.ifPresentOrElse(this::standIn, this::sayThatNothingRuns);
        }
        look(true, () -> sync.apply(get(answer)));
        if (status.from() == JobsFrom.NONE) {
            last.ifPresent(this::standIn);
        }
        keep();
    }

    private void remember(SnapshotFile.Stored last) {
        sync.remember(last.jobs());
        keeper.isLike(sync.changes(), elapsed.getAsLong() - last.age().toNanos());
    }

    private void standIn(SnapshotFile.Stored last) {
        sync.useRemembered();
        status.standIn(last.age());
        noteLoaded();
        LOG.log(System.Logger.Level.WARNING, "the agent works with the {0} jobs of {1}, as the store had them {2} ago",
                last.jobs().size(), snapshot, SyncStatus.words(last.age()));
    }

    /** A store that is silent, and not away, fails only after the time that a query may take, which can be long. */
    private void sayThatNothingRuns() {
        LOG.log(System.Logger.Level.WARNING, "the store has not answered for {0}: this agent has no jobs until it does",
                SyncStatus.words(patience));
    }

    /** Waits for an answer or an error. */
    private boolean isDone(FutureTask<?> answer, long deadline) throws InterruptedException {
        try {
            answer.get(deadline - elapsed.getAsLong(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
        return true;
    }

    private static StoreReader.Answer get(FutureTask<StoreReader.Answer> answer) throws IOException, InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private void serveAndLook() throws IOException, InterruptedException {
        Step request = requests.poll(times.nanosToNext(), TimeUnit.NANOSECONDS);
        if (request != null) {
            request.run();
        }
        // Also after a request: those who ask often enough would otherwise put off every look.
        if (times.nanosToNext() <= 0 && !closed) {
            boolean whole = times.isWholeDue();
            look(whole, whole ? sync::compare : sync::probe);
        }
        if (requests.isEmpty()) {
            keep();
        }
    }

    private void look(boolean whole, Step look) throws InterruptedException {
        long from = elapsed.getAsLong();
        status.asked();
        try {
            look.run();
            times.succeeded(whole);
            if (whole && sync.doubt().isEmpty()) {
                comparedAt = Optional.of(from);
            }
            // Last: who finds the jobs in force finds when they were compared.
            succeeded();
        } catch (IOException e) {
            times.failed(elapsed.getAsLong() - from);
            failed(e.getMessage() == null ? e.toString() : e.getMessage(), null);
        } catch (RuntimeException | Error e) {
            times.failed(elapsed.getAsLong() - from);
            failed("a defect of the store plugin: " + e, e);
        }
    }

    private void succeeded() {
        if (failing) {
            LOG.log(System.Logger.Level.INFO, "the store can be read again");
        }
        failing = false;
        if (sync.doubt().isEmpty()) {
            status.confirmed();
            noteLoaded();
        } else {
            status.troubled(sync.doubt());
        }
    }

    private void noteLoaded() {
        if (!loaded) {
            sink.settled().thenRun(() -> loaded = true);
        }
    }

    /** Says at once what is new, once a minute what stays. */
    private void failed(String trouble, Throwable defect) {
        failing = true;
        // Written by this thread alone.
        failures++;
        status.troubled("jobs can't be read: " + trouble);
        // Some drivers count the milliseconds that they have waited, which makes it no other trouble.
        boolean isNew = said.size() < MOST_TROUBLES && said.add(trouble.replaceAll("\\d+", "0"));
        if (isNew ? storeLines.insist() : storeLines.take()) {
            LOG.log(System.Logger.Level.WARNING, "jobs can't be read, the agent goes on with those that it has: "
                    + (defect == null ? trouble : "a defect of the store plugin"), defect);
        }
    }

    private void keep() {
        if (status.from() == JobsFrom.STORE) {
            keeper.keep(sync.lastGood(), sync.changes(), status.confirmedAt());
        }
    }
}
