package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.kill.RealCgroups;
import io.dcms.runtime.schedule.Launcher.Exit;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that each have a cgroup of the kernel's. */
final class RunCgroupsTest {

    /** Prints the process id of a child that has left its session, its parents and its environment. */
    private static final String DAEMON = "(setsid env -i sh -c \"echo \\$\\$; exec sleep 1000\" &); ";

    @TempDir
    private Path folder;
    private RealCgroups kernel;
    private RealLauncher real;

    @BeforeEach
    void open() throws Exception {
        kernel = new RealCgroups();
        real = new RealLauncher(folder, kernel.cgroups);
    }

    @AfterEach
    void close() throws Exception {
        if (kernel != null) {
            real.close();
            kernel.close();
        }
    }

    /** The names of the runs' cgroups that are there. */
    private List<String> cgroups() throws IOException {
        if (!Files.exists(kernel.folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(kernel.folder, 2)) {
            return all.filter(Files::isDirectory).map(path -> path.getFileName().toString()).filter(name -> name.startsWith("17")).toList();
        }
    }

    private static String cgroupOf(String pid) throws IOException {
        return RealCgroups.pathOf(Files.readString(Path.of("/proc", pid, "cgroup")));
    }

    @Test
    void aRunIsInItsOwnFromItsFirstInstructionAndItGoesWithTheRun() throws Exception {
        String task = real.launch(RealLauncher.sh("cat /proc/self/cgroup"));
        Exit exit = real.ended(task);
        assertTrue(RealCgroups.pathOf(exit.output()).endsWith("/" + task), exit.output());
        Await.until("it is gone", () -> cgroups().isEmpty());
    }

    @Test
    void aDaemonThatHasLostAllOtherTiesDiesWithItsRun() throws Exception {
        String task = real.launch(RealLauncher.sh("echo $$; " + DAEMON + "exec sleep 1000"));
        List<String> pids = real.lines(task, 2);
        real.terminate(task);
        assertEquals(143, real.ended(task).status());
        for (String pid : pids) {
            assertFalse(Shell.alive(pid), pid);
        }
        Await.until("its cgroup is gone", () -> cgroups().isEmpty());
    }

    /** Its cgroup stays with it, and goes when somebody tidies up after its end. */
    @Test
    void aDaemonThatOutlivesARunThatWasNotKilledIsLeftAlone() throws Exception {
        String task = real.launch(RealLauncher.sh(DAEMON + "sleep 0"));
        Exit exit = real.ended(task);
        Await.until("it tells its number", () -> !Files.readString(real.log(task)).isEmpty());
        String pid = real.lines(task, 1).get(0);
        real.output(RealLauncher.sh("true"));
        assertTrue(Shell.alive(pid), exit::toString);
        assertTrue(cgroupOf(pid).endsWith("/" + task));
        Shell.signal("KILL", pid);
        Await.until("it is empty", () -> {
            kernel.cgroups.sweep(name -> false);
            return cgroups().isEmpty();
        });
    }

    @Test
    void theNextAgentKillsByTheCgroupToo() throws Exception {
        String task = real.launch(RealLauncher.sh("echo $$; " + DAEMON + "exec sleep 1000"));
        List<String> pids = real.lines(task, 2);
        real.abandon();
        assertEquals(List.of(task), cgroups(), "what runs keeps it");
        RealLauncher next = new RealLauncher(folder, kernel.cgroups);
        try {
            next.adopt(task, TestJobs.planned(RealLauncher.sh("the same")));
            next.answers.await(task, "started");
            next.terminate(task);
            next.ended(task);
        } finally {
            next.close();
        }
        for (String pid : pids) {
            assertFalse(Shell.alive(pid), pid);
        }
        assertEquals(List.of(), cgroups());
        real = new RealLauncher(folder, kernel.cgroups);
    }

    @Test
    void anOrderlyEndLeavesNoneBehind() throws Exception {
        real.output(RealLauncher.sh("true"));
        assertTrue(Files.exists(kernel.folder));
        real.close();
        assertFalse(Files.exists(kernel.folder));
        real = new RealLauncher(folder, kernel.cgroups);
    }
}
