package io.dcms.runtime.rest;

import static io.dcms.runtime.job.TestJobs.job;
import static io.dcms.runtime.job.TestJobs.planned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.api.TimeoutTrigger;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.json.JsonValue;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobsRestTest {

    private final RestBench rest = new RestBench();
    private final FakeControl control = rest.control;

    @AfterEach
    void close() {
        rest.close();
    }

    private void jobs(JobView... jobs) {
        Snapshot snapshot = Snapshots.of(List.of(jobs), List.of(), List.of());
        control.snapshot = () -> snapshot;
    }

    private static List<String> texts(JsonValue array) {
        return ((JsonArray) array).elements().stream().map(element -> ((JsonString) element).value()).toList();
    }

    // --- what a job looks like ---

    @Test
    void aJobHasEveryFieldOfTheContractWithItsType() throws Exception {
        PlannedJob plan = planned(job(7, "*/5 * * * *").createUser("ann").executorFlags("-v 'a b'").timeout(60)
                .timeoutTrigger(TimeoutTrigger.KILL).hook("http://hooks/x").msgFilter("FATAL|panic").createAt(1_700_000_000));
        jobs(new JobView(plan.job(), true, "", Optional.of(plan), 3, 2, 1, 4, "1714564500-7", 1_714_564_501, 1_714_564_201,
                JobView.LastStatus.KILLED, 1_714_564_500, Optional.of(Instant.ofEpochSecond(1_714_565_100)), 1_714_564_000));

        String body = rest.send("GET /jobs/7").body();

        assertEquals("{\"ret\":0,\"data\":{\"id\":7,\"name\":\"job-7\",\"create_user\":\"ann\",\"executor\":\"/bin/true\","
                + "\"executor_flags\":\"-v 'a b'\",\"signature\":\"" + "0".repeat(32) + "\",\"runner\":\"nobody\",\"timeout\":60,"
                + "\"timeout_trigger\":1,\"disabled\":true,\"schedule\":\"*/5 * * * *\",\"hook\":\"http://hooks/x\","
                + "\"msg_filter\":\"FATAL|panic\",\"create_at\":1700000000,\"success_count\":3,\"error_count\":2,"
                + "\"timeout_count\":1,\"last_task_id\":\"1714564500-7\",\"last_success_at\":1714564501,"
                + "\"last_error_at\":1714564201,\"last_status\":4,\"last_exec_at\":1714564500,\"skip_count\":4,"
                + "\"next_at\":1714565100,\"options\":{},\"problem\":\"\",\"warnings\":[],\"overdue_since\":1714564000}}", body);
    }

    @Test
    void theListHoldsTheSameJobsByAscendingId() throws Exception {
        jobs(Snapshots.job(planned(9, "@daily")), Snapshots.job(planned(7, "@daily")));
        List<JsonValue> list = ((JsonArray) rest.data("GET /jobs")).elements();
        assertEquals(List.of("7", "9"), list.stream().map(job -> rest(job, "id")).toList());
        assertEquals(rest(rest.data("GET /jobs/9"), "schedule"), rest(list.get(1), "schedule"));
    }

    private static String rest(JsonValue object, String field) {
        JsonValue value = ((JsonObject) object).members().get(field);
        return value instanceof JsonString string ? string.value() : ((io.dcms.runtime.json.JsonNumber) value).text();
    }

    @Test
    void noJobsAreAnEmptyList() throws Exception {
        jobs();
        assertEquals("{\"ret\":0,\"data\":[]}", rest.send("GET /jobs").body());
    }

    @Test
    void lastStatusHasNumbersOfItsOwn() {
        assertEquals(List.of("SUCCESS 0", "FAILED 1", "TIMEOUT 2", "RUNNING 3", "KILLED 4"),
                Arrays.stream(JobView.LastStatus.values()).map(status -> status + " " + status.code()).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"quoted\" \\ and\nbroken", "\u2028\u2029</script>", "\ud800 half", "half \udc00", "nul \0 bel \7",
        "\u4f60\u597d \ud83d\ude00", "\u202egnp.exe"})
    void anyNameSurvives(String name) throws Exception {
        jobs(Snapshots.bad(Job.builder(7, name).build(), name));
        assertEquals(name, rest(rest.data("GET /jobs/7"), "name"));
        assertEquals(name, rest(((JsonArray) rest.data("GET /jobs")).elements().get(0), "problem"));
    }

    @Test
    void aPasswordInAHookIsNotShown() throws Exception {
        jobs(Snapshots.job(planned(job(7, "@daily").hook("http://ann:secret@hooks/x?to=a@b"))));
        assertEquals("http://ann:***@hooks/x?to=a@b", rest(rest.data("GET /jobs/7"), "hook"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "http://ann:se:c@ret@hooks/x              | http://ann:***@hooks/x              | the last @ ends it",
        "' \t\u00a0http://ann:secret@hooks/x'      | ' \t\u00a0http://ann:***@hooks/x'    | blanks before a hook do not count",
        "http://:secret@hooks/x                   | http://:***@hooks/x                 | without a user",
        "http://ann:sec/ret@hooks/x               | http://ann:***@hooks/x              | it should be %2F, and is a password all the same",
        "htt p://ann:secret@hooks/x               | htt p://ann:***@hooks/x             | no scheme",
        "http://hooks:8080/ann@hooks              | http://hooks:8080/ann@hooks         | a port is none",
        "http://[::1]:8080/ann@hooks              | http://[::1]:8080/ann@hooks         | nor is an address",
        "http://hooks/x?to=http://ann:y@z         | http://hooks/x?to=http://ann:y@z    | only the hook's own",
    })
    void aPasswordIsHiddenAlsoInAHookThatNobodyCanCall(String hook, String shown, String why) throws Exception {
        jobs(Snapshots.bad(job(7, "@daily").hook(hook).build(), "bad"));
        assertEquals(shown, rest(rest.data("GET /jobs/7"), "hook"), why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"retries\": 2}                    | {\"retries\":2}",
        "{\"env\": {\"A\": \"secret\"}}        | {\"env\":{\"A\":\"***\"}}",
        "{\"env\": {\"A\": [\"secret\"]}}      | {\"env\":{\"A\":\"***\"}}",
        "{\"env\": \"A=secret\"}              | {\"env\":\"***\"}",
        "{\"env\": {\"A\": \"secret\"},}       | \"***\"",
        "[{\"env\": {\"A\": \"secret\"}}]      | \"***\"",
        "\"A=secret\"                        | \"***\"",
        "` `                                 | {}",
    })
    void optionsAreShownWithoutTheirEnvironmentAlsoWhenTheyAreNone(String options, String shown) throws Exception {
        jobs(Snapshots.bad(job(7, "@daily").options(options).build(), "bad"));
        String body = rest.send("GET /jobs/7").body();
        assertTrue(body.contains("\"options\":" + shown + ",\"problem\""), body);
    }

    // --- what is done to a job ---

    @Test
    void postPutAndDeleteAnswerInTheWordsOfTheContract() throws Exception {
        assertEquals("Job:12 will be added async", rest.text("POST /jobs/12"));
        assertEquals("Job:12 will be updated async", rest.text("PUT /jobs/12"));
        assertEquals("Job:12 already disabled", rest.text("DELETE /jobs/12"));
        assertEquals(List.of("refresh 12", "refresh 12", "disable 12"), control.asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void aFetchTellsWhatTheStoreSays(String method) throws Exception {
        control.refresh = CompletableFuture.completedFuture(Optional.of("runner: \"root\": give an ordinary user"));
        assertEquals("Job:7 can't be run as the store has it: runner: \"root\": give an ordinary user",
                rest.problem(409, method + " /jobs/7"));
        control.refresh = CompletableFuture.completedFuture(Optional.empty());
        assertEquals("Job:7 not found: the store has no such job for this host", rest.problem(404, method + " /jobs/7"));
        control.refresh = CompletableFuture.failedFuture(new IOException("no route to db:3306"));
        assertEquals("the store can't be read: no route to db:3306", rest.problem(503, method + " /jobs/7"));
        control.refresh = CompletableFuture.failedFuture(new NoClassDefFoundError("com/mysql/Driver"));
        assertTrue(rest.problem(500, method + " /jobs/7").contains("com/mysql/Driver"));
    }

    @Test
    void aStoreThatTakesTooLongIsNotWaitedFor() throws Exception {
        try (RestBench hasty = new RestBench(Duration.ofMillis(1))) {
            hasty.control.refresh = new CompletableFuture<>();
            assertEquals("Job:7 will be added async", hasty.text("POST /jobs/7"));
            hasty.control.disable = new CompletableFuture<>();
            assertTrue(hasty.problem(503, "DELETE /jobs/7").startsWith("the agent is busy"));
        }
    }

    @Test
    void whatIsNotThereIs404() throws Exception {
        control.disable = CompletableFuture.completedFuture(false);
        for (String call : List.of("GET /jobs/8", "DELETE /jobs/8", "GET /jobs/8/next", "GET /jobs/8/tasks")) {
            assertEquals("Job:8 not found", rest.problem(404, call));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+7", "7.0", "1e3", "0x7", "seven", "\u0667", "9223372036854775808", "99999999999999999999",
        "7%20", "7%00", "7%0a", "..%2f7", "%ff", "7;x=1", "7,8"})
    void anIdThatIsNoneIs400(String id) throws Exception {
        String encoded = id.equals("\u0667") ? "%D9%A7" : id;
        for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
            assertTrue(rest.problem(400, method + " /jobs/" + encoded).contains("is no job id"));
        }
        assertEquals(List.of(), control.asked);
    }

    @Test
    void theLargestIdOfABigintIsAnId() throws Exception {
        assertEquals("Job:9223372036854775807 already disabled", rest.text("DELETE /jobs/9223372036854775807"));
        assertEquals("Job:9223372036854775807 not found", rest.problem(404, "GET /jobs/9223372036854775807"));
    }

    // --- run ---

    @Test
    void runAnswersTheTaskId() throws Exception {
        assertEquals("{\"ret\":0,\"data\":{\"task_id\":\"1714564800-7\"}}", rest.send("POST /jobs/7/run").body());
        assertEquals(List.of("run 7"), control.asked);
    }

    // --- next ---

    @Test
    void nextSpeaksTheJobsZoneAndFiveTimesUnlessAsked() throws Exception {
        jobs(Snapshots.job(planned(7, "30 20 * * *", "{\"timezone\":\"Asia/Shanghai\"}")));
        assertEquals(List.of("2024-05-01T20:30:00+08:00", "2024-05-02T20:30:00+08:00", "2024-05-03T20:30:00+08:00",
                "2024-05-04T20:30:00+08:00", "2024-05-05T20:30:00+08:00"), texts(rest.data("GET /jobs/7/next")));
        assertEquals(1, texts(rest.data("GET /jobs/7/next?count=1")).size());
        assertEquals(1000, texts(rest.data("GET /jobs/7/next?count=1000")).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "", "1e3", "five", "%D9%A7", "99999999999999999999"})
    void aCountThatIsNoneIs400(String count) throws Exception {
        assertTrue(rest.problem(400, "GET /jobs/7/next?count=" + count).endsWith(": give a whole number from 1 to 1000"));
    }

    @Test
    void nextOfAJobThatIsNeverDueDisabledOrBad() throws Exception {
        jobs(Snapshots.job(planned(7, "0 0 31 2 *")), Snapshots.job(planned(job(8, "0 0 * * *").disabled(true))),
                Snapshots.bad(job(9, "61 * * * *").build(), "schedule: 61 is over 59"));
        assertEquals(List.of(), texts(rest.data("GET /jobs/7/next")));
        assertEquals("2024-05-02T00:00:00Z", texts(rest.data("GET /jobs/8/next?count=1")).get(0));
        assertEquals("Job:9 can't be run: schedule: 61 is over 59", rest.problem(409, "GET /jobs/9/next"));
    }

    // --- history ---

    @Test
    void historyComesFromTheStore() throws Exception {
        List<String> asked = new ArrayList<>();
        control.history = (host, jobId, limit) -> {
            asked.add(host + " " + jobId + " " + limit);
            return List.of(new Task(7, "1714564800-7", "host-1", TaskStatus.KILLED, 1_714_564_800, 5, "/log/x", "killed: x", "out"));
        };
        assertEquals("{\"ret\":0,\"data\":[{\"job_id\":7,\"task_id\":\"1714564800-7\",\"status\":5,\"exec_at\":1714564800,"
                + "\"exec_duration\":5,\"log_filename\":\"/log/x\",\"ended\":true,\"host\":\"host-1\",\"reason\":\"killed: x\",\"output\":\"out\"}]}",
                rest.send("GET /jobs/7/tasks").body());
        assertFalse(rest.send("GET /jobs/7/tasks?limit=3&brief").body().contains("output"), "a thousand outputs would be 16 MiB");
        assertEquals(List.of("host-1 7 20", "host-1 7 3"), asked);
    }

    @Test
    void historyThatCantBeHadIsSaid() throws Exception {
        assertEquals("this store keeps no history of runs", rest.problem(501, "GET /jobs/7/tasks"));
        control.history = (host, jobId, limit) -> {
            throw new IOException("gone away");
        };
        assertEquals("the store can't be read: gone away", rest.problem(503, "GET /jobs/7/tasks"));
        control.history = (host, jobId, limit) -> {
            throw new NoClassDefFoundError("com/mysql/Driver");
        };
        assertTrue(rest.problem(500, "GET /jobs/7/tasks").contains("com/mysql/Driver"));
        assertFalse(rest.problem(400, "GET /jobs/7/tasks?limit=0").isEmpty());
    }

    // --- many readers ---

    @Test
    void everyReaderSeesOneMomentWhileJobsComeAndGo() throws Exception {
        List<Snapshot> moments = new ArrayList<>();
        for (int count = 0; count < 50; count++) {
            List<JobView> jobs = new ArrayList<>();
            for (int id = 1; id <= count; id++) {
                jobs.add(Snapshots.job(planned(job(id, "@daily").createUser("moment-" + count))));
            }
            moments.add(Snapshots.of(jobs, List.of(), List.of()));
        }
        java.util.concurrent.atomic.AtomicInteger reads = new java.util.concurrent.atomic.AtomicInteger();
        control.snapshot = () -> moments.get(reads.getAndIncrement() % moments.size());
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(rest.client().sendAsync(rest.request("GET /jobs").build(), BodyHandlers.ofString()));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
            List<JsonValue> jobs = ((JsonArray) RestBench.object(answer.join().body()).members().get("data")).elements();
            assertTrue(jobs.stream().allMatch(job -> rest(job, "create_user").equals("moment-" + jobs.size())));
        }
    }

    @Test
    void aBodyIsReadAndMeansNothing() throws Exception {
        assertEquals(200, rest.client().send(rest.request("POST /jobs/7").POST(BodyPublishers.ofByteArray(new byte[1 << 17])).build(),
                BodyHandlers.ofString()).statusCode());
        assertEquals(200, rest.client().send(rest.request("GET /jobs/7").build(), BodyHandlers.ofString()).statusCode());
    }
}
