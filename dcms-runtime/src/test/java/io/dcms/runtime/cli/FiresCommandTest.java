package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiresCommandTest {

    private FakeAgent agent;
    private String url;
    private int status = 200;
    private String body = "{\"ret\":0,\"data\":{\"job_id\":7,\"since\":0,\"until\":60,\"complete_since\":0,\"more\":false,\"fires\":[]}}";
    private FakeAgent.Ran ran;

    @BeforeEach
    void listen() throws IOException {
        agent = new FakeAgent();
        url = agent.url();
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private int run(String... arguments) {
        agent.answer("GET /jobs/7/fires", status, body);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(0, "fires");
        ran = agent.dcms(all.toArray(String[]::new));
        return ran.exit();
    }

    private String printed() {
        return ran.out();
    }

    private String said() {
        return ran.err();
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
        String call = "GET /jobs/7/fires?since=2024-05-01T10%3A00%3A00%2B02%3A00&until=1h&limit=3";
        agent.answer(call, 200, body);
        assertEquals(0, run("7", "--since", "2024-05-01T10:00:00+02:00", "--until=1h", "--limit", "3", "--json", "--url=" + url + "/"));
        assertEquals(List.of(call), agent.asked);
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
            "404 | <html>nginx</html> | 3 | dcms fires: what listens at URL is no agent: it answers \"<html>nginx</html>\"",
            "302 | ''                                            | 3 | dcms fires: what listens at URL is no agent: it answers \"\""})
    void saysWhatIsWrong(int answered, String text, int exit, String message) {
        status = answered;
        body = text;
        assertEquals(exit, run("7"));
        assertEquals(message.replace("URL", url) + "\n", said());
        assertEquals("", printed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "''               | ID is missing: dcms fires ID; --help tells more",
            "seven            | \"seven\": give the id of a job, a whole number",
            "7 8              | \"8\" is one too many: dcms fires takes ID",
            "7 --sinse 1h     | option \"--sinse\" is unknown: give --since, --until, --limit, --url, --host, --token-file, --ca, --json or --help",
            "7 --since        | option --since has no value: give one after it",
            "7 --url localhost:8001 | --url \"localhost:8001\": give an address such as http://127.0.0.1:8001",
            "7 --url http://x/?a    | --url \"http://x/?a\": give an address such as http://127.0.0.1:8001"})
    void refusesBadArguments(String arguments, String message) {
        assertEquals(2, run(arguments.isEmpty() ? new String[0] : arguments.split(" ")));
        assertEquals("dcms fires: " + message + "\n", said());
        assertEquals(List.of(), agent.asked);
    }

    @Test
    void saysThatNobodyListens() {
        agent.close();
        assertEquals(3, run("7"));
        assertEquals("dcms fires: nobody listens at " + url
                + ": is the agent running, and is that its address? (--url or DCMS_URL names another)\n", said());
    }
}
