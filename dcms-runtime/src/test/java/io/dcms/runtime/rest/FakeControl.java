package io.dcms.runtime.rest;

import io.dcms.api.Job;
import io.dcms.runtime.fleet.Peers;
import io.dcms.runtime.job.BadJobException;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.JobEditing;
import io.dcms.spi.store.TaskHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** An agent that answers what the test says and remembers what it was asked to do. */
final class FakeControl implements Control {

    final List<String> asked = new CopyOnWriteArrayList<>();
    volatile Supplier<Snapshot> snapshot;
    volatile CompletableFuture<Optional<String>> refresh = CompletableFuture.completedFuture(Optional.of(""));
    volatile CompletableFuture<Boolean> disable = CompletableFuture.completedFuture(true);
    volatile CompletableFuture<String> runNow = CompletableFuture.completedFuture("1714564800-7");
    volatile CompletableFuture<Boolean> kill = CompletableFuture.completedFuture(true);
    volatile TaskHistory history;
    volatile Health health = new Health(true, true, List.of(), 0, "store", Optional.of(Duration.ofSeconds(7)));
    volatile String metrics = "";
    volatile JobEditing editing;
    volatile LongFunction<CompletableFuture<Optional<Job>>> stored = id -> CompletableFuture.completedFuture(Optional.empty());
    volatile Fires fires = new Fires(List.of(), false, false, Instant.EPOCH);
    volatile String logLevel = "info";
    volatile Function<Job, ExecutorLook> executor = job -> new ExecutorLook("", "", 0, Instant.EPOCH, false, "no file");
    volatile List<Plugin> plugins = List.of();
    volatile String host = "host-1";
    volatile Fleet fleet = new Fleet(Optional.empty(), () -> new FleetAgent(host, "", "0.1.0", 0, 1, 0, 0), nobody());
    volatile Logs logs = taskId -> Optional.empty();

    interface Logs {
        Optional<Path> log(String taskId) throws IOException;
    }

    FakeControl() {
        Snapshot jobSeven = Snapshots.of(List.of(Snapshots.job(TestJobs.planned(7, "*/5 * * * *"))), List.of(), List.of());
        snapshot = () -> jobSeven;
    }

    @Override
    public Snapshot snapshot() {
        return snapshot.get();
    }

    @Override
    public CompletableFuture<Optional<String>> refresh(long jobId) {
        asked.add("refresh " + jobId);
        return refresh;
    }

    @Override
    public CompletableFuture<Boolean> disable(long jobId) {
        asked.add("disable " + jobId);
        return disable;
    }

    @Override
    public CompletableFuture<String> runNow(long jobId) {
        asked.add("run " + jobId);
        return runNow;
    }

    @Override
    public CompletableFuture<Boolean> kill(String taskId, String reason) {
        asked.add("kill " + taskId + ": " + reason);
        return kill;
    }

    @Override
    public CompletableFuture<Optional<Job>> stored(long jobId) {
        return stored.apply(jobId);
    }

    @Override
    public PlannedJob plan(Job job) throws BadJobException {
        return new JobPlanner(TestJobs.PLUGINS, ZoneOffset.UTC).plan(job);
    }

    @Override
    public Optional<JobEditing> editing() {
        return Optional.ofNullable(editing);
    }

    @Override
    public Optional<TaskHistory> history() {
        return Optional.ofNullable(history);
    }

    @Override
    public Optional<Path> log(String taskId) throws IOException {
        return logs.log(taskId);
    }

    @Override
    public Fires fires(long jobId, Instant since, Instant until, int limit) {
        asked.add("fires " + jobId + " " + since + " " + until + " " + limit);
        return fires;
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public String metrics() {
        return metrics;
    }

    @Override
    public String logLevel() {
        return logLevel;
    }

    @Override
    public boolean logLevel(String level, String caller) {
        asked.add("log level " + level + " for " + caller);
        if (level.equals("loud")) {
            return false;
        }
        logLevel = level;
        return true;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public Fleet fleet() {
        return fleet;
    }

    private static Peers nobody() {
        try {
            return new Peers(Optional.empty(), Optional.empty(), false);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public ExecutorLook executor(Job job) {
        return executor.apply(job);
    }

    @Override
    public List<Plugin> foundPlugins() {
        return plugins;
    }

    @Override
    public ZoneId zone() {
        return ZoneId.of("Europe/Berlin");
    }

    @Override
    public String version() {
        return "0.1.0";
    }
}
