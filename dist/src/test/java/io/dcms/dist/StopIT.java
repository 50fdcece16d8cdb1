package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An orderly stop, a hastened one, one that has waited long enough, and HUP. */
@NeedsRoot
@OnNewestJdkToo
final class StopIT {
    private static final String EVERY_SECOND = "* * * * * * *";

    @TempDir
    private Path temp;
    private AgentSite site;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
        site.jobs(JobSpec.of(1, "patient", site.waitingProgram("gate")),
                JobSpec.of(2, "ticking", site.program("tick.sh", "#!/bin/sh\n")).with("schedule", EVERY_SECOND));
    }

    @Test
    void waitsForWhatRunsAndStartsNothingNew() throws Exception {
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            String patient = rest.run(1);
            site.awaitEnd(agent, site.firstTask(agent, 2));
            agent.signal("TERM");
            agent.await("it planned no more", () -> rest.job(2).get("next_at").equals(0L));
            long planned = System.currentTimeMillis() / 1000;

            assertEquals("the agent is stopping", rest.send("POST", "/jobs/2/run").message());
            assertEquals(1L, task(rest, patient).get("status"));
            agent.awaitLog("stopping: nothing new is started, ");
            site.open("gate");

            assertEquals(0, agent.awaitExit(), agent::log);
            assertTrue(agent.log().endsWith("INFO  runtime  stopped\n"), agent::log);
            assertEquals(2L, site.awaitEnd(agent, patient).get("status"));
            assertEquals("waiting\ndone\n", site.awaitEnd(agent, patient).get("output"));
            assertEquals(List.of(), site.results().stream().map(row -> (String) row.get("task_id"))
                    .filter(task -> AgentSite.fireTime(task) > planned).toList());
        }
    }

    @Test
    void aSecondTermKillsWhatRunsAndReportsIt() throws Exception {
        stopsAtOnce("TERM", "TERM");
    }

    @Test
    void anInterruptIsATerm() throws Exception {
        stopsAtOnce("INT", "INT");
    }

    private void stopsAtOnce(String first, String second) throws Exception {
        try (RunningAgent agent = site.start()) {
            String patient = agent.readyRest().run(1);
            awaitWaiting(agent, patient);
            agent.signal(first);
            agent.awaitLog("stopping: nothing new is started, ");
            assertTrue(agent.isAlive());
            agent.signal(second);

            assertEquals(0, agent.awaitExit(), agent::log);
            assertKilled("killed: the agent was told to stop at once", patient);
        }
    }

    @Test
    void killsWhatStillRunsWhenItsQuitTimeIsOver() throws Exception {
        try (RunningAgent agent = site.start("-quit_time=1")) {
            String patient = agent.readyRest().run(1);
            awaitWaiting(agent, patient);

            assertEquals(0, agent.stop(), agent::log);
            assertKilled("killed: the agent is stopping and its quit_time of 1 s is over", patient);
        }
    }

    /** That it was started does not say that it came as far as to print something. */
    private void awaitWaiting(RunningAgent agent, String patient) throws Exception {
        agent.await("it was started", () -> !site.results(patient).isEmpty());
        Path log = Path.of((String) site.results(patient).get(0).get("log_filename"));
        agent.await("it printed", () -> Files.readString(log).equals("waiting\n"));
    }

    private void assertKilled(String reason, String taskId) throws Exception {
        List<Map<String, Object>> reports = site.results(taskId);
        Map<String, Object> end = reports.get(reports.size() - 1);
        assertEquals(5L, end.get("status"), reports::toString);
        assertEquals(reason, end.get("reason"));
        assertEquals("waiting\n", end.get("output"));
        assertFalse(ProcessHandle.allProcesses().anyMatch(process ->
                process.info().commandLine().orElse("").contains(site.path("gate.sh").toString())));
    }

    /** With the probe of an hour nothing else would read the file again. */
    @Test
    void readsTheJobsAgainOnHup() throws Exception {
        try (RunningAgent agent = site.start("-probe_time=3600")) {
            Rest rest = agent.readyRest();
            site.jobs(JobSpec.of(3, "new", site.path("tick.sh")));
            agent.signal("HUP");
            agent.await("the new job was there", () -> rest.get("/jobs/3").status() == 200);
            agent.await("the old ones were gone", () -> rest.jobs().size() == 1);
            agent.awaitLog("HUP: the jobs are read again");
            assertEquals(0, agent.stop(), agent::log);
        }
    }

    private static Map<String, Object> task(Rest rest, String id) throws Exception {
        return PlainJson.object(rest.get("/tasks/" + id).data());
    }
}
