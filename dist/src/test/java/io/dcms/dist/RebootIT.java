package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code @reboot}: the machine's start is told from an agent's by what the work dir remembers of it, which is changed here. */
@NeedsRoot
final class RebootIT {
    @TempDir
    private Path temp;
    private AgentSite site;
    private Path ledger;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
        ledger = site.workDir().resolve("dcms-fires.log");
    }

    @Test
    @OnNewestJdkToo
    void runsOnceForEachStartOfTheMachineAndNotForThoseOfTheAgent() throws Exception {
        Files.createDirectories(site.workDir());
        Files.writeString(ledger, "boot 11111111-2222-3333-4444-555555555555 " + (Instant.now().getEpochSecond() - 9) + " known\n");
        site.jobs(JobSpec.of(1, "at start", site.program("quick.sh", "#!/bin/sh\necho up\n")).with("schedule", "@reboot")
                .with("options", Map.of("misfire", "skip")));
        String first = onlyTaskSince(Set.of());
        assertEquals(Set.of(first), tasksOfAnotherAgent(), "the agent was killed and started again");
        theMachineIsRestarted();
        String second = onlyTaskSince(Set.of(first));
        assertEquals(Set.of(first, second), tasksOfAnotherAgent());
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            assertEquals("[]", rest.problems());
            assertEquals(0L, rest.job(1).get("next_at"), "never by the clock");
            Finished fires = site.dcms().dcms("fires", "1", "--since", "1h", "--url", rest.url(""));
            // An agent that was killed before it wrote down that the run was over leaves its end to the next one.
            assertTrue(fires.out().lines().anyMatch(line -> line.matches(".*  ran      task " + second + "(, success)?")), fires::out);
            assertEquals(2, fires.out().lines().filter(line -> line.contains("  ran  ")).count(), fires::out);
            assertEquals(0, agent.stop(), agent::log);
        }
    }

    /** What comes to a machine that is up waits for its next start; also what an agent in an empty work dir finds. */
    @Test
    void aJobThatComesLaterWaits() throws Exception {
        site.jobs();
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            site.jobs(JobSpec.of(1, "at start", site.program("quick.sh", "#!/bin/sh\necho up\n")).with("schedule", "@reboot"));
            agent.signal("HUP");
            agent.await("the job is there", () -> rest.jobs().size() == 1);
            agent.kill();
        }
        assertEquals(Set.of(), tasksOfAnotherAgent());
        theMachineIsRestarted();
        onlyTaskSince(Set.of());
    }

    private void theMachineIsRestarted() throws IOException {
        String text = Files.readString(ledger);
        String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        assertTrue(text.contains("boot " + boot + " "), text);
        Files.writeString(ledger, text.replace("boot " + boot, "boot 00000000" + boot.substring(8)));
    }

    /** Starts an agent, waits for the end of the one run that it begins, and kills it. */
    private String onlyTaskSince(Set<String> before) throws Exception {
        try (RunningAgent agent = site.start()) {
            agent.readyRest();
            agent.await("it has run", () -> tasks().size() > before.size());
            Set<String> fresh = new TreeSet<>(tasks());
            fresh.removeAll(before);
            assertEquals(1, fresh.size(), fresh::toString);
            String task = fresh.iterator().next();
            assertEquals(2L, site.awaitEnd(agent, task).get("status"));
            agent.kill();
            return task;
        }
    }

    /** All that were ever reported, when another agent has all jobs and all that it has begun would be seen. */
    private Set<String> tasksOfAnotherAgent() throws Exception {
        try (RunningAgent agent = site.start()) {
            List<Map<String, Object>> active = agent.readyRest().tasks();
            Set<String> all = new TreeSet<>(tasks());
            active.forEach(task -> all.add((String) task.get("task_id")));
            agent.kill();
            return all;
        }
    }

    private Set<String> tasks() throws IOException {
        return site.results().stream().map(task -> (String) task.get("task_id")).collect(Collectors.toSet());
    }
}
