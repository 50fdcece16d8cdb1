package io.dcms.runtime.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.schedule.FireLog;
import io.dcms.runtime.schedule.FireLog.Cause;
import io.dcms.runtime.schedule.FireLog.Why;
import io.dcms.runtime.schedule.Reports;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunCountsTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    private Duration passed = Duration.ZERO;
    private final List<String> told = new ArrayList<>();
    /** Remembers what it is told. */
    private final FireLog next = (FireLog) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {FireLog.class},
            (proxy, method, arguments) -> remember(method.getName()));
    private final RunCounts counts = new RunCounts(new ToldReports(told), next, Set.of("old-7"),
            () -> NOON.plus(passed), () -> passed.toNanos());

    private Object remember(String call) {
        told.add(call);
        return null;
    }

    private void pass(long millis) {
        passed = passed.plusMillis(millis);
    }

    private void ran(String taskId, Cause cause) {
        counts.ran(7, NOON, taskId, cause, cause == Cause.RETRY ? 1 : 0);
    }

    private void report(String taskId, TaskStatus status, boolean ended, long seconds) {
        counts.report(new Task(7, taskId, "host-1", status, ended, NOON.getEpochSecond(), seconds, "", "", ""), "job-7", Optional.empty(),
                Reports.NOBODY);
    }

    @Test
    void aFireIsLateByTheTimeToItsStart() {
        ran("1-7", Cause.FIRE);
        pass(30);
        report("1-7", TaskStatus.RUNNING, false, 0);
        assertEquals(1, counts.starts.sum());
        assertArrayEquals(new long[] {0, 0, 1}, firstOf(counts.lateness, 3));
        assertEquals(0.03, counts.lateness.read().sum(), 1e-9);
    }

    @Test
    void onlyFiresAreLate() {
        ran("1-7", Cause.REQUEST);
        ran("2-7", Cause.RETRY);
        report("1-7", TaskStatus.RUNNING, false, 0);
        report("2-7", TaskStatus.RUNNING, false, 0);
        assertEquals(2, counts.starts.sum());
        assertEquals(1, counts.retries.sum());
        assertEquals(0, counts.lateness.read().count());
    }

    @Test
    void aRunTookTheTimeFromItsStartToItsEnd() {
        ran("1-7", Cause.FIRE);
        pass(500);
        report("1-7", TaskStatus.RUNNING, false, 0);
        pass(2_250);
        report("1-7", TaskStatus.SUCCESS, true, 2);
        assertEquals(2.25, counts.duration.read().sum(), 1e-9);
        assertEquals(1, counts.ends.get(TaskStatus.SUCCESS).sum());
    }

    /** The report of a kill waits for the disk. */
    @Test
    void anEndThatIsToldLateIsAsLongAsTheTaskSays() {
        ran("1-7", Cause.FIRE);
        report("1-7", TaskStatus.RUNNING, false, 0);
        pass(60_000);
        report("1-7", TaskStatus.KILLED, true, 3);
        assertEquals(3.999, counts.duration.read().sum(), 1e-9);
    }

    @Test
    void aRunThatWasRefusedHasNoDuration() {
        ran("1-7", Cause.FIRE);
        pass(1_000);
        report("1-7", TaskStatus.FAILED, true, 0);
        assertEquals(1, counts.ends.get(TaskStatus.FAILED).sum());
        assertEquals(0, counts.starts.sum());
        assertEquals(0, counts.duration.read().count());
        assertEquals(0, counts.lateness.read().count());
    }

    @Test
    void aTimeoutThatDoesNotEndTheRunIsNoEnd() {
        ran("1-7", Cause.FIRE);
        report("1-7", TaskStatus.RUNNING, false, 0);
        report("1-7", TaskStatus.TIMEOUT, false, 5);
        pass(6_000);
        report("1-7", TaskStatus.SUCCESS, true, 6);
        assertEquals(1, counts.overruns.sum());
        assertEquals(0, counts.ends.get(TaskStatus.TIMEOUT).sum());
        assertEquals(1, counts.ends.get(TaskStatus.SUCCESS).sum());
    }

    @Test
    void aRunThatIsTakenOverWasStartedByAnother() {
        ran("old-7", Cause.FIRE);
        report("old-7", TaskStatus.RUNNING, false, 3_600);
        pass(1_000);
        report("old-7", TaskStatus.SUCCESS, true, 3_601);
        assertEquals(0, counts.starts.sum());
        assertEquals(1, counts.adoptions.sum());
        assertEquals(0, counts.lateness.read().count());
        assertEquals(3_601, counts.duration.read().sum(), 1e-9);
    }

    @Test
    void aRunThatWasNeverStartedByTheAgentBeforeIsStartedByThisOne() {
        ran("old-7", Cause.RETRY);
        counts.withdrawn(7, NOON, "old-7");
        ran("old-7", Cause.RETRY);
        report("old-7", TaskStatus.RUNNING, false, 0);
        assertEquals(1, counts.starts.sum());
        assertEquals(0, counts.adoptions.sum());
        assertEquals(1, counts.retries.sum());
    }

    @Test
    void firesAreCountedByTheKindOfReasonAndRetriesByThemselves() {
        counts.skipped(7, NOON, 0, Why.OVERLAP, "still running");
        counts.skipped(7, NOON, 0, Why.OVERLAP, "still running");
        counts.skipped(7, NOON, 2, Why.REPLACED, "retry 2 is given up");
        counts.missed(7, NOON, NOON.plusSeconds(60), 5, "late");
        assertEquals(2, counts.skips.get(Why.OVERLAP).sum());
        assertEquals(5, counts.skips.get(Why.MISSED).sum());
        assertEquals(0, counts.skips.get(Why.REPLACED).sum());
        assertEquals(1, counts.retriesSkipped.sum());
    }

    @Test
    void everythingIsHandedOn() {
        ran("1-7", Cause.FIRE);
        report("1-7", TaskStatus.RUNNING, false, 0);
        counts.withdrawn(7, NOON, "1-7");
        counts.waits(7, NOON, 0);
        counts.skipped(7, NOON, 0, Why.OVERLAP, "x");
        counts.missed(7, NOON, NOON, 1, "x");
        counts.off(7, NOON, "x");
        counts.removed(7, NOON);
        counts.on(7, NOON, "x");
        counts.stopped(NOON);
        assertEquals(List.of("ran", "report RUNNING", "withdrawn", "waits", "skipped", "missed", "off", "removed", "on", "stopped"), told);
    }

    private static long[] firstOf(Histogram histogram, int count) {
        return Arrays.copyOf(histogram.read().buckets(), count);
    }
}
