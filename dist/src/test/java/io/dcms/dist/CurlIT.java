package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The calls of the README as people type them, with {@code curl}, and what else the port answers to it. */
@NeedsRoot
@OnNewestJdkToo
final class CurlIT {
    private static final List<String> JOB_FIELDS_OF_OLD = List.of("id", "name", "create_user", "executor", "executor_flags",
            "signature", "runner", "timeout", "timeout_trigger", "disabled", "schedule", "hook", "msg_filter", "create_at",
            "success_count", "error_count", "timeout_count", "last_task_id", "last_success_at", "last_error_at", "last_status",
            "last_exec_at");
    private static final List<String> TASK_FIELDS_OF_OLD =
            List.of("job_id", "task_id", "status", "exec_at", "exec_duration", "log_filename");

    @TempDir
    private static Path temp;
    private static AgentSite site;
    private static RunningAgent agent;
    private static Rest rest;
    private static Path quick;

    @BeforeAll
    static void start() throws Exception {
        site = AgentSite.in(temp);
        quick = site.program("quick.sh", "#!/bin/sh\necho quick\n");
        site.jobs(JobSpec.of(1, "jobtestname", quick).with("create_user", "dongzerun").with("timeout", 30)
                        .with("timeout_trigger", 1).with("schedule", "30 2 * * *").with("hook", "http://testwebhook.com")
                        .with("msg_filter", "fatal|failed|error").with("create_at", 1_700_000_000)
                        .with("options", Map.of("timezone", "America/New_York")),
                JobSpec.of(2, "killed", site.waitingProgram("never")),
                JobSpec.of(3, "followed", site.waitingProgram("gate")),
                JobSpec.of(4, "quick", quick),
                JobSpec.of(5, "changing", quick));
        agent = site.start();
        rest = agent.readyRest();
        agent.await("it had all jobs", () -> rest.jobs().size() == 5);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @Test
    void showsAllJobsAndOne() throws Exception {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.putAll(Map.of("id", 1L, "name", "jobtestname", "create_user", "dongzerun", "executor", quick.toString(),
                "executor_flags", "", "signature", JobSpec.md5(quick), "runner", JobSpec.RUNNER, "timeout", 30L,
                "timeout_trigger", 1L, "disabled", false));
        expected.putAll(Map.of("schedule", "30 2 * * *", "hook", "http://testwebhook.com", "msg_filter", "fatal|failed|error",
                "create_at", 1_700_000_000L, "success_count", 0L, "error_count", 0L, "timeout_count", 0L, "last_task_id", "",
                "last_success_at", 0L, "last_error_at", 0L));
        expected.putAll(Map.of("last_status", 0L, "last_exec_at", 0L));
        Map<String, Object> one = PlainJson.object(data("/jobs/1"));
        assertEquals(JOB_FIELDS_OF_OLD, one.keySet().stream().limit(JOB_FIELDS_OF_OLD.size()).toList());
        one.keySet().retainAll(JOB_FIELDS_OF_OLD);
        assertEquals(expected, one);
        List<Map<String, Object>> all = PlainJson.objects(data("/jobs"));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), all.stream().map(job -> job.get("id")).toList());
        all.get(0).keySet().retainAll(JOB_FIELDS_OF_OLD);
        assertEquals(expected, all.get(0));
    }

    /** It does not wait for the next look at the store: that may be an hour away. */
    @Test
    void addsAJobAndReplacesIt() throws Exception {
        assertEquals("{\"ret\":0,\"data\":\"Job:5 will be added async\"}", curl("-X", "POST", rest.url("/jobs/5")));
        assertEquals("{\"ret\":0,\"data\":\"Job:5 will be updated async\"}", curl("-X", "PUT", rest.url("/jobs/5")));
        String unknown = "{\"ret\":404,\"msg\":\"Job:6 not found: the store has no such job for this host\"}";
        assertEquals(unknown, curl("-X", "POST", rest.url("/jobs/6")));
        assertEquals(unknown, curl("-X", "PUT", rest.url("/jobs/6")));
    }

    @Test
    void disablesAJobUntilItIsFetchedAgain() throws Exception {
        assertNotEquals(0L, rest.job(5).get("next_at"));
        assertEquals("{\"ret\":0,\"data\":\"Job:5 already disabled\"}", curl("-X", "DELETE", rest.url("/jobs/5")));
        assertEquals(true, rest.job(5).get("disabled"));
        assertEquals(0L, rest.job(5).get("next_at"));
        curl("-X", "PUT", rest.url("/jobs/5"));
        agent.await("it was enabled again", () -> rest.job(5).get("disabled").equals(false));
        assertNotEquals(0L, rest.job(5).get("next_at"));
    }

    @Test
    void showsTasksAndKillsOne() throws Exception {
        String task = rest.run(2);
        agent.await("it ran", () -> task(task).get("status").equals(1L));
        assertEquals(TASK_FIELDS_OF_OLD, task(task).keySet().stream().limit(TASK_FIELDS_OF_OLD.size()).toList());
        assertTrue(PlainJson.objects(data("/tasks")).stream().anyMatch(one -> one.get("task_id").equals(task)));
        assertEquals("Job:2 is already running: task " + task, rest.send("POST", "/jobs/2/run").message());
        assertEquals(3L, rest.job(2).get("last_status"));

        assertEquals("{\"ret\":0,\"data\":\"Task:" + task + " will be killed async, or may be done normal\"}",
                curl("-X", "DELETE", rest.url("/tasks/" + task)));

        assertEquals("killed: asked for by 127.0.0.1 over REST", site.awaitEnd(agent, task).get("reason"));
        // A burst of ends is shown some 50 ms later.
        agent.await("it is shown as killed", () -> task(task).get("status").equals(5L));
        assertEquals(4L, rest.job(2).get("last_status"));
        assertEquals(List.of(), PlainJson.objects(data("/tasks")).stream()
                .filter(one -> one.get("task_id").equals(task)).toList());
    }

    @Test
    void runsAJobNowAndTellsItsHistory() throws Exception {
        String answer = curl("-X", "POST", rest.url("/jobs/4/run"));
        assertTrue(answer.matches("\\{\"ret\":0,\"data\":\\{\"task_id\":\"\\d+-4\"}}"), answer);
        String task = answer.replaceAll(".*\"(\\d+-4)\".*", "$1");
        site.awaitEnd(agent, task);
        assertEquals("quick\n", curl(rest.url("/tasks/" + task + "/log")));
        assertEquals("ick\n", curl(rest.url("/tasks/" + task + "/log?tail=4")));
        List<Map<String, Object>> history = PlainJson.objects(data("/jobs/4/tasks"));
        assertEquals(List.of(task), history.stream().map(one -> one.get("task_id")).toList());
        assertEquals(2L, history.get(0).get("status"));
        agent.await("it is shown as ended", () -> rest.tasks().stream().noneMatch(one -> one.get("task_id").equals(task)));
        Map<String, Object> job = rest.job(4);
        assertEquals(List.of(1L, task, 0L), List.of(job.get("success_count"), job.get("last_task_id"), job.get("last_status")));
    }

    @Test
    void tellsWhenAJobIsDue() throws Exception {
        @SuppressWarnings("unchecked")
        List<String> next = (List<String>) data("/jobs/1/next?count=3");
        assertEquals(3, next.size());
        next.forEach(time -> assertTrue(time.matches("\\d{4}-\\d\\d-\\d\\dT0[23]:[03]0:00-0[45]:00"), next::toString));
        assertEquals(List.of("2099-01-01T00:00:00Z"), data("/jobs/4/next"));
    }

    /** Ends by itself, with the task. */
    @Test
    void followsALogUntilItsTaskEnds() throws Exception {
        String task = rest.run(3);
        agent.await("it had a log", () -> rest.get("/tasks/" + task + "/log").status() == 200);
        Path out = temp.resolve("followed.txt");
        Process curl = new ProcessBuilder("curl", "-sN", rest.url("/tasks/" + task + "/log?follow=true"))
                .redirectOutput(out.toFile()).start();
        agent.await("curl had shown the first line", () -> Files.readString(out).equals("waiting\n"));
        assertTrue(curl.isAlive());
        site.open("gate");
        agent.await("curl had ended", () -> !curl.isAlive());
        assertEquals(0, curl.exitValue());
        assertEquals("waiting\ndone\n", Files.readString(out));
    }

    @Test
    void tellsItsHealthAndVersion() throws Exception {
        Map<String, Object> health = PlainJson.object(data("/health"));
        assertEquals(true, health.get("live"));
        assertEquals(true, health.get("ready"));
        assertEquals(List.of(), health.get("problems"));
        assertEquals(5L, health.get("jobs"));
        Map<String, Object> version = PlainJson.object(data("/version"));
        assertEquals(UnpackedTarball.topFolder(), "dcms-" + version.get("version"));
        assertEquals(agent.pid(), version.get("pid"));
    }

    /** The true status, the same number in {@code ret}, and words that say what would be right. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "GET    | /jobs/999                | 404 | Job:999 not found                                     | ''",
        "GET    | /jobs/abc                | 400 | \"abc\" is no job id: give a whole number             | ''",
        "GET    | /jobs/-1                 | 400 | \"-1\" is no job id: give a whole number              | ''",
        "GET    | /jobs/99999999999999999999 | 400 | \"99999999999999999999\" is no job id: give a whole number | ''",
        "DELETE | /jobs/999                | 404 | Job:999 not found                                     | ''",
        "POST   | /jobs/999/run            | 404 | Job:999 not found                                     | ''",
        "GET    | /jobs/999/next           | 404 | Job:999 not found                                     | ''",
        "GET    | /jobs/1/next?count=0     | 400 | count=0: give a whole number from 1 to 1000           | ''",
        "GET    | /jobs/1/tasks?limit=many | 400 | limit=many: give a whole number from 1 to 1000        | ''",
        "GET    | /tasks/1-1               | 404 | Task:1-1 not found                                    | ''",
        "DELETE | /tasks/1-1               | 404 | Task:1-1 not found                                    | ''",
        "GET    | /tasks/1-1/log           | 404 | Task:1-1 has no log                                   | ''",
        "GET    | /tasks/..%2f..%2fetc%2fpasswd/log | 404 | Task:../../etc/passwd has no log             | ''",
        "GET    | /tasks/1-1/log?follow=perhaps | 400 | follow=perhaps: give true or false               | ''",
        "GET    | /job                     | 404 | there is nothing at /job                              | ''",
        "POST   | /                        | 405 | POST is not for this address: use GET                 | GET",
        "GET    | /jobs/1/nothing          | 404 | there is nothing at /jobs/1/nothing                   | ''",
        "PUT    | /jobs                    | 405 | PUT is not for this address: use GET, POST            | GET, POST",
        "POST   | /jobs                    | 400 | there is no body: send a job as a JSON object         | ''",
        "DELETE | /jobs/999?forget=true    | 404 | Job:999 not found: the store has no such job          | ''",
        "DELETE | /jobs/1?forget=perhaps   | 400 | forget=perhaps: give true or false                    | ''",
        "PATCH  | /jobs/1                  | 405 | PATCH is not for this address: use DELETE, GET, POST, PUT | DELETE, GET, POST, PUT",
        "PUT    | /tasks/1-1               | 405 | PUT is not for this address: use DELETE, GET          | DELETE, GET",
        "DELETE | /health                  | 405 | DELETE is not for this address: use GET               | GET"})
    void refusesWhatItCantDo(String method, String path, int status, String message, String allow) throws Exception {
        Rest.Answer answer = rest.send(method, path);
        assertEquals(status, answer.status());
        assertTrue(answer.message().startsWith(message), answer::body);
        assertEquals(allow, answer.allow());
    }

    @Test
    void outlivesWhateverIsSentToItsPort() throws Exception {
        Path large = Files.write(temp.resolve("large"), new byte[(1 << 17) + 1]);
        assertEquals("{\"ret\":413,\"msg\":\"the body has 131073 bytes, the most is 131072\"}",
                curl("-X", "POST", "--data-binary", "@" + large, rest.url("/jobs/4")));
        for (String sent : List.of("\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u0001\u0002", "GET /%zz HTTP/1.1\r\n\r\n",
                "POST /jobs/4 HTTP/1.1\r\nContent-Length: -5\r\n\r\n", "GET /jobs HTTP/1.1\r\nHost", "A".repeat(100_000))) {
            Finished run = site.dcms().run(new ProcessBuilder("bash", "-c",
                    "exec 3<>/dev/tcp/127.0.0.1/" + rest.port() + "; printf '%s' \"$0\" >&3; exec 3>&-",
                    sent));
            assertEquals(0, run.exit(), run::toString);
        }
        assertEquals(200, rest.get("/health").status());
        assertTrue(agent.log().lines().noneMatch(line -> line.contains(" ERROR ")), agent::log);
    }

    private static Map<String, Object> task(String id) throws Exception {
        return PlainJson.object(data("/tasks/" + id));
    }

    private static Object data(String path) throws Exception {
        Map<String, Object> answer = PlainJson.object(PlainJson.parse(curl(rest.url(path))));
        assertEquals(List.of("ret", "data"), List.copyOf(answer.keySet()));
        assertEquals(0L, answer.get("ret"));
        return answer.get("data");
    }

    private static String curl(String... arguments) throws Exception {
        ProcessBuilder command = new ProcessBuilder(new ArrayList<>(List.of("curl", "-sS")));
        command.command().addAll(List.of(arguments));
        Finished run = site.dcms().run(command);
        assertEquals(0, run.exit(), run::toString);
        return run.out();
    }
}
