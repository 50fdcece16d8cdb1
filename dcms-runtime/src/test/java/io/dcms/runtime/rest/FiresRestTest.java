package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.rest.Control.Fires;
import io.dcms.runtime.schedule.FireLog.Cause;
import io.dcms.runtime.schedule.FireRecord;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiresRestTest {

    private static final Instant FIRE = Instant.ofEpochSecond(1_714_564_790);
    private static final String ID = "1714564790-7";

    private final RestBench rest = new RestBench();
    private final FakeControl control = rest.control;

    @AfterEach
    void close() {
        rest.close();
    }

    @Test
    void everyOutcomeHasTheFieldsOfTheContract() throws Exception {
        Snapshot snapshot = Snapshots.of(List.of(Snapshots.job(TestJobs.planned(7, "* * * * *"))),
                List.of(), List.of(Snapshots.task(ID, TaskStatus.FAILED, "output", false)));
        control.snapshot = () -> snapshot;
        control.fires = new Fires(List.of(
                FireRecord.change(7, FireRecord.Kind.ON, 1_714_564_000, "it came to this agent"),
                FireRecord.ran(7, FIRE, ID, Cause.FIRE, 0),
                FireRecord.ran(7, FIRE, ID + "-2", Cause.RETRY, 1),
                FireRecord.waits(7, FIRE.plusSeconds(5), 0),
                FireRecord.skipped(7, FIRE.plusSeconds(10), 0, "still running: task " + ID),
                FireRecord.missed(7, FIRE.plusSeconds(20), FIRE.plusSeconds(40), 3, "the agent was away"),
                new FireRecord(7, FireRecord.Kind.OFF, 1_714_564_900, 1_714_565_000, 0, "", null, 0, "the job was disabled"),
                FireRecord.lost(1_714_565_010, 1_714_565_020, 5, "disk full"),
                FireRecord.off(7, FIRE.plusSeconds(1000), "the job was removed")), true, true, FIRE.minusSeconds(100));
        String since = RestBench.NOON.minus(Duration.ofDays(1)).getEpochSecond() + "";
        assertEquals("{\"ret\":0,\"data\":{\"job_id\":7,\"since\":" + since + ",\"until\":" + RestBench.NOON.getEpochSecond()
                + ",\"complete_since\":1714564690,\"more\":true,\"fires\":["
                + "{\"fire_at\":1714564000,\"outcome\":\"on\",\"reason\":\"it came to this agent\"},"
                + "{\"fire_at\":1714564790,\"outcome\":\"ran\",\"task_id\":\"1714564790-7\",\"cause\":\"fire\",\"attempt\":0,"
                + "\"status\":3,\"ended\":true,\"reason\":\"exit status 1\"},"
                + "{\"fire_at\":1714564790,\"outcome\":\"ran\",\"task_id\":\"1714564790-7-2\",\"cause\":\"retry\",\"attempt\":1},"
                + "{\"fire_at\":1714564795,\"outcome\":\"waits\",\"attempt\":0},"
                + "{\"fire_at\":1714564800,\"outcome\":\"skipped\",\"attempt\":0,\"reason\":\"still running: task 1714564790-7\"},"
                + "{\"fire_at\":1714564810,\"outcome\":\"missed\",\"last_at\":1714564830,\"count\":3,\"reason\":\"the agent was away\"},"
                + "{\"fire_at\":1714564900,\"outcome\":\"off\",\"last_at\":1714565000,\"reason\":\"the job was disabled\"},"
                + "{\"fire_at\":1714565010,\"outcome\":\"unknown\",\"last_at\":1714565020,\"reason\":\"disk full\"},"
                + "{\"fire_at\":1714565790,\"outcome\":\"off\",\"reason\":\"the job was removed\"}]}}",
                rest.send("GET /jobs/7/fires").body());
    }

    @ParameterizedTest
    @CsvSource({
            "'', 2024-04-30T12:00:00Z 2024-05-01T12:00:00Z 1000",
            "since=90s, 2024-05-01T11:58:30Z 2024-05-01T12:00:00Z 1000",
            "since=30m&limit=10000, 2024-05-01T11:30:00Z 2024-05-01T12:00:00Z 10000",
            "since=7d&until=24h, 2024-04-24T12:00:00Z 2024-04-30T12:00:00Z 1000",
            "since=0&until=1714564800&limit=1, 1970-01-01T00:00:00Z 2024-05-01T12:00:00Z 1",
            "since=2024-05-01T10:00:00Z, 2024-05-01T10:00:00Z 2024-05-01T12:00:00Z 1000",
            "since=2024-05-01T10:00:00%2B02:00, 2024-05-01T08:00:00Z 2024-05-01T12:00:00Z 1000",
            "since=2024-05-01T10:00:00+02:00, 2024-05-01T08:00:00Z 2024-05-01T12:00:00Z 1000"})
    void asksForTheTimeThatIsWanted(String query, String asked) throws Exception {
        rest.data("GET /jobs/7/fires?" + query);
        assertEquals(List.of("fires 7 " + asked), control.asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "since=yesterday      | since=yesterday: give unix seconds, how long ago (90s, 30m, 24h, 7d), or a time with its offset (2024-",
            "until=-1             | until=-1: give unix seconds, how long ago",
            "since=               | since=: give unix seconds",
            "since=999999999999   | since=999999999999: give unix seconds",
            "since=24H            | since=24H: give unix seconds",
            "since=1h&until=2h    | since is 2024-05-01T11:00:00Z, which is after until, 2024-05-01T10:00:00Z",
            "limit=0              | limit=0: give a whole number from 1 to 10000",
            "limit=10001          | limit=10001: give a whole number from 1 to 10000"})
    void saysWhatWouldBeRight(String query, String message) throws Exception {
        String problem = rest.problem(400, "GET /jobs/7/fires?" + query);
        assertTrue(problem.startsWith(message), problem);
        assertEquals(List.of(), control.asked);
    }

    @Test
    void aJobThatIsGoneIsAnsweredAsLongAsTheHistoryKnowsItAndOneThatNobodyKnowsIs404() throws Exception {
        control.fires = new Fires(List.of(), false, true, Instant.EPOCH);
        rest.data("GET /jobs/9/fires");
        control.fires = new Fires(List.of(), false, false, Instant.EPOCH);
        assertEquals("Job:9 not found: there is no such job, and the history has nothing of one since 2024-04-30T12:00:00Z",
                rest.problem(404, "GET /jobs/9/fires"));
        rest.data("GET /jobs/7/fires");
        assertTrue(rest.problem(400, "GET /jobs/x/fires").startsWith("\"x\" is no job id"));
    }
}
