package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskStatus;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import io.dcms.runtime.schedule.TaskView;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
