package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.log.Log;
import io.dcms.runtime.task.RunState;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Agents die at any point between any two things that one does, thousands of times, while runs go on. At the end three accounts
 * are compared: what has really run, what was reported, and what became of each fire ({@link JobAccount}). A fire has one outcome;
 * where the clock was set back, that of a job with an interval may have one for each time that its second was lived.
 */
@Timeout(120)
class AgentDeathsTest {

    private static final String BEGIN = "2024-05-01T12:00:00Z";
    private static final List<String> OPTIONS = List.of("{}", "{\"overlap\":\"queue\"}", "{\"overlap\":\"parallel:4\"}",
            "{\"overlap\":\"replace\",\"kill_grace\":1}", "{\"overlap\":\"parallel:3\",\"misfire\":\"all\"}", "{\"misfire\":\"skip\"}",
            "{\"overlap\":\"queue\",\"misfire\":\"skip\"}", "{\"overlap\":\"parallel:3\",\"retries\":2,\"retry_delay\":3}",
            "{\"overlap\":\"queue\",\"retries\":1,\"retry_delay\":1,\"misfire\":\"all\"}");
    private static final List<String> SCHEDULES = List.of("* * * * * * *", "*/3 * * * * * *", "*/20 * * * * * *");
    /** Those, and some whose fires are at fixed times. */
    private static final List<String> ALL_SCHEDULES = List.of("* * * * * * *", "*/3 * * * * * *", "*/20 * * * * * *", "@every 7s",
            "* 0-59 0-23 * * * *", "*/3 0-59 0-23 * * * *", "*/20 0-59 0-23 * * * *");

    @BeforeAll
    static void sayNothingOfEachClockStep() {
        Log.level("fatal");
    }

    @AfterAll
    static void sayAllAgain() {
        Log.level("info");
    }

    @Test
    void everyFireHasOneOutcomeAndEveryRunOneEndHoweverOftenAgentsDie() {
        // 2123: a kill that nobody wrote down, then a timeout that passed while no agent was there.
        LongStream.concat(LongStream.rangeClosed(1, 200), LongStream.of(2123)).forEach(seed -> live(seed, false));
    }

    @Test
    void alsoIfTheClockIsSetAndJobsComeAndGoAndAgentsDieWhenSomebodyHasAskedForARun() {
        LongStream.rangeClosed(1, 60).forEach(seed -> live(seed, true));
    }

    static void live(long seed, boolean unruly) {
        World world = new World(seed, unruly);
        try {
            for (int life = 0; life < 12; life++) {
                world.liveAndDie();
            }
            world.liveInPeace();
            world.compareAccounts();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
    }

    /** What is there whether an agent lives or not: runs, the ledger's paper, and all that was told to the outside for good. */
    private static final class World {
        private final Random random;
        /** Whether the clock is set, jobs come and go, and agents like to die when somebody has asked for a run. */
        private final boolean unruly;
        private final FakeTime time = new FakeTime(BEGIN);
        /** As they first were. */
        private final List<PlannedJob> jobs = new ArrayList<>();
        /** What the agents are to have. */
        private final Map<Long, PlannedJob> store = new TreeMap<>();
        private final Map<Long, JobAccount> accounts = new TreeMap<>();
        private final PaperLedger.Page paper = new PaperLedger.Page();
        /** Runs that were started, with their exit status as soon as they have ended. */
        private final Map<String, Process> processes = new LinkedHashMap<>();
        /** What the launcher keeps for the next agent. */
        private final Set<String> runFiles = new HashSet<>();
        /** Ends that can't be lost any more, by task id. */
        private final Map<String, List<String>> ends = new HashMap<>();
        /** The last answer for each retry, {@code job fire time attempt}: a task id, or why there is none. */
        private final Map<String, String> retries = new HashMap<>();
        /** Runs whose end was last heard while their jobs were on: how often these had been off by then. */
        private final Map<String, Integer> heard = new HashMap<>();
        /** An agent wrote down that it kills a run, and died before it heard that it had ended: the next one can't tell. */
        private final Set<String> killedInVain = new HashSet<>();
        private Agent agent;

        private World(long seed, boolean unruly) {
            this.unruly = unruly;
            random = new Random(seed);
            for (long id = 1; id <= 3; id++) {
                String schedule = any(unruly ? ALL_SCHEDULES : SCHEDULES);
                jobs.add(planned(job(id, schedule).options(any(OPTIONS)).timeout(random.nextInt(3) * 4)
                        .timeoutTrigger(io.dcms.api.TimeoutTrigger.of(random.nextInt(2)))));
            }
            jobs.forEach(job -> store.put(job.id(), job));
            jobs.forEach(job -> accounts.put(job.id(), new JobAccount(job.id(), job.options().jitter())));
        }

        private String any(List<String> texts) {
            return texts.get(random.nextInt(texts.size()));
        }

        private void liveAndDie() {
            agent = new Agent(this);
            int steps = random.nextInt(250);
            for (int step = 0; step < steps && agent.stepsLeft > 0; step++) {
                agent.step();
            }
            agent.dieWriting();
            accounts.values().forEach(account -> account.agentDied(time.instant(), paper));
            paper.runs.values().stream().filter(run -> run.state() == RunState.KILLING && ends.containsKey(run.taskId()))
                    .forEach(run -> killedInVain.add(run.taskId()));
            for (int i = 0; i < 5; i++) {
                time.pass(Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? 9_000 : 500)));
                endSomeProcess();
                if (unruly && random.nextInt(10) == 0) {
                    setClock();
                }
                if (unruly && random.nextInt(10) == 0) {
                    changeStore();
                }
            }
        }

        private void liveInPeace() {
            agent = new Agent(this);
            for (int step = 0; step < 600; step++) {
                agent.step();
            }
            agent.settle();
        }

        /** By seconds or by hours, or right; @return what it was before. */
        private Instant setClock() {
            Instant before = time.instant();
            Instant right = Instant.parse(BEGIN).plusNanos(time.getAsLong());
            int most = switch (random.nextInt(8)) {
                case 0, 1, 2 -> 10_000;
                case 3, 4 -> 90_000;
                case 5, 6 -> 10_799_000;
                default -> 30_000_000;
            };
            int by = random.nextInt(most);
            Instant next = before.plusMillis(random.nextBoolean() ? by : -by);
            boolean isWild = Duration.between(next, right).abs().compareTo(Duration.ofHours(12)) > 0;
            time.setWall(isWild || random.nextInt(3) == 0 ? right : next);
            return before;
        }

        /** @return the id of a job that is changed in the store, taken out of it, or put there again */
        private long changeStore() {
            PlannedJob job = jobs.get(random.nextInt(jobs.size()));
            if (random.nextInt(3) == 0) {
                store.remove(job.id());
                accounts.get(job.id()).mayBeOff();
            } else {
                PlannedJob now = store.getOrDefault(job.id(), job);
                boolean disabled = random.nextInt(4) == 0;
                String schedule = random.nextBoolean() ? now.job().schedule() : any(ALL_SCHEDULES);
                store.put(job.id(), planned(job.job().toBuilder().schedule(schedule).disabled(disabled)));
                if (disabled) {
                    accounts.get(job.id()).mayBeOff();
                }
            }
            return job.id();
        }

        private void endSomeProcess() {
            List<String> running = processes.keySet().stream().filter(id -> processes.get(id).status == null).toList();
            if (!running.isEmpty()) {
                end(running.get(random.nextInt(running.size())), random.nextInt(3) == 0 ? 1 : 0);
            }
        }

        private void end(String taskId, int status) {
            Process process = processes.get(taskId);
            if (process != null && process.status == null) {
                process.status = status;
                process.endedAt = time.getAsLong();
            }
        }

        private void compareAccounts() {
            processes.keySet().forEach(id -> assertTrue(isOneEnd(id),
                    () -> "the ends of " + id + ": " + ends.get(id)));
            accounts.values().forEach(JobAccount::compare);
            compareRuns();
            jobs.forEach(this::compareRetries);
            assertEquals(Map.of(), agent.ledger.page.runs, "all is over");
            assertEquals(Set.of(), runFiles);
        }

        /** What was told to be a run is one, and the other way round. */
        private void compareRuns() {
            Set<String> runs = new HashSet<>();
            accounts.values().forEach(account -> runs.addAll(account.runs()));
            paper.ever.forEach((id, cause) -> {
                if (cause == FireLog.Cause.REQUEST) {
                    runs.add(id);
                }
            });
            runs.forEach(id -> assertTrue(ends.containsKey(id), () -> id + " neither ran nor was it refused or killed"));
            processes.forEach((id, process) -> {
                assertTrue(process.attempt > 0 || runs.contains(id), () -> id + " ran, and that was not told");
                assertTrue(!ends.get(id).get(0).contains("the agent died"), () -> id + " ran, and ended " + ends.get(id));
            });
        }

        /** Told again and again, and always alike. */
        private boolean isOneEnd(String taskId) {
            List<String> told = ends.getOrDefault(taskId, List.of());
            return told.stream().distinct().count() == 1 || !told.isEmpty() && killedInVain.contains(taskId);
        }

        /** After a failure there is a retry or a word on it, and of each only one. */
        private void compareRetries(PlannedJob job) {
            Map<String, Integer> attempts = new HashMap<>();
            processes.values().stream().filter(process -> process.job == job.id())
                    .forEach(process -> attempts.merge(process.fire + " " + process.attempt, 1, Integer::sum));
            processes.forEach((id, process) -> {
                if (process.job == job.id() && process.attempt > 0) {
                    int tried = attempts.get(process.fire + " " + (process.attempt - 1));
                    assertTrue(attempts.get(process.fire + " " + process.attempt) <= tried, () -> id + " is one retry too many");
                }
            });
            int offs = accounts.get(job.id()).offs() - 1;
            processes.forEach((id, process) -> {
                boolean failed = process.job == job.id() && ends.get(id).get(0).startsWith("FAILED")
                        && heard.getOrDefault(id, -1) == offs && !killedInVain.contains(id);
                if (failed && process.attempt < job.options().retries()) {
                    String retry = retries.get(job.id() + " " + process.fire + " " + (process.attempt + 1));
                    assertTrue(retry != null, () -> "nobody knows what became of the retry after " + id);
                    boolean ran = retry.startsWith(process.fire.getEpochSecond() + "-");
                    assertTrue(!ran || ends.containsKey(retry), () -> retry + " neither ran nor was it refused or killed");
                }
            });
        }
    }

    private static final class Process {
        /** Nanoseconds, of the clock that nobody sets. */
        private final long startedAt;
        private final long job;
        private final Instant fire;
        private final int attempt;
        private Integer status;
        private long endedAt;

        private Process(long startedAt, RunLedger.Entry entry) {
            this.startedAt = startedAt;
            this.job = entry.job().id();
            this.fire = entry.fireTime();
            this.attempt = entry.attempt();
        }
    }

    /** One agent: all that is in its memory, and is lost when it dies. */
    private static final class Agent implements Launcher, Reports, FireLog {
        private final World world;
        private final Random random;
        private final PaperLedger ledger;
        private final Scheduler scheduler;
        private final Deque<Launch> toStart = new ArrayDeque<>();
        private final List<String> watched = new ArrayList<>();
        private final Deque<Runnable> mail = new ArrayDeque<>();
        private final Deque<Runnable> outbox = new ArrayDeque<>();
        private final Deque<PlannedJob> toPut;
        /** Jobs that it has had. */
        private final Set<Long> seen = new HashSet<>();
        private boolean allThere;
        private int stepsLeft = Integer.MAX_VALUE;

        private Agent(World world) {
            this.world = world;
            this.random = world.random;
            this.ledger = new PaperLedger(world.paper);
            ledger.writesAtOnce = false;
            long origin = world.time.getAsLong();
            scheduler = new Scheduler(this, null, this, this, ledger, ledger, ledger, world.time,
                    () -> world.time.getAsLong() - origin, "host-1", random.nextInt(3) == 0 ? 2 : 100);
            toPut = new ArrayDeque<>(world.store.values());
            scheduler.adopt(ledger.inherited().stream()
                    .map(entry -> new Inherited(entry, TestJobs.planned(entry.job().toBuilder()))).toList());
        }

        private void step() {
            stepsLeft--;
            if (world.unruly && random.nextInt(30) == 0) {
                setClock();
            }
            switch (random.nextInt(12)) {
                case 0, 1 -> passSome();
                case 2, 3 -> ledger.write(1 + random.nextInt(4));
                case 4, 5 -> startNext();
                case 6 -> world.endSomeProcess();
                case 7 -> look();
                case 8 -> Optional.ofNullable(mail.poll()).ifPresent(Runnable::run);
                case 9 -> Optional.ofNullable(outbox.poll()).ifPresent(Runnable::run);
                case 10 -> putNext();
                default -> somebodyWantsSomething();
            }
            if (world.unruly && random.nextInt(30) == 0) {
                changeJobs();
            }
            tick();
        }

        private void tick() {
            scheduler.tick();
            world.accounts.values().forEach(account -> account.lived(world.time.instant(), ledger));
        }

        private void setClock() {
            Instant before = world.setClock();
            if (world.time.instant().isBefore(before)) {
                world.accounts.values().forEach(account -> account.clockIsSetBack(before, world.time.instant(), ledger));
            }
        }

        private void changeJobs() {
            if (random.nextInt(4) == 0) {
                disable(1 + random.nextInt(world.jobs.size()));
                return;
            }
            long id = world.changeStore();
            toPut.removeIf(job -> job.id() == id);
            if (world.store.containsKey(id)) {
                put(world.store.get(id));
            } else if (seen.contains(id)) {
                scheduler.remove(id);
                world.accounts.get(id).off(world.time.instant(), ledger);
            }
        }

        private void disable(long id) {
            if (scheduler.disable(id)) {
                world.accounts.get(id).off(world.time.instant(), ledger);
            }
        }

        private void put(PlannedJob job) {
            Instant now = world.time.instant();
            JobAccount account = world.accounts.get(job.id());
            boolean isNew = seen.add(job.id());
            scheduler.put(job);
            if (job.job().disabled() || isNew && ledger.wasDisabled(job)) {
                account.off(now, ledger);
            } else if (isNew) {
                account.taken(job, ledger.last(job), now);
            } else {
                account.put(job, now, ledger);
            }
        }

        private void passSome() {
            world.time.pass(Duration.ofMillis(1 + random.nextInt(random.nextInt(50) == 0 ? 30_000 : 900)));
        }

        /** The jobs come after a while, and not all at once. */
        private void putNext() {
            if (!toPut.isEmpty()) {
                put(toPut.poll());
            } else if (!allThere) {
                allThere = true;
                scheduler.allThere();
            }
        }

        private void somebodyWantsSomething() {
            int what = random.nextInt(12);
            PlannedJob job = world.jobs.get(random.nextInt(world.jobs.size()));
            List<Run> active = new ArrayList<>(scheduler.runs().active());
            if (what == 0 && !active.isEmpty()) {
                scheduler.runs().kill(active.get(random.nextInt(active.size())), "by ann");
            } else if (what == 1) {
                world.time.pass(Duration.ofMillis(1));
                runNow(job.id());
            } else if (what == 2 && toPut.isEmpty() && world.store.containsKey(job.id())) {
                PlannedJob now = world.store.get(job.id());
                put(planned(now.job().toBuilder().executor("/bin/version-" + random.nextInt(9))));
            } else if (what < 6 && world.unruly) {
                runNow(job.id());
                stepsLeft = random.nextInt(3) == 0 ? random.nextInt(6) : stepsLeft;
            }
        }

        private void runNow(long id) {
            try {
                scheduler.runNow(id);
            } catch (RunRefused e) {
                // as it should be
            }
        }

        /** It dies in the middle of writing: some of the lines stand there, some don't. */
        private void dieWriting() {
            ledger.write(random.nextInt(1 + ledger.waiting()));
        }

        /** Nothing more is wanted, and all that is under way comes to its end. */
        private void settle() {
            while (!toPut.isEmpty() || !allThere) {
                putNext();
            }
            for (int round = 0; round < 2000; round++) {
                if (round == 100) {
                    // What waits for its turn is given up, with a word on it.
                    world.jobs.forEach(job -> {
                        scheduler.disable(job.id());
                        world.accounts.get(job.id()).off(world.time.instant(), ledger);
                    });
                }
                world.time.pass(Duration.ofMillis(100));
                tick();
                ledger.write(Integer.MAX_VALUE);
                startNext();
                world.endSomeProcess();
                look();
                while (!mail.isEmpty()) {
                    mail.poll().run();
                }
                while (!outbox.isEmpty()) {
                    outbox.poll().run();
                }
            }
        }

        private void startNext() {
            Launch launch = toStart.poll();
            if (launch != null) {
                RunLedger.Entry entry = ledger.page.runs.get(launch.taskId());
                assertTrue(entry != null, () -> launch.taskId() + " is started and not in the ledger");
                Process second = world.processes.put(launch.taskId(), new Process(world.time.getAsLong(), entry));
                assertTrue(second == null, () -> launch.taskId() + " is started a second time");
                world.runFiles.add(launch.taskId());
                watch(launch.taskId());
            }
        }

        private void watch(String taskId) {
            watched.add(taskId);
            long startedAt = world.processes.get(taskId).startedAt;
            mail.add(() -> scheduler.runs().started(taskId, "/log/" + taskId, Duration.ofNanos(world.time.getAsLong() - startedAt)));
        }

        /** Hears of the ends of what it watches. */
        private void look() {
            for (String taskId : List.copyOf(watched)) {
                Process process = world.processes.get(taskId);
                if (process.status != null) {
                    watched.remove(taskId);
                    Exit exit = new Exit(process.status, Optional.empty(), "", Duration.ofNanos(process.endedAt - process.startedAt));
                    mail.add(() -> {
                        noteHeard(taskId, process.job);
                        scheduler.runs().ended(taskId, exit);
                    });
                }
            }
        }

        private void noteHeard(String taskId, long id) {
            JobAccount account = world.accounts.get(id);
            PlannedJob job = world.store.get(id);
            boolean comes = toPut.contains(job) && !job.job().disabled() && !ledger.wasDisabled(job);
            world.heard.put(taskId, account.isOn() || comes ? account.offs() : -1);
        }

        @Override
        public void launch(Launch launch, Answers to) {
            toStart.add(launch);
        }

        @Override
        public void adopt(Launch launch, Answers to) {
            if (world.runFiles.contains(launch.taskId())) {
                watch(launch.taskId());
            } else {
                mail.add(() -> scheduler.runs().neverStarted(launch.taskId()));
            }
        }

        @Override
        public void terminate(String taskId, Duration grace) {
            world.end(taskId, 143);
        }

        @Override
        public void tail(String taskId) {
            mail.add(() -> scheduler.runs().tail(taskId, ""));
        }

        @Override
        public void forget(String taskId) {
            world.runFiles.remove(taskId);
        }

        @Override
        public void report(Task task, String jobName, Optional<URI> hook, Runnable kept) {
            outbox.add(() -> {
                if (task.ended()) {
                    world.ends.computeIfAbsent(task.taskId(), id -> new ArrayList<>()).add(task.status() + " " + task.reason());
                }
                kept.run();
            });
        }

        @Override
        public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
            throw new AssertionError("no job here owes a success: " + event);
        }

        @Override
        public void ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt) {
            if (cause == Cause.RETRY) {
                answerRetry(jobId, fireTime, attempt, taskId);
            } else if (cause == Cause.FIRE) {
                tell(jobId, account -> account.ran(fireTime.getEpochSecond(), taskId));
            }
        }

        @Override
        public void withdrawn(long jobId, Instant fireTime, String taskId) {
            ledger.whenWritten(() -> world.accounts.get(jobId).withdrawn(fireTime.getEpochSecond(), taskId));
        }

        @Override
        public void skipped(long jobId, Instant fireTime, int attempt, String reason) {
            if (attempt > 0) {
                answerRetry(jobId, fireTime, attempt, reason);
            } else {
                missed(jobId, fireTime, fireTime, 1, reason);
            }
        }

        @Override
        public void missed(long jobId, Instant first, Instant last, long count, String reason) {
            tell(jobId, account -> account.didNotRun(first.getEpochSecond(), last.getEpochSecond(), reason, ledger.page.ever::containsKey));
        }

        @Override
        public void waits(long jobId, Instant fireTime, int attempt) {
            // it is told what becomes of it
        }

        @Override
        public void off(long jobId, Instant from, String reason) {
            // no answer to a fire
        }

        @Override
        public void removed(long jobId, Instant from) {
            // no answer to a fire
        }

        @Override
        public void on(long jobId, Instant after, String reason) {
            // no answer to a fire
        }

        @Override
        public void stopped(Instant from) {
            // no answer to a fire
        }

        private void answerRetry(long jobId, Instant fireTime, int attempt, String answer) {
            ledger.beside(() -> world.retries.put(jobId + " " + fireTime + " " + attempt, answer));
        }

        private void tell(long jobId, Consumer<JobAccount> what) {
            ledger.beside(() -> what.accept(world.accounts.get(jobId)));
        }
    }
}
