package io.dcms.runtime.report;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.runtime.job.Plugins;
import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.schedule.Reports;
import io.dcms.runtime.thread.NamedThreads;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Tells the store of every change of a run and the hooks of timeouts, ends and overdue jobs, all of which stand in a journal in the work dir
 * first. Threads: {@code dcms-journal} writes that, {@code dcms-store-1} tells the store, {@code dcms-hook-n} the hooks, few
 * whatever the number of hooks.
 */
public final class Outbox implements Reports, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Outbox.class.getName());
    private static final long LOOK_MILLIS = 20;
    private static final int STORE_BATCH = 500;
    private static final int HOOK_THREADS = 4;
    /** A store that is back is used within seconds, and a try against one that is away is cheap. */
    private static final Duration STORE_LIMIT = Duration.ofSeconds(5);
    private static final Duration HOOK_LIMIT = Duration.ofMinutes(5);
    /** The end of a run is not given up because the store is away, however long that is. */
    private static final Lane.Patience STORE_PATIENCE = new Lane.Patience(Duration.ofDays(36_525), Duration.ofHours(1));
    private static final Lane.Patience HOOK_PATIENCE = new Lane.Patience(Duration.ofHours(24), Duration.ZERO);
    /** So many reports may be on their way to the journal before further ones lose their output: it is slow, or it hangs. */
    private static final int FULL_REPORTS = 1_000;
    private static final int MOST_REPORTS = 20_000;
    private static final long TIDY_SECONDS = 60;
    /** In a burst, from one write to the next: what comes meanwhile costs one write, and one wait for the disk, for all of it. */
    private static final long PACE_MILLIS = 50;
    private static final long PART_OF_PACE_MILLIS = 10;
    /** So much at once is a burst. */
    private static final int BURST = 8;
    private static final long RETRY_SECONDS = 5;
    private static final Duration LAST_DELIVERY = Duration.ofSeconds(1);
    private static final Duration LAST_MOMENT = Duration.ofMillis(100);
    private static final Duration LAST_WRITE = Duration.ofSeconds(10);
    private static final DoubleSupplier RANDOM = () -> ThreadLocalRandom.current().nextDouble();

    private final ScheduledExecutorService storeThread = Executors.newSingleThreadScheduledExecutor(new NamedThreads("dcms-store"));
    private final ScheduledExecutorService hookThreads = Executors.newScheduledThreadPool(HOOK_THREADS, new NamedThreads("dcms-hook"));
    private final Thread journalThread = new Thread(this::write, "dcms-journal");
    /** What is on its way to the journal; an empty one says that there is something else to write. */
    private final BlockingQueue<Optional<Report>> arriving = new LinkedBlockingQueue<>();
    /** How many are to be told of what is on its way to the journal. */
    private final AtomicInteger arrivingDepth = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final Allowance losses;
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final Journal journal;
    private final Lane<Report> storeLane;
    private final Plugins plugins;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    private volatile boolean closing;
    /** By the elapsed clock. Belongs to the journal's thread. */
    private long lastWrite;
    /** How much was written then. Belongs to the journal's thread. */
    private int lastArrived;

    /** The hooks of one place. */
    private record Place(Events events, Lane<Report> lane) {
    }

    /**
     * @param workDir    where the journal is kept
     * @param storeLines to say that the store can't be used; shared with others who use it
     * @param elapsed    nanoseconds since some moment, never going back
     * @throws IOException if the journal's folder can't be made, or is somebody else's
     */
    public Outbox(JobStore store, Plugins plugins, Path workDir, Allowance storeLines, InstantSource clock, LongSupplier elapsed)
            throws IOException {
        this.plugins = plugins;
        this.clock = clock;
        this.elapsed = elapsed;
        this.losses = new Allowance(elapsed);
        Folder folder = Folder.in(workDir);
        folder.own();
        this.journal = new Journal(folder, new Disk(), Journal.Limits.USUAL, new HookListener(), clock, elapsed);
        this.storeLane = new Lane<>("the store", new Rows(journal), reports -> store.recordAll(reports.stream().map(Report::task).toList()),
                workers(storeThread), STORE_BATCH, STORE_LIMIT, STORE_PATIENCE, storeLines, elapsed, RANDOM);
    }

    /** Begins with what the last agent left. */
    public void start() {
        journalThread.setDaemon(true);
        journalThread.start();
    }

    @Override
    public void report(Task task, String jobName, Optional<URI> hook, Runnable kept) {
        add(new Report(0, clock.instant().getEpochSecond(), new TaskEvent(task, jobName), hook, kept));
    }

    @Override
    public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
        if (hook.isPresent()) {
            add(new Report(0, clock.instant().getEpochSecond(), event, hook, kept));
        } else {
            kept.run();
        }
    }

    private void add(Report report) {
        arrivingDepth.addAndGet(depth(report));
        arriving.add(Optional.of(arriving.size() < FULL_REPORTS ? report : report.lean()));
        if (arriving.size() > MOST_REPORTS) {
            loseOldest();
        }
    }

    private void loseOldest() {
        Optional.ofNullable(arriving.poll()).flatMap(report -> report).ifPresent(report -> {
            arrivingDepth.addAndGet(-depth(report));
            lost.incrementAndGet();
        });
        if (losses.take()) {
            LOG.log(System.Logger.Level.ERROR, "{0} reports are lost, the oldest of those that wait: the disk with the work dir does not"
                    + " answer, and memory holds no more than {1}", lost.getAndSet(0), MOST_REPORTS);
        }
    }

    /** How many reports the store has not taken yet. */
    public long storeDepth() {
        return journal.rowsWaiting();
    }

    /** How many hooks are still to be told. */
    public int hookDepth() {
        return journal.hooksWaiting();
    }

    /** How many reports, for the store and for hooks, are still on their way to the journal. */
    public int arrivingDepth() {
        return arrivingDepth.get();
    }

    /** How long the first of the reports has waited that the store has not taken; zero if none waits. */
    public Duration storeWait() {
        return journal.longestWait();
    }

    /** How long the hook has waited that has waited longest of those that are to be told; zero if none waits. */
    public Duration hookWait() {
        return places.values().stream().map(place -> place.events.oldest()).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /** How many reports the store has taken from this agent. */
    public long storeDeliveries() {
        return storeLane.delivered();
    }

    /** How often a hook was told. */
    public long hookDeliveries() {
        return places.values().stream().mapToLong(place -> place.lane.delivered()).sum();
    }

    /** How often the store did not take reports. */
    public long storeFailures() {
        return storeLane.failures();
    }

    /** How often a hook could not be told. */
    public long hookFailures() {
        return places.values().stream().mapToLong(place -> place.lane.failures()).sum();
    }

    /** Whether the last try to report to the store has failed, and what it was about still waits. */
    public boolean isStoreInTrouble() {
        return storeLane.trouble().isPresent();
    }

    /** Whether reports can't be written to the journal, and wait in memory. */
    public boolean isJournalInTrouble() {
        return journal.trouble().isPresent();
    }

    /** How large the journal's files with reports are, in bytes. */
    public long journalBytes() {
        return journal.bytes();
    }

    /** How many reports wait for the store or a hook, or to be written to the journal. */
    public int depth() {
        // What is on its way first: meanwhile it may arrive, and would else be counted nowhere.
        return (int) Math.min(Integer.MAX_VALUE, arrivingDepth.get() + storeDepth() + hookDepth());
    }

    /** What is wrong with the journal, the store and the hooks, a sentence each. */
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        journal.trouble().ifPresent(troubles::add);
        storeLane.trouble().ifPresent(troubles::add);
        places.values().forEach(place -> place.lane.trouble().ifPresent(troubles::add));
        return troubles;
    }

    /** Runs other work with the store on the thread that records runs, between two batches of reports; none after the end. */
    public Executor storeThread() {
        return storeThread;
    }

    /** Waits until everything is delivered, but not longer than {@code most}. */
    public void awaitEmpty(Duration most) throws InterruptedException {
        long deadline = elapsed.getAsLong() + most.toNanos();
        while (depth() > 0 && elapsed.getAsLong() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Leaves what still waits to the next agent, and says how much that is. Call it when nothing is added any more. */
    @Override
    public void close() {
        close(LAST_DELIVERY);
    }

    /** The same, with no time to spare: what is just being taken may be delivered again by the next agent. */
    public void leave() {
        close(LAST_MOMENT);
    }

    private void close(Duration lastDelivery) {
        storeThread.shutdownNow();
        hookThreads.shutdownNow();
        try {
            // What is just being taken should not be delivered again by the next agent.
            storeThread.awaitTermination(lastDelivery.toMillis(), TimeUnit.MILLISECONDS);
            hookThreads.awaitTermination(lastDelivery.toMillis(), TimeUnit.MILLISECONDS);
            closing = true;
            arriving.add(Optional.empty());
            journalThread.join(LAST_WRITE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sayWhatIsLeft();
    }

    private void sayWhatIsLeft() {
        int left = depth();
        if (left > 0) {
            LOG.log(System.Logger.Level.WARNING, "{0} reports stay in the journal, the next agent in this work dir delivers them{1}",
                    left, troubles().isEmpty() ? "" : ": " + String.join("; ", troubles()));
        }
        int lost = journalThread.isAlive() ? arriving.size() : journal.close();
        if (lost > 0) {
            LOG.log(System.Logger.Level.ERROR, "{0} reports that could not be written are lost: {1}", lost,
                    journal.trouble().orElse("the disk does not answer"));
        }
    }

    /** The work of the journal's thread. */
    private void write() {
        write(List.of());
        boolean last = false;
        while (!last) {
            // Looked at before what arrived, so that nothing that came before the end is left.
            last = closing;
            List<Report> reports = last ? arrived(0) : arrived(journal.trouble().isPresent() ? RETRY_SECONDS : TIDY_SECONDS);
            write(reports);
            lastWrite = elapsed.getAsLong();
        }
    }

    /**
     * In a burst, lets more arrive, unless that is much already: ends are no hurry, and starts need the machine. In calm times nothing waits:
     * a hook that was told and is not written down is told again by the next agent.
     */
    private void keepPace() throws InterruptedException {
        if (lastArrived < BURST) {
            return;
        }
        long left = PACE_MILLIS - TimeUnit.NANOSECONDS.toMillis(elapsed.getAsLong() - lastWrite);
        for (; left > 0 && !closing && arriving.size() < FULL_REPORTS / 2; left -= PART_OF_PACE_MILLIS) {
            Thread.sleep(Math.min(left, PART_OF_PACE_MILLIS));
        }
    }

    private void write(List<Report> reports) {
        try {
            journal.work(reports);
        } catch (RuntimeException | Error e) {
            // Errors too, also one for want of memory: without this thread nothing would be reported ever after.
            LOG.log(System.Logger.Level.ERROR, "a defect of the agent while it wrote reports into its journal; it goes on", e);
        }
        arrivingDepth.addAndGet(-reports.stream().mapToInt(Outbox::depth).sum());
        if (journal.rowsWaiting() > 0) {
            storeLane.wake();
        }
    }

    private List<Report> arrived(long seconds) {
        List<Optional<Report>> all = new ArrayList<>();
        try {
            Optional<Report> first = arriving.poll(seconds, TimeUnit.SECONDS);
            if (first != null) {
                all.add(first);
                keepPace();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "interrupted: nobody should do that, use close()");
        }
        arriving.drainTo(all);
        lastArrived = all.size();
        return all.stream().flatMap(Optional::stream).toList();
    }

    private static int depth(Report report) {
        return (report.isForStore() ? 1 : 0) + (report.hook().isPresent() ? 1 : 0);
    }

    private void deliver(List<Report> reports) throws IOException {
        for (Report report : reports) {
            URI target = report.hook().orElseThrow();
            try {
                plugins.hook(target.getScheme().toLowerCase(Locale.ROOT)).deliver(report.event(), target);
            } catch (ConfigException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    /** Puts each hook into the backlog of its place. */
    private final class HookListener implements Journal.Listener {
        @Override
        public void add(URI target, Notice notice) {
            Place place = places.computeIfAbsent(place(target), Outbox.this::place);
            place.events.add(target, notice);
            place.lane.wake();
        }

        @Override
        public void givenUp() {
            places.values().forEach(place -> place.events.dropDone());
        }

        @Override
        public void changed() {
            arriving.add(Optional.empty());
        }
    }

    private Place place(String name) {
        Events events = new Events(journal, HOOK_LIMIT, elapsed, RANDOM);
        return new Place(events, new Lane<>("the hook " + name, events, this::deliver, workers(hookThreads), 1, HOOK_LIMIT, HOOK_PATIENCE,
                new Allowance(elapsed), elapsed, RANDOM));
    }

    /** Scheme, host and port: what is reachable, or not, as a whole. Never user, path or query, which may be secret. */
    private static String place(URI target) {
        String authority = target.getRawAuthority();
        return target.getScheme() + "://" + (authority == null ? "" : authority.substring(authority.lastIndexOf('@') + 1));
    }

    private static Lane.Workers workers(ScheduledExecutorService service) {
        return new Lane.Workers() {
            @Override
            public void execute(Runnable work) {
                attempt(() -> service.execute(work));
            }

            @Override
            public void schedule(Runnable work, Duration delay) {
                attempt(() -> service.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS));
            }

            private void attempt(Runnable submission) {
                try {
                    submission.run();
                } catch (RejectedExecutionException e) {
                    // The outbox is closed: what is in the journal waits for the next agent.
                }
            }
        };
    }
}
