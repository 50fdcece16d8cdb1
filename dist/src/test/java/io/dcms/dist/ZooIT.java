package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that behave badly, killed over REST, and many at once. Each prints the numbers of its processes, a line each. */
@NeedsRoot
final class ZooIT {
    /** How many tasks are alive at once; {@code -Ddcms.alive=2000} to measure. */
    private static final int ALIVE = Integer.getInteger("dcms.alive", 300);
    private static final long MOST_THREADS = 60;
    private static final String STOPS_LAUNCHER = "stops-its-launcher";

    /** Its number of processes before it may be killed, and what it is. */
    private record Beast(int pids, String script) {
    }

    @TempDir
    private Path temp;
    private AgentSite site;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
    }

    private Map<String, Beast> beasts() {
        Map<String, Beast> beasts = new LinkedHashMap<>();
        beasts.put("deaf", new Beast(1, "trap '' TERM; echo $$; while :; do sleep 1000; done"));
        beasts.put("forks-and-exits", new Beast(2, "(sleep 1000 & echo $!); echo $$; exec sleep 1000"));
        beasts.put("daemon", new Beast(2, "(setsid sh -c 'echo $$; trap \"\" TERM; exec sleep 1000' &); echo $$; exec sleep 1000"));
        // Whose parent is no launcher of ours has nothing to kill.
        beasts.put("kills-its-supervisor", new Beast(1, "read -r name < /proc/$PPID/comm\n"
                + "case $name in perl|sh|dash) kill -KILL $PPID;; esac\necho $$; exec sleep 1000"));
        beasts.put("stops-itself", new Beast(1, "echo $$; kill -STOP $$; exec sleep 1000"));
        beasts.put(STOPS_LAUNCHER, new Beast(1, "kill -STOP $(cat " + site.path("launcher") + "); echo $$; exec sleep 1000"));
        return beasts;
    }

    @Test
    void aKillReachesAllOfABeastAndNobodyElse() throws Exception {
        Map<String, Beast> beasts = beasts();
        List<JobSpec> jobs = new ArrayList<>();
        jobs.add(JobSpec.of(1, "bystander", site.program("bystander", "#!/bin/sh\necho $$; exec sleep 1000\n")));
        for (Map.Entry<String, Beast> beast : beasts.entrySet()) {
            Path program = site.program(beast.getKey(), "#!/bin/sh\n" + beast.getValue().script() + "\n");
            jobs.add(JobSpec.of(jobs.size() + 1, beast.getKey(), program).with("options", Map.of("kill_grace", 1)));
        }
        site.jobs(jobs.toArray(JobSpec[]::new));
        Process stranger = new ProcessBuilder("setpriv", "--reuid=" + JobSpec.RUNNER, "--clear-groups", "sleep", "1000").start();
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            String bystander = rest.run(1);
            String standing = pids(agent, bystander, 1).get(0);
            Optional<Path> cgroup = cgroupOf(standing);
            long id = 2;
            for (Map.Entry<String, Beast> beast : beasts.entrySet()) {
                if (beast.getKey().equals(STOPS_LAUNCHER)) {
                    // One before it has killed the first.
                    Files.writeString(site.path("launcher"), launcherOf(agent));
                }
                String task = rest.run(id++);
                List<String> pids = pids(agent, task, beast.getValue().pids());
                assertEquals(200, rest.send("DELETE", "/tasks/" + task).status());
                assertEquals(5L, site.awaitEnd(agent, task).get("status"), beast.getKey());
                for (String pid : pids) {
                    assertFalse(isAlive(pid), () -> beast.getKey() + ": " + pid + " of " + pids);
                }
                assertEquals(1, site.results(task).stream().filter(AgentSite::isEnd).count(), beast.getKey());
            }
            assertTrue(isAlive(standing));
            assertTrue(stranger.isAlive());
            // Its launcher was stopped; a start shows that it goes on.
            String next = rest.run(2);
            pids(agent, next, 1);
            for (String task : List.of(bystander, next)) {
                rest.send("DELETE", "/tasks/" + task);
                assertEquals(5L, site.awaitEnd(agent, task).get("status"));
            }
            assertEquals(0, agent.stop(), agent::log);
            assertFalse(cgroup.isPresent() && Files.exists(cgroup.get()), "an agent that has stopped leaves no cgroup: " + cgroup);
        } finally {
            stranger.destroyForcibly();
        }
    }

    /** The threads do not become more with the tasks, and none of the tasks is lost. */
    @Test
    @OnNewestJdkToo
    void manyTasksAliveAtOnce() throws Exception {
        Path program = site.program("lives", "#!/bin/sh\nexec sleep 1000\n");
        List<JobSpec> jobs = new ArrayList<>();
        for (int id = 1; id <= ALIVE; id++) {
            jobs.add(JobSpec.of(id, "job " + id, program));
        }
        site.jobs(jobs.toArray(JobSpec[]::new));
        try (RunningAgent agent = site.start("-quit_time=0", "-max_tasks=" + 2 * ALIVE)) {
            Rest rest = agent.readyRest();
            for (int id = 1; id <= ALIVE; id++) {
                rest.run(id);
            }
            agent.await("all are alive", () -> site.results().stream().filter(row -> row.get("status").equals(1L)).count() == ALIVE);
            long threads = threads(agent);
            System.out.println(ALIVE + " tasks alive at once: " + threads + " threads, " + number(agent, "VmRSS:") + " KiB");
            assertTrue(threads < MOST_THREADS, () -> threads + " threads");
            assertEquals(0, agent.stop(), agent::log);
        }
        assertEquals(ALIVE, site.results().stream().filter(AgentSite::isEnd).map(row -> row.get("task_id")).distinct().count());
    }

    /** Without those for REST, which come with its calls and go half a minute later. */
    private static long threads(RunningAgent agent) throws IOException {
        long count = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", String.valueOf(agent.pid()), "task"))) {
            for (Path thread : threads) {
                count += isCounted(thread) ? 1 : 0;
            }
        }
        return count;
    }

    private static boolean isCounted(Path thread) {
        try {
            return !Files.readString(thread.resolve("comm")).startsWith("dcms-rest");
        } catch (IOException e) {
            return false; // it has ended meanwhile: the JVM's compilers come and go
        }
    }

    private static long number(RunningAgent agent, String field) throws IOException {
        String line = Files.readAllLines(Path.of("/proc", String.valueOf(agent.pid()), "status")).stream()
                .filter(each -> each.startsWith(field)).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    /** The numbers that a task has printed, as soon as there are so many. */
    private List<String> pids(RunningAgent agent, String taskId, int count) throws Exception {
        agent.await(taskId + " printed " + count + " lines", () -> printed(taskId).size() >= count);
        return printed(taskId);
    }

    private List<String> printed(String taskId) throws IOException {
        Path out = site.workDir().resolve("dcms-runs").resolve(taskId + ".out");
        String text = Files.exists(out) ? Files.readString(out) : "";
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    private static String launcherOf(RunningAgent agent) {
        try (Stream<ProcessHandle> children = ProcessHandle.of(agent.pid()).orElseThrow().children()) {
            List<Long> all = children.map(ProcessHandle::pid).toList();
            assertEquals(1, all.size(), "one user has tasks, and one launcher starts them");
            return all.get(0).toString();
        }
    }

    /** The folder of the agent's cgroups, where this machine has some. */
    private static Optional<Path> cgroupOf(String pid) throws IOException {
        String own = Files.readAllLines(Path.of("/proc", pid, "cgroup")).stream().filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring(4)).findFirst().orElse("");
        return Stream.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified").map(mount -> Path.of(mount).resolve(own))
                .filter(folder -> own.contains("dcms-") && Files.exists(folder)).map(folder -> folder.getParent().getParent()).findFirst();
    }

    private static boolean isAlive(String pid) {
        try {
            String stat = Files.readString(Path.of("/proc", pid, "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }
}
