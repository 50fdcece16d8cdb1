package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.ledger.FireHistory;
import io.dcms.runtime.schedule.FireLog.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs come, change, are disabled and go, runs take their time, the machine sleeps, agents stop and are killed: and the history
 * has exactly one answer for each time that a job's schedule named while it was in force.
 */
class EveryFireHasItsAnswerTest {

    private static final int JOBS = 6;
    private static final String BEGIN = "2024-05-01T12:00:00Z";
    private static final List<String> SCHEDULES = List.of("* * * * *", "*/7 * * * *", "0 * * * *", "*/20 * * * * * *", "@every 11m");
    private static final List<String> OPTIONS = List.of("{}", "{\"overlap\":\"queue\",\"retries\":2}", "{\"overlap\":\"replace\"}",
            "{\"overlap\":\"parallel:2\",\"misfire\":\"all\"}", "{\"misfire\":\"skip\",\"retries\":1}",
            "{\"overlap\":\"queue\",\"misfire\":\"all\"}");

    @TempDir
    private Path workDir;
    private SchedulerBench bench = new SchedulerBench(BEGIN);
    private FireHistory history;
    private Random random;
    /** What the store has; nothing of a job that it has not. */
    private final Map<Long, PlannedJob> store = new HashMap<>();
    private final Map<Long, List<Version>> versions = new HashMap<>();
    private final TreeMap<Instant, String> happened = new TreeMap<>();

    /** A version of a job, or its absence, from a moment on. */
    private record Version(Instant from, Optional<PlannedJob> plan) {
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 15, 16, 21, 34, 114})
    void whateverHappens(long seed) throws Exception {
        random = new Random(seed);
        startHistory();
        Instant end = Instant.parse(BEGIN).plus(Duration.ofDays(3));
        while (bench.time.instant().isBefore(end)) {
            somethingHappens();
            write();
        }
        bench.scheduler.stop();
        write();
        for (long id = 1; id <= JOBS; id++) {
            assertEachFireHasOneAnswer(id, seed);
        }
    }

    private void startHistory() {
        history = new FireHistory(workDir, Duration.ofDays(30), bench.time);
    }

    private void write() throws Exception {
        history.append(List.copyOf(bench.fires));
        bench.fires.clear();
    }

    private void somethingHappens() throws Exception {
        int dice = random.nextInt(100);
        long id = 1 + random.nextInt(JOBS);
        if (dice < 50) {
            bench.passSeconds(1 + random.nextInt(400));
        } else if (dice < 70) {
            endRuns();
        } else if (dice < 74) {
            say("the machine sleeps");
            bench.freeze(Duration.ofSeconds(random.nextInt(4000)));
        } else if (dice < 84) {
            put(id);
        } else if (dice < 87) {
            remove(id);
        } else if (dice < 91) {
            say("job " + id + " is disabled here");
            bench.scheduler.disable(id);
        } else if (dice < 93) {
            bench.scheduler.reject(job(id, "nonsense").build(), "field 1: \"nonsense\"");
        } else if (dice < 96) {
            runNow(id);
        } else {
            nextAgent();
        }
    }

    private void endRuns() {
        for (String taskId : bench.snapshot().active().stream()
                .filter(run -> run.task().status() != TaskStatus.READY).map(run -> run.task().taskId()).toList()) {
            if (random.nextBoolean()) {
                bench.end(taskId, random.nextInt(2));
            }
        }
    }

    private void put(long id) {
        PlannedJob old = store.get(id);
        String schedule = old != null && random.nextBoolean() ? old.job().schedule() : any(SCHEDULES);
        PlannedJob plan = planned(job(id, schedule).options(any(OPTIONS)).disabled(random.nextInt(4) == 0));
        say("job " + id + " is put: " + schedule + (plan.job().disabled() ? ", disabled" : ""));
        change(id, Optional.of(plan));
        bench.scheduler.put(plan);
    }

    private void remove(long id) {
        say("job " + id + " is removed");
        change(id, Optional.empty());
        bench.scheduler.remove(id);
    }

    private void change(long id, Optional<PlannedJob> plan) {
        versions.computeIfAbsent(id, key -> new ArrayList<>()).add(new Version(bench.time.instant(), plan));
        if (plan.isPresent()) {
            store.put(id, plan.get());
        } else {
            store.remove(id);
        }
    }

    private void runNow(long id) {
        try {
            bench.scheduler.runNow(id);
        } catch (RunRefused e) {
            // not now
        }
    }

    /**
     * Killed or stopped; and jobs change while none is there. Not where a decision was lost: only an agent that has the job still can
     * decide on its fires anew.
     */
    private void nextAgent() throws Exception {
        boolean killed = random.nextBoolean();
        say("the agent is " + (killed ? "killed" : "stopped"));
        boolean decisionsLost = killed && random.nextBoolean();
        PaperLedger.Page page = killed ? killedWhileItWrites(decisionsLost) : stopped();
        write();
        history.close();
        Instant start = bench.time.instant().plusSeconds(random.nextInt(2000)).plusMillis(random.nextInt(1000));
        bench = bench.next(start.toString(), page);
        startHistory();
        for (String taskId : List.copyOf(bench.adopted)) {
            answerFor(taskId);
        }
        for (long id = 1; id <= JOBS; id++) {
            if (store.containsKey(id) && (decisionsLost || random.nextInt(5) > 0)) {
                bench.scheduler.put(store.get(id));
            } else if (store.containsKey(id) && random.nextBoolean()) {
                put(id);
            } else {
                change(id, Optional.empty());
            }
        }
    }

    private PaperLedger.Page stopped() {
        bench.scheduler.stop();
        return bench.ledger.page.copy();
    }

    /** Before it writes its state, or after that but before it writes into the history that fires became runs. */
    private PaperLedger.Page killedWhileItWrites(boolean decisionsLost) {
        PaperLedger.Page before = bench.ledger.page.copy();
        bench.passSeconds(1 + random.nextInt(100));
        bench.fires.removeIf(fire -> fire.kind() == FireRecord.Kind.RAN);
        return decisionsLost ? before : bench.ledger.page.copy();
    }

    private void answerFor(String taskId) {
        if (random.nextBoolean()) {
            bench.found(taskId, 1);
        } else {
            bench.neverStarted(taskId);
        }
    }

    private void assertEachFireHasOneAnswer(long id, long seed) throws Exception {
        List<FireRecord> answers = history.answers(id, Instant.EPOCH, Instant.MAX.minusSeconds(1), 1_000_000).fires();
        List<Version> known = versions.getOrDefault(id, List.of());
        int checked = 0;
        for (int at = 0; at < known.size(); at++) {
            Instant to = at + 1 < known.size() ? known.get(at + 1).from() : bench.time.instant();
            Optional<Instant> fire = next(known.get(at), known.get(at).from());
            for (; fire.isPresent() && !fire.get().isAfter(to); fire = next(known.get(at), fire.get())) {
                assertOneAnswer(fire.get(), answers, "seed " + seed + ", job " + id + " " + known.get(at).plan().get().job().schedule());
                checked++;
            }
        }
        assertTrue(known.isEmpty() || checked > 10, "job " + id + " had only " + checked + " fires");
    }

    private static Optional<Instant> next(Version version, Instant after) {
        return version.plan().flatMap(plan -> plan.nextFire(after));
    }

    private void assertOneAnswer(Instant fire, List<FireRecord> answers, String what) {
        long second = fire.getEpochSecond();
        List<FireRecord> own = answers.stream().filter(answer -> answer.first() <= second && second <= answer.last())
                .filter(EveryFireHasItsAnswerTest::isOfFires).toList();
        assertEquals(1, own.size(), () -> what + ", fire of " + fire + ": " + own + "\naround it: " + around(second, answers)
                + "\nwhat happened:\n" + String.join("\n", happened.subMap(fire.minusSeconds(7200), fire.plusSeconds(7200)).values()));
    }

    private static String around(long second, List<FireRecord> answers) {
        return String.join("\n", answers.stream().filter(answer -> answer.first() < second + 300 && answer.last() > second - 300)
                .map(answer -> Instant.ofEpochSecond(answer.first()) + " " + answer).toList());
    }

    private static boolean isOfFires(FireRecord answer) {
        return switch (answer.kind()) {
            case RAN -> answer.cause() == Cause.FIRE;
            case WAITS, SKIPPED -> answer.attempt() == 0;
            case MISSED, OFF -> true;
            case WITHDRAWN, REMOVED, ON, AGENT_OFF, AGENT_ON, LOST -> false;
        };
    }

    private String any(List<String> texts) {
        return texts.get(random.nextInt(texts.size()));
    }

    private void say(String what) {
        happened.merge(bench.time.instant(), bench.time.instant() + " " + what, (old, more) -> old + "\n" + more);
    }
}
