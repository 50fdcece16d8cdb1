package io.dcms.runtime.schedule;

import io.dcms.api.Job;
import io.dcms.runtime.job.PlannedJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The owner of all jobs and runs: a thread, {@code dcms-timeline}, that takes events from a mailbox and does what is due.
 * Every public method may be called by any thread and returns at once; what it asks for happens in the order of the calls.
 */
public final class Timeline {

    private static final System.Logger LOG = System.getLogger(Timeline.class.getName());
    private static final int JOBS_AN_EVENT = 500;
    /** So many events are taken at most before the clock is looked at again. */
    private static final int EVENTS_A_TURN = 256;
    /** As many times as long as a snapshot took to make, while events come, none is made: a burst's would cost the square of its runs. */
    private static final int PAUSE_AFTER_SNAPSHOT = 10;
    private static final long LONGEST_PAUSE_NANOS = 50_000_000L;

    private final BlockingQueue<Consumer<Scheduler>> mailbox = new LinkedBlockingQueue<>();
    private final Scheduler scheduler;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    private final Thread thread = new Thread(this::work, "dcms-timeline");
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private volatile Snapshot snapshot = Snapshot.EMPTY;
    private volatile long lastTurn;
    private volatile boolean closed;
    private boolean stopping;
    /** When the next snapshot may be made, by the elapsed clock. */
    private long nextSnapshot;

    /**
     * @param clock     decides when a job is due
     * @param elapsed   nanoseconds since some moment, never going back: measures durations and timeouts
     * @param host      this agent's host name
     * @param maxActive how many runs may be going at once, from 1 on; more wait for their turn in the order of their fire times
     */
    public Timeline(Launcher launcher, Reports reports, FireLog fires, Decisions decisions, RunLedger ledger, Standings standings,
                    InstantSource clock, LongSupplier elapsed, String host, int maxActive) {
        this.clock = clock;
        this.elapsed = elapsed;
        this.scheduler = new Scheduler(launcher, new Mail(), reports, fires, decisions, ledger, standings, clock, elapsed, host,
                maxActive);
        this.lastTurn = elapsed.getAsLong();
    }

    public void start() {
        thread.start();
    }

    /**
     * All jobs and runs, as they were after the last event, or in a burst of events some 50 ms before. Never older than what the caller
     * has seen an answer to.
     */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** How long ago the owner last looked at its clock: about a second at the most as long as all is well. */
    public Duration silence() {
        return Duration.ofNanos(elapsed.getAsLong() - lastTurn);
    }

    /** Takes over what the agent before this one has left. Call it before the first job is put. */
    public void adopt(List<Inherited> runs) {
        send(owner -> owner.adopt(runs));
    }

    /** All jobs were put, or rejected, that were there before the agent began: what was taken over of others is given up. */
    public void allThere() {
        send(Scheduler::allThere);
    }

    /** Adds jobs, or puts new versions in the place of the old ones: all their fires from this moment on count. */
    public void put(List<PlannedJob> jobs) {
        Instant arrived = clock.instant();
        // In portions, so that a storm of new jobs makes no fire late.
        for (int from = 0; from < jobs.size(); from += JOBS_AN_EVENT) {
            List<PlannedJob> portion = jobs.subList(from, Math.min(jobs.size(), from + JOBS_AN_EVENT));
            send(owner -> portion.forEach(job -> owner.put(job, arrived)));
        }
    }

    /** Says that the store's version of a job can't be run. */
    public void reject(Job bad, String problem) {
        send(owner -> owner.reject(bad, problem));
    }

    /** Takes jobs away; what runs of them goes on. */
    public void remove(List<Long> ids) {
        send(owner -> ids.forEach(owner::remove));
    }

    /** Disables a job until its next version comes, also over restarts of the agent. @return whether there is such a job */
    public CompletableFuture<Boolean> disable(long id) {
        return ask((owner, answer) -> answer.complete(owner.disable(id)));
    }

    /** Runs a job now. @return its task id, or a {@link RunRefused} */
    public CompletableFuture<String> runNow(long id) {
        return ask((owner, answer) -> {
            try {
                answer.complete(owner.runNow(id));
            } catch (RunRefused e) {
                answer.completeExceptionally(e);
            }
        });
    }

    /** Kills a run. @param reason who wants it and why, for the report @return whether it is active */
    public CompletableFuture<Boolean> kill(String taskId, String reason) {
        return ask((owner, answer) -> answer.complete(owner.runs().kill(taskId, reason)));
    }

    /** Completes when everything that was sent so far has been done and can be seen. */
    public CompletableFuture<Void> settled() {
        return ask((owner, answer) -> answer.complete(null));
    }

    /** Starts nothing from now on. @return completes when nothing runs any more */
    public CompletableFuture<Void> stop() {
        send(owner -> {
            stopping = true;
            owner.stop();
        });
        return idle;
    }

    /** Kills everything that runs. @param mostGrace the longest time between TERM and KILL, whatever the jobs say */
    public void killAll(String reason, Duration mostGrace) {
        send(owner -> owner.runs().killAll(reason, mostGrace));
    }

    /** Ends the thread and begins nothing more; what waits and what runs is left to the next agent. */
    public void leave() throws InterruptedException {
        send(Scheduler::leave);
        close();
    }

    /** Ends the thread after the events that were sent so far; what runs then is left alone. */
    public void close() throws InterruptedException {
        send(owner -> closed = true);
        thread.join();
    }

    private void send(Consumer<Scheduler> event) {
        mailbox.add(event);
    }

    /** The answer comes after the snapshot that shows what was done. */
    private <T> CompletableFuture<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        send(owner -> {
            CompletableFuture<T> early = new CompletableFuture<>();
            try {
                question.put(owner, early);
                owner.tick();
                publish();
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
                throw e;
            }
            early.whenComplete((value, error) -> {
                if (error == null) {
                    answer.complete(value);
                } else {
                    answer.completeExceptionally(error);
                }
            });
        });
        return answer;
    }

    private interface Question<T> {
        void put(Scheduler owner, CompletableFuture<T> answer);
    }

    private void work() {
        while (!closed) {
            try {
                turn();
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.DEBUG, "interrupted: nobody should do that, use close()");
            } catch (RuntimeException | Error e) {
                // Errors too, also one for want of memory: without this thread no job would ever run again.
                LOG.log(System.Logger.Level.ERROR, "a defect in the timeline; it goes on with the next event", e);
            }
        }
    }

    private void turn() throws InterruptedException {
        Consumer<Scheduler> event = mailbox.poll(Math.min(scheduler.nanosToNext(), nanosToSnapshot()), TimeUnit.NANOSECONDS);
        boolean calm = event == null;
        try {
            for (int taken = 0; event != null && taken < EVENTS_A_TURN; taken++) {
                event.accept(scheduler);
                event = mailbox.poll();
            }
            if (event != null) {
                event.accept(scheduler);
            }
        } finally {
            scheduler.tick();
            if (calm || stopping || nanosToSnapshot() == 0) {
                publish();
            }
            lastTurn = elapsed.getAsLong();
            if (stopping && scheduler.runs().active().isEmpty()) {
                idle.complete(null);
            }
        }
    }

    /** {@code Long.MAX_VALUE} if the last one is up to date. */
    private long nanosToSnapshot() {
        return scheduler.hasNews() ? Math.max(0, nextSnapshot - elapsed.getAsLong()) : Long.MAX_VALUE;
    }

    private void publish() {
        long from = elapsed.getAsLong();
        scheduler.newSnapshot().ifPresent(next -> snapshot = next);
        long now = elapsed.getAsLong();
        nextSnapshot = now + Math.min(LONGEST_PAUSE_NANOS, (now - from) * PAUSE_AFTER_SNAPSHOT);
    }

    /** The launcher's answers, as events. */
    private final class Mail implements Launcher.Answers {

        @Override
        public void started(String taskId, String logFilename, Duration ago) {
            send(owner -> owner.runs().started(taskId, logFilename, ago));
        }

        @Override
        public void neverStarted(String taskId) {
            send(owner -> owner.runs().neverStarted(taskId));
        }

        @Override
        public void refused(String taskId, String reason) {
            send(owner -> owner.runs().refused(taskId, reason));
        }

        @Override
        public void flooded(String taskId, String reason) {
            send(owner -> owner.runs().kill(taskId, reason));
        }

        @Override
        public void tail(String taskId, String output) {
            send(owner -> owner.runs().tail(taskId, output));
        }

        @Override
        public void ended(String taskId, Launcher.Exit exit) {
            send(owner -> owner.runs().ended(taskId, exit));
        }
    }
}
