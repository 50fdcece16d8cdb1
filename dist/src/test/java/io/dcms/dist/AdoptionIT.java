package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs outlive {@code kill -9} of their agent, and the next one tells how they ended: what tasks wrote down themselves says so.
 * {@code -Ddcms.adoption.seed=1} repeats the moments of the kills; what they hit depends on the machine all the same.
 */
@NeedsRoot
final class AdoptionIT {
    private static final int KILLS = 15;
    /** The kill after which nobody is there for so long that fires are missed. */
    private static final int AWAY_AFTER = 7;
    private static final Duration AWAY = Duration.ofSeconds(14);
    /** An agent on a free machine needs a second to start: kills hit that, the adoption, and what follows. */
    private static final int LONGEST_LIFE_MILLIS = 4_000;

    private static final long QUICK = 1;
    private static final long LONG = 2;
    private static final long PATIENT = 3;

    /** Its account has one line when it starts and one when it ends, with an exit status that no neighbour has. */
    private static final String SCRIPT = """
            #!/bin/sh
            account=%1$s/$DCMS_TASK_ID
            echo "hello $DCMS_TASK_ID"
            read -r up rest </proc/uptime
            echo "start $up $DCMS_FIRE_TIME $$" >>"$account"
            case $1 in
                quick) status=0 ;;
                long) sleep 4; status=$((DCMS_FIRE_TIME %% 90 + 3)) ;;
                patient) while [ ! -e %2$s ]; do [ -e %1$s ] || exit 99; sleep 0.1; done; status=111 ;;
            esac
            echo "bye $DCMS_TASK_ID"
            read -r up rest </proc/uptime
            echo "end $up $status" >>"$account"
            exit $status
            """;

    @TempDir
    private Path temp;
    private AgentSite site;
    private Path accounts;
    private Path program;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
        accounts = Files.createDirectory(site.path("accounts"));
        Files.setPosixFilePermissions(accounts, PosixFilePermissions.fromString("rwxrwxrwx"));
        program = site.program("account.sh", SCRIPT.formatted(accounts, site.path("gate")));
    }

    private JobSpec job(long id, String kind) throws IOException {
        return JobSpec.of(id, kind, program).with("executor_flags", kind).with("options", Map.of("overlap", "parallel:100"));
    }

    @Test
    void eachRunEndsOnceWithItsTrueStatusThoughAgentsAreKilledAtAnyMoment() throws Exception {
        long seed = Long.getLong("dcms.adoption.seed", System.nanoTime());
        System.out.println("AdoptionIT: dcms.adoption.seed " + seed);
        site.jobs(job(QUICK, "quick").with("schedule", "* * * * * * *"), job(LONG, "long").with("schedule", "*/3 * * * * * *"),
                job(PATIENT, "patient"));
        String patient = startAndKill();
        Random random = new Random(seed);
        for (int kill = 1; kill <= KILLS; kill++) {
            try (RunningAgent agent = site.start()) {
                pass(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
                agent.kill();
            }
            pass(kill == AWAY_AFTER ? AWAY : Duration.ofMillis(random.nextInt(1_000)));
        }
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            long last = System.currentTimeMillis() / 1000;
            agent.await("it ran what came after", () -> firesOf(QUICK).stream().anyMatch(fire -> fire > last));
            // What was started before that one may come later to its first line.
            agent.await("all that was started by then has come to write", () -> answers(rest, last).stream()
                    .filter(answer -> answer.get("outcome").equals("ran"))
                    .allMatch(answer -> Files.exists(accounts.resolve((String) answer.get("task_id")))));
            assertEachFireHasOneAnswer(rest, last);
            site.open("gate");
            assertEquals("exit status 111", site.awaitEnd(agent, patient).get("reason"));
            assertEquals(0, agent.stop(), agent::log);
        }
        assertAccountsEqualReports();
        assertNothingIsLeft();
    }

    /** What the agent says of the fires from the first that ran. */
    private List<Map<String, Object>> answers(Rest rest, long last) throws Exception {
        return PlainJson.objects(PlainJson.object(rest.get("/jobs/" + QUICK + "/fires?limit=10000&since=" + firesOf(QUICK).get(0)
                + "&until=" + last).data()).get("fires"));
    }

    private void assertEachFireHasOneAnswer(Rest rest, long last) throws Exception {
        List<Long> ran = firesOf(QUICK);
        assertEquals(ran.stream().distinct().toList(), ran, "no fire ran twice");
        long first = ran.get(0);
        List<Map<String, Object>> answers = answers(rest, last);
        Map<Long, String> outcomes = new TreeMap<>();
        for (Map<String, Object> answer : answers) {
            if (!answer.get("outcome").equals("on")) {
                long from = (Long) answer.get("fire_at");
                long to = Math.min(last, (Long) answer.getOrDefault("last_at", from));
                LongStream.rangeClosed(from, to).forEach(second -> assertNull(outcomes.put(second, (String) answer.get("outcome")),
                        () -> "two answers for " + second + " in " + answers));
            }
        }
        assertEquals(LongStream.rangeClosed(first, last).boxed().toList(), List.copyOf(outcomes.keySet()), answers::toString);
        assertEquals(Set.of("ran", "missed"), Set.copyOf(outcomes.values()), answers::toString);
        assertEquals(ran.stream().filter(fire -> fire <= last).toList(), outcomes.keySet().stream()
                .filter(second -> outcomes.get(second).equals("ran")).toList(), answers::toString);
    }

    private List<Long> firesOf(long job) throws IOException {
        try (Stream<Path> files = Files.list(accounts)) {
            return files.map(file -> file.getFileName().toString()).filter(task -> task.split("-")[1].equals(Long.toString(job)))
                    .map(AgentSite::fireTime).sorted().toList();
        }
    }

    private void assertAccountsEqualReports() throws IOException {
        Map<String, TaskAccount> tasks = TaskAccount.in(accounts);
        tasks.forEach((task, account) -> assertEquals(1, account.starts(), () -> task + " " + account));
        // A report whose receipt could not be noted any more has come twice, word by word.
        Map<String, Set<String>> told = site.results().stream().filter(AgentSite::isEnd).collect(Collectors.groupingBy(
                row -> (String) row.get("task_id"), TreeMap::new, Collectors.mapping(
                        row -> row.get("status") + " " + row.get("reason") + " " + row.get("output") + row.get("exec_duration"),
                        Collectors.toSet())));
        told.forEach((task, ends) -> assertEquals(1, ends.size(), () -> task + " " + ends));
        assertEquals(wanted(tasks), ends(told));
        for (String task : tasks.keySet()) {
            List<Map<String, Object>> rows = site.results(task);
            assertTrue(AgentSite.isEnd(rows.get(rows.size() - 1)), () -> "left running: " + rows);
        }
    }

    /** How each task must have ended, by its own account. */
    private static Map<String, String> wanted(Map<String, TaskAccount> tasks) {
        Map<String, String> wanted = new TreeMap<>();
        tasks.forEach((task, account) -> {
            int exit = account.exit().orElse(-1);
            wanted.put(task, (exit == 0 ? "2 " : "3 exit status " + exit) + " hello " + task + "\nbye " + task + "\n");
        });
        return wanted;
    }

    private static Map<String, String> ends(Map<String, Set<String>> told) {
        Map<String, String> ends = new TreeMap<>();
        told.forEach((task, rows) -> {
            String row = rows.iterator().next();
            ends.put(task, row.substring(0, row.lastIndexOf('\n') + 1));
        });
        return ends;
    }

    private void assertNothingIsLeft() throws Exception {
        Await.until("nothing runs any more", () -> Leftovers.below(temp).isEmpty());
        assertEquals(Set.of("dcms-launch", "dcms-supervise"), runFiles());
    }

    private Set<String> runFiles() throws IOException {
        try (Stream<Path> files = Files.list(site.workDir().resolve("dcms-runs"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(HashSet::new));
        }
    }

    @Test
    @OnNewestJdkToo
    void killsItsTasksWhenItDiesIfItIsToldSo() throws Exception {
        site.jobs(job(PATIENT, "patient"));
        String task = startAndKill("-orphans=kill");
        long process = processOf(task);
        Await.until("the task was killed", () -> ProcessHandle.of(process).isEmpty());
        try (RunningAgent agent = site.start("-orphans=kill")) {
            Map<String, Object> end = site.awaitEnd(agent, task);
            assertEquals(List.of(3L, "exit status 137 (signal 9, KILL)"), List.of(end.get("status"), end.get("reason")));
            assertEquals("hello " + task + "\n", end.get("output"));
            assertEquals(0, agent.stop(), agent::log);
        }
        assertEquals(1, TaskAccount.in(accounts).get(task).lines().size());
        assertNothingIsLeft();
    }

    /** That an agent leaves is not its death; and the next one kills also what it has not started itself. */
    @Test
    @OnNewestJdkToo
    void leavesItsTasksOnUsr2ThoughItWouldKillThemWhenItDies() throws Exception {
        site.jobs(job(PATIENT, "patient"), job(QUICK, "quick"));
        String task;
        try (RunningAgent agent = site.start("-orphans=kill")) {
            task = runPatient(agent);
            agent.signal("USR2");
            assertEquals(0, agent.awaitExit(), agent::log);
            agent.leavesItsTasks();
        }
        try (RunningAgent agent = site.start("-orphans=kill")) {
            agent.awaitLog("1 tasks of the agent before this one are taken over");
            Rest rest = agent.readyRest();
            agent.await("the task is among those that run", () -> rest.tasks().stream().anyMatch(one -> one.get("task_id").equals(task)));
            assertTrue(ProcessHandle.of(processOf(task)).isPresent());
            // By the same launcher shell, which has heard of the other one before.
            assertEquals(2L, site.awaitEnd(agent, rest.run(QUICK)).get("status"));
            agent.kill();
        }
        Await.until("the task was killed", () -> ProcessHandle.of(processOf(task)).isEmpty());
        try (RunningAgent agent = site.start()) {
            assertEquals("exit status 137 (signal 9, KILL)", site.awaitEnd(agent, task).get("reason"));
            assertEquals(0, agent.stop(), agent::log);
        }
        assertNothingIsLeft();
    }

    /** A run of before the machine's last start: its processes are gone, and its pid may be anybody's by now. */
    @Test
    void closesWhatRanWhenTheMachineWasRestartedOnceAndTouchesNoProcessForIt() throws Exception {
        site.jobs(job(PATIENT, "patient"));
        String task = startAndKill();
        Path file = site.workDir().resolve("dcms-runs").resolve(task);
        String text = Files.readString(file);
        assertTrue(text.startsWith("b " + Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()), text);
        Files.writeString(file, text.replaceFirst("^b [0-9a-f]{8}", "b 00000000"), StandardOpenOption.TRUNCATE_EXISTING);
        for (int start = 0; start < 2; start++) {
            try (RunningAgent agent = site.start()) {
                agent.readyRest();
                Map<String, Object> end = site.awaitEnd(agent, task);
                assertEquals(List.of(3L, "the machine was restarted while it ran, so its exit status is not known"),
                        List.of(end.get("status"), end.get("reason")));
                Await.until("its files were forgotten", () -> runFiles().equals(Set.of("dcms-launch", "dcms-supervise")));
                assertTrue(ProcessHandle.of(processOf(task)).isPresent());
                agent.kill();
            }
        }
        assertEquals(1, new HashSet<>(site.results(task).stream().filter(AgentSite::isEnd).toList()).size());
        site.open("gate");
        Await.until("the process came to its own end", () -> TaskAccount.in(accounts).get(task).exit().isPresent());
        assertNothingIsLeft();
    }

    /** Lets an agent run the patient job, and kills it without the task. */
    private String startAndKill(String... flags) throws Exception {
        try (RunningAgent agent = site.start(flags)) {
            String task = runPatient(agent);
            agent.kill();
            return task;
        }
    }

    /** Returns as soon as the run has written into its account and the store knows of it. */
    private String runPatient(RunningAgent agent) throws Exception {
        String task = agent.readyRest().run(PATIENT);
        agent.await("the store knows that it runs", () -> !site.results(task).isEmpty());
        agent.await("it said hello", () -> Files.exists(accounts.resolve(task)) && processOf(task) > 0);
        return task;
    }

    private long processOf(String task) throws IOException {
        return TaskAccount.in(accounts).get(task).lines().stream().findFirst().map(line -> Long.parseLong(line.split(" ")[3])).orElse(0L);
    }

    private static void pass(Duration duration) throws Exception {
        long start = System.nanoTime();
        Await.until("the moment has come", () -> System.nanoTime() - start >= duration.toNanos());
    }
}
