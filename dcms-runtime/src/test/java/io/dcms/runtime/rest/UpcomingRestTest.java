package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Snapshots;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is due, as it is seen at noon, UTC. */
@Timeout(60)
class UpcomingRestTest {

    private static final long NOON = RestBench.NOON.getEpochSecond();

    private final RestBench rest = new RestBench();

    @AfterEach
    void close() {
        rest.close();
    }

    private void jobs(JobView... jobs) {
        Snapshot snapshot = Snapshots.of(List.of(jobs), List.of(), List.of());
        rest.control.snapshot = () -> snapshot;
    }

    /** As the timeline has it at noon. */
    private static JobView job(long id, String schedule, String options) {
        PlannedJob plan = TestJobs.planned(id, schedule, options);
        Optional<Instant> due = plan.nextFire(RestBench.NOON).map(fire -> fire.plus(plan.options().jitter()));
        return view(plan, false, due);
    }

    private static JobView job(long id, String schedule) {
        return job(id, schedule, "{}");
    }

    private static JobView view(PlannedJob plan, boolean disabled, Optional<Instant> due) {
        return new JobView(plan.job(), disabled, "", Optional.of(plan), 0, 0, 0, 0, "", 0, 0, JobView.LastStatus.SUCCESS, 0, due, 0);
    }

    /** {@code "7 60"}: job 7 a minute past noon. */
    private static String answer(long seconds, boolean more, String... fires) {
        return "{\"ret\":0,\"data\":{\"from\":" + NOON + ",\"until\":" + (NOON + seconds) + ",\"fires\":["
                + String.join(",", Arrays.stream(fires).map(fire -> "{\"job_id\":" + fire.split(" ")[0] + ",\"at\":"
                        + (NOON + Long.parseLong(fire.split(" ")[1])) + "}").toList()) + "],\"more\":" + more + "}}";
    }

    @Test
    void allThatIsDueStandsInOrderOfTimeAndThenOfJobs() throws Exception {
        jobs(job(1, "*/2 * * * *"), job(2, "* * * * *"), job(3, "0 13 * * *"), job(4, "1 13 * * *"));
        assertEquals(answer(240, false, "2 60", "1 120", "2 120", "2 180", "1 240", "2 240"),
                rest.send("GET /upcoming?seconds=240").body());
        assertTrue(rest.send("GET /upcoming").body().endsWith("{\"job_id\":3,\"at\":" + (NOON + 3600) + "}],\"more\":false}}"));
    }

    @Test
    void noMoreThanTheLimit() throws Exception {
        jobs(job(1, "* * * * * * *"), job(2, "0 12 * * *"));
        assertEquals(answer(3600, true, "1 1", "1 2"), rest.send("GET /upcoming?limit=2").body());
        jobs(job(1, "*/30 * * * *"));
        assertEquals(answer(3600, false, "1 1800", "1 3600"), rest.send("GET /upcoming?limit=2").body());
        jobs();
        assertEquals(answer(3600, false), rest.send("GET /upcoming").body());
    }

    @Test
    void whatIsDisabledOrBadOrNeverDueIsNotDue() throws Exception {
        PlannedJob off = TestJobs.planned(1, "* * * * *");
        jobs(view(off, true, off.nextFire(RestBench.NOON)), Snapshots.bad(TestJobs.job(2, "nonsense").build(), "schedule: nonsense"),
                job(3, "0 0 31 2 *"), job(4, "0 13 * * *"));
        assertEquals(answer(3600, false, "4 3600"), rest.send("GET /upcoming").body());
    }

    /** It begins after the time that is asked for, and is due within it. */
    @Test
    void jitterIsNotInIt() throws Exception {
        jobs(job(1, "0 13 * * *", "{\"jitter\":600}"));
        assertEquals(answer(3600, false, "1 3600"), rest.send("GET /upcoming").body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"seconds=0", "seconds=31622401", "seconds=x", "limit=0", "limit=10001", "limit="})
    void whatIsBeyondTheBoundsIsRefused(String query) throws Exception {
        assertTrue(rest.problem(400, "GET /upcoming?" + query).startsWith(query + ": give a whole number from 1 to "));
    }

    @Test
    void onlyTwoCountAtOnce() throws Exception {
        CountDownLatch counting = new CountDownLatch(2);
        CompletableFuture<Snapshot> answer = new CompletableFuture<>();
        try (RestBench hasty = new RestBench(java.time.Duration.ofMillis(1))) {
            hasty.control.snapshot = () -> {
                counting.countDown();
                try {
                    return answer.get();
                } catch (InterruptedException | ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            };
            List<CompletableFuture<?>> calls = Stream.of(1, 2).<CompletableFuture<?>>map(each -> hasty.client().sendAsync(
                    hasty.request("GET /upcoming").build(), java.net.http.HttpResponse.BodyHandlers.ofString())).toList();
            counting.await();
            assertEquals("too many are asking what is due: try again", hasty.problem(503, "GET /upcoming"));
            answer.complete(Snapshots.of(List.of(), List.of(), List.of()));
            calls.forEach(CompletableFuture::join);
        }
    }
}
