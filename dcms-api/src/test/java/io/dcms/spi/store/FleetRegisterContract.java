package io.dcms.spi.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The part of the store contract that is about {@link FleetRegister}: a store without this role, or with a {@linkplain
 * FleetRegister#hindrance hindrance}, has nothing to show here.
 */
abstract class FleetRegisterContract extends JobEditingContract {

    private static final long TEN_MINUTES = 600;
    private static final long ALMOST_FORGOTTEN = FleetRegister.FORGOTTEN_AFTER.toSeconds() - TEN_MINUTES;

    @Test
    void anAgentIsThereAsItAnnouncedItselfLast() throws Exception {
        FleetRegister register = register(store());
        if (register == null) {
            return;
        }
        assertEquals(List.of(), register.agents());
        register.announce(agent(OTHER_HOST, 1));
        register.announce(agent(HOST, 1));
        register.announce(agent(HOST, 1));
        FleetAgent last = agent(HOST, 7);
        register.announce(last);

        List<Sighting> seen = register(store()).agents();
        assertEquals(List.of(last, agent(OTHER_HOST, 1)), seen.stream().map(Sighting::agent).toList(), "by host name, each once");
        assertTrue(seen.stream().noneMatch(Sighting::stopped));
        assertTrue(seen.get(0).silence().toSeconds() < TEN_MINUTES && seen.get(0).seenAt() > 1_600_000_000, seen::toString);
    }

    @Test
    void anAgentThatIsSilentIsSeenToBeAndOneThatStopsSaysSo() throws Exception {
        FleetRegister register = register(store());
        if (register == null) {
            return;
        }
        register.announce(agent(HOST, 1));
        register.announce(agent(OTHER_HOST, 1));
        silence(OTHER_HOST, TEN_MINUTES);
        register.leave(HOST);
        register.leave("nobody");

        List<Sighting> seen = register.agents();
        assertEquals(List.of(true, false), seen.stream().map(Sighting::stopped).toList());
        assertEquals(List.of(HOST, OTHER_HOST), seen.stream().map(each -> each.agent().host()).toList());
        long silence = seen.get(1).silence().toSeconds();
        assertTrue(silence >= TEN_MINUTES && silence < 2 * TEN_MINUTES, seen::toString);
        assertTrue(Math.abs(seen.get(0).seenAt() - seen.get(1).seenAt() - TEN_MINUTES) < TEN_MINUTES, seen::toString);

        register.announce(agent(HOST, 1));
        assertFalse(register.agents().get(0).stopped());
    }

    @Test
    void whoWasNotSeenForAMonthIsForgottenByTheNextWhoIs() throws Exception {
        FleetRegister register = register(store());
        if (register == null) {
            return;
        }
        for (String host : List.of("gone", "almost", "stopped")) {
            register.announce(agent(host, 1));
        }
        register.leave("stopped");
        silence("gone", FleetRegister.FORGOTTEN_AFTER.toSeconds() + 1);
        silence("stopped", FleetRegister.FORGOTTEN_AFTER.toSeconds() + 1);
        silence("almost", ALMOST_FORGOTTEN);
        assertEquals(List.of("almost", "gone", "stopped"), hosts(register));
        register.announce(agent(HOST, 1));

        assertEquals(List.of("almost", HOST), hosts(register));
    }

    @Test
    void everythingThatAnAgentSaysArrives() throws Exception {
        FleetRegister register = register(store());
        if (register == null) {
            return;
        }
        FleetAgent agent = new FleetAgent("h".repeat(100), "https://" + "a".repeat(286) + ":65535", "9.9.9-" + "x".repeat(44),
                4_000_000_000L, 1_000_000, 4096, 999_999);
        register.announce(agent);
        FleetAgent bare = new FleetAgent("a", "", "", 0, 0, 0, 0);
        register.announce(bare);

        assertEquals(List.of(bare, agent), register.agents().stream().map(Sighting::agent).toList());
    }

    @Test
    void jobsAreListedWithTheirHosts() throws Exception {
        put(job(10, "both"), OTHER_HOST, HOST);
        put(job(9, "here").toBuilder().disabled(true).build(), HOST);
        put(job(11, "nowhere"));
        FleetRegister register = register(store());
        if (register == null) {
            return;
        }
        assertEquals(List.of(listed(job(9, "here").toBuilder().disabled(true).build(), HOST), listed(job(10, "both"), HOST, OTHER_HOST),
                listed(job(11, "nowhere"))), register.jobs());
    }

    @Test
    void failuresOfAllHostsComeNewestFirst() throws Exception {
        put(job(1, "one"), HOST, OTHER_HOST);
        JobStore store = store();
        FleetRegister register = register(store);
        if (register == null) {
            return;
        }
        List<Task> runs = new ArrayList<>();
        for (TaskStatus status : TaskStatus.values()) {
            runs.add(task(1, "20" + status.code() + "-1", HOST, status, 200 + status.code(), 1, "because", ""));
            runs.add(task(2, "30" + status.code() + "-2", OTHER_HOST, status, 300 + status.code(), 1, "because", ""));
        }
        store.recordAll(runs);

        assertEquals(List.of("305-2", "304-2", "303-2", "205-1", "204-1"), taskIds(register.failures(204, 100)));
        assertEquals(List.of("305-2", "304-2"), taskIds(register.failures(0, 2)));
        assertEquals(List.of(), register.failures(306, 100));
        FleetRun run = register.failures(0, 100).get(5);
        assertEquals("one", run.jobName());
        assertEquals("", register.failures(0, 100).get(0).jobName(), "there is no such job any more");
        assertSame(List.of(runs.get(2 * TaskStatus.FAILED.code())), List.of(run.task()));
    }

    @Test
    void theReasonOfALongMessageIsTold() throws Exception {
        put(job(1, "one"), HOST);
        JobStore store = store();
        FleetRegister register = register(store);
        if (register == null) {
            return;
        }
        store.record(task(1, "100-1", HOST, TaskStatus.FAILED, 100, 1, "it ended with exit status 7", "x".repeat(60_000)));

        assertTrue(register.failures(0, 1).get(0).task().message().startsWith("it ended with exit status 7\nxxx"));
        assertTrue(register.lastRuns(1, 1).get(0).task().message().startsWith("it ended with exit status 7\nxxx"));
    }

    @Test
    void theLastRunOfAJobIsToldForEachOfItsHosts() throws Exception {
        put(job(1, "one"), HOST, OTHER_HOST, "web2.idle");
        JobStore store = store();
        FleetRegister register = register(store);
        if (register == null) {
            return;
        }
        store.recordAll(List.of(ended(100, TaskStatus.SUCCESS), ended(300, TaskStatus.FAILED), ended(200, TaskStatus.SUCCESS),
                task(1, "250-1", OTHER_HOST, TaskStatus.RUNNING, 250, 0, "", ""),
                task(1, "500-1", "elsewhere", TaskStatus.SUCCESS, 500, 0, "", ""),
                task(2, "400-2", HOST, TaskStatus.SUCCESS, 400, 0, "", "")));

        assertEquals(List.of("300-1", "250-1"), taskIds(register.lastRuns(1, 100)));
        assertEquals(List.of("300-1"), taskIds(register.lastRuns(1, 1)));
        assertEquals(List.of(), register.lastRuns(3, 100));
    }

    @Test
    void anUnreachableStoreSaysSo() throws Exception {
        FleetRegister register = register(store());
        if (register == null) {
            return;
        }
        register.announce(agent(HOST, 1));
        disconnect();
        assertThrows(IOException.class, register::hindrance);
        assertThrows(IOException.class, () -> register.announce(agent(HOST, 2)));
        assertThrows(IOException.class, register::agents);
        assertThrows(IOException.class, register::jobs);
        reconnect();

        assertEquals(Optional.empty(), register.hindrance());
        register.announce(agent(HOST, 2));
        assertEquals(List.of(agent(HOST, 2)), register.agents().stream().map(Sighting::agent).toList());
    }

    /** @return null if the store has no such role, or can't play it */
    private static FleetRegister register(JobStore store) throws IOException {
        return store instanceof FleetRegister register && register.hindrance().isEmpty() ? register : null;
    }

    private static FleetAgent agent(String host, long jobs) {
        return new FleetAgent(host, "https://" + host + ":8001", "1.2.3", 1_700_000_000, jobs, 2, 3);
    }

    private static FleetJob listed(Job job, String... hosts) {
        return new FleetJob(job.id(), job.name(), job.schedule(), job.runner(), job.disabled(), List.of(hosts));
    }

    private static List<String> hosts(FleetRegister register) throws IOException {
        return register.agents().stream().map(seen -> seen.agent().host()).toList();
    }

    private static List<String> taskIds(List<FleetRun> runs) {
        return runs.stream().map(run -> run.task().taskId()).toList();
    }
}
