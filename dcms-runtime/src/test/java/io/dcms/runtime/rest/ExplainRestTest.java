package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainRestTest {

    private final RestBench rest = new RestBench();

    @AfterEach
    void close() {
        rest.close();
    }

    private static String explain(String schedule) {
        return "GET /explain?schedule=" + URLEncoder.encode(schedule, StandardCharsets.UTF_8);
    }

    @Test
    void aScheduleIsToldInWordsAndTimes() throws Exception {
        assertEquals("{\"ret\":0,\"data\":{\"schedule\":\"0 3 * * MON-FRI\",\"en\":\"at 03:00, from Monday to Friday\","
                + "\"zh\":\"周一至周五，03:00 执行\",\"warnings\":[],\"zone\":\"Europe/Berlin\","
                + "\"next\":[\"2024-05-02T03:00:00+02:00\",\"2024-05-03T03:00:00+02:00\"]}}",
                rest.send(explain("0 3 * * MON-FRI") + "&count=2").body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Asia/Shanghai | Asia/Shanghai | 2024-05-02T03:00:00+08:00",
        "%2B05:30      | +05:30        | 2024-05-02T03:00:00+05:30",
        "+05:30        | +05:30        | 2024-05-02T03:00:00+05:30", // unescaped it comes as a blank
        "UTC           | UTC           | 2024-05-02T03:00:00Z",
        "''            | Europe/Berlin | 2024-05-02T03:00:00+02:00"})
    void inAnyZone(String sent, String zone, String next) throws Exception {
        String body = rest.send(explain("0 3 * * *") + "&count=1&zone=" + sent).body();
        assertTrue(body.endsWith("\"zone\":\"" + zone + "\",\"next\":[\"" + next + "\"]}}"), body);
    }

    @Test
    void everyIsCountedFromNow() throws Exception {
        String body = rest.send(explain("@every 7s") + "&count=2&zone=UTC").body();
        assertTrue(body.contains("\"en\":\"every 7 seconds, counted from the job's last change\""), body);
        assertTrue(body.endsWith("\"next\":[\"2024-05-01T12:00:07Z\",\"2024-05-01T12:00:14Z\"]}}"), body);
    }

    @Test
    void whatIsNeverDueHasNoTimes() throws Exception {
        assertTrue(rest.send(explain("0 0 31 2 *")).body()
                .contains("\"warnings\":[\"never runs: no day of 1970-2099 matches\"],\"zone\":\"Europe/Berlin\",\"next\":[]"));
        assertTrue(rest.send(explain("@reboot")).body().contains("\"next\":[]"));
        JsonObject most = (JsonObject) rest.data(explain("* * * * * *") + "&count=100");
        assertEquals(100, ((JsonArray) most.members().get("next")).elements().size());
    }

    @Test
    void whatIsWrongIsSaidAndWhere() throws Exception {
        String problem = rest.problem(400, explain("61 * * * *"));
        assertTrue(problem.startsWith("schedule: ") && problem.contains("61"), problem);
        assertTrue(rest.problem(400, explain("")).startsWith("schedule: "));
        assertTrue(rest.problem(400, explain("x".repeat(10_000))).length() < 1_000);
        assertTrue(rest.problem(400, "GET /explain").startsWith("schedule is missing: give a cron expression"));
        assertEquals("zone: \"Mars\" is unknown: give a region such as Europe/Berlin, UTC, or an offset such as +05:30",
                rest.problem(400, explain("* * * * *") + "&zone=Mars"));
        assertEquals("count=101: give a whole number from 1 to 100", rest.problem(400, explain("* * * * *") + "&count=101"));
    }
}
