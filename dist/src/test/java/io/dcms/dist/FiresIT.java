package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What became of each fire, over REST and on the command line, also of those that nobody was there for. */
@NeedsRoot
final class FiresIT {
    private static final String EACH_SECOND = "* * * * * * *";

    @TempDir
    private Path temp;
    private AgentSite site;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
    }

    @Test
    void tellsOfRunsAndOfOnesThatWereSkippedAndOfAJobThatWasDisabled() throws Exception {
        site.jobs(JobSpec.of(1, "patient", site.waitingProgram("gate")).with("schedule", EACH_SECOND));
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            agent.await("a fire was skipped", () -> has(rest, fire -> fire.get("outcome").equals("skipped")));
            agent.await("the one before it runs", () -> has(rest, fire -> fire.get("outcome").equals("ran") && fire.get("status").equals(1L)));
            rest.send("DELETE", "/jobs/1").data();
            agent.await("it is off", () -> has(rest, fire -> fire.get("outcome").equals("off")));
            List<Map<String, Object>> fires = fires(rest);
            assertEquals("on", fires.get(0).get("outcome"));
            Map<String, Object> ran = fires.get(1);
            assertEquals(List.of("ran", "fire", 0L, 1L, false),
                    Stream.of("outcome", "cause", "attempt", "status", "ended").map(ran::get).toList());
            assertEquals("still running: task " + ran.get("task_id"), fires.get(2).get("reason"));
            assertEquals("the job was disabled on this agent", fires.get(fires.size() - 1).get("reason"));
            for (int at = 2; at < fires.size() - 1; at++) {
                assertEquals((Long) fires.get(at - 1).get("fire_at") + 1, fires.get(at).get("fire_at"), fires::toString);
            }

            Finished command = site.dcms().dcms("fires", "1", "--since", "1h", "--url", rest.url(""));
            assertEquals(0, command.exit(), command::toString);
            assertTrue(command.out().contains("  ran      task " + ran.get("task_id") + ", running\n"), command::out);
            assertTrue(command.out().contains("  skipped  still running: task " + ran.get("task_id") + "\n"), command::out);
            assertTrue(command.out().endsWith("  off      the job was disabled on this agent\n"), command::out);

            Finished unknown = site.dcms().dcms("fires", "9", "--url", rest.url(""));
            assertEquals(4, unknown.exit(), unknown::toString);
            site.open("gate");
        }
        Finished nobody = site.dcms().dcms("fires", "1", "--url", "http://127.0.0.1:1");
        assertEquals(3, nobody.exit());
        assertTrue(nobody.err().startsWith("dcms fires: nobody listens at http://127.0.0.1:1: is the agent running"), nobody::err);
    }

    @Test
    void tellsOfFiresThatNoAgentWasThereFor() throws Exception {
        Path program = site.program("quick.sh", "#!/bin/sh\n");
        site.jobs(JobSpec.of(1, "quick", program).with("schedule", "*/2 * * * * * *"));
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            agent.await("it ran", () -> has(rest, fire -> fire.get("outcome").equals("ran")));
            agent.kill();
        }
        long killed = Instant.now().getEpochSecond();
        Await.until("fires have passed", () -> Instant.now().getEpochSecond() > killed + 14);
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            agent.await("fires were missed", () -> has(rest, fire -> fire.get("outcome").equals("missed")));
            long now = Instant.now().getEpochSecond();
            agent.await("it ran again", () -> has(rest, fire -> fire.get("outcome").equals("ran") && (Long) fire.get("fire_at") > now));
            assertEachOtherSecondHasOneAnswer(fires(rest));
            Path history = site.workDir().resolve("dcms-history");
            try (Stream<Path> files = Files.list(history)) {
                assertEquals(1, files.count());
            }
            assertEquals(0, agent.stop(), agent::log);
        }
    }

    private static void assertEachOtherSecondHasOneAnswer(List<Map<String, Object>> fires) {
        long next = (Long) fires.stream().filter(fire -> fire.get("outcome").equals("ran")).findFirst().orElseThrow().get("fire_at");
        for (Map<String, Object> fire : fires) {
            if (!fire.get("outcome").equals("on")) {
                assertEquals(next, fire.get("fire_at"), fires::toString);
                next = (Long) fire.getOrDefault("last_at", next) + 2;
            }
        }
    }

    private static boolean has(Rest rest, Predicate<Map<String, Object>> which) throws Exception {
        return fires(rest).stream().anyMatch(which);
    }

    private static List<Map<String, Object>> fires(Rest rest) throws Exception {
        return PlainJson.objects(PlainJson.object(rest.get("/jobs/1/fires?since=1h").data()).get("fires"));
    }
}
