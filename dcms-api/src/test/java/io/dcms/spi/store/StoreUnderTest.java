package io.dcms.spi.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What the store contract needs to know of a store and its surroundings, and what its tests share. */
abstract class StoreUnderTest {

    static final String HOST = "web1.example.com";
    static final String OTHER_HOST = "web10.example.com";

    private final List<JobStore> opened = new ArrayList<>();

    /** Opens the store under test. A test may call it twice: the second store must find what the first has kept. */
    protected abstract JobStore open() throws Exception;

    /**
     * Writes a job into what the store reads from, past the store, as an operator would: a new one, or in place of the one with
     * this id, so that it belongs to these hosts and to no others.
     */
    protected abstract void put(Job job, String... hosts) throws Exception;

    /** Deletes a job there. */
    protected abstract void remove(long id) throws Exception;

    /** Makes what the store reads from unreachable: stop the server, rename the file. */
    protected abstract void disconnect() throws Exception;

    /** Makes it reachable again, with what it held. */
    protected abstract void reconnect() throws Exception;

    /**
     * Writes a job of which a field other than id and name can't be read, if what the store reads from can hold such a thing
     * (a text where a number belongs, an unknown number for {@code timeout_trigger}).
     *
     * @return whether it did; by default it can't be done, and nothing is
     */
    protected boolean putUnreadable(long id, String name, String... hosts) throws Exception {
        return false;
    }

    /**
     * Makes what the store has of an agent older by so many seconds, as if nothing had been heard of it since. A store that is a
     * {@link FleetRegister} overrides it.
     */
    protected void silence(String host, long seconds) throws Exception {
        fail("override silence()");
    }

    /** Whether the store has a place for the {@link Job#options() options} of a job: it has by default. */
    protected boolean keepsOptions() {
        return true;
    }

    /** The runs that are recorded for a job on a host, in any order. A store that is no {@link TaskHistory} overrides it. */
    protected List<Task> recorded(JobStore store, String host, long jobId) throws Exception {
        if (store instanceof TaskHistory history) {
            return history.tasks(host, jobId, 10_000);
        }
        return fail(store.getClass() + " is no TaskHistory: override recorded() and read what it has kept");
    }

    /** What the store keeps of a text: all of it by default. */
    protected String kept(String text) {
        return text;
    }

    @AfterEach
    void closeWhatWasOpened() throws Exception {
        for (JobStore store : opened) {
            store.close();
        }
    }

    final JobStore store() throws Exception {
        JobStore store = open();
        opened.add(store);
        return store;
    }

    final void assertRecorded(JobStore store, Task... tasks) throws Exception {
        Comparator<Task> byTaskId = Comparator.comparing(Task::taskId);
        assertSame(List.of(tasks).stream().sorted(byTaskId).toList(),
                recorded(store, HOST, 1).stream().sorted(byTaskId).toList());
    }

    /** Compares reports by their message, since a store may keep reason and output as one text. */
    final void assertSame(List<Task> expected, List<Task> actual) {
        assertEquals(expected.stream().map(task -> asKept(task, kept(task.message()))).toList(),
                actual.stream().map(task -> asKept(task, task.message())).toList());
    }

    private Task asKept(Task task, String message) {
        return new Task(task.jobId(), task.taskId(), task.host(), task.status(), task.execAt(), task.execDuration(),
                kept(task.logFilename()), "", message);
    }

    static Job job(long id, String name) {
        return Job.builder(id, name).executor("/bin/true").runner("nobody").schedule("0 * * * * *").createAt(1_700_000_000)
                .build();
    }

    static Task running(long second) {
        return task(1, second + "-1", HOST, TaskStatus.RUNNING, second, 0, "", "");
    }

    static Task ended(long second, TaskStatus status) {
        return task(1, second + "-1", HOST, status, second, 61, "because", "line 1\nline 2\n");
    }

    static Task task(long jobId, String taskId, String host, TaskStatus status, long execAt, long execDuration,
                     String reason, String output) {
        return new Task(jobId, taskId, host, status, execAt, execDuration, "/tmp/DCMS-20260101/" + taskId + ".log", reason,
                output);
    }

    static List<Long> ids(List<Job> jobs) {
        return jobs.stream().map(Job::id).sorted().toList();
    }
}
