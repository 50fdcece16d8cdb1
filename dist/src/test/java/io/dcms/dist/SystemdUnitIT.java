package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit for systemd does what it says: its command and signals are tried as systemd would use them, without one. */
@NeedsRoot
final class SystemdUnitIT {
    private static final String HOME = "/opt/dcms";

    @TempDir
    private Path temp;
    private AgentSite site;
    private Path unit;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
        unit = site.dcms().path("systemd/dcms-agent.service");
    }

    @Test
    void systemdFindsNothingWrongWithIt() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-analyze")), "no systemd-analyze on this machine");
        Path here = Files.createDirectory(temp.resolve("units")).resolve("dcms-agent.service");
        Files.writeString(here, Files.readString(unit).replace(HOME, site.dcms().home().toString()));

        Finished verified = Finished.run(new ProcessBuilder("/usr/bin/systemd-analyze", "verify", "--man=no", here.toString()), temp);

        String ours = (verified.out() + verified.err()).lines().filter(line -> line.contains("dcms")).collect(Collectors.joining("\n"));
        assertEquals("", ours);
        assertEquals(0, verified.exit(), verified::toString);
    }

    @Test
    void aRestartLeavesTasksRunningAndAStopWaitsForThem() throws Exception {
        assertEquals("process", setting("KillMode"));
        site.jobs(JobSpec.of(1, "patient", site.waitingProgram("gate")));
        String patient;
        try (RunningAgent agent = start()) {
            patient = agent.readyRest().run(1);
            agent.await("it was started", () -> !site.results(patient).isEmpty());
            agent.leavesItsTasks();
            agent.signal(setting("RestartKillSignal").replace("SIG", ""));
            assertEquals(0, agent.awaitExit(), agent::log);
        }
        try (RunningAgent agent = start()) {
            Rest rest = agent.readyRest();
            assertEquals(List.of(patient), rest.tasks().stream().map(task -> task.get("task_id")).toList());
            assertTrue(setting("ExecReload").matches("/bin/kill -HUP \\$MAINPID"), setting("ExecReload"));
            agent.signal("HUP");
            agent.awaitLog("HUP: the jobs are read again");
            agent.signal(setting("KillSignal").replace("SIG", ""));
            agent.awaitLog("stopping: nothing new is started, 1 tasks may run for 60 s more");
            site.open("gate");
            assertEquals("waiting\ndone\n", site.awaitEnd(agent, patient).get("output"));
            assertEquals(0, agent.awaitExit(), agent::log);
        }
    }

    /** quit_time, kill_grace, the last reports, and some room. */
    @Test
    void anOrderlyStopHasTheTimeItNeeds() throws Exception {
        int quitTime = Integer.parseInt(setting("ExecStart").replaceAll(".* -quit_time=(\\d+).*", "$1"));
        assertTrue(Integer.parseInt(setting("TimeoutStopSec")) >= quitTime + 10 + 10 + 30, setting("TimeoutStopSec"));
    }

    /** What the watchdog ends prints its threads first, and leaves its tasks; what starts for the first time has all the time it needs. */
    @Test
    void whatItSaysOfReadinessAndTheWatchdogGoesTogether() throws Exception {
        assertEquals(List.of("notify", "main", "infinity"), List.of(setting("Type"), setting("NotifyAccess"), setting("TimeoutStartSec")));
        assertTrue(Integer.parseInt(setting("WatchdogSec")) >= 60, "a disk may hang for some time");
        site.jobs(JobSpec.of(1, "patient", site.waitingProgram("gate")));
        String patient;
        try (RunningAgent agent = start()) {
            patient = agent.readyRest().run(1);
            agent.await("it was started", () -> !site.results(patient).isEmpty());
            agent.signal(setting("WatchdogSignal").replace("SIG", ""));
            agent.awaitLog("\"dcms-timeline\"");
            agent.kill();
        }
        try (RunningAgent agent = start()) {
            agent.readyRest();
            site.open("gate");
            assertEquals(2L, site.awaitEnd(agent, patient).get("status"));
            assertEquals(0, agent.stop(), agent::log);
        }
    }

    /** What systemd won't start again is exactly what starting again can't mend. */
    @Test
    void aBadSettingEndsItForGood() throws Exception {
        Files.writeString(temp.resolve("dcms.conf"), "port = x\n");
        try (RunningAgent agent = site.dcms().startAgent(command())) {
            assertEquals(Integer.parseInt(setting("RestartPreventExitStatus")), agent.awaitExit(), agent::log);
            assertEquals("always", setting("Restart"));
        }
    }

    private RunningAgent start() throws IOException {
        Files.writeString(temp.resolve("dcms.conf"), "dbtype = file\ndb = " + site.jobsFile() + "\nport = 0\n");
        return site.dcms().startAgent(command());
    }

    /** Its command, with the places of this test. */
    private ProcessBuilder command() throws IOException {
        String[] words = setting("ExecStart").split(" ");
        assertTrue(words[0].startsWith(HOME + "/"), words[0]);
        Path program = site.dcms().path(words[0].substring(HOME.length() + 1));
        String flags = String.join(" ", List.of(words).subList(1, words.length));
        assertFalse(flags.contains(HOME), "an upgrade would lose it: " + flags);
        assertTrue(flags.contains("/var/lib/" + setting("StateDirectory")), flags);
        String here = flags.replace("/etc/dcms/dcms.conf", temp.resolve("dcms.conf").toString())
                .replace("/var/lib/dcms", site.workDir().toString());
        return site.dcms().command(program, here.split(" "));
    }

    /** A setting that the unit has once. */
    private String setting(String name) throws IOException {
        List<String> values = Files.readAllLines(unit).stream().filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1)).toList();
        assertEquals(1, values.size(), name + ": " + values);
        return values.get(0);
    }
}
