package io.dcms.runtime.ledger;

import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.schedule.Decisions;
import io.dcms.runtime.schedule.FireRecord;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.RunLedger;
import io.dcms.runtime.schedule.Standings;
import io.dcms.runtime.task.RunState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What must be known of fires and runs by the agent after this one, in the file {@code dcms-fires.log} of a work dir. Written by
 * a thread of its own, {@code dcms-fires}, in batches of all that was told since the last one. Everybody may tell it something,
 * and is never made to wait. See the package's RATIONALE.
 */
public final class Ledger implements Decisions, RunLedger, Standings, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Ledger.class.getName());
    private static final long RETRY_SECONDS = 5;
    private static final Duration LAST_WRITE = Duration.ofSeconds(10);
    /** In a work dir that remembers nothing an agent takes itself for one that was started with the machine for so long. */
    private static final Duration AT_BOOT = Duration.ofMinutes(10);
    /** So many records wait at most, some 10 MiB. */
    private static final int MOST_RECORDS = 100_000;
    /** The disk waits so long at most for more to be told. */
    private static final long LONGEST_UNFORCED_NANOS = 100_000_000L;

    private final BlockingQueue<Told> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::work, "dcms-fires");
    /** Never changed: what was known at the start. */
    private final State atStart = new State();
    /** Belongs to the thread, as all that follows. */
    private final State current = new State();
    private final StateFile file;
    private final FireHistory history;
    private final Allowance complaints;
    /** Whether the start of the machine is new; set before anybody asks. */
    private volatile boolean isNewBoot;
    /** What is still to be written into the history. */
    private final Deque<FireRecord> records = new ArrayDeque<>();
    /** Stands for those that were too many; null if there are none. */
    private FireRecord lost;
    /** Who hears when all that was told so far is on the disk. */
    private final List<Runnable> owed = new ArrayList<>();
    private volatile boolean troubled;
    private boolean unread;
    private final LongSupplier elapsed;
    /** Whether something was written that is not on the disk yet, and since when by the elapsed clock. */
    private boolean unforced;
    private long unforcedSince;

    /**
     * One thing that was told.
     *
     * @param change     of the state, answering the line that says so
     * @param record     for the history; null for none
     * @param afterwards done when the batch is written, or can't be
     * @param written    done when it is on the disk
     */
    private record Told(Function<State, String> change, FireRecord record, Runnable afterwards, Runnable written) {

        private static final Told NOTHING = new Told(state -> "", null, () -> { }, () -> { });
        private static final Told END = new Told(NOTHING.change, null, NOTHING.afterwards, NOTHING.written);

        static Told change(Function<State, String> change) {
            return new Told(change, null, NOTHING.afterwards, NOTHING.written);
        }
    }

    Ledger(StateFile file, FireHistory history, LongSupplier elapsed) {
        this.file = file;
        this.history = history;
        this.complaints = new Allowance(elapsed);
        this.elapsed = elapsed;
    }

    /**
     * Reads what a work dir remembers and goes on from there. What can't be read is as if it had never been.
     *
     * @param history where what became of fires is kept for people
     * @param elapsed nanoseconds since some moment, never going back
     */
    public static Ledger open(Path workDir, FireHistory history, LongSupplier elapsed) {
        Ledger ledger = new Ledger(new StateFile(workDir), history, elapsed);
        ledger.start();
        return ledger;
    }

    void start() {
        int[] meaningless = new int[1];
        try {
            file.read(line -> {
                meaningless[0] += current.read(line) ? 0 : 1;
            });
        } catch (IOException e) {
            unread = true;
            LOG.log(System.Logger.Level.WARNING, file + " can't be read: runs that the agent before this one left, and fires that"
                    + " passed while it was away, are not known", e);
        }
        atStart.readAll(current);
        if (meaningless[0] > 0) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1} lines mean nothing and are left out", file, meaningless[0]);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether {@link #inherited} tells of all runs: not if the file could not be read. */
    public boolean knowsAll() {
        return !unread;
    }

    /** The runs that were not over when the agent before this one ended, in the order in which they began. */
    public List<Entry> inherited() {
        return atStart.runs();
    }

    /**
     * Since which start of the machine it is running, and remembers that. Call it once, before anything is decided.
     *
     * <p>Where nothing is remembered the start is new only if it was a few minutes ago: an agent that comes to a machine that has
     * long been running must not run what belongs to the start. Where the file could not be read it is not new either: what belongs
     * to it may have been run.
     *
     * @param id  the kernel's name for it
     * @param ago how long ago it was
     */
    public Boot boot(String id, Duration ago, Instant now) {
        Boot boot = Boot.found(atStart.boot(), id, now, !unread && ago.compareTo(AT_BOOT) <= 0);
        isNewBoot = boot.isNew();
        queue.add(Told.change(state -> state.boot(boot)));
        return boot;
    }

    // Decisions

    @Override
    public boolean isNewBoot() {
        return isNewBoot;
    }

    @Override
    public void allThere() {
        queue.add(Told.change(State::bootIsKnown));
    }

    @Override
    public Optional<Instant> last(PlannedJob job) {
        return atStart.mark(job.id()).filter(mark -> mark.isTime() && mark.times() == times(job))
                .map(mark -> Instant.ofEpochSecond(mark.second()));
    }

    @Override
    public void decided(PlannedJob job, Instant upTo) {
        tell(new Mark(job.id(), upTo.getEpochSecond(), times(job)));
    }

    @Override
    public void forget(long jobId) {
        tell(new Mark(jobId, Mark.FORGOTTEN, 0));
    }

    @Override
    public boolean wasDisabled(PlannedJob job) {
        return atStart.mark(job.id()).filter(mark -> mark.second() == Mark.DISABLED && mark.times() == version(job)).isPresent();
    }

    @Override
    public void disabled(PlannedJob job) {
        tell(new Mark(job.id(), Mark.DISABLED, version(job)));
    }

    private void tell(Mark mark) {
        queue.add(Told.change(state -> state.mark(mark)));
    }

    private static int times(PlannedJob job) {
        return job.timesKey().hashCode();
    }

    /** The same for a job that has been written down and read meanwhile. */
    private static int version(PlannedJob job) {
        JsonWriter json = new JsonWriter();
        new PlacedJob(job.job(), List.of()).write(json);
        return json.toString().hashCode();
    }

    // Runs

    @Override
    public void begun(Entry run) {
        queue.add(Told.change(state -> state.begun(run)));
    }

    @Override
    public void noted(String taskId, RunState runState, String reason) {
        queue.add(Told.change(state -> state.noted(taskId, runState, reason)));
    }

    @Override
    public void over(String taskId, Runnable written) {
        queue.add(new Told(state -> state.over(taskId), null, Told.NOTHING.afterwards, written));
    }

    @Override
    public void afterwards(Runnable then) {
        queue.add(new Told(Told.NOTHING.change, null, then, Told.NOTHING.written));
    }

    @Override
    public Optional<Given> given(long jobId) {
        return atStart.given(jobId);
    }

    // How jobs stand

    @Override
    public Map<Long, Standing> standings() {
        return atStart.standings.all();
    }

    @Override
    public void outcome(long jobId, JobView.LastStatus outcome) {
        queue.add(Told.change(state -> state.standings.outcome(jobId, outcome)));
    }

    @Override
    public void owes(long jobId, long due) {
        queue.add(Told.change(state -> state.standings.owes(jobId, due)));
    }

    @Override
    public void overdue(long jobId, long due) {
        queue.add(Told.change(state -> state.standings.overdue(jobId, due)));
    }

    @Override
    public void settled(long jobId, long due) {
        queue.add(Told.change(state -> state.standings.settled(jobId, due)));
    }

    @Override
    public void keepOnly(Set<Long> jobIds) {
        queue.add(Told.change(state -> state.standings.keepOnly(jobIds)));
    }

    // What became of fires

    /** Writes this into the history. Returns at once; what is told later is written later. */
    public void note(FireRecord record) {
        queue.add(new Told(Told.NOTHING.change, record, Told.NOTHING.afterwards, Told.NOTHING.written));
    }

    /** Waits, for some seconds at most, until all that was told so far is written, and what was to be done afterwards is done. */
    public void flush() throws InterruptedException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        afterwards(() -> done.complete(null));
        try {
            done.get(LAST_WRITE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} does not take what is to be written within {1} s", file, LAST_WRITE.toSeconds());
        }
    }

    /** Writes what was told so far, and ends the thread. A disk that hangs is waited for some seconds only. */
    @Override
    public void close() throws InterruptedException {
        queue.add(Told.END);
        thread.join(LAST_WRITE.toMillis());
    }

    // The thread

    private void work() {
        write(List.of());
        boolean open = true;
        while (open) {
            try {
                List<Told> batch = take();
                open = batch.stream().noneMatch(told -> told == Told.END);
                write(batch);
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.DEBUG, "interrupted: nobody should do that, use close()");
            } catch (RuntimeException | Error e) {
                // Errors too, also one for want of memory: without this thread no job would ever run again.
                LOG.log(System.Logger.Level.ERROR, "a defect in the ledger; it goes on", e);
                file.close();
            }
        }
        file.close();
        history.close();
    }

    /** A disk that is full or broken is tried again though nothing is told. */
    private List<Told> take() throws InterruptedException {
        List<Told> batch = new ArrayList<>();
        Told first = troubled ? queue.poll(RETRY_SECONDS, TimeUnit.SECONDS) : queue.take();
        if (first != null) {
            batch.add(first);
            queue.drainTo(batch);
        }
        return batch;
    }

    /**
     * First what people are told of fires that did not become new runs, then what follows from all of it for the next agent; then what
     * people are told of new runs, which the next agent would tell too; then what waits for that; the disk last, since no start shall
     * wait for it.
     */
    private void write(List<Told> batch) {
        StringBuilder lines = new StringBuilder();
        List<FireRecord> runs = new ArrayList<>();
        for (Told told : batch) {
            if (told.record != null) {
                (isOfNewRun(told.record) ? runs : records).add(told.record);
            }
            lines.append(change(told));
            if (told.written != Told.NOTHING.written) {
                owed.add(told.written);
            }
        }
        boolean good = attempt(this::writeRecords) & attempt(() -> writeLines(lines));
        records.addAll(runs);
        good &= attempt(this::writeRecords);
        batch.forEach(told -> carryOut(told.afterwards));
        if (!lines.isEmpty() && !unforced) {
            unforced = true;
            unforcedSince = elapsed.getAsLong();
        }
        if (othersGoFirst(batch)) {
            return;
        }
        if (attempt(this::putOnDisk)) {
            List<Runnable> heard = List.copyOf(owed);
            owed.clear();
            heard.forEach(Ledger::carryOut);
        } else {
            good = false;
        }
        sayThatAllIsWell(good);
        history.tidy();
    }

    /** A burst of starts comes in many batches: one wait for the disk is for all of them, and none of them is for it. */
    private boolean othersGoFirst(List<Told> batch) {
        boolean mayWait = !unforced || elapsed.getAsLong() - unforcedSince < LONGEST_UNFORCED_NANOS;
        return !queue.isEmpty() && mayWait && !troubled && batch.stream().noneMatch(told -> told == Told.END);
    }

    /** What is told of a run that was there at the start keeps its place among the rest: it may be withdrawn in the same batch. */
    private boolean isOfNewRun(FireRecord record) {
        return record.kind() == FireRecord.Kind.RAN && !atStart.isBegun(record.taskId());
    }

    /** A defect in one must not cost the others what is to be done afterwards. */
    private String change(Told told) {
        try {
            return told.change.apply(current);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a defect in the ledger: something is not remembered", e);
            return "";
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private boolean attempt(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException | RuntimeException | Error e) {
            // A defect too: what is to be done afterwards is done all the same, or jobs would wait for ever.
            troubled = true;
            if (complaints.take()) {
                LOG.log(System.Logger.Level.WARNING, file + " can't be written: jobs are run all the same, but if the agent ended now the"
                        + " next one would not know of all fires and runs", e);
            }
            return false;
        }
    }

    /** Why the next agent would not know all if this one ended now; empty if it would. Any thread, at once. */
    public Optional<String> trouble() {
        return troubled ? Optional.of(file + " can't be written") : Optional.empty();
    }

    private void sayThatAllIsWell(boolean good) {
        if (good && troubled) {
            LOG.log(System.Logger.Level.INFO, "{0} can be written again", file);
            troubled = false;
        }
    }

    private void writeRecords() throws IOException {
        giveUpOldest();
        if (!records.isEmpty()) {
            List<FireRecord> all = new ArrayList<>(records);
            Optional.ofNullable(lost).ifPresent(first -> all.add(0, first));
            history.append(all);
            records.clear();
            lost = null;
        }
    }

    private void giveUpOldest() {
        while (records.size() > MOST_RECORDS) {
            FireRecord oldest = records.remove();
            long first = lost == null ? oldest.first() : Math.min(lost.first(), oldest.first());
            long last = lost == null ? oldest.first() : Math.max(lost.last(), oldest.first());
            lost = FireRecord.lost(first, last, lost == null ? 1 : lost.count() + 1, "the agent could not write its history");
        }
    }

    /** After trouble all is written anew: what could not be written is in there. */
    private void writeLines(CharSequence lines) throws IOException {
        if (!file.isOpen()) {
            file.rewrite(current);
        } else if (!lines.isEmpty()) {
            file.append(lines);
        }
    }

    private void putOnDisk() throws IOException {
        if (!file.isOpen()) {
            throw new IOException("it could not be written");
        } else if (file.isLong()) {
            file.rewrite(current);
        } else if (unforced) {
            file.force();
        }
        unforced = false;
    }

    private static void carryOut(Runnable what) {
        try {
            what.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a defect of the agent while a run was to go on", e);
        }
    }
}
