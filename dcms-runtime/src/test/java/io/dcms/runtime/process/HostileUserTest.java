package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Shell;
import io.dcms.testing.NeedsRoot;
import io.dcms.testing.TestUsers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one user tries must not reach the runs and the processes of another one. */
@NeedsRoot
final class HostileUserTest {

    private static final String OTHER = "dcmstest2";

    @TempDir
    private Path folder;
    private RealLauncher real;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        TestUsers.ensure(OTHER);
        real = new RealLauncher(folder);
    }

    @AfterEach
    void close() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        real.close();
    }

    private Process as(String user, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--clear-groups"));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).start();
        started.add(process);
        return process;
    }

    private Process awaitCommand(Process process, String name) throws Exception {
        Await.until("it is " + name, () -> Files.readString(Path.of("/proc/" + process.pid() + "/comm")).strip().equals(name));
        return process;
    }

    /** Out of the session of this process, whose helpers are never hit. */
    @Test
    void whoGivesOutHisProcessAsAnothersRunIsNotTakenForIt() throws Exception {
        String task = real.launch(RealLauncher.sh("echo here; exec sleep 1000").runner(OTHER));
        // Before it is a shell it blocks TERM, and KILL may overtake that.
        real.lines(task, 1);
        String mark = RunFile.parse(Files.readString(folder.resolve("dcms-runs").resolve(task))).mark();
        Process liar = awaitCommand(as(RealLauncher.runner(), "env", "DCMS_LAUNCH=" + mark, "setsid", "sleep", "1000"), "sleep");
        real.terminateAtOnce(task);
        assertEquals(143, real.ended(task).status());
        assertTrue(liar.isAlive());
    }

    /** Its files in /proc are root's then; it is the one who started it all the same who says whose it is. */
    @Test
    void aSetUidProgramThatHasLeftItsSessionIsKilledWithItsRun() throws Exception {
        Path program = Files.copy(Path.of("/bin/sleep"), folder.resolve("program"));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Shell.out("chmod", "u+s", program.toString());
        String task = real.launch(RealLauncher
                .sh("(setsid sh -c \"echo \\$\\$; exec " + program + " 1000\" &); exec sleep 1000").runner(OTHER));
        String pid = real.lines(task, 1).get(0);
        Await.until("it is that program", () -> Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals("program"));
        real.terminateAtOnce(task);
        assertEquals(143, real.ended(task).status());
        assertFalse(Shell.alive(pid));
    }
}
