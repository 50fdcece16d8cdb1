package io.dcms.runtime.schedule;

import static io.dcms.runtime.job.TestJobs.planned;
import static io.dcms.runtime.schedule.SchedulerBench.fire;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.runtime.schedule.FireLog.Why;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who counts what did not become a run is told the kind of the reason, besides its words. */
class KindsOfReasonsTest {

    private final SchedulerBench bench = new SchedulerBench("2024-05-01T12:00:00Z");
    private final Scheduler scheduler = bench.scheduler;

    @Test
    void aFireThatFindsTheJobRunningIsOverlap() {
        scheduler.put(planned(7, "* * * * *"));
        bench.passSeconds(120);
        assertEquals(List.of("OVERLAP"), bench.whys);
    }

    @Test
    void aFireThatWaitedForALaterOneIsReplaced() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"replace\"}"));
        bench.passSeconds(180);
        assertEquals(List.of("REPLACED"), bench.whys);
    }

    @Test
    void aFireThatFindsTooManyWaitingIsTooMany() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"queue\"}"));
        bench.passSeconds(60 * (Turns.QUEUE_LIMIT + 3));
        assertEquals(List.of("TOO_MANY", "TOO_MANY"), bench.whys);
    }

    @Test
    void whatWaitsOfAJobThatIsDisabledIsDisabled() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"queue\"}"));
        bench.passSeconds(180);
        scheduler.disable(7);
        assertEquals(List.of("DISABLED", "DISABLED"), bench.whys);
    }

    @Test
    void whatWaitsOfAJobThatIsRemovedIsOther() {
        scheduler.put(planned(7, "* * * * *", "{\"overlap\":\"queue\"}"));
        bench.passSeconds(120);
        scheduler.remove(7);
        assertEquals(List.of("OTHER"), bench.whys);
    }

    @Test
    void aRetryThatALaterFireMakesNeedlessIsReplaced() {
        scheduler.put(planned(7, "* * * * *", "{\"retries\":1,\"retry_delay\":600}"));
        bench.passSeconds(60);
        bench.end(fire(60, 7), 1);
        bench.passSeconds(60);
        assertEquals(List.of("REPLACED retry"), bench.whys);
    }

    /** A run that had begun when the agent died, was never started, and is found so long after that nobody wants it any more. */
    @Test
    void aRetryThatIsLateForAJobThatSkipsIsMissed() {
        scheduler.put(planned(7, "0 * * * *", "{\"retries\":1,\"retry_delay\":5,\"misfire\":\"skip\"}"));
        bench.passSeconds(3600);
        bench.end(fire(3600, 7), 1);
        SchedulerBench next = bench.next("2024-05-01T13:30:00Z");
        next.scheduler.put(planned(7, "0 * * * *", "{\"retries\":1,\"retry_delay\":5,\"misfire\":\"skip\"}"));
        assertEquals(List.of("MISSED retry"), next.whys);
    }

    /** Labels of metrics are made of these names: they are for ever. */
    @Test
    void theKindsAreFewAndFixed() {
        assertEquals(Set.of("OVERLAP", "DISABLED", "MISSED", "REPLACED", "TOO_MANY", "OTHER"),
                Set.copyOf(List.of(Why.values()).stream().map(Why::name).toList()));
    }
}
