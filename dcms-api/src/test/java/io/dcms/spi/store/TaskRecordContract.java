package io.dcms.spi.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The part of the store contract that is about runs. */
abstract class TaskRecordContract extends TaskPruningContract {

    @Test
    void aRunIsOneRecordThatEndsAsItEnded() throws Exception {
        JobStore store = store();
        store.record(running(100));
        assertRecorded(store, running(100));

        Task later = task(1, "100-1", HOST, TaskStatus.RUNNING, 100, 60, "", "still at it");
        store.record(later);
        assertRecorded(store, later);

        store.record(ended(100, TaskStatus.TIMEOUT));
        assertRecorded(store, ended(100, TaskStatus.TIMEOUT));

        store.record(ended(100, TaskStatus.KILLED));
        assertRecorded(store, ended(100, TaskStatus.KILLED));
    }

    @ParameterizedTest
    @EnumSource(TaskStatus.class)
    void aRepeatedReportChangesNothing(TaskStatus status) throws Exception {
        JobStore store = store();
        for (int times = 0; times < 3; times++) {
            store.record(ended(100, status));
        }

        assertRecorded(store, ended(100, status));
    }

    @ParameterizedTest
    @EnumSource(value = TaskStatus.class, names = {"SUCCESS", "FAILED", "TIMEOUT", "KILLED"})
    void runningNeverReplacesAnEndOrATimeout(TaskStatus status) throws Exception {
        JobStore store = store();
        store.record(running(100));
        store.record(ended(100, status));
        store.record(running(100));
        store.recordAll(List.of(running(100), running(100)));

        assertRecorded(store, ended(100, status));
    }

    @Test
    void runsAreToldApartByHostAndTaskId() throws Exception {
        JobStore store = store();
        Task here = ended(100, TaskStatus.SUCCESS);
        Task there = task(1, "100-1", OTHER_HOST, TaskStatus.FAILED, 100, 1, "exit status 3", "");
        Task secondInThatSecond = task(1, "100-1-2", HOST, TaskStatus.RUNNING, 100, 0, "", "");
        Task ofAnotherJob = task(2, "100-2", HOST, TaskStatus.KILLED, 100, 1, "killed by ann", "");
        store.recordAll(List.of(here, there, secondInThatSecond, ofAnotherJob));

        assertRecorded(store, here, secondInThatSecond);
        assertSame(List.of(there), recorded(store, OTHER_HOST, 1));
        assertSame(List.of(ofAnotherJob), recorded(store, HOST, 2));
    }

    @Test
    void manyReportsAtOnceAreKeptInTheirOrder() throws Exception {
        JobStore store = store();
        List<Task> reports = new ArrayList<>();
        List<Task> ends = new ArrayList<>();
        for (long second = 1_000; second < 1_600; second++) {
            reports.add(running(second));
            ends.add(ended(second, second % 3 == 0 ? TaskStatus.FAILED : TaskStatus.SUCCESS));
            reports.add(ends.get(ends.size() - 1));
        }
        store.recordAll(List.of());
        store.recordAll(reports);
        store.recordAll(reports);

        assertRecorded(store, ends.toArray(Task[]::new));
    }

    static List<Task> nastyTasks() {
        return List.of(
                task(1, "100-1", HOST, TaskStatus.FAILED, 100, 1, "exit status 3", "two\r\nlines\twith a tab\n"),
                task(1, "100-1", HOST, TaskStatus.FAILED, 100, 1, "", "x".repeat(65_535)),
                task(1, "100-1", HOST, TaskStatus.FAILED, 100, 1, "", "日".repeat(65_535 / 3)),
                task(1, "100-1", HOST, TaskStatus.FAILED, 100, 1, "", "🚀".repeat(65_535 / 4)),
                task(1, "100-1", HOST, TaskStatus.FAILED, 100, 1, "", "\"\\'`{}[]%s$1;--\u2028\u2029\n".repeat(1_000)),
                task(1, "100-1", HOST, TaskStatus.FAILED, 100, 1, "killed: " + "日".repeat(500), "ÄÖÜ ß 👩‍👩‍👧 \u202e"),
                task(1, "4102444799-9223372036854775807-99999", HOST, TaskStatus.SUCCESS, 100, 1, "", ""),
                task(1, "100-1", HOST, TaskStatus.SUCCESS, 2_000_000_000, 100_000_000, "", ""),
                new Task(1, "100-1", HOST, TaskStatus.FAILED, 100, 0, "", "no such user: \"bob\"", ""),
                new Task(1, "100-1", HOST, TaskStatus.SUCCESS, 100, 0, "/tmp/DCMS-20260101/" + "日".repeat(181), "", ""));
    }

    @ParameterizedTest
    @MethodSource("nastyTasks")
    void whateverATaskHoldsIsKept(Task task) throws Exception {
        JobStore store = store();
        store.record(task);

        assertRecorded(store, task);
    }

    @Test
    void runsOfAJobThatIsGoneAreKept() throws Exception {
        put(job(1, "one"), HOST);
        JobStore store = store();
        store.record(running(100));
        remove(1);
        store.record(ended(100, TaskStatus.SUCCESS));

        assertRecorded(store, ended(100, TaskStatus.SUCCESS));
    }

    @Test
    void anotherStoreFindsWhatWasRecorded() throws Exception {
        JobStore first = store();
        first.record(running(100));
        first.record(ended(100, TaskStatus.SUCCESS));
        first.close();
        JobStore second = store();
        second.record(running(100));

        assertRecorded(second, ended(100, TaskStatus.SUCCESS));
    }

    @Test
    void whatWasReportedToAnUnreachableStoreAndAgainLaterIsKeptOnce() throws Exception {
        JobStore store = store();
        store.record(running(100));

        disconnect();
        try {
            store.record(ended(100, TaskStatus.SUCCESS));
        } catch (IOException e) {
            assertFalse(String.valueOf(e.getMessage()).isBlank(), "the reason is in the message");
        }
        reconnect();
        store.record(ended(100, TaskStatus.SUCCESS));

        assertRecorded(store, ended(100, TaskStatus.SUCCESS));
    }

    @Test
    void historyIsNewestFirstAndLimited() throws Exception {
        JobStore store = store();
        if (!(store instanceof TaskHistory history)) {
            return;
        }
        store.record(running(100));
        store.record(running(200));
        store.record(running(300));
        store.record(ended(200, TaskStatus.FAILED));
        store.record(ended(100, TaskStatus.SUCCESS));
        store.record(task(2, "400-2", HOST, TaskStatus.SUCCESS, 400, 1, "", ""));

        List<Task> newestFirst = List.of(running(300), ended(200, TaskStatus.FAILED), ended(100, TaskStatus.SUCCESS));
        assertSame(newestFirst, history.tasks(HOST, 1, 3));
        assertSame(newestFirst, history.tasks(HOST, 1, 100));
        assertSame(newestFirst.subList(0, 2), history.tasks(HOST, 1, 2));
        assertSame(newestFirst.subList(0, 1), history.tasks(HOST, 1, 1));
        assertEquals(List.of(), history.tasks(HOST, 3, 10));
        assertEquals(List.of(), history.tasks(OTHER_HOST, 1, 10));
    }

    @Test
    void anUnreachableHistoryIsNoEmptyHistory() throws Exception {
        JobStore store = store();
        if (!(store instanceof TaskHistory history)) {
            return;
        }
        store.record(running(100));
        disconnect();
        try {
            assertSame(List.of(running(100)), history.tasks(HOST, 1, 10));
        } catch (IOException e) {
            assertFalse(String.valueOf(e.getMessage()).isBlank(), "the reason is in the message");
        }
        reconnect();
        assertSame(List.of(running(100)), history.tasks(HOST, 1, 10));
    }
}
