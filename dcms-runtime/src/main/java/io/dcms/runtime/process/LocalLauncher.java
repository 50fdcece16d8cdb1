package io.dcms.runtime.process;

import io.dcms.api.Job;
import io.dcms.runtime.files.Own;
import io.dcms.runtime.kill.Cgroups;
import io.dcms.runtime.kill.Killer;
import io.dcms.runtime.log.Allowance;
import io.dcms.runtime.output.LogFiles;
import io.dcms.runtime.output.RunOutput;
import io.dcms.runtime.schedule.Launcher;
import io.dcms.runtime.thread.NamedThreads;
import io.dcms.runtime.verify.Checked;
import io.dcms.runtime.verify.Executable;
import io.dcms.runtime.verify.Look;
import io.dcms.runtime.verify.NameService;
import io.dcms.runtime.verify.Refusal;
import io.dcms.runtime.verify.Runner;
import io.dcms.runtime.verify.Runners;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Runs tasks as processes of this machine. Threads: {@code dcms-runner-n} look users up, {@code dcms-launch-n} verify, hand over
 * to the launcher shells, adopt and look what has become of runs, each user's in a lane of his own ({@link Lanes}),
 * {@code dcms-kill} kills; those of {@link OutputReaders} and {@link Watch}; two for each
 * launcher shell. Their number does not depend on that of the runs.
 */
public final class LocalLauncher implements Launcher, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LocalLauncher.class.getName());

    private final Map<String, LocalRun> running = new ConcurrentHashMap<>();
    private final Lanes lanes;
    private final long agent = Own.uid();
    private final OutputReaders readers;
    private final Killer<LocalRun> killer;
    private final SecondLook secondLook;
    private final Watch watch;
    private final Executable executable;
    private final Runners runners;
    private final TaskCommand commands;
    private final LogFiles logFiles;
    private final RunFiles runFiles;
    private final LauncherShells shells;
    private final Supervision supervision;
    private final Optional<Cgroups> cgroups;
    private final boolean killOrphans;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    /** Anybody who has got hold of a shell's pipe can write what he likes. */
    private final Allowance oddLines;

    /**
     * @param logFiles          where output goes
     * @param signatureRequired whether a job without a signature is refused
     * @param allowed           the names of those who may be runners; empty = anybody but root
     * @param killOrphans       whether all runs are killed when the agent dies
     * @param clock             names the day of a log
     * @param elapsed           nanoseconds since some moment, never going back
     * @throws ConfigException if a program that starts runs is missing on this machine, or the folder of runs can't be had
     */
    public LocalLauncher(LogFiles logFiles, boolean signatureRequired, Set<String> allowed, boolean killOrphans, InstantSource clock,
                         LongSupplier elapsed) throws ConfigException {
        this(Tools.find(), logFiles, signatureRequired, new Runners(allowed, NameService.ofMachine(), elapsed), killOrphans, clock, elapsed,
                Processes.ofThisMachine(), Cgroups.probe(logFiles.workDir()));
    }

    /** @param cgroups those of the runs, where there can be some */
    LocalLauncher(Tools tools, LogFiles logFiles, boolean signatureRequired, Runners runners, boolean killOrphans, InstantSource clock,
                  LongSupplier elapsed, Processes processes, Optional<Cgroups> cgroups) throws ConfigException {
        this.killOrphans = killOrphans;
        this.executable = new Executable(signatureRequired);
        this.runners = runners;
        this.logFiles = logFiles;
        this.runFiles = new RunFiles(logFiles.workDir(), processes.boot());
        this.commands = new TaskCommand(tools, tools.perl().map(PerlDialect::new).filter(perl -> perl.works(runFiles.folder()))
                .map(Dialect.class::cast).orElseGet(() -> new ShellDialect(tools)));
        this.cgroups = cgroups;
        this.shells = new LauncherShells(commands, runFiles, killOrphans, new Heard(), elapsed, cgroups);
        this.supervision = new Supervision(processes, runFiles, this::ended, clock, elapsed);
        this.clock = clock;
        this.elapsed = elapsed;
        this.oddLines = new Allowance(elapsed);
        this.lanes = new Lanes(elapsed);
        this.killer = new Killer<>(new NamedThreads("dcms-kill"), elapsed, running::values, this::collect);
        this.secondLook = new SecondLook(commands, processes, killer);
        this.readers = new OutputReaders(elapsed);
        this.watch = new Watch(running, supervision, secondLook, readers, lanes, shells, cgroups,
                run -> settleOrRefuse(run, Optional.empty()), elapsed);
        cgroups.ifPresent(Cgroups::removeWhatAgentsLeft);
        watch.begin();
    }

    /** What the executor of a job is now. Asks the name service and reads the file, on the caller's thread. */
    public Look look(Job job) {
        try {
            return executable.look(job.executor(), job.signature(), runners.find(job.runner()));
        } catch (Refusal e) {
            return Look.refused(e.getMessage());
        }
    }

    @Override
    public void launch(Launch launch, Answers answers) {
        runners.ask(launch.job().job().runner()).whenComplete((runner, problem) -> begin(problem == null ? runner.uid() : agent,
                () -> attempt(launch, answers, () -> start(launch, found(runner, problem), answers))));
    }

    @Override
    public void adopt(Launch launch, Answers answers) {
        begin(agent, () -> attempt(launch, answers, () -> lanes.execute(runFiles.userOf(launch.taskId()).orElse(agent),
                () -> attempt(launch, answers, () -> takeOver(launch, answers)))));
    }

    /** Does in a user's lane what a run may come of. */
    private void begin(long uid, Runnable work) {
        lanes.execute(uid, work);
        watch.wake();
    }

    /**
     * Deletes what agents before this one kept of other runs than these: they died after a run was over for good and before they
     * had forgotten it. Call it before the first launch. A run that is still going all the same goes on.
     */
    public void forgetAllBut(Set<String> taskIds) {
        try {
            for (String taskId : runFiles.all()) {
                if (!taskIds.contains(taskId)) {
                    delete(taskId);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, runFiles.folder() + " can't be listed: what is left over there stays", e);
        }
    }

    @Override
    public void forget(String taskId) {
        readers.execute(() -> delete(taskId));
    }

    private void delete(String taskId) {
        try {
            runFiles.forget(taskId);
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "task " + taskId + ": its file in " + runFiles.folder() + " can't be deleted", e);
        }
    }

    @Override
    public void terminate(String taskId, Duration grace) {
        LocalRun run = running.get(taskId);
        if (run != null && run.start().isPresent()) {
            killer.kill(run, grace);
        }
    }

    @Override
    public void tail(String taskId) {
        LocalRun run = running.get(taskId);
        if (run != null) {
            readers.tellTail(run);
        }
    }

    /** Ends the threads. What runs is left alone; what was to be forgotten is, unless the disk hangs. */
    @Override
    public void close() throws InterruptedException {
        runners.close();
        lanes.close();
        readers.close();
        killer.close();
        watch.close();
        shells.close(this::isBusy);
        // What runs on keeps its own: they are found again by the next agent, or removed by it.
        cgroups.ifPresent(Cgroups::removeUnused);
    }

    private boolean isBusy(LauncherShell shell) {
        return running.values().stream().anyMatch(run -> run.isOf(shell));
    }

    /** What leads to a start, or to a refusal. */
    private interface Attempt {
        void make() throws Refusal, IOException;
    }

    private static void attempt(Launch launch, Answers answers, Attempt attempt) {
        try {
            attempt.make();
        } catch (Refusal e) {
            answers.refused(launch.taskId(), e.getMessage());
        } catch (IOException e) {
            answers.refused(launch.taskId(), "it could not be started: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "task " + launch.taskId() + ": a defect while starting it", e);
            answers.refused(launch.taskId(), "a defect of the agent: " + e);
        }
    }

    private static Runner found(Runner runner, Throwable problem) throws Refusal {
        if (problem instanceof Refusal refusal) {
            throw refusal;
        }
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
        return runner;
    }

    private void start(Launch launch, Runner runner, Answers answers) throws Refusal, IOException {
        Job job = launch.job().job();
        Checked checked = executable.check(job.executor(), job.signature(), runner);
        // Before there is anything to tidy up.
        Order order = commands.order(launch, runner);
        Path log = logFiles.create(launch.job().id(), launch.job().job().name(), launch.taskId(), clock.instant());
        RunOutput output = new RunOutput(launch.taskId(), log, launch.job().filter());
        LocalRun run = new LocalRun(launch, answers, log, output, runner.uid(), Optional.of(checked));
        try {
            synchronized (run.launching) {
                send(run, order, runner);
            }
        } catch (IOException | RuntimeException | Error e) {
            running.remove(launch.taskId(), run);
            run.tidy();
            throw e;
        }
    }

    /** Gives a run to the shell of its user, or to the next one if that dies at this moment. */
    private void send(LocalRun run, Order order, Runner runner) throws IOException {
        // Before anybody hears of the start: a kill may follow at once. And before it has a cgroup, which would be nobody's.
        running.put(run.taskId(), run);
        run.enters(cgroups.flatMap(all -> all.forRun(run.taskId(), run.uid)));
        String mark = Long.toHexString(ThreadLocalRandom.current().nextLong());
        run.bears(mark);
        Dialect dialect = commands.dialect();
        String command = dialect.run(order, mark, runFiles.create(run.taskId(), run.log, run.uid, mark), run.cgroup()
               .map(cgroup -> cgroup.procsFile().toString()).orElse(""));
        LauncherShell shell;
        do {
            shell = shells.of(runner);
            run.sendTo(shell, elapsed.getAsLong());
        } while (killOrphans && !shell.send(dialect.watch(run.taskId())) || !shell.run(command));
    }

    /** Goes on with a run of an agent before this one, wherever that was with it when it died. */
    private void takeOver(Launch launch, Answers answers) throws Refusal, IOException {
        String taskId = launch.taskId();
        Optional<RunFile> found = runFiles.read(taskId).filter(file -> file.start().isPresent());
        if (found.isEmpty()) {
            Optional<RunFiles.Revoked> revoked = runFiles.revoke(taskId);
            found = revoked.map(RunFiles.Revoked::file).filter(file -> file.start().isPresent());
            if (found.isEmpty()) {
                notStarted(launch, answers, revoked);
                return;
            }
        }
        RunFile file = found.get();
        RunFile.Start start = file.start().orElseThrow();
        Path out = runFiles.out(taskId);
        RunOutput output = new RunOutput(taskId, Files.exists(out) ? out : Path.of("/dev/null"), launch.job().filter());
        LocalRun run = new LocalRun(launch, answers, logOf(launch), output, runFiles.ownerOf(taskId), Optional.empty());
        run.bears(file.mark());
        run.enters(cgroups.flatMap(all -> all.ofAdopted(taskId, run.uid, start.pid(), start.ticks())));
        running.put(taskId, run);
        if (killOrphans) {
            // Before anybody hears that it is ours: this agent may die at once.
            watchOrphan(launch);
        }
        supervision.adopt(run, file, ago -> answers.started(taskId, logFiles.reported(run.log), ago));
    }

    /** Whoever of the launcher shells is there when this agent dies shall kill this run. */
    private void watchOrphan(Launch launch) {
        try {
            shells.of(runners.find(launch.job().job().runner())).send(commands.dialect().watch(launch.taskId()));
        } catch (IOException | Refusal e) {
            LOG.log(System.Logger.Level.WARNING, "task " + launch.taskId() + ": it will outlive this agent, -orphans=kill or not", e);
        }
    }

    private void notStarted(Launch launch, Answers answers, Optional<RunFiles.Revoked> revoked) {
        if (revoked.isPresent() && !revoked.get().certain()) {
            answers.refused(launch.taskId(), "the disk was full when it was to be started and the agent has died since: "
                    + "whether it ran is not known");
        } else if (revoked.isPresent() && revoked.get().file().status().isPresent()) {
            answers.refused(launch.taskId(), "it could not be started, and the agent died before it could say so");
        } else {
            answers.neverStarted(launch.taskId());
        }
    }

    private Path logOf(Launch launch) {
        Path out = runFiles.out(launch.taskId());
        try {
            return logFiles.find(launch.job().id(), launch.job().job().name(), launch.taskId(), out);
        } catch (IOException e) {
            return out;
        }
    }

    /** What launcher shells and supervisors say. A user can say anything about his own runs, and nothing about others. */
    private final class Heard implements LauncherShell.Listener {

        @Override
        public void said(LauncherShell shell, String line) {
            if (lanes.isClosed()) {
                return;
            }
            int blank = line.indexOf(' ');
            LocalRun run = blank < 0 ? null : running.get(line.substring(0, blank));
            if (run == null || !run.isOf(shell)) {
                boolean late = blank > 0 && LogFiles.TASK_ID.matcher(line.substring(0, blank)).matches();
                LOG.log(late || !oddLines.take() ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                        "the launcher shell of {0} says: {1}", shell.runner().name(), line);
                return;
            }
            String word = line.substring(blank + 1);
            RunFile.Start.parse(word).ifPresent(start -> started(run, start));
            RunFile.Ended.parse(word).ifPresent(end -> ended(run, supervision.endOf(end), elapsed.getAsLong()));
        }

        @Override
        public void died(LauncherShell shell) {
            if (lanes.isClosed()) {
                return;
            }
            for (LocalRun run : running.values()) {
                if (run.isOf(shell)) {
                    run.unheard();
                    settleLater(run, shell);
                    if (killOrphans) {
                        lanes.execute(run.uid, () -> watchOrphan(run.launch));
                    }
                }
            }
        }
    }

    /** A run of this agent's has started. */
    private void started(LocalRun run, RunFile.Start start) {
        Optional<RunFile.Start> trusted = supervision.trusted(run, start);
        if (trusted.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, "task {0}: process {1} was given out as its own, but it is somebody else''s",
                    run.taskId(), Long.toString(start.pid()));
            return;
        }
        begun(run, trusted.get());
    }

    private void begun(LocalRun run, RunFile.Start trusted) {
        long now = elapsed.getAsLong();
        // Before anything of the run is held: see its comparison.
        boolean same = run.start().isEmpty() && run.checked.orElseThrow().stillSame();
        synchronized (run) {
            if (!run.begin(trusted, now)) {
                return;
            }
            if (same) {
                run.answers.started(run.taskId(), logFiles.reported(run.log), Duration.ZERO);
                run.startIsTold();
            } else {
                run.refuse(SecondLook.CHANGED);
            }
        }
        if (!run.refusal().isEmpty()) {
            killer.kill(run, Duration.ZERO);
        } else {
            watch.lookAgainSoon(run);
        }
    }

    private void ended(LocalRun run, LocalRun.End end, long nanos) {
        synchronized (run) {
            if (!run.settle(end, nanos)) {
                return;
            }
        }
        if (run.start().isEmpty()) {
            giveUp(run, () -> "it could not be started: " + whyNot(run, end));
            return;
        }
        secondLook.compare(run);
        if (run.refusal().isEmpty() && run.beginEnd()) {
            collect(run);
        }
    }

    private static String whyNot(LocalRun run, LocalRun.End end) {
        String printed = OutputReaders.tailOf(run).strip();
        return printed.isEmpty() ? "exit status " + end.status() : printed;
    }

    private void giveUp(LocalRun run, Supplier<String> reason) {
        running.remove(run.taskId(), run);
        readers.tellRefusal(run, reason);
    }

    /** The shell that should have started a run is gone, or does not do it. */
    private void settleLater(LocalRun run, LauncherShell dead) {
        lanes.execute(run.uid, () -> settleOrRefuse(run, Optional.of(dead)));
    }

    private void settleOrRefuse(LocalRun run, Optional<LauncherShell> dead) {
        try {
            synchronized (run.launching) {
                settle(run, dead);
            }
        } catch (IOException | Refusal | RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "task " + run.taskId() + ": whether its launcher shell has started it can't be told", e);
            refuse(run, "it could not be started: " + e.getMessage());
        }
    }

    /** @param dead the shell that owed its start; empty if there is one that does not do it */
    private void settle(LocalRun run, Optional<LauncherShell> dead) throws IOException, Refusal {
        LauncherShell shell = run.shell();
        boolean isOwed = dead.map(shell::equals).orElseGet(() -> run.owedNanos(elapsed.getAsLong()) > Watch.PATIENCE.toNanos());
        if (run.start().isPresent() || run.ownProcessGone() || !isOwed) {
            return;
        }
        Optional<RunFiles.Revoked> revoked = runFiles.revoke(run.taskId());
        Optional<RunFile> file = revoked.map(RunFiles.Revoked::file);
        if (file.flatMap(RunFile::start).isPresent()) {
            // What can't be true is not waited for: no other line will come.
            RunFile.Start start = file.flatMap(RunFile::start).get();
            begun(run, supervision.trusted(run, start).orElseGet(() -> supervision.withoutProcess(start)));
        } else if (file.isPresent() && file.get().status().isPresent()) {
            ended(run, supervision.endOf(file.get().end().orElseThrow()), elapsed.getAsLong());
        } else if (revoked.isPresent() && !revoked.get().certain()) {
            refuse(run, "the disk was full when it was to be started, and its launcher shell has died: whether it ran is not known");
        } else if (dead.isEmpty()) {
            refuse(run, "it could not be started: its launcher shell has not done so within " + Watch.PATIENCE.toSeconds() + " s");
        } else if (run.launchedAgain()) {
            refuse(run, "it could not be started: its launcher shell died, and so did the next one" + lastWords(shell));
        } else {
            Runner runner = runners.find(run.launch.job().job().runner());
            send(run, commands.order(run.launch, runner), runner);
        }
    }

    private static String lastWords(LauncherShell shell) {
        return shell.lastWords().isEmpty() ? "" : ": " + shell.lastWords();
    }

    private void refuse(LocalRun run, String reason) {
        if (run.settle(LocalRun.End.lost(reason), elapsed.getAsLong())) {
            giveUp(run, () -> reason);
        }
    }

    private void collect(LocalRun run) {
        running.remove(run.taskId(), run);
        readers.tellEnd(run);
    }
}
