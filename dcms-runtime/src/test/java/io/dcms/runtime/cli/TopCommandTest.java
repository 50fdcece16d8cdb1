package io.dcms.runtime.cli;

import static io.dcms.runtime.cli.FakeAgent.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code dcms top}, whose time is moved by hand. */
class TopCommandTest {

    private static final long NOW = 1714564811;
    private static final String HEALTH = "{\"live\":true,\"ready\":true,\"problems\":[\"x\"],\"jobs\":3,\"tasks\":2,\"waiting_reports\":1}";

    private final List<Long> pauses = new ArrayList<>();
    private FakeAgent agent;

    @BeforeEach
    void listen() throws IOException {
        agent = new FakeAgent();
        agent.data("GET /tasks", "[{\"task_id\":\"5-1\",\"job_id\":1,\"status\":1,\"exec_at\":9,\"exec_duration\":5,\"job_name\":\"a\"},"
                + "{\"task_id\":\"4-2\",\"job_id\":2,\"status\":4,\"exec_at\":9,\"exec_duration\":65,\"job_name\":\"备份\"}]");
        agent.data("GET /jobs", "[{\"id\":1,\"name\":\"later\",\"next_at\":1714564911,\"last_task_id\":\"\"},"
                + "{\"id\":2,\"name\":\"off\",\"next_at\":0},"
                + "{\"id\":3,\"name\":\"sooner\",\"next_at\":1714564821,\"last_task_id\":\"3-3\",\"last_status\":1}]");
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private String top(String... arguments) throws CommandFailed {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Given given = Given.parse(Commands.find("top"), List.of(arguments));
        new TopCommand(given, AgentClient.of(given, agent.environment), agent.screen(out, out),
                InstantSource.fixed(Instant.ofEpochSecond(NOW)), pauses::add).run();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String page() {
        return """
                %s  %s  ready, 1 problem  3 jobs  2 running  1 reports wait

                FOR    STATUS   TASK  JOB  NAME
                1m 5s  timeout  4-2   2    备份
                5s     running  5-1   1    a

                IN      LAST    NEXT                 JOB  NAME
                10s     failed  %s  3    sooner
                1m 40s  -       %s  1    later
                """.formatted(local(NOW), agent.url(), local(NOW + 10), local(NOW + 100));
    }

    @Test
    void looksOnceWhereThereIsNoTerminal() throws CommandFailed {
        agent.data("GET /health", HEALTH);

        assertEquals(page() + "\n", top());
        assertEquals(List.of(), pauses);
    }

    @Test
    void anAgentThatGoesAwayIsAskedAgain() throws CommandFailed {
        agent.data("GET /health", HEALTH).answer("GET /health", 502, "a proxy's word").data("GET /health", HEALTH);

        String out = top("--count", "3", "--interval=5");

        assertTrue(out.startsWith(page() + "\n! what listens at " + agent.url()), out);
        assertTrue(out.endsWith("\n" + page() + "\n" + page() + "\n"), out);
        assertEquals(List.of(5000L, 5000L), pauses);
    }

    @Test
    void aTerminalIsDrawnOverLineByLine() throws CommandFailed {
        agent.data("GET /health", HEALTH).terminal = true;
        agent.environment.put("NO_COLOR", "1");

        String page = "\u001b[H" + page().replace("\n", "\u001b[K\n") + "\u001b[J";
        assertEquals(page + page, top("--count=2"));
        assertEquals(List.of(2000L), pauses);
    }

    @Test
    void tellsHowManyAreNotShown() throws CommandFailed {
        agent.data("GET /health", "{\"ready\":false}");
        agent.data("GET /tasks", "[" + "{},".repeat(17) + "{}]");

        top();
        assertTrue(top().contains("\nand 3 more\n"));
    }

    @Test
    void refusesBadNumbersAndAnAgentThatIsNotThere() {
        assertEquals(new FakeAgent.Ran(2, "", "dcms top: --interval \"0\": give a whole number from 1 to 3600\n"),
                agent.dcms("top", "--interval=0"));
        agent.close();
        assertEquals(3, agent.dcms("top").exit());
    }
}
