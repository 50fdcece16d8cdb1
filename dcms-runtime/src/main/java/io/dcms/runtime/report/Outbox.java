package io.dcms.runtime.report;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.runtime.job.Plugins;
import io.dcms.runtime.schedule.Reports;
import io.dcms.runtime.thread.NamedThreads;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.JobStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells the store of every change of a run and the hooks of timeouts and ends. Threads: {@code dcms-store} for the one,
 * {@code dcms-hook-n} for the others, few whatever the number of hooks.
 */
public final class Outbox implements Reports, AutoCloseable {

    private static final long LOOK_MILLIS = 20;
    private static final int STORE_BATCH = 500;
    private static final int HOOK_THREADS = 4;
    private static final Duration STORE_LIMIT = Duration.ofMinutes(1);
    private static final Duration HOOK_LIMIT = Duration.ofMinutes(5);
    /** The end of a run is not given up because the store is away, however long that is. */
    private static final Lane.Patience STORE_PATIENCE = new Lane.Patience(Duration.ofDays(36_525), Duration.ofHours(1));
    private static final Lane.Patience HOOK_PATIENCE = new Lane.Patience(Duration.ofHours(24), Duration.ZERO);
    private static final int HOOK_CAPACITY = 10_000;
    /** As long as no more wait on one way, reports keep the output: it stands in the log file too, and memory is bounded. */
    private static final int FULL_REPORTS = 200;

    private final ScheduledExecutorService storeThread = Executors.newSingleThreadScheduledExecutor(new NamedThreads("dcms-store"));
    private final ScheduledExecutorService hookThreads = Executors.newScheduledThreadPool(HOOK_THREADS, new NamedThreads("dcms-hook"));
    private final Map<String, Lane<Event>> hookLanes = new ConcurrentHashMap<>();
    private final Lane<Row> storeLane;
    private final Plugins plugins;
    private final LongSupplier elapsed;

    /** A report to a hook. */
    private record Event(TaskEvent event, URI target) {
        @Override
        public String toString() {
            return Outbox.toString(event.task());
        }
    }

    /** A report to the store. */
    private record Row(Task task) {
        @Override
        public String toString() {
            return Outbox.toString(task);
        }
    }

    /** @param elapsed nanoseconds since some moment, never going back */
    public Outbox(JobStore store, Plugins plugins, LongSupplier elapsed) {
        this.plugins = plugins;
        this.elapsed = elapsed;
        this.storeLane = new Lane<>("the store", rows -> store.recordAll(rows.stream().map(Row::task).toList()),
                workers(storeThread), STORE_BATCH, STORE_LIMIT, STORE_PATIENCE, Integer.MAX_VALUE, elapsed,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    @Override
    public void report(Task task, String jobName, Optional<URI> hook) {
        storeLane.add(new Row(lean(task, storeLane)));
        hook.ifPresent(target -> {
            Lane<Event> lane = hookLanes.computeIfAbsent(place(target), this::hookLane);
            lane.add(new Event(new TaskEvent(lean(task, lane), jobName), target));
        });
    }

    private static Task lean(Task task, Lane<?> lane) {
        if (lane.depth() < FULL_REPORTS || task.output().isEmpty()) {
            return task;
        }
        return new Task(task.jobId(), task.taskId(), task.host(), task.status(), task.ended(), task.execAt(),
                task.execDuration(), task.logFilename(), task.reason(), "(left out, as many reports wait: see its log file)");
    }

    /** For log lines: names the run and not its output. */
    private static String toString(Task task) {
        return "the report of task " + task.taskId() + ", status " + task.status().code();
    }

    /** The thread that records runs, for what else must not be done to the store meanwhile. */
    public Executor storeThread() {
        return storeThread;
    }

    /** How many reports wait. */
    public int depth() {
        return storeLane.depth() + hookLanes.values().stream().mapToInt(Lane::depth).sum();
    }

    /** What is wrong with the store and the hooks, a sentence each. */
    public List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        storeLane.trouble().ifPresent(troubles::add);
        hookLanes.values().forEach(lane -> lane.trouble().ifPresent(troubles::add));
        return troubles;
    }

    /** Waits until everything is delivered, but not longer than {@code most}. */
    public void awaitEmpty(Duration most) throws InterruptedException {
        long deadline = elapsed.getAsLong() + most.toNanos();
        while (depth() > 0 && elapsed.getAsLong() < deadline) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Gives up what is still waiting, and says how much that is. Call it when nothing is added any more. */
    @Override
    public void close() {
        int left = depth();
        if (left > 0) {
            System.getLogger(Outbox.class.getName()).log(System.Logger.Level.WARNING,
                    "{0} reports were not delivered: {1}", left, String.join("; ", troubles()));
        }
        storeThread.shutdownNow();
        hookThreads.shutdownNow();
    }

    private Lane<Event> hookLane(String place) {
        return new Lane<>("the hook " + place, this::deliver, workers(hookThreads), 1, HOOK_LIMIT, HOOK_PATIENCE,
                HOOK_CAPACITY, elapsed, () -> ThreadLocalRandom.current().nextDouble());
    }

    private void deliver(List<Event> events) throws IOException {
        for (Event event : events) {
            try {
                plugins.hook(event.target.getScheme().toLowerCase(Locale.ROOT)).deliver(event.event, event.target);
            } catch (ConfigException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
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
                service.execute(work);
            }

            @Override
            public void schedule(Runnable work, Duration delay) {
                service.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
            }
        };
    }
}
