package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiresCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> asked = new ArrayList<>();
    private HttpServer agent;
    private String url;
    private int status = 200;
    private String body = "{\"ret\":0,\"data\":{\"job_id\":7,\"since\":0,\"until\":60,\"complete_since\":0,\"more\":false,\"fires\":[]}}";

    @BeforeEach
    void listen() throws IOException {
        agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        agent.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        agent.start();
        url = "http://127.0.0.1:" + agent.getAddress().getPort();
    }

    @AfterEach
    void close() {
        agent.stop(0);
    }

    private int run(String... arguments) {
        return FiresCommand.run(List.of(arguments), Map.of("DCMS_URL", url), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static String local(long second) {
        return Instant.ofEpochSecond(second).atZone(ZoneId.systemDefault()).toLocalDateTime().toString().replace('T', ' ');
    }

    @Test
    void printsALineForEachAnswer() {
        body = "{\"ret\":0,\"data\":{\"job_id\":7,\"since\":1714564801,\"until\":1714564899,\"complete_since\":1714564811,\"more\":true,"
                + "\"fires\":["
                + "{\"fire_at\":1714564811,\"outcome\":\"on\",\"reason\":\"it came to this agent\"},"
                + "{\"fire_at\":1714564812,\"outcome\":\"ran\",\"task_id\":\"1-7\",\"cause\":\"fire\",\"attempt\":0,"
                + "\"status\":2,\"ended\":true},"
                + "{\"fire_at\":1714564813,\"outcome\":\"ran\",\"task_id\":\"2-7\",\"cause\":\"retry\",\"attempt\":1,\"status\":3,"
                + "\"reason\":\"exit status 1\\u001b[31m\"},"
                + "{\"fire_at\":1714564814,\"outcome\":\"ran\",\"task_id\":\"3-7\",\"cause\":\"request\",\"attempt\":0},"
                + "{\"fire_at\":1714564815,\"outcome\":\"waits\",\"attempt\":0},"
                + "{\"fire_at\":1714564816,\"outcome\":\"skipped\",\"attempt\":0,\"reason\":\"still running\"},"
                + "{\"fire_at\":1714564817,\"outcome\":\"missed\",\"last_at\":1714564819,\"count\":3,\"reason\":\"away\"},"
                + "{\"fire_at\":1714564821,\"outcome\":\"off\",\"last_at\":1714564822,\"reason\":\"disabled\"},"
                + "{\"fire_at\":1714564823,\"outcome\":\"off\",\"reason\":\"removed\"},"
                + "{\"fire_at\":1714564824,\"outcome\":\"of a later version\"}]}}";
        assertEquals(0, run("7"), this::said);
        assertEquals("job 7, " + local(1714564801) + " to " + local(1714564899) + ", times in " + ZoneId.systemDefault() + "\n"
                + "nothing, or not all, is known of fires before " + local(1714564811) + "\n"
                + "older ones are left out: give a greater --limit, or an --until\n"
                + local(1714564811) + "  on       it came to this agent\n"
                + local(1714564812) + "  ran      task 1-7, success\n"
                + local(1714564813) + "  ran      task 2-7, retry 1, failed: exit status 1\\u001b[31m\n"
                + local(1714564814) + "  ran      task 3-7, asked for\n"
                + local(1714564815) + "  waits    for a run of the job to end\n"
                + local(1714564816) + "  skipped  still running\n"
                + local(1714564817) + "  missed   3 until " + local(1714564819) + ": away\n"
                + local(1714564821) + "  off      until " + local(1714564822) + ": disabled\n"
                + local(1714564823) + "  off      removed\n"
                + local(1714564824) + "  of a later version \n", printed());
    }

    @Test
    void asksWhatItWasAskedAndPrintsJsonAsItIs() {
        assertEquals(0, run("7", "--since", "2024-05-01T10:00:00+02:00", "--until=1h", "--limit", "3", "--json", "--url=" + url + "/"));
        assertEquals(List.of("/jobs/7/fires?since=2024-05-01T10%3A00%3A00%2B02%3A00&until=1h&limit=3"), asked);
        assertEquals("{\"job_id\":7,\"since\":0,\"until\":60,\"complete_since\":0,\"more\":false,\"fires\":[]}\n", printed());
    }

    @Test
    void saysSoIfThereWereNone() {
        assertEquals(0, run("7"));
        assertTrue(printed().endsWith("\nno fires\n"), printed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "404 | {\"ret\":404,\"msg\":\"Job:7 not found\"}     | 4 | dcms fires: Job:7 not found",
            "400 | {\"ret\":400,\"msg\":\"since=x: give ...\"}   | 2 | dcms fires: since=x: give ...",
            "503 | {\"ret\":503,\"msg\":\"busy\"}                | 1 | dcms fires: URL: busy",
            "500 | {\"ret\":500}                                 | 1 | dcms fires: URL: it answers with 500",
            "404 | <html>nginx</html> | 1 | dcms fires: what listens at URL is no agent: it answers \"<html>nginx</html>\"",
            "302 | ''                                            | 1 | dcms fires: what listens at URL is no agent: it answers \"\""})
    void saysWhatIsWrong(int answered, String text, int exit, String message) {
        status = answered;
        body = text;
        assertEquals(exit, run("7"));
        assertEquals(message.replace("URL", url) + "\n", said());
        assertEquals("", printed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "''               | ID is missing: give the id of a job, or --help",
            "seven            | \"seven\": give the id of one job, a whole number",
            "7 8              | \"8\": give the id of one job, a whole number",
            "7 --sinse 1h     | option \"--sinse\" is unknown: give --since, --until, --limit, --url, --json or --help",
            "7 --since        | option --since has no value: give one after it",
            "7 --url localhost:8001 | --url \"localhost:8001\": give an address such as http://127.0.0.1:8001",
            "7 --url http://x/?a    | --url \"http://x/?a\": give an address such as http://127.0.0.1:8001"})
    void refusesBadArguments(String arguments, String message) {
        assertEquals(2, run(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
        assertEquals("dcms fires: " + message + "\n", said());
        assertEquals(List.of(), asked);
    }

    @Test
    void saysThatNobodyListens() {
        agent.stop(0);
        assertEquals(1, run("7"));
        assertEquals("dcms fires: nobody listens at " + url
                + ": is the agent running, and is that its address? (--url or DCMS_URL names another)\n", said());
    }
}
