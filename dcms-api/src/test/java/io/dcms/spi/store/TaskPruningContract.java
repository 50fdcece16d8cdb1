package io.dcms.spi.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The part of the store contract that is about {@link TaskPruning}: a store without this role has nothing to show here. */
abstract class TaskPruningContract extends FleetRegisterContract {

    @Test
    void onlyOlderRunsOfTheHostAreDeleted() throws Exception {
        put(job(1, "one"), HOST);
        JobStore store = store();
        if (!(store instanceof TaskPruning pruning)) {
            return;
        }
        Task there = task(1, "100-1", OTHER_HOST, TaskStatus.SUCCESS, 100, 1, "", "");
        Task ofAnotherJob = task(2, "199-2", HOST, TaskStatus.FAILED, 199, 1, "", "");
        store.recordAll(List.of(ended(100, TaskStatus.SUCCESS), running(150), ended(199, TaskStatus.TIMEOUT), ofAnotherJob,
                ended(200, TaskStatus.KILLED), running(201), there));

        assertEquals(4, pruning.prune(HOST, 200, 100));
        assertRecorded(store, ended(200, TaskStatus.KILLED), running(201));
        assertSame(List.of(), recorded(store, HOST, 2));
        assertSame(List.of(there), recorded(store, OTHER_HOST, 1));
        assertEquals(List.of(job(1, "one")), store.jobs(HOST));

        assertEquals(0, pruning.prune(HOST, 200, 100));
        assertEquals(0, pruning.prune("web", 1_000, 100), "the host name as a whole counts");
    }

    @Test
    void theOldestGoFirstAndAtMostAsManyAsAsked() throws Exception {
        JobStore store = store();
        if (!(store instanceof TaskPruning pruning)) {
            return;
        }
        List<Task> runs = new ArrayList<>();
        for (long second : List.of(105, 101, 104, 103, 102)) {
            runs.add(ended(second, TaskStatus.SUCCESS));
        }
        store.recordAll(runs);

        assertEquals(2, pruning.prune(HOST, 1_000, 2));
        assertRecorded(store, ended(103, TaskStatus.SUCCESS), ended(104, TaskStatus.SUCCESS), ended(105, TaskStatus.SUCCESS));
        assertEquals(1, pruning.prune(HOST, 1_000, 1));
        assertRecorded(store, ended(104, TaskStatus.SUCCESS), ended(105, TaskStatus.SUCCESS));
        assertEquals(2, pruning.prune(HOST, 1_000, 3));
        assertRecorded(store);
        assertEquals(0, pruning.prune(HOST, 1_000, 3));
    }

    @Test
    void manyRunsGoBatchByBatch() throws Exception {
        JobStore store = store();
        if (!(store instanceof TaskPruning pruning)) {
            return;
        }
        List<Task> runs = new ArrayList<>();
        for (long second = 1; second <= 1_250; second++) {
            runs.add(ended(second, TaskStatus.SUCCESS));
        }
        store.recordAll(runs);

        assertEquals(List.of(500, 500, 249), List.of(pruning.prune(HOST, 1_250, 500), pruning.prune(HOST, 1_250, 500),
                pruning.prune(HOST, 1_250, 500)));
        assertRecorded(store, ended(1_250, TaskStatus.SUCCESS));
    }

    @Test
    void aRunThatWasDeletedCanBeReportedOnceMore() throws Exception {
        JobStore store = store();
        if (!(store instanceof TaskPruning pruning)) {
            return;
        }
        store.record(running(100));
        pruning.prune(HOST, 200, 10);
        store.record(ended(100, TaskStatus.SUCCESS));

        assertRecorded(store, ended(100, TaskStatus.SUCCESS));
    }

    @Test
    void anUnreachableStoreDeletesNothing() throws Exception {
        JobStore store = store();
        if (!(store instanceof TaskPruning pruning)) {
            return;
        }
        store.record(ended(100, TaskStatus.SUCCESS));
        disconnect();
        assertThrows(IOException.class, () -> pruning.prune(HOST, 200, 10));
        reconnect();

        assertRecorded(store, ended(100, TaskStatus.SUCCESS));
        assertEquals(1, pruning.prune(HOST, 200, 10));
    }
}
