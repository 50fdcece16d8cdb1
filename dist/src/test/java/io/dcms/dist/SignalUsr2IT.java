package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent is upgraded under load by USR2: no fire is missing or doubled, and a task outlives all of them. How long nobody was
 * there, and by how much fires were late for it, is printed for those who want to know: it depends on the machine.
 */
@NeedsRoot
@OnNewestJdkToo
final class SignalUsr2IT {
    private static final int JOBS = 10;
    private static final int UPGRADES = 3;

    @TempDir
    private Path temp;

    @Test
    void upgradesCostNoFireAndNoTask() throws Exception {
        AgentSite site = AgentSite.in(temp);
        List<JobSpec> jobs = new ArrayList<>();
        jobs.add(JobSpec.of(100, "patient", site.program("patient.sh",
                "#!/bin/sh\nwhile [ ! -e " + site.path("gate") + " ]; do sleep 0.1; done\nexit 7\n")));
        for (int id = 1; id <= JOBS; id++) {
            Path account = Files.createFile(site.path("account" + id));
            Files.setPosixFilePermissions(account, PosixFilePermissions.fromString("rw-rw-rw-"));
            Path program = site.program("tick" + id + ".sh", "#!/bin/sh\necho $DCMS_FIRE_TIME $(date +%s%3N) >>" + account + "\n");
            jobs.add(JobSpec.of(id, "ticking " + id, program)
                    .with("schedule", "* * * * * * *").with("options", Map.of("overlap", "parallel:100", "misfire", "all")));
        }
        site.jobs(jobs.toArray(JobSpec[]::new));
        RunningAgent agent = site.start();
        try {
            String patient = agent.readyRest().run(100);
            agent.await("it was started", () -> !site.results(patient).isEmpty());
            for (int upgrade = 0; upgrade < UPGRADES; upgrade++) {
                awaitTwoMoreFires(site, agent);
                long told = System.nanoTime();
                agent.signal("USR2");
                RunningAgent before = agent;
                // Not earlier: one that comes before the other has said that it leaves is sent away.
                Await.until("it said that it leaves", () -> !before.isAlive()
                        || Files.readString(site.workDir().resolve("dcms-agent.lock")).endsWith("leaving\n"));
                agent = site.start();
                assertEquals(0, before.awaitExit(), before::log);
                assertTrue(before.log().contains("left as USR2 says: "), before::log);
                agent.readyRest();
                System.out.println("SignalUsr2IT: REST answered again " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - told)
                        + " ms after USR2");
            }
            awaitTwoMoreFires(site, agent);
            site.open("gate");
            assertEquals("exit status 7", site.awaitEnd(agent, patient).get("reason"));
            assertEquals(0, agent.stop(), agent::log);
        } finally {
            agent.close();
        }
        long latest = 0;
        for (int id = 1; id <= JOBS; id++) {
            List<long[]> runs = fires(site.path("account" + id));
            latest = Math.max(latest, runs.stream().mapToLong(run -> run[1] - run[0] * 1000).max().orElse(0));
            List<Long> fires = runs.stream().map(run -> run[0]).sorted().toList();
            assertEquals(LongStream.rangeClosed(fires.get(0), fires.get(fires.size() - 1)).boxed().toList(), fires);
        }
        System.out.println("SignalUsr2IT: the latest start of a run was " + latest + " ms after its fire time");
    }

    /** Of each run its fire time in seconds, and when it started in milliseconds. */
    private static List<long[]> fires(Path account) throws IOException {
        return Files.readAllLines(account).stream().filter(line -> line.matches("\\d+ \\d+")).map(line -> line.split(" "))
                .map(words -> new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])}).toList();
    }

    private static void awaitTwoMoreFires(AgentSite site, RunningAgent agent) throws Exception {
        long now = Instant.now().getEpochSecond();
        agent.await("two more fires ran", () -> fires(site.path("account1")).stream().anyMatch(fire -> fire[0] >= now + 2));
    }
}
