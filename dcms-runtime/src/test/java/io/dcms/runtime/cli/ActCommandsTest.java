package io.dcms.runtime.cli;

import static io.dcms.runtime.cli.FakeAgent.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dcms run, kill, log, enable, disable, rm}. */
class ActCommandsTest {

    private static final String RUNNING = "{\"task_id\":\"5-7\",\"status\":1,\"ended\":false,\"exec_duration\":0}";
    private static final String GOES_ON = "{\"task_id\":\"5-7\",\"status\":4,\"ended\":false,\"exec_duration\":9}";
    private static final String SUCCESS = "{\"task_id\":\"5-7\",\"status\":2,\"ended\":true,\"exec_duration\":75,\"reason\":\"\"}";
    private static final String FAILED =
            "{\"task_id\":\"5-7\",\"status\":3,\"ended\":true,\"exec_duration\":1,\"reason\":\"exit\\u001b 3\"}";
    private static final String FOLLOW = "GET /tasks/5-7/log?follow=true";

    private FakeAgent agent;

    @BeforeEach
    void listen() throws IOException {
        agent = new FakeAgent();
        agent.data("POST /jobs/7/run", "{\"task_id\":\"5-7\"}");
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void runPrintsTheTaskIdAlone() {
        assertEquals(new FakeAgent.Ran(0, "5-7\n", ""), agent.dcms("run", "7"));
        assertEquals("{\"task_id\":\"5-7\"}\n", agent.dcms("run", "7", "--json").out());
    }

    @Test
    void runThatWaitsPrintsTheOutputRawAndEndsWithTheTask() {
        agent.data("GET /tasks/5-7", RUNNING).data("GET /tasks/5-7", RUNNING).data("GET /tasks/5-7", SUCCESS);
        agent.problem(FOLLOW, 404, "no log yet").answer(FOLLOW, 200, "out\u001b[31m\n");

        FakeAgent.Ran ran = agent.dcms("run", "7", "--wait");

        assertEquals(new FakeAgent.Ran(0, "out\u001b[31m\n", "task 5-7\nsuccess after 1m 15s\n"), ran);
        assertEquals(1, agent.asked.stream().filter("POST /jobs/7/run"::equals).count());
    }

    @Test
    void runThatWaitsExitsWith1IfTheTaskFailsAlsoOneThatNeverHadALog() {
        agent.data("GET /tasks/5-7", RUNNING).data("GET /tasks/5-7", FAILED);

        assertEquals(new FakeAgent.Ran(1, "", "task 5-7\nfailed after 1s: exit\\u001b 3\n"), agent.dcms("run", "-w", "7"));
    }

    @Test
    void aTaskThatIsOverItsTimeoutAndRunsOnIsWaitedFor() {
        agent.data("GET /tasks/5-7", GOES_ON).data("GET /tasks/5-7", GOES_ON).data("GET /tasks/5-7", SUCCESS);

        assertEquals(new FakeAgent.Ran(0, SUCCESS + "\n", ""), agent.dcms("run", "7", "--wait", "--json"));
    }

    @Test
    void runThatWaitsDoesSoAlsoWhereTooManyFollowLogs() {
        agent.data("GET /tasks/5-7", RUNNING).data("GET /tasks/5-7", SUCCESS).problem(FOLLOW, 503, "the limit");

        assertEquals(new FakeAgent.Ran(0, "", "task 5-7\nits output can't be followed: " + agent.url() + ": the limit\n"
                + "success after 1m 15s\n"), agent.dcms("run", "7", "--wait"));
    }

    @Test
    void runThatWaitsSaysThatItCantTellWhenTheAgentGoesAway() {
        agent.data("GET /tasks/5-7", RUNNING).answer("GET /tasks/5-7", 0, "");

        FakeAgent.Ran ran = agent.dcms("run", "7", "--wait");

        assertEquals(3, ran.exit());
        assertTrue(ran.err().startsWith("task 5-7\ndcms run: what became of task 5-7 can't be told: " + agent.url()), ran.err());
    }

    @Test
    void aJobThatCantBeRunIsTheAgentsNo() {
        FakeAgent.Ran ran = agent.problem("POST /jobs/8/run", 409, "Job:8 runs already").dcms("run", "8", "--wait");

        assertEquals(new FakeAgent.Ran(1, "", "dcms run: Job:8 runs already\n"), ran);
    }

    /** The JDK's client repeats a POST by itself when the connection ends without an answer, unless it is kept from it. */
    @Test
    void aJobIsRunOnceEvenIfTheAgentDiesBeforeItAnswers() {
        agent.answer("POST /jobs/9/run", 0, "");

        assertEquals(3, agent.dcms("run", "9").exit());
        assertEquals(List.of("POST /jobs/9/run"), agent.asked);
    }

    @Test
    void killAndRmSayWhatHappens() {
        agent.data("DELETE /tasks/5-7", "\"Task:5-7 will be killed async\"").data("DELETE /jobs/7?forget=true", "\"gone\"");

        assertEquals("task 5-7 is being killed, if it has not ended by itself\n", agent.dcms("kill", "5-7").out());
        assertEquals("\"Task:5-7 will be killed async\"\n", agent.dcms("kill", "5-7", "--json").out());
        assertEquals("job 7 is removed from the store\n", agent.dcms("rm", "7").out());
    }

    @ParameterizedTest
    @CsvSource({"log 5-7, GET /tasks/5-7/log?", "log 5-7 -f, GET /tasks/5-7/log?follow=true",
        "log --tail 9 5-7, GET /tasks/5-7/log?tail=9", "log 5-7 --tail=9 --follow, GET /tasks/5-7/log?tail=9&follow=true"})
    void logPrintsEveryByte(String command, String call) {
        agent.answer(call, 200, "a\u0000\u001b[2Jb");

        assertEquals(new FakeAgent.Ran(0, "a\u0000\u001b[2Jb", ""), agent.dcms(command.split(" ")));
    }

    @Test
    void logSaysSoIfThereIsNone() {
        agent.problem("GET /tasks/5-7/log?", 404, "Task:5-7 has no log");

        assertEquals(new FakeAgent.Ran(4, "", "dcms log: Task:5-7 has no log\n"), agent.dcms("log", "5-7"));
    }

    /** The JDK's client takes the end of a connection for the end of a body, however long it was said to be. */
    @Test
    void aLogThatIsCutOffIsNoWholeLog() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> answerShort(server));
            thread.start();

            FakeAgent.Ran ran = agent.dcms("log", "5-7", "--url", "http://127.0.0.1:" + server.getLocalPort());

            assertEquals("ab", ran.out());
            assertEquals(3, ran.exit());
            assertTrue(ran.err().endsWith(" can't be asked: it sent 2 of 9 bytes\n"), ran.err());
        }
    }

    private static void answerShort(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read(new byte[4096]);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void enableTakesTheJobFromTheStore() {
        agent.data("POST /jobs/7", "\"added\"").data("GET /jobs/7", "{\"disabled\":false,\"next_at\":1714564811}");

        assertEquals(new FakeAgent.Ran(0, "job 7 is enabled, and due at " + local(1714564811) + "\n", ""), agent.dcms("enable", "7"));
        assertEquals("\"added\"\n", agent.dcms("enable", "7", "--json").out());
    }

    @Test
    void aJobThatTheStoreHasDisabledIsNotEnabledByOneAgent() {
        agent.data("POST /jobs/7", "\"added\"").data("GET /jobs/7", "{\"disabled\":true,\"next_at\":0}");

        assertEquals(new FakeAgent.Ran(1, "", "dcms enable: job 7 is disabled in the store, for every host: "
                        + "--everywhere enables it there\n"),
                agent.dcms("enable", "7"));
    }

    @Test
    void enableAndDisableEverywhereChangeTheStore() {
        agent.data("PUT /jobs/7", "{}").data("GET /jobs/7", "{\"disabled\":false,\"next_at\":0}");

        assertEquals("job 7 is enabled, but never due\n", agent.dcms("enable", "7", "--everywhere").out());
        assertEquals("job 7 is disabled in the store, for every host\n", agent.dcms("disable", "--everywhere", "7").out());
        assertEquals(List.of("PUT /jobs/7 {\"disabled\":false}", "GET /jobs/7", "PUT /jobs/7 {\"disabled\":true}"), agent.asked);
    }

    @Test
    void disableIsForThisAgent() {
        agent.data("DELETE /jobs/7", "\"already disabled\"");

        assertEquals("job 7 is disabled on this agent, until it changes in the store\n", agent.dcms("disable", "7").out());
    }
}
