package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent's own log: what it looks like, and how much of it there is. */
@NeedsRoot
@OnNewestJdkToo
final class AgentLogIT {

    @TempDir
    private Path temp;
    private AgentSite site;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
    }

    @Test
    void isAnObjectALineFromTheFirstToTheLast() throws Exception {
        try (RunningAgent agent = site.start("-log_format=json", "-verbose=debug", "-require_signature=false")) {
            agent.await("it had started", () -> agent.log().contains("REST on 127.0.0.1:"));
            agent.signal("USR1");
            agent.awaitLog("the log level is");
            assertEquals(0, agent.stop(), agent::log);

            List<Map<String, Object>> records = agent.log().lines().map(line -> PlainJson.object(PlainJson.parse(line))).toList();
            assertTrue(records.stream().allMatch(record -> record.get("time").toString().endsWith("Z")
                    && record.keySet().containsAll(List.of("level", "category", "message"))), agent::log);
            assertTrue(records.stream().anyMatch(record -> record.get("level").equals("WARN")), agent::log);
            assertEquals("stopped", records.get(records.size() - 1).get("message"));
        }
    }

    @Test
    void usr1MakesItTalkativeAndQuietAgain() throws Exception {
        try (RunningAgent agent = site.start("-verbose=info")) {
            Rest rest = agent.readyRest();
            assertFalse(agent.log().contains(" DEBUG "), agent::log);

            agent.signal("USR1");
            agent.awaitLog("USR1: the log level is debug from now on");
            assertEquals(Map.of("level", "debug"), rest.get("/log_level").data());

            agent.signal("USR1");
            agent.awaitLog("USR1: the log level is info from now on");
            assertEquals(Map.of("level", "info"), rest.get("/log_level").data());
        }
    }

    @Test
    void restSetsItAndItSaysSoAtAnyLevel() throws Exception {
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();

            assertEquals(Map.of("level", "fatal"), rest.send("PUT", "/log_level?level=fatal").data());
            agent.awaitLog("REST from 127.0.0.1: the log level is fatal from now on");
            agent.signal("HUP");
            assertEquals(0, agent.stop(), agent::log);

            assertFalse(agent.log().contains("stopped\n"), "what it says when it stops is no error");
        }
    }
}
