package io.dcms.runtime;

import io.dcms.api.Job;
import io.dcms.runtime.access.Access;
import io.dcms.runtime.access.AuditLog;
import io.dcms.runtime.config.AgentSettings;
import io.dcms.runtime.config.RestSettings;
import io.dcms.runtime.config.Version;
import io.dcms.runtime.fleet.Announcer;
import io.dcms.runtime.fleet.Peers;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.ledger.Boot;
import io.dcms.runtime.ledger.FireHistory;
import io.dcms.runtime.ledger.FireNotes;
import io.dcms.runtime.ledger.Ledger;
import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.metrics.AgentMetrics;
import io.dcms.runtime.metrics.RunCounts;
import io.dcms.runtime.output.LogFiles;
import io.dcms.runtime.output.LogFolders;
import io.dcms.runtime.plugin.PluginRegistry;
import io.dcms.runtime.process.LocalLauncher;
import io.dcms.runtime.process.MachineStart;
import io.dcms.runtime.prune.LogPruning;
import io.dcms.runtime.prune.Pruning;
import io.dcms.runtime.report.Outbox;
import io.dcms.runtime.rest.Entrance;
import io.dcms.runtime.rest.Fleet;
import io.dcms.runtime.rest.RestServer;
import io.dcms.runtime.schedule.Inherited;
import io.dcms.runtime.schedule.RunLedger;
import io.dcms.runtime.schedule.TaskView;
import io.dcms.runtime.schedule.Timeline;
import io.dcms.runtime.service.ServiceManager;
import io.dcms.runtime.sync.JobSink;
import io.dcms.runtime.sync.SnapshotFile;
import io.dcms.runtime.sync.SyncThread;
import io.dcms.runtime.sync.SyncTimes;
import io.dcms.runtime.task.RunState;
import io.dcms.runtime.thread.NamedThreads;
import io.dcms.runtime.tls.ServerTls;
import io.dcms.spi.ConfigException;
import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.FleetRegister;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.TaskPruning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** All parts of one agent: made, started, and stopped in the reverse order. */
final class Agent {

    private static final System.Logger LOG = System.getLogger(Agent.class.getName());
    /** The longest {@code kill_grace} that a job may have. */
    private static final Duration LONGEST_GRACE = Duration.ofHours(1);
    private static final Duration SHORT_GRACE = Duration.ofSeconds(10);
    private static final Duration LAST_LOOK = Duration.ofSeconds(30);
    private static final Duration LAST_REPORTS = Duration.ofSeconds(10);
    private static final Duration LAST_WORD = Duration.ofSeconds(2);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    /** The store's first answer may take so long; then the last good list of jobs is put in force. */
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(3);

    private final AgentSettings settings;
    private final PluginSet plugins;
    private final LocalLauncher launcher;
    private final Outbox outbox;
    private final Optional<Pruning> pruning;
    private final ExecutorService pruneThread = Executors.newSingleThreadExecutor(new NamedThreads("dcms-prune"));
    private final Optional<LogPruning> logPruning;
    private final Optional<Announcer> announcer;
    private final Peers peers;
    private final long startedAt;
    private final Ledger ledger;
    private final List<Inherited> inherited;
    private final Timeline timeline;
    private final SyncThread sync;
    private final Access access;
    private final Optional<ServerTls> tls;
    private final RestServer rest;
    private final StopSignals signals;
    private final ServiceManager manager;

    private Agent(AgentSettings settings, StopSignals signals, InstantSource clock, LongSupplier elapsed)
            throws ConfigException, IOException {
        this.settings = settings;
        this.signals = signals;
        LogFiles logFiles = new LogFiles(settings.workDir(), ZoneId.systemDefault());
        plugins = new PluginSet(discover(), settings, clock);
        launcher = new LocalLauncher(logFiles, settings.requireSignature(), settings.runners(), settings.killOrphans(), clock, elapsed);
        Allowance storeLines = new Allowance(elapsed);
        outbox = new Outbox(plugins.store(), plugins, settings.workDir(), storeLines, clock, elapsed);
        pruning = pruning(clock);
        FireHistory history = new FireHistory(settings.workDir(), settings.logAge().orElse(FOR_EVER), clock);
        ledger = Ledger.open(settings.workDir(), history, elapsed);
        TaskLog log = new TaskLog(outbox, new FireNotes(ledger::note));
        RunCounts counts = new RunCounts(log, log, begun(ledger.inherited()), clock, elapsed);
        timeline = new Timeline(launcher, counts, counts, ledger, ledger, ledger, clock, elapsed, settings.host(),
                settings.maxTasks());
        logPruning = logPruning(clock);
        MachineStart start = MachineStart.ofThisMachine();
        Boot boot = ledger.boot(start.id(), start.ago(), clock.instant());
        JobPlanner planner = new JobPlanner(plugins, ZoneId.systemDefault(), Optional.of(boot.at()));
        inherited = new AdoptedRuns(planner).plan(ledger.inherited());
        sync = new SyncThread(plugins.store(), settings.host(), planner, new TimelineSink(timeline),
                new SnapshotFile(settings.workDir(), settings.host(), settings.storeDigest(), clock), syncTimes(), storeLines,
                elapsed, new Random()::nextDouble);
        AgentMetrics metrics = new AgentMetrics(counts, new MetricsSources(timeline, sync, outbox, ledger), clock);
        access = new Access(settings.rest().tokenFile(), settings.host(), settings.rest().names(), elapsed);
        tls = tls();
        peers = new Peers(settings.fleet().tokenFile(), settings.fleet().ca(), settings.fleet().isOnOneMachine());
        startedAt = clock.instant().getEpochSecond();
        Fleet fleet = new Fleet(register(), this::self, peers);
        AuditLog audit = new AuditLog(settings.workDir(), clock, elapsed);
        rest = new RestServer(settings.rest().listen(), new Entrance(access, audit, tls.map(ServerTls::context)),
                new AgentControl(settings.host(), fleet, timeline, sync, planner, outbox, plugins, launcher, logFiles, ledger, history,
                        metrics), clock);
        announcer = register().map(this::announcer);
        manager = ServiceManager.of(System.getenv(), new Condition(settings, timeline, sync), elapsed);
    }

    /**
     * Makes the parts; nothing works yet but that the REST port is taken.
     *
     * @throws ConfigException if the operator must change a setting
     * @throws IOException     if the REST address or the outbox's folder can't be had
     */
    static Agent assemble(AgentSettings settings, StopSignals signals) throws ConfigException, IOException {
        long origin = System.nanoTime();
        return new Agent(settings, signals, InstantSource.system(), () -> System.nanoTime() - origin);
    }

    /**
     * Works until a signal says to stop or to leave, and does so.
     *
     * @param leaving says to others that this agent is about to go; called before it does anything else about it
     */
    void run(Runnable leaving) throws InterruptedException {
        start();
        await(CompletableFuture.anyOf(signals.stop(), signals.leave()), Long.MAX_VALUE);
        if (signals.leave().isDone() || !stop()) {
            leave(leaving);
        }
    }

    private void start() {
        settings.warnings().forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
        outbox.start();
        if (ledger.knowsAll()) {
            launcher.forgetAllBut(inherited.stream().map(run -> run.entry().taskId()).collect(Collectors.toSet()));
        }
        // Before there is any job: one that comes must find what runs of it.
        if (!inherited.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0} tasks of the agent before this one are taken over", inherited.size());
            timeline.adopt(inherited);
        }
        timeline.start();
        sync.start();
        rest.start();
        pruning.ifPresent(Pruning::start);
        logPruning.ifPresent(LogPruning::start);
        announcer.ifPresent(Announcer::start);
        signals.onReload(() -> {
            access.reload();
            peers.reload();
            tls.ifPresent(ServerTls::reload);
            sync.compareNow();
        });
        manager.start();
        LOG.log(System.Logger.Level.INFO, "DCMS {0} on {1}: store {2}, work dir {3}, REST on {4}:{5}", Version.current(),
                settings.host(), settings.store(), settings.workDir(), settings.rest().listen().getHostString(),
                Integer.toString(rest.port()));
    }

    /** @return false if it was told to leave meanwhile */
    private boolean stop() throws InterruptedException {
        manager.stopping();
        CompletableFuture<Void> idle = timeline.stop();
        int running = timeline.snapshot().active().size();
        LOG.log(System.Logger.Level.INFO, "stopping: nothing new is started, {0} tasks may run for {1} s more", running,
                settings.quitTime().toSeconds());
        await(CompletableFuture.anyOf(idle, signals.hasten(), signals.leave()), settings.quitTime().toNanos());
        if (!idle.isDone() && !signals.leave().isDone()) {
            endTasks(idle);
        }
        if (!idle.isDone() && signals.leave().isDone()) {
            return false;
        }
        sync.close();
        timeline.close();
        // Reports of runs that were killed come from there.
        ledger.flush();
        pruning.ifPresent(Pruning::close);
        logPruning.ifPresent(LogPruning::close);
        pruneThread.shutdown();
        awaitReports();
        if (announcer.isPresent()) {
            await(announcer.get().stop(), LAST_WORD.toNanos());
        }
        rest.close();
        outbox.close();
        // What the outbox has written is over, and what the launcher keeps of it can go.
        ledger.close();
        launcher.close();
        plugins.close();
        manager.close();
        LOG.log(System.Logger.Level.INFO, "stopped");
        return true;
    }

    /** Only what the next agent must find is waited for: the process ends, and with it connections and threads. */
    private void leave(Runnable leaving) throws InterruptedException {
        manager.close();
        leaving.run();
        timeline.leave();
        rest.close();
        ledger.flush();
        outbox.leave();
        ledger.close();
        // With -orphans=kill its shells would take the end of the agent for its death.
        launcher.close();
        LOG.log(System.Logger.Level.INFO, "left as USR2 says: {0} tasks are left running for the next agent",
                timeline.snapshot().active().size());
    }

    /** Kills what runs, the faster the more often somebody has asked for it. */
    private void endTasks(CompletableFuture<Void> idle) throws InterruptedException {
        boolean hastened = signals.hasten().isDone();
        timeline.killAll(hastened ? "the agent was told to stop at once"
                : "the agent is stopping and its quit_time of " + settings.quitTime().toSeconds() + " s is over",
                hastened ? SHORT_GRACE : LONGEST_GRACE);
        await(CompletableFuture.anyOf(idle, signals.leave(), hastened ? signals.force() : signals.hasten()),
                (hastened ? SHORT_GRACE : LONGEST_GRACE).plus(LAST_LOOK).toNanos());
        if (!idle.isDone() && !signals.leave().isDone()) {
            timeline.killAll("the agent was told to stop at once", Duration.ZERO);
            await(CompletableFuture.anyOf(idle, signals.leave()), LAST_LOOK.toNanos());
        }
        if (!idle.isDone() && !signals.leave().isDone()) {
            timeline.snapshot().active().forEach(task -> LOG.log(System.Logger.Level.ERROR,
                    "task {0} of job \"{1}\" could not be ended and is left behind", task.task().taskId(), task.jobName()));
        }
    }

    /** Lets the last reports go out, for a moment. */
    private void awaitReports() throws InterruptedException {
        if (outbox.depth() > 0) {
            LOG.log(System.Logger.Level.INFO, "waiting up to {0} s for {1} reports to be taken", LAST_REPORTS.toSeconds(), outbox.depth());
            outbox.awaitEmpty(LAST_REPORTS);
        }
    }

    private static void await(CompletableFuture<?> event, long nanos) throws InterruptedException {
        try {
            event.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The caller looks what has come.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<ServerTls> tls() throws ConfigException {
        Optional<RestSettings.TlsFiles> files = settings.rest().tls();
        return files.isEmpty() ? Optional.empty() : Optional.of(new ServerTls(files.get().certificate(), files.get().key()));
    }

    /** The ids of those that had not only been waiting. */
    private static List<String> begun(List<RunLedger.Entry> left) {
        return left.stream().filter(entry -> entry.state() != RunState.WAITING).map(RunLedger.Entry::taskId).toList();
    }

    private SyncTimes syncTimes() {
        return new SyncTimes(settings.probeTime().orElseGet(() -> probeInterval(plugins.store())), settings.syncTime(), FIRST_ANSWER);
    }

    /** A plugin that says something impossible is asked every 30 seconds, as one that says nothing. */
    private static Duration probeInterval(JobStore store) {
        Duration wanted = store.probeInterval();
        return wanted == null || wanted.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(30) : wanted;
    }

    /** Of old runs, if they shall be deleted and the store can do it. */
    private Optional<Pruning> pruning(InstantSource clock) {
        if (!(plugins.store() instanceof TaskPruning store)) {
            return Optional.empty();
        }
        Pruning.Later later = Pruning.Later.on(outbox.storeThread());
        return settings.taskAge().map(age -> new Pruning(store, settings.host(), age, later, clock, ZoneId.systemDefault(),
                () -> ThreadLocalRandom.current().nextDouble()));
    }

    /** Of old logs, if they shall be removed. On a thread of its own: a file of a gigabyte takes a disk its time. */
    private Optional<LogPruning> logPruning(InstantSource clock) {
        LogFolders folders = new LogFolders(settings.workDir(),
                taskId -> timeline.snapshot().task(taskId).filter(TaskView::active).isPresent());
        return settings.logAge().map(age -> new LogPruning(folders, age, Pruning.Later.on(pruneThread), clock, ZoneId.systemDefault(),
                () -> ThreadLocalRandom.current().nextDouble()));
    }

    /** Empty if the store has none. */
    private Optional<FleetRegister> register() {
        return plugins.store() instanceof FleetRegister register ? Optional.of(register) : Optional.empty();
    }

    private Announcer announcer(FleetRegister register) {
        return new Announcer(register, this::self, Pruning.Later.on(outbox.storeThread())::run,
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /** What others are told of this agent, from when its port is known. */
    private FleetAgent self() {
        String address = settings.fleet().addressOf(settings.rest(), settings.host(), rest.port());
        return AgentFigures.of(timeline.snapshot()).agent(settings.host(), address, startedAt);
    }

    private static PluginRegistry discover() {
        String home = System.getProperty("dcms.home", "");
        return home.isEmpty() ? PluginRegistry.discover() : PluginRegistry.discover(Path.of(home, "lib"));
    }

    /** Hands what sync finds to the timeline. */
    private record TimelineSink(Timeline timeline) implements JobSink {
        @Override
        public void put(List<PlannedJob> jobs) {
            timeline.put(jobs);
        }

        @Override
        public void reject(Job bad, String problem) {
            timeline.reject(bad, problem);
        }

        @Override
        public void remove(List<Long> ids) {
            timeline.remove(ids);
        }

        @Override
        public CompletableFuture<?> settled() {
            timeline.allThere();
            return timeline.settled();
        }
    }
}
