package io.dcms.runtime.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.spi.store.FleetAgent;
import io.dcms.spi.store.FleetRegister;
import io.dcms.spi.store.InMemoryJobStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What all agents of a store have in common, over real HTTP. */
@Timeout(60)
class FleetRestTest {

    private static final long NOON = RestBench.NOON.getEpochSecond();

    private final InMemoryJobStore store = new InMemoryJobStore();
    private final FakeControl control = new FakeControl();
    private RestBench bench;

    private void start(Optional<FleetRegister> register) {
        control.fleet = new Fleet(register, control.fleet.self(), control.fleet.peers());
        bench = new RestBench(Duration.ofSeconds(5), Entrances.open(), control);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private String data(String call) throws Exception {
        return bench.send(call).body();
    }

    @Test
    void jobsHaveTheirHosts() throws Exception {
        store.put(Job.builder(7, "seven").schedule("@daily").runner("nobody").build(), "web2", "web1");
        store.put(Job.builder(3, "three").schedule("@hourly").runner("www").disabled(true).build());
        start(Optional.of(store));

        assertEquals("{\"ret\":0,\"data\":[{\"id\":3,\"name\":\"three\",\"schedule\":\"@hourly\",\"runner\":\"www\",\"disabled\":true,\"hosts\":[]},"
                + "{\"id\":7,\"name\":\"seven\",\"schedule\":\"@daily\",\"runner\":\"nobody\",\"disabled\":false,\"hosts\":[\"web1\",\"web2\"]}]}",
                data("GET /fleet/jobs"));
    }

    @Test
    void failuresAreOfAllHostsAndOfTheLastDayIfNothingElseIsAskedFor() throws Exception {
        store.put(Job.builder(7, "seven").build(), "web1");
        store.record(run("web1", NOON - 90_000, TaskStatus.FAILED));
        store.record(run("web1", NOON - 80_000, TaskStatus.KILLED));
        store.record(run("web2", NOON - 70_000, TaskStatus.TIMEOUT));
        store.record(run("web2", NOON - 60_000, TaskStatus.SUCCESS));
        start(Optional.of(store));

        String day = data("GET /fleet/failures");
        assertEquals(2, day.split("job_name\":\"seven\"", -1).length - 1, day);
        assertTrue(day.indexOf("web2") < day.indexOf("web1"), day);
        assertEquals(3, data("GET /fleet/failures?since=2d").split("task_id", -1).length - 1);
        assertEquals(1, data("GET /fleet/failures?since=2d&limit=1").split("task_id", -1).length - 1);
        for (String bad : new String[] {"limit=0", "limit=1001", "limit=x", "since=x"}) {
            assertEquals(400, bench.send("GET /fleet/failures?" + bad).statusCode(), bad);
        }
        String runs = data("GET /fleet/jobs/7/runs");
        assertTrue(runs.contains("\"host\":\"web1\"") && !runs.contains("web2"), runs);
        assertEquals("{\"ret\":0,\"data\":[]}", data("GET /fleet/jobs/8/runs"));
        assertEquals(400, bench.send("GET /fleet/jobs/x/runs").statusCode());
    }

    @Test
    void aStoreOfOneMachineSaysSo() throws Exception {
        start(Optional.empty());

        String hosts = data("GET /hosts");
        assertTrue(hosts.startsWith("{\"ret\":0,\"data\":{\"fleet\":false,\"hindrance\":\"this store is of this machine alone\",\"hosts\":[{\"host\":"
                + "\"host-1\""), hosts);
        assertTrue(hosts.contains("\"this\":true"), hosts);
        for (String call : new String[] {"/fleet/jobs", "/fleet/failures", "/fleet/jobs/7/runs", "/hosts/web2/jobs"}) {
            assertEquals(501, bench.send("GET " + call).statusCode(), call);
        }
    }

    @Test
    void aStoreThatIsAwayIsSaidToBe() throws Exception {
        store.setReachable(false);
        start(Optional.of(store));

        assertEquals(503, bench.send("GET /hosts").statusCode());
        store.setReachable(true);
        store.announce(new FleetAgent("web2", "", "1", 0, 1, 0, 0));
        assertTrue(data("GET /hosts").contains("web2"));
        store.setReachable(false);
        assertTrue(data("GET /hosts").contains("web2"), "as it said last");
        assertEquals(503, bench.send("GET /fleet/jobs").statusCode());
    }

    private static Task run(String host, long second, TaskStatus status) {
        return new Task(7, second + "-7", host, status, second, 1, "", "because", "");
    }
}
