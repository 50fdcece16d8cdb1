package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.job.TestJobs;
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
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Agents die at any point between any two things that one does, thousands of times, while runs go on. At the end three accounts
 * are compared: what has really run, what was reported, and what became of each fire.
 */
@Timeout(120)
class AgentDeathsTest {

    private static final List<String> OPTIONS = List.of("{}", "{\"overlap\":\"queue\"}", "{\"overlap\":\"parallel:4\"}",
            "{\"overlap\":\"replace\",\"kill_grace\":1}", "{\"overlap\":\"parallel:3\",\"misfire\":\"all\"}", "{\"misfire\":\"skip\"}",
            "{\"overlap\":\"queue\",\"misfire\":\"skip\"}", "{\"overlap\":\"parallel:3\",\"retries\":2,\"retry_delay\":3}",
            "{\"overlap\":\"queue\",\"retries\":1,\"retry_delay\":1,\"misfire\":\"all\"}");
    private static final List<String> SCHEDULES = List.of("* * * * * * *", "*/3 * * * * * *", "*/20 * * * * * *");

    @Test
    void everyFireHasOneOutcomeAndEveryRunOneEndHoweverOftenAgentsDie() {
        // 2123: a kill that nobody wrote down, then a timeout that passed while no agent was there.
        for (long seed : LongStream.concat(LongStream.rangeClosed(1, 200), LongStream.of(2123)).toArray()) {
            World world = new World(seed);
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
    }

    /** What is there whether an agent lives or not: runs, the ledger's paper, and all that was told to the outside for good. */
    private static final class World {
        private final Random random;
        private final FakeTime time = new FakeTime("2024-05-01T12:00:00Z");
        /** When each job came to the first agent that could write down that it has it. */
        private final Map<Long, Instant> beginnings = new HashMap<>();
        private final List<PlannedJob> jobs = new ArrayList<>();
        private final PaperLedger.Page paper = new PaperLedger.Page();
        /** Runs that were started, with their exit status as soon as they have ended. */
        private final Map<String, Process> processes = new LinkedHashMap<>();
        /** What the launcher keeps for the next agent. */
        private final Set<String> runFiles = new HashSet<>();
        /** Ends that can't be lost any more, by task id. */
        private final Map<String, List<String>> ends = new HashMap<>();
        /** The last answer for each fire, {@code job second}: a task id, or why there is none. */
        private final Map<String, String> answers = new TreeMap<>();
        private final Set<String> askedFor = new HashSet<>();
        /** The last answer for each retry, likewise: {@code job fire time attempt}. */
        private final Map<String, String> retries = new HashMap<>();
        /** When the end of each run was last heard. */
        private final Map<String, Instant> heard = new HashMap<>();
        /** An agent wrote down that it kills a run, and died before it heard that it had ended: the next one can't tell. */
        private final Set<String> killedInVain = new HashSet<>();
        private Instant stopped;
        private Agent agent;

        private World(long seed) {
            random = new Random(seed);
            for (long id = 1; id <= 3; id++) {
                String schedule = SCHEDULES.get(random.nextInt(SCHEDULES.size()));
                jobs.add(planned(job(id, schedule).options(OPTIONS.get(random.nextInt(OPTIONS.size()))).timeout(random.nextInt(3) * 4)
                        .timeoutTrigger(io.dcms.api.TimeoutTrigger.of(random.nextInt(2)))));
            }
        }

        private void liveAndDie() {
            agent = new Agent(this);
            int steps = random.nextInt(250);
            for (int step = 0; step < steps; step++) {
                agent.step();
            }
            agent.dieWriting();
            paper.runs.values().stream().filter(run -> run.state() == RunState.KILLING && ends.containsKey(run.taskId()))
                    .forEach(run -> killedInVain.add(run.taskId()));
            paper.marks.keySet().forEach(id -> beginnings.putIfAbsent(id, agent.putAt.get(id)));
            for (int i = 0; i < 5; i++) {
                time.pass(Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? 9_000 : 500)));
                endSomeProcess();
            }
        }

        private void liveInPeace() {
            agent = new Agent(this);
            for (int step = 0; step < 600; step++) {
                agent.step();
            }
            agent.settle();
            agent.putAt.forEach(beginnings::putIfAbsent);
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
                process.endedAt = time.instant();
            }
        }

        private void compareAccounts() {
            processes.keySet().forEach(id -> assertTrue(isOneEnd(id),
                    () -> "the ends of " + id + ": " + ends.get(id)));
            for (PlannedJob job : jobs) {
                long last = stopped.getEpochSecond() - 1;
                for (Instant fire = job.nextFire(beginnings.get(job.id())).orElseThrow(); fire.getEpochSecond() <= last;
                        fire = job.nextFire(fire).orElseThrow()) {
                    compare(job, fire.getEpochSecond());
                }
                compareRetries(job);
            }
            assertEquals(Map.of(), agent.ledger.page.runs, "all is over");
            assertEquals(Set.of(), runFiles);
        }

        /** Told again and again, and always alike. */
        private boolean isOneEnd(String taskId) {
            List<String> told = ends.getOrDefault(taskId, List.of());
            return told.stream().distinct().count() == 1 || !told.isEmpty() && killedInVain.contains(taskId);
        }

        private void compare(PlannedJob job, long second) {
            String answer = answers.get(job.id() + " " + second);
            assertTrue(answer != null, () -> "nobody knows what became of the fire " + second + " of job " + job.id());
            List<String> fired = processes.entrySet().stream().filter(each -> each.getKey().startsWith(second + "-" + job.id())
                    && each.getValue().attempt == 0 && !askedFor.contains(each.getKey())).map(Map.Entry::getKey).toList();
            boolean ran = answer.startsWith(second + "-");
            assertTrue(fired.isEmpty() || ran && fired.equals(List.of(answer)), () -> "for " + answer + " there ran " + fired);
            assertTrue(!ran || ends.containsKey(answer), () -> answer + " neither ran nor was it refused or killed");
        }

        /** After a failure there is a retry or a word on it, and of each only one. */
        private void compareRetries(PlannedJob job) {
            Set<String> attempts = new HashSet<>();
            processes.forEach((id, process) -> {
                if (process.job == job.id() && process.attempt > 0) {
                    assertTrue(attempts.add(process.fire + " " + process.attempt), () -> id + " is a retry for the second time");
                }
            });
            processes.forEach((id, process) -> {
                boolean failed = process.job == job.id() && ends.get(id).get(0).startsWith("FAILED") && heard.get(id).isBefore(stopped)
                        && !killedInVain.contains(id);
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
        private final Instant startedAt;
        private final long job;
        private final Instant fire;
        private final int attempt;
        private Integer status;
        private Instant endedAt;

        private Process(Instant startedAt, RunLedger.Entry entry) {
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
        private final Map<Long, Instant> putAt = new HashMap<>();
        private boolean allThere;

        private Agent(World world) {
            this.world = world;
            this.random = world.random;
            this.ledger = new PaperLedger(world.paper);
            ledger.writesAtOnce = false;
            long origin = world.time.getAsLong();
            scheduler = new Scheduler(this, null, this, this, ledger, ledger, world.time, () -> world.time.getAsLong() - origin, "host-1",
                    random.nextInt(3) == 0 ? 2 : 100);
            toPut = new ArrayDeque<>(world.jobs);
            scheduler.adopt(ledger.inherited().stream()
                    .map(entry -> new Inherited(entry, TestJobs.planned(entry.job().toBuilder()))).toList());
        }

        private void step() {
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
            scheduler.tick();
        }

        private void passSome() {
            world.time.pass(Duration.ofMillis(1 + random.nextInt(random.nextInt(50) == 0 ? 30_000 : 900)));
        }

        /** The jobs come after a while, and not all at once. */
        private void putNext() {
            if (!toPut.isEmpty()) {
                putAt.put(toPut.peek().id(), world.time.instant());
                scheduler.put(toPut.poll());
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
                try {
                    world.askedFor.add(scheduler.runNow(job.id()));
                } catch (RunRefused e) {
                    // as it should be
                }
            } else if (what == 2 && toPut.isEmpty()) {
                scheduler.put(planned(job.job().toBuilder().executor("/bin/version-" + random.nextInt(9))));
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
                    world.jobs.forEach(job -> scheduler.disable(job.id()));
                    world.stopped = world.time.instant();
                }
                world.time.pass(Duration.ofMillis(100));
                scheduler.tick();
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
                Process second = world.processes.put(launch.taskId(), new Process(world.time.instant(), entry));
                assertTrue(second == null, () -> launch.taskId() + " is started a second time");
                world.runFiles.add(launch.taskId());
                watch(launch.taskId());
            }
        }

        private void watch(String taskId) {
            watched.add(taskId);
            Instant startedAt = world.processes.get(taskId).startedAt;
            mail.add(() -> scheduler.runs().started(taskId, "/log/" + taskId, Duration.between(startedAt, world.time.instant())));
        }

        /** Hears of the ends of what it watches. */
        private void look() {
            for (String taskId : List.copyOf(watched)) {
                Process process = world.processes.get(taskId);
                if (process.status != null) {
                    watched.remove(taskId);
                    Exit exit = new Exit(process.status, Optional.empty(), "", Duration.between(process.startedAt, process.endedAt));
                    mail.add(() -> {
                        world.heard.put(taskId, world.time.instant());
                        scheduler.runs().ended(taskId, exit);
                    });
                }
            }
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
        public void ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt) {
            if (cause == Cause.RETRY) {
                answerRetry(jobId, fireTime, attempt, taskId);
            } else if (cause == Cause.FIRE) {
                answer(jobId, fireTime, fireTime, taskId);
            }
        }

        @Override
        public void withdrawn(long jobId, Instant fireTime, String taskId) {
            // it is told what becomes of it
        }

        @Override
        public void skipped(long jobId, Instant fireTime, int attempt, String reason) {
            if (attempt > 0) {
                answerRetry(jobId, fireTime, attempt, reason);
            } else {
                answer(jobId, fireTime, fireTime, reason);
            }
        }

        @Override
        public void missed(long jobId, Instant first, Instant last, long count, String reason) {
            answer(jobId, first, last, reason);
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

        private void answer(long jobId, Instant first, Instant last, String answer) {
            ledger.beside(() -> {
                for (long second = first.getEpochSecond(); second <= last.getEpochSecond(); second++) {
                    world.answers.put(jobId + " " + second, answer);
                }
            });
        }
    }
}
