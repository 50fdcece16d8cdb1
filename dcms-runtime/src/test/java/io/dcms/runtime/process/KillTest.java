package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills of programs that behave badly. Each prints its process ids, a line each, when it is ready. The elapsed clock stands
 * still: what ends before the test moves it has ended by TERM.
 */
final class KillTest {

    private static final String IGNORING = "trap \"\" TERM; ";
    private static final String FOREVER = "while :; do sleep 1000; done";

    @TempDir
    private Path folder;
    private RealLauncher real;

    @BeforeEach
    void open() throws Exception {
        real = new RealLauncher(folder);
    }

    @AfterEach
    void close() throws Exception {
        real.close();
    }

    /** Launches and waits until it has printed so many process ids. */
    private String ready(String script, int pids) throws Exception {
        String task = real.launch(RealLauncher.sh(script));
        real.lines(task, pids);
        return task;
    }

    /** What a script starts after it has printed is TERM's business only once it is there: TERM is sent once. */
    private void awaitChild(String task) throws Exception {
        long pid = Long.parseLong(pids(task).get(0));
        Await.until("it has a child", () -> ProcessHandle.of(pid).stream().anyMatch(parent -> parent.children().findAny().isPresent()));
    }

    private List<String> pids(String task) throws Exception {
        return real.printed(task).lines().filter(line -> line.matches("\\d+")).toList();
    }

    private void assertAllGone(String task) throws Exception {
        for (String pid : pids(task)) {
            assertFalse(Shell.alive(pid), pid + " of " + pids(task));
        }
    }

    private void assertAllDieOfTerm(String task) throws Exception {
        real.terminate(task);
        assertEquals(143, real.ended(task).status());
        assertAllGone(task);
    }

    /** The run is told of as ended only when the last of its processes is gone. */
    private void assertAllDieOfKill(String task, int status) throws Exception {
        List<String> pids = pids(task);
        real.terminate(task);
        real.pass(RealLauncher.GRACE.minusNanos(1));
        // Any other run goes through the whole launcher meanwhile.
        real.output(RealLauncher.sh("true"));
        assertEquals(List.of("started"), real.answers.kinds(task));
        assertTrue(pids.stream().anyMatch(Shell::alive));
        real.passGrace();
        assertEquals(status, real.ended(task).status());
        assertAllGone(task);
    }

    @Test
    void aProgramAlone() throws Exception {
        assertAllDieOfTerm(ready("echo $$; exec sleep 1000", 1));
    }

    @Test
    void itsWholeTree() throws Exception {
        assertAllDieOfTerm(ready("echo $$; sleep 1000 & echo $!; (sh -c \"echo \\$\\$; sleep 1000\" & wait) & echo $!; wait", 4));
    }

    @Test
    void childrenInProcessGroupsOfTheirOwn() throws Exception {
        assertAllDieOfTerm(ready("set -m; echo $$; sleep 1000 & echo $!; sleep 1000 & echo $!; set +m; wait", 3));
    }

    @Test
    void aChildInASessionOfItsOwnWhoseParentLives() throws Exception {
        assertAllDieOfTerm(ready("echo $$; (setsid sh -c \"echo \\$\\$; sleep 1000\"; :) & echo $!; wait", 3));
    }

    /** Its shell would go on with the next command, if the signal reached the running one first. */
    @Test
    void aScriptDoesNotGoOnWithItsNextCommand() throws Exception {
        for (int round = 0; round < 10; round++) {
            String task = ready("echo $$; sleep 1000; echo went on; echo and on", 1);
            awaitChild(task);
            assertAllDieOfTerm(task);
            assertEquals(1, real.printed(task).lines().count());
        }
    }

    @Test
    void aPipeline() throws Exception {
        assertAllDieOfTerm(ready("echo $$; sleep 1000 | sleep 1000 | sh -c \"echo \\$\\$; exec sleep 1000\"", 2));
    }

    @Test
    void aProgramThatTidiesUpGetsTheTimeForIt() throws Exception {
        String task = ready("trap \"echo tidy; exit 7\" TERM; echo $$; sleep 1000 & wait", 1);
        awaitChild(task);
        real.terminate(task);
        assertEquals(7, real.ended(task).status());
        assertTrue(real.printed(task).endsWith("tidy\n"));
    }

    @Test
    void aProgramThatIgnoresTerm() throws Exception {
        assertAllDieOfKill(ready(IGNORING + "echo $$; " + FOREVER, 1), 137);
    }

    @Test
    void aChildThatIgnoresTermAndOutlivesItsParent() throws Exception {
        String task = ready("echo $$; (" + IGNORING + "sh -c \"echo \\$\\$; " + FOREVER + "\"; :) & wait", 2);
        real.terminate(task);
        Await.until("the parent is gone", () -> !Shell.alive(pids(task).get(0)));
        assertAllDieOfKill(task, 143);
    }

    @Test
    void aChildThatIgnoresTermInASessionOfItsOwnAndOutlivesItsParent() throws Exception {
        String task = ready("echo $$; (" + IGNORING + "setsid sh -c \"echo \\$\\$; " + FOREVER + "\"; :) & wait", 2);
        assertAllDieOfKill(task, 143);
    }

    @Test
    void aProgramThatIsStopped() throws Exception {
        String task = ready("echo $$; kill -STOP $$; exec sleep 1000", 1);
        assertAllDieOfKill(task, 137);
    }

    @Test
    void withoutGraceKillComesAtOnce() throws Exception {
        String task = ready(IGNORING + "echo $$; " + FOREVER, 1);
        real.launcher.terminate(task, Duration.ZERO);
        assertEquals(137, real.ended(task).status());
        assertAllGone(task);
    }

    @Test
    void aProgramThatForksForAWhileAndIgnoresTerm() throws Exception {
        String task = ready(IGNORING + "echo $$; i=0; while [ $i -lt 300 ]; do i=$((i+1)); sleep 1000 & done; wait", 1);
        real.launcher.terminate(task, Duration.ZERO);
        assertEquals(137, real.ended(task).status());
        assertEquals("", Shell.out("sh", "-c", "for f in /proc/[0-9]*/stat; do cat $f; done 2>/dev/null"
                + " | sed 's/.*) //' | awk '$1 != \"Z\" && $4 == " + pids(task).get(0) + "'"), "what is left of the session");
    }

    @Test
    void aRunThatHasJustEnded() throws Exception {
        for (int round = 0; round < 20; round++) {
            String task = real.launch(RealLauncher.sh("exit 0"));
            real.answers.await(task, "started");
            real.terminate(task);
            real.ended(task);
            real.terminate(task);
            assertEquals(List.of("started", "ended"), real.answers.kinds(task));
        }
    }

    @Test
    void aRunThatIsNotKnown() throws Exception {
        real.terminate("1-1");
        real.launcher.tail("1-1");
        assertEquals(List.of(), real.answers.kinds("1-1"));
    }

    @Test
    void aSecondKillOfTheSameRunChangesNothing() throws Exception {
        String task = ready(IGNORING + "echo $$; " + FOREVER, 1);
        real.terminate(task);
        real.launcher.terminate(task, Duration.ZERO);
        real.output(RealLauncher.sh("true"));
        assertEquals(List.of("started"), real.answers.kinds(task), "the first grace holds");
        real.passGrace();
        real.ended(task);
        assertEquals(List.of("started", "ended"), real.answers.kinds(task));
    }

    @Test
    void twentyAtOnceAndNoneOfTheirNeighbours() throws Exception {
        String neighbour = ready("echo $$; sleep 1000 & echo $!; wait", 2);
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(real.launch(RealLauncher.sh("echo $$; sleep 1000 & echo $!; wait")));
        }
        for (String task : tasks) {
            real.lines(task, 2);
        }
        tasks.forEach(real::terminate);
        for (String task : tasks) {
            assertEquals(143, real.ended(task).status());
            assertAllGone(task);
        }
        assertTrue(pids(neighbour).stream().allMatch(Shell::alive));
        assertEquals(List.of("started"), real.answers.kinds(neighbour));
    }

    @Test
    void aNameThatLooksLikeTheKernelsOwnLines() throws Exception {
        Path program = Files.copy(Path.of("/bin/sleep"), folder.resolve("x) Z 1 (y"));
        String task = real.launch(RealLauncher.program(program).executorFlags("1000"));
        real.answers.await(task, "started");
        real.terminate(task);
        assertEquals(143, real.ended(task).status());
    }

    @Test
    void theLauncherLeavesNoDescriptorBehind() throws Exception {
        real.output(RealLauncher.sh("true"));
        long before = logsOpen();
        for (int i = 0; i < 10; i++) {
            real.output(RealLauncher.sh("true"));
            real.refusal(RealLauncher.sh("true").signature(""));
            real.refusal(RealLauncher.sh("true").executorFlags("x".repeat(200_000)));
        }
        Await.until("the logs are closed", () -> logsOpen() <= before);
    }

    private long logsOpen() throws Exception {
        long open = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    open += Files.readSymbolicLink(descriptor).startsWith(folder.toRealPath()) ? 1 : 0;
                } catch (NoSuchFileException e) {
                    // closed meanwhile
                }
            }
        }
        return open;
    }
}
