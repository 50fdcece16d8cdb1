package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of the tasks of an agent that is killed: a JVM of its own. */
@ParameterizedClass
@EnumSource(Starter.class)
final class OrphansTest {

    @Parameter
    private Starter starter;
    @TempDir
    private Path folder;

    /** @return the pids of its tasks' processes */
    private List<String> killedAgent(String orphans) throws Exception {
        Process agent = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp", System.getProperty("java.class.path"),
                DyingAgent.class.getName(), folder.toString(), orphans, starter.name()).redirectErrorStream(true).start();
        try {
            return pids(agent.inputReader());
        } finally {
            agent.destroyForcibly().waitFor();
        }
    }

    private static List<String> pids(BufferedReader said) throws IOException {
        List<String> pids = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); !"ready".equals(line); line = said.readLine()) {
            all.append(line).append('\n');
            if (line == null) {
                throw new AssertionError(all);
            }
            if (line.startsWith("pid ")) {
                pids.add(line.substring(4));
            }
        }
        return pids;
    }

    private void assertEnds(RealLauncher next, int status) throws Exception {
        for (String task : DyingAgent.TASKS) {
            assertEquals(status, next.ended(task).status());
            assertEquals("", next.ended(task).lost());
        }
    }

    private RealLauncher next() throws Exception {
        RealLauncher next = new RealLauncher(folder, starter, false, InstantSource.system(), Processes.ofThisMachine());
        for (String task : DyingAgent.TASKS) {
            next.adopt(task, TestJobs.planned(RealLauncher.sh(DyingAgent.SCRIPT)));
        }
        return next;
    }

    @Test
    void theyRunOnAndAreTheNextOnes() throws Exception {
        List<String> pids = killedAgent("keep");
        assertEquals(2 * DyingAgent.TASKS.size(), pids.size());
        assertTrue(pids.stream().allMatch(Shell::alive));
        RealLauncher next = next();
        for (String task : DyingAgent.TASKS) {
            next.log(task);
            next.terminate(task);
        }
        assertEnds(next, 143);
        assertTrue(pids.stream().noneMatch(Shell::alive));
        next.close();
    }

    @Test
    void theyAreKilledAtOnceWhereThatIsWanted() throws Exception {
        List<String> pids = killedAgent("kill");
        Await.until("all of them are gone", () -> pids.stream().noneMatch(Shell::alive));
        RealLauncher next = next();
        assertEnds(next, 137);
        next.close();
    }

    @Test
    void anAgentThatLeavesInOrderKillsNoneOfThem() throws Exception {
        RealLauncher leaving = new RealLauncher(folder, starter, true, InstantSource.system(), Processes.ofThisMachine());
        List<String> pids = new ArrayList<>();
        for (String task : DyingAgent.TASKS) {
            leaving.launch(task, TestJobs.planned(RealLauncher.sh(DyingAgent.SCRIPT)));
        }
        for (String task : DyingAgent.TASKS) {
            pids.addAll(leaving.lines(task, 2));
        }
        leaving.abandon();
        assertTrue(pids.stream().allMatch(Shell::alive));
        RealLauncher next = next();
        for (String task : DyingAgent.TASKS) {
            next.log(task);
            next.terminate(task);
        }
        assertEnds(next, 143);
        next.close();
    }
}
