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
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One job with {@code expect_within} and {@code hook_on=change}; agents die between any two lines of the ledger and any two reports. What
 * its hook has heard, repetitions dropped, is then compared with what really ran.
 */
@Timeout(120)
class OwingAgentsDieTest {

    private static final long WITHIN = 20;
    private static final PlannedJob JOB = planned(job(7, "*/10 * * * * * *").hook("http://hook/")
            .options("{\"expect_within\":" + WITHIN + ",\"hook_on\":\"change\"}"));

    @BeforeAll
    static void sayNothing() {
        Log.level("fatal");
    }

    @AfterAll
    static void sayAllAgain() {
        Log.level("info");
    }

    @Test
    void theHookHearsOfEachGapOnceAndOfEachEndOfOne() {
        LongStream.rangeClosed(1, 400).forEach(OwingAgentsDieTest::live);
    }

    static void live(long seed) {
        World world = new World(seed);
        try {
            world.begin();
            for (int life = 0; life < 10; life++) {
                world.liveAndDie();
            }
            world.liveInPeace();
            world.compare();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage() + "\nheard " + world.heard + "\nsucceeded " + world.succeeded, e);
        }
    }

    /** What is there whether an agent lives or not. */
    private static final class World {
        private final Random random;
        private final FakeTime time = new FakeTime("2024-05-01T12:00:00.0005Z");
        private final PaperLedger.Page paper = new PaperLedger.Page();
        /** Runs that were started, by when; with the status and the time of their end. */
        private final Map<String, Long> started = new LinkedHashMap<>();
        private final Map<String, Integer> status = new LinkedHashMap<>();
        private final Map<String, Long> endedAt = new LinkedHashMap<>();
        private final List<Instant> succeeded = new ArrayList<>();
        /** What the hook has taken, each only once, as its receiver sees to. */
        private final Set<String> heard = new LinkedHashSet<>();

        private World(long seed) {
            random = new Random(seed);
        }

        /** The job comes. */
        private void begin() {
            new Agent(this).settle();
        }

        private void liveAndDie() {
            Agent agent = new Agent(this);
            int steps = random.nextInt(120);
            for (int step = 0; step < steps; step++) {
                agent.step();
            }
            agent.ledger.write(random.nextInt(1 + agent.ledger.waiting()));
            for (int i = 0; i < 3; i++) {
                time.pass(Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? 60_000 : 1_000)));
                endSome();
            }
        }

        /** At last a run succeeds. */
        private void liveInPeace() {
            Agent agent = new Agent(this);
            for (int step = 0; step < 300; step++) {
                time.pass(Duration.ofMillis(200));
                agent.settle();
                started.keySet().stream().filter(id -> !status.containsKey(id)).toList().forEach(id -> end(id, 0));
            }
            agent.settle();
            assertEquals(0, agent.overdueSince());
        }

        private void endSome() {
            List<String> running = started.keySet().stream().filter(id -> !status.containsKey(id)).toList();
            if (!running.isEmpty()) {
                end(running.get(random.nextInt(running.size())), random.nextInt(3) == 0 ? 0 : 1);
            }
        }

        private void end(String id, int how) {
            status.put(id, how);
            endedAt.put(id, time.getAsLong());
            if (how == 0) {
                succeeded.add(time.instant());
            }
        }

        private void compare() {
            compareGaps();
            // Repetitions dropped, no outcome is told twice in a row, and the last one is the last that there was.
            List<String> ends = heard.stream().filter(each -> !each.contains("-overdue") && !each.contains("-recovered"))
                    .map(each -> each.substring(each.lastIndexOf('/') + 1)).toList();
            for (int i = 0; i < ends.size(); i++) {
                assertEquals(i % 2 == 0 ? "3" : "2", ends.get(i), () -> "outcomes " + ends);
            }
            assertEquals(0, ends.size() % 2, "the last run has succeeded");
        }

        /** A gap begins with the first fire after a success; longer ones than the limit were told, and no others. */
        private void compareGaps() {
            Set<String> expected = new LinkedHashSet<>();
            long second = (Instant.parse("2024-05-01T12:00:00Z").getEpochSecond() / 10 + 1) * 10;
            for (Instant success : succeeded) {
                if (Duration.between(Instant.ofEpochSecond(second), success).compareTo(Duration.ofSeconds(WITHIN)) > 0) {
                    expected.add("host-1/" + second + "-7-overdue/3");
                    expected.add("host-1/" + second + "-7-recovered/2");
                }
                if (!success.isBefore(Instant.ofEpochSecond(second))) {
                    second = (success.getEpochSecond() / 10 + 1) * 10;
                }
            }
            assertEquals(List.copyOf(expected),
                    heard.stream().filter(each -> each.contains("-overdue") || each.contains("-recovered")).toList());
        }
    }

    /** One agent: all that is in its memory. */
    private static final class Agent implements Launcher, Reports, FireLogOfNobody {
        private final World world;
        private final PaperLedger ledger;
        private final Scheduler scheduler;
        private final Deque<Launch> toStart = new ArrayDeque<>();
        private final List<String> watched = new ArrayList<>();
        private final Deque<Runnable> mail = new ArrayDeque<>();
        private final Deque<Runnable> outbox = new ArrayDeque<>();
        private Snapshot last = Snapshot.EMPTY;
        private boolean put;

        private Agent(World world) {
            this.world = world;
            ledger = new PaperLedger(world.paper);
            ledger.writesAtOnce = false;
            long origin = world.time.getAsLong();
            scheduler = new Scheduler(this, null, this, this, ledger, ledger, ledger, world.time,
                    () -> world.time.getAsLong() - origin, "host-1", 100);
            scheduler.adopt(ledger.inherited().stream()
                    .map(entry -> new Inherited(entry, TestJobs.planned(entry.job().toBuilder()))).toList());
        }

        private void step() {
            switch (world.random.nextInt(8)) {
                case 0, 1 -> world.time.pass(Duration.ofMillis(world.random.nextInt(4_000)));
                case 2, 3 -> ledger.write(1 + world.random.nextInt(4));
                case 4 -> startNext();
                case 5 -> world.endSome();
                case 6 -> putAll();
                default -> Optional.ofNullable(outbox.poll()).ifPresent(Runnable::run);
            }
            // Ends are heard at once: what is heard late is rightly told to be overdue before.
            look();
            hear();
            scheduler.tick();
        }

        private void hear() {
            while (!mail.isEmpty()) {
                mail.poll().run();
            }
        }

        private void putAll() {
            if (!put) {
                put = true;
                scheduler.put(JOB);
                scheduler.allThere();
            }
        }

        private void settle() {
            putAll();
            for (int round = 0; round < 3; round++) {
                scheduler.tick();
                ledger.write(Integer.MAX_VALUE);
                startNext();
                look();
                hear();
                while (!outbox.isEmpty()) {
                    outbox.poll().run();
                }
            }
        }

        private long overdueSince() {
            last = scheduler.newSnapshot().orElse(last);
            return last.job(7).orElseThrow().overdueSince();
        }

        private void startNext() {
            Launch launch = toStart.poll();
            if (launch != null) {
                world.started.put(launch.taskId(), world.time.getAsLong());
                watch(launch.taskId());
            }
        }

        private void watch(String taskId) {
            watched.add(taskId);
            mail.add(() -> scheduler.runs().started(taskId, "/log", Duration.ofNanos(world.time.getAsLong() - world.started.get(taskId))));
        }

        private void look() {
            for (String id : List.copyOf(watched)) {
                if (world.status.containsKey(id)) {
                    watched.remove(id);
                    Duration ran = Duration.ofNanos(world.endedAt.get(id) - world.started.get(id));
                    mail.add(() -> scheduler.runs().ended(id, new Exit(world.status.get(id), Optional.empty(), "", ran)));
                }
            }
        }

        @Override
        public void launch(Launch launch, Answers to) {
            toStart.add(launch);
        }

        @Override
        public void adopt(Launch launch, Answers to) {
            if (world.started.containsKey(launch.taskId())) {
                watch(launch.taskId());
            } else {
                mail.add(() -> scheduler.runs().neverStarted(launch.taskId()));
            }
        }

        @Override
        public void terminate(String taskId, Duration grace) {
            throw new AssertionError("nobody kills " + taskId);
        }

        @Override
        public void tail(String taskId) {
            throw new AssertionError("no timeout: " + taskId);
        }

        @Override
        public void forget(String taskId) {
            assertTrue(world.status.containsKey(taskId) || !world.started.containsKey(taskId));
        }

        @Override
        public void report(Task task, String jobName, Optional<URI> hook, Runnable kept) {
            outbox.add(() -> {
                hook.ifPresent(target -> world.heard.add(new TaskEvent(task, jobName).id()));
                kept.run();
            });
        }

        @Override
        public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
            outbox.add(() -> {
                world.heard.add(event.id());
                kept.run();
            });
        }
    }

    private interface FireLogOfNobody extends FireLog {
        @Override
        default void ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt) {
        }

        @Override
        default void withdrawn(long jobId, Instant fireTime, String taskId) {
        }

        @Override
        default void waits(long jobId, Instant fireTime, int attempt) {
        }

        @Override
        default void skipped(long jobId, Instant fireTime, int attempt, String reason) {
        }

        @Override
        default void missed(long jobId, Instant first, Instant last, long count, String reason) {
        }

        @Override
        default void off(long jobId, Instant from, String reason) {
        }

        @Override
        default void removed(long jobId, Instant from) {
        }

        @Override
        default void on(long jobId, Instant after, String reason) {
        }

        @Override
        default void stopped(Instant from) {
        }
    }
}
