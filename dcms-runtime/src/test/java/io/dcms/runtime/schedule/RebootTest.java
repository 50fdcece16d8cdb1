package io.dcms.runtime.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.runtime.job.BadJobException;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.ledger.Boot;
import io.dcms.runtime.ledger.FireHistory;
import io.dcms.runtime.ledger.FireNotes;
import io.dcms.runtime.ledger.Ledger;
import io.dcms.runtime.log.Log;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code @reboot}: once for each start of the machine, whatever becomes of agents, clocks, stores and the job. The ledger is the real
 * one; the machine, its clock and its processes are moved by hand.
 */
class RebootTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");
    private static final long JOB = 7;

    @TempDir
    private Path workDir;
    private final FakeTime time = new FakeTime(NOON.toString());
    private int boots;
    private Duration up = Duration.ofDays(1);
    /** What the store has; null for no job. */
    private Job.Builder stored;
    private Agent agent;
    /** Runs that go on, as long as the machine does. */
    private final Set<String> processes = new HashSet<>();
    private final List<String> launched = new ArrayList<>();
    /** Whether runs end at once. */
    private boolean quick = true;
    /** Whether the launcher gets to what it is to start. */
    private boolean launches = true;

    @BeforeAll
    static void sayNothingOfEachClockStep() {
        Log.level("fatal");
    }

    @AfterAll
    static void sayAllAgain() {
        Log.level("info");
    }

    @AfterEach
    void endTheAgent() throws Exception {
        kill();
    }

    /** What happens, step by step; {@code =n} says how many runs begin in a step that is not said to begin none. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            once for each start of the machine         | add boot agent=1 day kill agent kill agent boot agent=1 day
            several starts, the store away: one run    | add boot agent=1 boot early boot early jobs=1 kill agent
            the store's answer comes a day later       | add boot agent=1 boot early day jobs=1 kill agent
            no job list at all in one start            | add boot agent=1 boot early kill boot agent=1
            an orderly stop within the start           | add boot agent=1 stop agent
            it is stopped, then the machine            | add boot agent=1 stop boot agent=1
            fresh agent, machine long up: not run      | add agent day kill agent boot agent=1
            fresh agent, started with the machine      | add fresh agent=1 kill agent
            a work dir that the start has emptied      | add boot agent=1 empty boot agent=1 kill agent
            written while the machine was off          | agent boot add agent=1 kill agent
            the same, and agents die before the list   | agent boot add early kill early jobs=1 kill agent
            added when it is up: next start            | boot agent add day kill agent boot agent=1
            added while the agent was away             | boot agent kill add agent boot agent=1
            edited: once all the same                  | add boot agent=1 edit edit kill edit agent boot edit agent=1
            disabled at the start, enabled later       | add disable boot agent enable day kill agent boot agent=1
            disabled and enabled after it has run      | add boot agent=1 disable enable kill agent boot agent=1
            enabled while the machine was off          | add boot agent=1 disable boot enable agent=1
            disabled on the agent, over a start        | add boot agent=1 halt boot agent kill agent enable boot agent=1
            halted and put again in the same start     | add boot agent=1 halt edit boot agent=1
            removed and added again                    | add boot agent=1 remove add kill agent boot agent=1
            becomes @reboot: next start                | add daily boot agent reboot kill agent boot agent=1
            becomes @reboot while the agent is away    | add daily boot agent kill reboot agent boot agent=1
            becomes @reboot while the machine is off   | add daily boot agent boot reboot agent=1
            was @reboot for a while                    | add boot agent=1 daily reboot kill agent boot agent=1
            misfire=skip, a list that comes late       | add skip boot agent=1 boot early day jobs=1
            misfire=all: still one                     | add all boot agent=1 boot boot boot agent=1
            clock set back a year by the start         | add boot agent=1 backYear boot agent=1 kill agent boot agent=1
            clock set back a second by the start       | add boot agent=1 backMinute boot agent=1 kill agent boot agent=1
            clock set back an hour before the list     | add boot agent=1 boot early backHour jobs=1 kill agent
            clock set back a year before the list      | add boot agent=1 boot early backYear jobs=1 kill agent
            clock set back after the run               | add boot agent=1 backYear day kill agent day
            clock set back, next agent, in one start   | add boot agent=1 boot early backYear kill agent=1 kill agent
            clock set forward a year after the start   | add boot agent=1 boot early onYear jobs=1 kill agent boot agent=1
            jitter puts it off                         | add jitter boot agent hour=1 kill agent hour
            an agent that dies while jitter waits      | add jitter boot agent kill agent hour=1 kill agent hour
            edited while jitter waits                  | add jitter boot agent edit hour=1 kill agent hour
            disabled while jitter waits: next start    | add jitter boot agent disable enable hour kill agent hour boot agent hour=1
            clock set back while jitter waits          | add jitter boot agent backYear hour=1 kill agent hour
            clock set back an hour while jitter waits  | add jitter boot agent backHour hour=1 kill agent hour
            stopped while jitter waits                 | add jitter boot agent stop agent hour=1
            died between begun and launched            | add busy boot agent kill free agent=1 kill agent
            the same, a minute away, misfire=skip      | add skip busy boot agent kill minute free agent=1 kill agent
            begun, never launched, machine restarted   | add busy boot agent kill free boot agent=1 kill agent
            runs on over a restart of the agent        | add slow boot agent=1 kill agent kill agent
            runs when the machine goes down            | add slow boot agent=1 boot agent=1 kill agent
            the same, overlap=queue                    | add slow queue boot agent=1 boot agent=1 kill agent
            the same, overlap=replace                  | add slow replace boot agent=1 boot agent=1 kill agent
            the same, with retries: the fire is enough | add slow retries boot agent=1 boot agent=1 day
            the same, overlap=parallel with retries    | add slow parallelRetries boot agent=1 boot agent=1 day
            a retry that waits when it goes down       | add failing retries boot agent=1 boot slow agent=1 day
            bad in the first list, mended later        | add boot agent=1 boot agentBad edit=1 kill agent
            bad after it has run, mended               | add boot agent=1 bad edit kill agent boot agent=1
            another host's jobs for a while            | add boot agent=1 kill remove agent kill add agent boot agent=1
            """)
    void runs(String why, String steps) throws Exception {
        for (String step : steps.split(" ")) {
            int before = launched.size();
            String[] parts = step.split("=");
            if (OPTIONS.contains(parts[0])) {
                options(parts[0]);
            } else {
                happen(parts[0]);
            }
            settle();
            int expected = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
            assertEquals(expected, launched.size() - before, () -> why + ", " + step + " of " + steps + ": " + launched);
        }
        assertEquals(launched.size(), new HashSet<>(launched).size(), "no task id twice: " + launched);
    }

    private static final Set<String> OPTIONS = Set.of("skip", "all", "jitter", "queue", "replace", "retries", "parallelRetries");

    private void options(String which) {
        stored.options(switch (which) {
            case "skip" -> "{\"misfire\":\"skip\"}";
            case "all" -> "{\"misfire\":\"all\"}";
            case "jitter" -> "{\"jitter\":3000}";
            case "queue" -> "{\"overlap\":\"queue\"}";
            case "replace" -> "{\"overlap\":\"replace\"}";
            case "retries" -> "{\"retries\":3,\"retry_delay\":1}";
            case "parallelRetries" -> "{\"overlap\":\"parallel:3\",\"retries\":3,\"retry_delay\":1}";
            default -> throw new IllegalArgumentException(which);
        });
    }

    private int edits;
    private int exitStatus;

    private void happen(String step) throws Exception {
        switch (step) {
            case "boot" -> boot();
            case "fresh" -> up = Duration.ofSeconds(30);
            case "empty" -> empty();
            case "agent" -> agent = new Agent().withJobs();
            case "early" -> replaceAgent();
            case "agentBad" -> agentBad();
            case "jobs" -> agent.withJobs();
            case "kill" -> kill();
            case "stop" -> stop();
            case "add" -> change(TestJobs.job(JOB, "@reboot"));
            case "remove" -> remove();
            case "disable" -> change(stored.disabled(true));
            case "enable" -> change(stored.disabled(false));
            case "edit" -> change(stored.executor("/bin/version-" + ++edits).createAt(edits).schedule("@Reboot"));
            case "daily" -> change(stored.schedule("0 0 1 1 *"));
            case "reboot" -> change(stored.schedule("@reboot"));
            case "bad" -> agent.scheduler.reject(stored.build(), "it is bad");
            case "halt" -> assertTrue(agent.scheduler.disable(JOB));
            case "slow" -> slow();
            case "failing" -> exitStatus = 1;
            case "busy" -> launches = false;
            case "free" -> launches = true;
            case "minute" -> pass(Duration.ofMinutes(1));
            case "hour" -> pass(Duration.ofHours(1));
            case "day" -> pass(Duration.ofDays(1));
            case "backMinute" -> time.setWall(time.instant().minusSeconds(61));
            case "backHour" -> time.setWall(time.instant().minus(Duration.ofHours(1)));
            case "backYear" -> time.setWall(time.instant().minus(Duration.ofDays(365)));
            case "onYear" -> time.setWall(time.instant().plus(Duration.ofDays(365)));
            default -> throw new IllegalArgumentException(step);
        }
    }

    private void slow() {
        quick = false;
        exitStatus = 0;
    }

    private void boot() throws Exception {
        kill();
        processes.clear();
        boots++;
        time.pass(Duration.ofMinutes(1));
        up = Duration.ofSeconds(20);
    }

    private void replaceAgent() throws Exception {
        kill();
        agent = new Agent();
    }

    private void agentBad() throws Exception {
        agent = new Agent();
        agent.scheduler.reject(stored.build(), "it is bad");
        agent.scheduler.allThere();
        agent.isLoaded = true;
    }

    private void empty() throws Exception {
        kill();
        try (var files = Files.list(workDir)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What was told is written, as it is when a process is killed that has handed it to the kernel. */
    private void kill() throws Exception {
        if (agent != null) {
            agent.ledger.close();
            agent = null;
        }
    }

    private void stop() throws Exception {
        agent.scheduler.stop();
        settle();
        kill();
    }

    private void change(Job.Builder job) {
        stored = job;
        if (agent != null && agent.isLoaded) {
            agent.put();
        }
    }

    private void remove() {
        stored = null;
        if (agent != null) {
            agent.scheduler.remove(JOB);
        }
    }

    private void pass(Duration duration) throws Exception {
        Duration step = duration.dividedBy(60);
        for (int i = 0; i < 60; i++) {
            time.pass(step);
            up = up.plus(step);
            settle();
        }
    }

    /** Until nothing follows from what has happened. */
    private void settle() throws Exception {
        if (agent != null) {
            for (int i = 0; i < 4; i++) {
                agent.scheduler.tick();
                agent.ledger.flush();
                agent.answer();
            }
        }
    }

    /** Answers of the history about all that was ever told of the job, as {@code KIND first-last reason}. */
    private List<String> answers() throws Exception {
        kill();
        FireHistory history = new FireHistory(workDir, Duration.ofDays(1000), time);
        return history.answers(JOB, Instant.EPOCH, Instant.MAX.minusSeconds(1), 1000).fires().stream()
                .map(RebootTest::text).collect(Collectors.toList());
    }

    private static String text(FireRecord fire) {
        String last = fire.last() == fire.first() ? "" : fire.last() == FireRecord.OPEN ? ".." : ".." + after(fire.last());
        return (fire.kind() + " " + after(fire.first()) + last + " " + fire.reason()).strip();
    }

    private static long after(long second) {
        return second - NOON.getEpochSecond();
    }

    private void steps(String steps) throws Exception {
        for (String step : steps.split(" ")) {
            happen(step);
            settle();
        }
    }

    @Test
    void theHistoryShowsEachStartOnceAndNothingOfAgentsThatAreRestarted() throws Exception {
        steps("add agent boot agent kill agent stop minute agent edit edit kill agent boot agent minute kill agent");
        assertEquals(List.of("ON 0 it came to this agent", "OFF 1..59 the agent was not running: it had died, some time after the fire before",
                "RAN 60", "OFF 61..179 the agent was not running: it had died, some time after the fire before", "RAN 180"), answers());
    }

    @Test
    void theHistoryShowsThatItWasDisabledAtAStart() throws Exception {
        steps("add boot agent minute disable boot agent minute enable minute boot agent");
        assertEquals(List.of("ON 59 it came to this agent", "RAN 60", "OFF 121..240 the job is disabled in the store",
                "OFF 241..359 the agent was not running: it had died, some time after the fire before", "RAN 360"), answers());
    }

    @Test
    void theHistoryShowsThatItCameTooLate() throws Exception {
        steps("boot agent minute add bad edit kill agent bad edit boot agent");
        assertEquals(List.of("OFF 121..179 the agent was not running: it had died, some time after the fire before", "RAN 180"), answers());
    }

    @Test
    void theFireTimeIsTheSecondInWhichAnAgentFirstSawTheStart() throws Exception {
        steps("add boot early day jobs");
        assertEquals(List.of(NOON.plusSeconds(60).getEpochSecond() + "-" + JOB), launched);
    }

    @Test
    void whatTheMachineWasDoingAtItsEndIsReportedAndTheNextStartIsItsOwnFire() throws Exception {
        steps("add slow boot agent boot agent");
        assertEquals(List.of(NOON.plusSeconds(60).getEpochSecond() + "-7", NOON.plusSeconds(120).getEpochSecond() + "-7"), launched);
        assertTrue(answers().contains("RAN 120"));
    }

    /** An agent of before this one knew no starts, and wrote marks of jobs that it never ran. */
    @Test
    void anUpgradeOnAMachineThatIsUpRunsNothing() throws Exception {
        Files.writeString(workDir.resolve("dcms-fires.log"),
                JOB + " " + NOON.minusSeconds(9).getEpochSecond() + " " + Integer.toHexString("@reboot|Z|PT0S|0".hashCode()) + "\n");
        steps("add agent day kill agent");
        assertEquals(List.of(), launched);
        steps("boot agent");
        assertEquals(1, launched.size());
    }

    private final class Agent implements Launcher, Reports {
        private final Ledger ledger;
        private final Boot boot;
        private final Scheduler scheduler;
        private final List<Launch> toLaunch = new ArrayList<>();
        private final List<Launch> toAdopt = new ArrayList<>();
        private boolean isLoaded;

        private Agent() throws IOException {
            ledger = Ledger.open(workDir, new FireHistory(workDir, Duration.ofDays(1000), time), time);
            boot = ledger.boot("boot-" + boots, up, time.instant());
            scheduler = new Scheduler(this, null, this, new FireNotes(ledger::note), ledger, ledger, ledger, time, time,
                    "host-1", 100);
            scheduler.adopt(ledger.inherited().stream().map(entry -> new Inherited(entry, plan(entry.job()))).toList());
        }

        private Agent withJobs() {
            if (stored != null) {
                put();
            }
            scheduler.allThere();
            isLoaded = true;
            return this;
        }

        private void put() {
            scheduler.put(plan(stored.build()));
        }

        private PlannedJob plan(Job job) {
            try {
                return new JobPlanner(TestJobs.PLUGINS, ZoneOffset.UTC, Optional.of(boot.at())).plan(job);
            } catch (BadJobException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
            kept.run();
        }

        private synchronized void answer() {
            List.copyOf(toLaunch).forEach(this::start);
            toLaunch.clear();
            List.copyOf(toAdopt).forEach(this::takeOver);
            toAdopt.clear();
        }

        private void start(Launch launch) {
            if (launches) {
                launched.add(launch.taskId());
                processes.add(launch.taskId());
                scheduler.runs().started(launch.taskId(), "", Duration.ZERO);
                if (quick) {
                    end(launch.taskId(), "");
                }
            }
        }

        private void takeOver(Launch launch) {
            if (!launched.contains(launch.taskId())) {
                scheduler.runs().neverStarted(launch.taskId());
                return;
            }
            scheduler.runs().started(launch.taskId(), "", Duration.ofSeconds(1));
            if (!processes.contains(launch.taskId())) {
                end(launch.taskId(), "the machine was restarted while it ran");
            }
        }

        private void end(String taskId, String lost) {
            processes.remove(taskId);
            scheduler.runs().ended(taskId, new Exit(exitStatus, Optional.empty(), "", Duration.ofSeconds(1), lost));
        }

        // On the ledger's thread, as everything that is done when it is written.

        @Override
        public synchronized void launch(Launch launch, Answers answers) {
            toLaunch.add(launch);
        }

        @Override
        public synchronized void adopt(Launch launch, Answers answers) {
            toAdopt.add(launch);
        }

        @Override
        public void terminate(String taskId, Duration grace) {
            // Nothing dies of that here.
        }

        @Override
        public void tail(String taskId) {
            // Nobody asks.
        }

        @Override
        public void forget(String taskId) {
            // It is not looked for again.
        }

        @Override
        public void report(Task task, String jobName, Optional<URI> hook, Runnable kept) {
            kept.run();
        }
    }
}
