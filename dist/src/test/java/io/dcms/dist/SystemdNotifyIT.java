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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent tells systemd, whose socket is played by a few lines of Perl: Java 17 can't open one. */
@NeedsRoot
final class SystemdNotifyIT {
    private static final String RECEIVER = """
            use Socket; $| = 1;
            socket(my $socket, PF_UNIX, SOCK_DGRAM, 0) or die $!;
            bind($socket, pack_sockaddr_un($ARGV[0])) or die $!;
            print "listening\\n";
            while (defined(recv($socket, my $text, 65536, 0))) { $text =~ s/\\n/ | /g; print "$text\\n"; }
            """;

    @TempDir
    private Path temp;
    private AgentSite site;
    private Path socket;
    private Path heard;
    private Process receiver;

    @BeforeEach
    void listen() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-notify")), "no systemd-notify on this machine");
        site = AgentSite.in(temp);
        socket = temp.resolve("notify");
        heard = temp.resolve("heard");
        receiver = new ProcessBuilder("perl", "-e", RECEIVER, socket.toString()).redirectErrorStream(true)
                .redirectOutput(heard.toFile()).start();
        Await.until("it listens", () -> Files.readString(heard).startsWith("listening"));
    }

    @AfterEach
    void stopListening() {
        if (receiver != null) {
            receiver.destroyForcibly();
        }
    }

    private RunningAgent start(String watchdogMicros) throws IOException {
        ProcessBuilder command = site.command();
        command.environment().put("NOTIFY_SOCKET", socket.toString());
        command.environment().put("WATCHDOG_USEC", watchdogMicros);
        return site.dcms().startAgent(command);
    }

    private List<String> heard() throws IOException {
        return Files.readAllLines(heard).stream().filter(line -> !line.equals("BARRIER=1")).toList();
    }

    private long count(String beginning) throws IOException {
        return heard().stream().filter(line -> line.startsWith(beginning)).count();
    }

    @Test
    @OnNewestJdkToo
    void saysThatItIsReadyAndWellAndThatItStops() throws Exception {
        site.jobs(JobSpec.of(1, "env", site.program("env.sh", "#!/bin/sh\nenv\n")), JobSpec.of(2, "patient", site.waitingProgram("gate")));
        // Half of it is well beyond the second after which the timeline looks at its clock, whatever else there is to do.
        try (RunningAgent agent = start("5000000")) {
            agent.await("it is ready", () -> count("READY=1 | STATUS=2 jobs of the store file") == 1);
            assertEquals(200, agent.rest().get("/health").status(), "and so says REST");
            agent.await("the watchdog is fed", () -> count("WATCHDOG=1 | STATUS=2 jobs") >= 2);
            String output = (String) site.awaitEnd(agent, agent.rest().run(1)).get("output");
            assertTrue(output.contains("DCMS_JOB_ID=1"), output);
            assertFalse(output.contains("NOTIFY_SOCKET") || output.contains("WATCHDOG"), output);
            agent.rest().run(2);
            agent.signal("TERM");
            // An agent that has nothing to wait for may be gone before it has said so.
            agent.await("it says that it stops", () -> count("STOPPING=1 ") == 1);
            site.open("gate");
            assertEquals(0, agent.awaitExit(), agent::log);
            assertEquals(1, count("STOPPING=1 "), () -> "once: " + agent.log());
            assertEquals(1, count("READY=1 "));
            assertFalse(agent.log().contains("systemd"), agent::log);
        }
    }

    @Test
    void isNotReadyAsLongAsThereAreNoJobsAndSaysWhy() throws Exception {
        site.jobsText("not yet");
        try (RunningAgent agent = start("")) {
            agent.await("it says why", () -> count("STATUS=no jobs yet; ") == 1);
            assertEquals(0, count("READY=1"));
            site.jobs();
            agent.signal("HUP");
            agent.await("it is ready", () -> count("READY=1 | STATUS=0 jobs") == 1);
            agent.signal("USR2");
            assertEquals(0, agent.awaitExit(), agent::log);
        }
        assertEquals(0, count("WATCHDOG=1") + count("STOPPING=1"), "a restart is no stop");
    }

    @Test
    void worksAllTheSameWhenNobodyListens() throws Exception {
        receiver.destroyForcibly().waitFor();
        site.jobs(JobSpec.of(1, "quick", site.program("quick.sh", "#!/bin/sh\n")));
        try (RunningAgent agent = start("1000000")) {
            agent.awaitLog("systemd can't be told how the agent does: /usr/bin/systemd-notify ended with exit status 1");
            assertEquals(2L, site.awaitEnd(agent, agent.readyRest().run(1)).get("status"));
            assertEquals(0, agent.stop(), agent::log);
            assertEquals(1, agent.log().lines().filter(line -> line.contains("systemd can't be told")).count(), agent::log);
        }
    }
}
