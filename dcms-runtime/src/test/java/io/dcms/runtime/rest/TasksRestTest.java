package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskStatus;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonBoolean;
import io.dcms.runtime.json.JsonNumber;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import io.dcms.runtime.schedule.TaskView;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TasksRestTest {

    private static final String ID = "1714564790-7";

    private final RestBench rest = new RestBench();
    private final FakeControl control = rest.control;

    @AfterEach
    void close() {
        rest.close();
    }

    private void tasks(List<TaskView> active, List<TaskView> ended) {
        Snapshot snapshot = Snapshots.of(List.of(), active, ended);
        control.snapshot = () -> snapshot;
    }

    @Test
    void aTaskHasEveryFieldOfTheContractWithItsType() throws Exception {
        tasks(List.of(Snapshots.task(ID, TaskStatus.RUNNING, "", true)), List.of());
        String task = "{\"job_id\":7,\"task_id\":\"1714564790-7\",\"status\":1,\"exec_at\":1714564800,\"exec_duration\":0,"
                + "\"log_filename\":\"/log/1714564790-7.log\",\"job_name\":\"job-7\",\"fire_at\":1714564790,\"ended\":false,\"host\":\"host-1\","
                + "\"reason\":\"\",\"output\":\"\"}";
        assertEquals("{\"ret\":0,\"data\":[" + task + "]}", rest.send("GET /tasks").body());
        assertEquals("{\"ret\":0,\"data\":" + task + "}", rest.send("GET /tasks/" + ID).body());
    }

    @Test
    void theListHoldsWhatRunsAndOneTaskMayHaveEnded() throws Exception {
        tasks(List.of(), List.of(Snapshots.task(ID, TaskStatus.FAILED, "last words", false)));
        assertEquals("{\"ret\":0,\"data\":[]}", rest.send("GET /tasks").body());
        String body = rest.send("GET /tasks/" + ID).body();
        assertTrue(body.contains("\"status\":3,"), body);
        assertTrue(body.contains("\"exec_duration\":12,"), body);
        assertTrue(body.contains("\"reason\":\"exit status 1\",\"output\":\"last words\""), body);
    }

    @Test
    void thoseThatEndedLastFollowThoseThatRun() throws Exception {
        tasks(List.of(Snapshots.task("4-7", TaskStatus.RUNNING, "", true)), List.of(Snapshots.task("3-7", TaskStatus.FAILED, "c", false),
                Snapshots.task("2-7", TaskStatus.SUCCESS, "b", false), Snapshots.task("1-7", TaskStatus.KILLED, "a", false)));
        assertEquals(List.of("4-7 1 false", "3-7 3 true", "2-7 2 true"), shown("GET /tasks?recent=2"));
        assertEquals(List.of("4-7 1 false", "3-7 3 true", "2-7 2 true", "1-7 5 true"), shown("GET /tasks?recent=200"));
        assertEquals(List.of("4-7 1 false"), shown("GET /tasks"));
    }

    private List<String> shown(String call) throws Exception {
        return ((JsonArray) rest.data(call)).elements().stream().map(task -> ((JsonObject) task).members())
                .map(task -> ((JsonString) task.get("task_id")).value() + " " + ((JsonNumber) task.get("status")).longValue() + " "
                        + ((JsonBoolean) task.get("ended")).value()).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "-1", "", "x", "1e1"})
    void nobodyAsksForMoreThanIsRemembered(String recent) throws Exception {
        assertEquals("recent=" + recent + ": give a whole number from 1 to 200", rest.problem(400, "GET /tasks?recent=" + recent));
    }

    /** What nobody reads must fit into the heap, however many ask for it. */
    @Test
    void slowReadersOfLargeListsAreBounded() throws Exception {
        // More than the buffers of a connection hold.
        List<TaskView> large = IntStream.range(0, 200).mapToObj(i -> Snapshots.task(i + "-7", TaskStatus.FAILED, "x".repeat(100_000), false))
                .toList();
        try (RestBench hasty = new RestBench(java.time.Duration.ofMillis(1)); Socket slow = hasty.connect()) {
            Snapshot snapshot = Snapshots.of(List.of(), List.of(), large);
            hasty.control.snapshot = () -> snapshot;
            String request = "GET /tasks?recent=200 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
            slow.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            assertEquals('H', slow.getInputStream().read(), "it is being answered");

            HttpResponse<Void> refused = hasty.client().send(hasty.request("GET /tasks?recent=200").build(), BodyHandlers.discarding());
            assertEquals(503, refused.statusCode());
            assertEquals(200, hasty.send("GET /tasks?recent=1").statusCode());
            assertEquals(200, hasty.send("GET /tasks").statusCode());
        }
    }

    @Test
    void anyOutputSurvives() throws Exception {
        String output = "\"\\\u2028\u2029\ud800\0\u001b[31m\r\n\t\ud83d\ude00";
        tasks(List.of(), List.of(Snapshots.task(ID, TaskStatus.FAILED, output, false)));
        assertEquals(output, ((JsonString) ((JsonObject) rest.data("GET /tasks/" + ID)).members().get("output")).value());
    }

    @Test
    void killAnswersInTheWordsOfTheContractAndSaysWhoAsked() throws Exception {
        assertEquals("Task:" + ID + " will be killed async, or may be done normal", rest.text("DELETE /tasks/" + ID));
        assertEquals(List.of("kill " + ID + ": asked for by 127.0.0.1 over REST"), control.asked);
    }

    @Test
    void killOfATaskThatHasJustEndedIsNoError() throws Exception {
        control.kill = CompletableFuture.completedFuture(false);
        tasks(List.of(), List.of(Snapshots.task(ID, TaskStatus.SUCCESS, "", false)));
        assertEquals("Task:" + ID + " will be killed async, or may be done normal", rest.text("DELETE /tasks/" + ID));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "..%2f..%2fetc%2fpasswd", "%00", "1-7%0d%0aSet-Cookie:x", "-1", "%F0%9F%98%80", "%ff"})
    void aTaskThatNobodyKnowsIs404(String id) throws Exception {
        control.kill = CompletableFuture.completedFuture(false);
        for (String call : List.of("GET /tasks/" + id, "DELETE /tasks/" + id, "GET /tasks/" + id + "/log")) {
            assertTrue(rest.problem(404, call).startsWith("Task:"));
        }
    }

    @Test
    void anAgentThatDoesNotAnswerIs503() throws Exception {
        try (RestBench hasty = new RestBench(java.time.Duration.ofMillis(1))) {
            hasty.control.kill = new CompletableFuture<>();
            assertTrue(hasty.problem(503, "DELETE /tasks/" + ID).startsWith("the agent is busy"));
        }
    }
}
