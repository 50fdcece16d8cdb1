package io.dcms.dist;

import io.dcms.dist.ChaosDatabase.Harm;
import io.dcms.dist.ChaosReceiver.Mode;
import io.dcms.testing.TestUsers;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A chaos run: jobs are due each second or few while agents, database, receiver and clock suffer at random; then all is brought
 * back, and when nothing runs and nothing waits any more the accounts are compared. For one thread.
 */
final class ChaosRun implements AutoCloseable {
    /** Hooks are tried again after five minutes at the most. Only ends what hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    /** Of a clock that is read once a second, and of jobs that are put off. */
    private static final long MARGIN = 6;
    private static final int LONGEST_SUFFERING_MILLIS = 6_000;
    /** Bytes: more than a task writes, less than what the agent appends to. */
    private static final String FULL = "4096";

    private final Random random;
    private final long seconds;
    private final Set<Fault> faults;
    private final ChaosDatabase database;
    private final ChaosReceiver receiver;
    private final DatabaseSite site;
    private final ChaosClock clock;
    private final ChaosDiary diary;
    private final ChaosJobs jobs;
    private final ChaosAgents agents;
    private final ChaosProcesses processes;
    /** What is to be done at which nanosecond: each thing that suffers is brought back. */
    private final Map<Fault, Long> recoveries = new EnumMap<>(Fault.class);
    private boolean diskWasFull;
    private long from;
    private long to;

    /** What can go wrong. */
    enum Fault {
        /** The agent is killed with -9; the next one starts at once, or seconds later. */
        KILL_AGENT,
        /** The agent is stopped with TERM. */
        STOP_AGENT,
        /** The agent leaves for its successor. */
        UPGRADE_AGENT,
        DATABASE,
        CONNECTIONS,
        RECEIVER,
        /** The agent can't write as it could on a full disk, and nobody kills it meanwhile: what it could not write would be lost. */
        DISK,
        /** The agent's clock is set. */
        CLOCK,
        /** Somebody kills a task. */
        KILL_TASK,
        /** Somebody has a job run. */
        REQUEST,
        /** A process that watches over tasks is killed, as their own user can do. */
        KILL_SUPERVISOR
    }

    /**
     * @param folder  empty, for everybody to enter
     * @param seconds how long things go wrong
     */
    ChaosRun(Path folder, long seed, long seconds, Set<Fault> faults) throws Exception {
        this.random = new Random(seed);
        this.seconds = seconds;
        this.faults = faults;
        TestUsers.ensure(ChaosJobs.RUNNER);
        this.database = ChaosDatabase.start();
        this.receiver = new ChaosReceiver();
        this.site = DatabaseSite.in(folder, database.database());
        this.clock = new ChaosClock(site.site().path("clock"), faults.contains(Fault.CLOCK));
        this.diary = new ChaosDiary(clock);
        this.jobs = ChaosJobs.in(site.site(), seconds > 120 ? 60 : 12, receiver.url());
        this.agents = new ChaosAgents(site.site(), database.dsn(), clock, diary);
        this.processes = new ChaosProcesses(site.site(), jobs.accounts());
        site.jobs(jobs.specs());
    }

    /** Lets all go wrong for as long as it was told. */
    void suffer() throws Exception {
        if (faults.contains(Fault.CLOCK) && !clock.canStep()) {
            diary.note("the clock is left alone");
        }
        agents.start();
        agents.readyRest();
        from = clock.now().getEpochSecond() + MARGIN;
        List<Fault> possible = new ArrayList<>(new TreeSet<>(faults));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        // Where all takes long there are as many faults, and it takes longer.
        for (int step = 0; System.nanoTime() < end || step < seconds; step++) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
            agents.noticeEnd();
            startAgain();
            recoverWhatIsDue();
            begin(possible.get(random.nextInt(possible.size())));
        }
    }

    /** Brings all back, waits until nothing runs and nothing waits, and answers the audit. */
    ChaosAudit settle() throws Exception {
        diary.note("bring all back");
        recover(Fault.DATABASE);
        recover(Fault.RECEIVER);
        recover(Fault.DISK);
        recover(Fault.KILL_AGENT);
        RunningAgent agent = agents.current();
        Rest rest = agents.readyRest();
        bringClockBack();
        to = clock.now().getEpochSecond() - MARGIN;
        database.database().execute("update dcms_cronjob set disabled = 1, create_at = unix_timestamp()");
        agent.signal("HUP");
        List<String> left = new ArrayList<>();
        await("all jobs are disabled", () -> rest.jobs().stream().allMatch(job -> job.get("disabled").equals(true)), left);
        await("nothing runs and nothing waits", () -> rest.tasks().isEmpty() && waitingReports(rest) == 0, left);
        await("no task is left", () -> processes.tasks().isEmpty(), left);
        await("nothing is left in dcms-runs", () -> leftRuns().isEmpty(), left);
        ChaosFires fires = new ChaosFires(jobs, from, to);
        fires.ask(rest);
        agents.noticeEnd();
        if (agents.isUp()) {
            ChaosAgents.Resources resources = agents.resources();
            System.out.println("chaos: the last agent holds " + resources);
            if (!resources.sane()) {
                left.add("the agent holds " + resources);
            }
            agents.stop();
        }
        await("no process of " + ChaosJobs.RUNNER + " is left", () -> processes.all().isEmpty(), left);
        return audit(left, fires);
    }

    /** To where all fires that any agent has lived lie behind it, and until the agent has noticed. */
    private void bringClockBack() throws Exception {
        long step = clock.catchUp();
        if (step > 0) {
            diary.noteClockStep("the agent's clock was set by " + step + " s");
            TimeUnit.SECONDS.sleep(2 * MARGIN);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            agents.close();
            processes.kill();
        } finally {
            receiver.close();
            database.close();
        }
    }

    /**
     * A wait in vain is a difference, and what can still be compared is compared. However slow all is, it is waited for as long as
     * something changes.
     */
    private void await(String what, Callable<Boolean> condition, List<String> left) throws Exception {
        long lastChange = System.nanoTime();
        String before = "";
        while (!holds(condition)) {
            agents.noticeEnd();
            String now = whatIsLeft();
            if (!now.equals(before)) {
                before = now;
                lastChange = System.nanoTime();
            } else if (System.nanoTime() - lastChange > PATIENCE.toNanos()) {
                left.add("waited " + PATIENCE.toSeconds() + " s since the last change in vain that " + what + now);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        diary.note(what);
    }

    /** An agent that does not answer is a defect that is told elsewhere. */
    private static boolean holds(Callable<Boolean> condition) throws Exception {
        try {
            return condition.call();
        } catch (IOException e) {
            return false;
        }
    }

    private String whatIsLeft() throws Exception {
        Optional<Rest> rest = agents.current() != null && agents.current().isAlive() ? agents.rest() : Optional.empty();
        return "; " + (rest.isPresent() ? "tasks " + ids(rest.get().tasks()) + ", " + waitingReports(rest.get()) + " reports wait, "
                + rest.get().problems() : "no agent is up") + ", processes " + processes.all() + ", dcms-runs " + leftRuns();
    }

    private static List<Object> ids(List<Map<String, Object>> tasks) {
        return tasks.stream().map(task -> task.get("task_id")).toList();
    }

    private static long waitingReports(Rest rest) throws Exception {
        return (Long) PlainJson.object(rest.get("/health").json().get("data")).get("waiting_reports");
    }

    /** Files named after tasks where the agent keeps what the next one needs to take them over. */
    private List<String> leftRuns() throws IOException {
        Path folder = site.site().workDir().resolve("dcms-runs");
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[0-9]*-[0-9]*")) {
                files.forEach(file -> names.add(file.getFileName().toString()));
            }
        }
        return names;
    }

    /** Compares what everybody says. */
    private ChaosAudit audit(List<String> left, ChaosFires fires) throws Exception {
        Map<String, TaskAccount> accounts = TaskAccount.in(jobs.accounts());
        List<Map<String, String>> rows = site.rows();
        ChaosAudit audit = new ChaosAudit(jobs, diary, agents, accounts, rows, receiver.byTask());
        audit.compare();
        left.forEach(what -> audit.differ("left behind", what));
        agents.defects().forEach(what -> audit.differ("agents", what));
        Set<String> taskIds = new TreeSet<>(accounts.keySet());
        rows.forEach(row -> taskIds.add(row.get("task_id")));
        fires.read(taskIds, agents.linesWith("not run: "));
        taskIds.stream().filter(fires::lacks).forEach(taskId -> audit.differ(taskId, "the history of fires does not have it"));
        for (ChaosJob job : jobs.all()) {
            TreeSet<Long> unanswered = fires.unanswered(job);
            if (!unanswered.isEmpty()) {
                audit.differ("job " + job.id() + " \"" + job.name() + "\"",
                        unanswered.size() + " fires are not accounted for: " + unanswered);
            }
        }
        System.out.println("chaos: " + accounts.size() + " runs by " + agents.count() + " agents, fires from " + from + " to " + to + ": "
                + audit.summary());
        return audit;
    }

    /** After an agent that ended by itself, which is a defect already. */
    private void startAgain() throws Exception {
        if (!agents.isUp() && !recoveries.containsKey(Fault.KILL_AGENT)) {
            agents.start();
        }
    }

    private void recoverWhatIsDue() throws Exception {
        for (Fault fault : List.copyOf(recoveries.keySet())) {
            if (recoveries.get(fault) <= System.nanoTime()) {
                recover(fault);
            }
        }
    }

    private void recover(Fault fault) throws Exception {
        recoveries.remove(fault);
        switch (fault) {
            case KILL_AGENT, STOP_AGENT, UPGRADE_AGENT -> {
                agents.noticeEnd();
                startAgain();
            }
            case DATABASE -> {
                diary.note("the database works again");
                database.heal();
            }
            case RECEIVER -> {
                diary.note("the receiver works again");
                receiver.become(Mode.TAKE);
            }
            case DISK -> {
                if (agents.isUp()) {
                    diary.note("the disk has room again");
                    agents.limitFiles("unlimited");
                }
            }
            case CONNECTIONS, CLOCK, KILL_TASK, REQUEST, KILL_SUPERVISOR -> { }
        }
    }

    private void begin(Fault fault) throws Exception {
        switch (fault) {
            case KILL_AGENT, STOP_AGENT, UPGRADE_AGENT -> endAgent(fault);
            case DATABASE -> {
                if (database.harm() == Harm.NONE) {
                    Harm harm = Harm.values()[1 + random.nextInt(Harm.values().length - 1)];
                    diary.note("the database: " + harm);
                    database.suffer(harm);
                    recoverLater(Fault.DATABASE);
                }
            }
            case CONNECTIONS -> {
                if (database.harm() == Harm.NONE) {
                    diary.note("drop the connections to the database");
                    database.dropConnections();
                }
            }
            case RECEIVER -> {
                if (receiver.mode() == Mode.TAKE) {
                    Mode mode = Mode.values()[1 + random.nextInt(Mode.values().length - 1)];
                    diary.note("the receiver: " + mode);
                    receiver.become(mode);
                    recoverLater(Fault.RECEIVER);
                }
            }
            case DISK -> fillDisk();
            case CLOCK -> stepClock();
            case KILL_TASK -> killTask();
            case REQUEST -> request();
            case KILL_SUPERVISOR -> killSupervisor();
        }
    }

    /** On a machine where a start takes long most agents must come to run something before they go. */
    private void endAgent(Fault fault) throws Exception {
        boolean willing = agents.isUp() && (agents.hasRunSomething() || random.nextInt(6) == 0);
        if (willing && diskIsFine()) {
            switch (fault) {
                case STOP_AGENT -> agents.stop();
                case UPGRADE_AGENT -> agents.leave();
                default -> agents.kill();
            }
            successor();
        }
    }

    /** The next agent comes at once, or later. */
    private void successor() throws Exception {
        if (!agents.isUp() && random.nextBoolean()) {
            agents.start();
        } else if (!agents.isUp()) {
            recoverLater(Fault.KILL_AGENT);
        }
    }

    /** In a long run some sufferings last longer than anybody waits for an answer. */
    private void recoverLater(Fault fault) {
        int most = seconds > 120 && random.nextInt(8) == 0 ? 60_000 : LONGEST_SUFFERING_MILLIS;
        recoveries.putIfAbsent(fault, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(most)));
    }

    private void fillDisk() throws Exception {
        if (agents.isUp() && agents.hasRunSomething() && !recoveries.containsKey(Fault.DISK)) {
            diary.noteFullDisk();
            agents.limitFiles(FULL);
            diskWasFull = true;
            recoverLater(Fault.DISK);
        }
    }

    /** Whether the agent has written down what it could not write on a full disk. */
    private boolean diskIsFine() throws Exception {
        if (diskWasFull && !recoveries.containsKey(Fault.DISK)) {
            Optional<Rest> rest = agents.rest();
            diskWasFull = rest.isEmpty() || !holds(() -> !rest.get().problems().contains("can't be written"));
        }
        return !diskWasFull;
    }

    private void stepClock() throws IOException {
        if (clock.canStep() && random.nextInt(3) == 0) {
            int most = seconds > 120 && random.nextInt(4) == 0 ? 7_200 : 30;
            long step = random.nextInt(most) - most / 2;
            clock.step(step);
            diary.noteClockStep("the agent's clock was set by " + step + " s");
        }
    }

    private void killTask() throws Exception {
        Optional<Rest> rest = agents.rest();
        if (rest.isEmpty()) {
            return;
        }
        try {
            List<Map<String, Object>> tasks = rest.get().tasks();
            if (!tasks.isEmpty()) {
                String taskId = (String) tasks.get(random.nextInt(tasks.size())).get("task_id");
                diary.noteKill(taskId);
                rest.get().send("DELETE", "/tasks/" + taskId);
            }
        } catch (IOException e) {
            diary.note("the agent did not answer: " + e);
        }
    }

    private void request() throws Exception {
        Optional<Rest> rest = agents.rest();
        if (rest.isEmpty()) {
            return;
        }
        try {
            diary.note("a request was answered: " + rest.get().send("POST", "/jobs/15/run").body());
        } catch (IOException e) {
            diary.note("the agent did not answer: " + e);
        }
    }

    private void killSupervisor() throws IOException {
        List<ChaosProcesses.Found> found = processes.all().stream().filter(each -> !each.task())
                .sorted(Comparator.comparingLong(ChaosProcesses.Found::pid)).toList();
        if (!found.isEmpty()) {
            ChaosProcesses.Found one = found.get(random.nextInt(found.size()));
            diary.noteBrokenSupervisor("kill -9 process " + one.pid() + ": " + one.name());
            ProcessHandle.of(one.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
