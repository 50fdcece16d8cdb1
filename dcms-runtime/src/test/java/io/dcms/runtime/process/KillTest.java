package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.files.Own;
import io.dcms.runtime.kill.KillView;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Shell;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Kills of programs that behave badly. Each prints its process ids, a line each, when it is ready. The elapsed clock stands
 * still: what ends before the test moves it has ended by TERM.
 */
@ParameterizedClass
@EnumSource(Starter.class)
final class KillTest {

    @Parameter
    private Starter starter;

    private static final String IGNORING = "trap \"\" TERM; ";
    private static final String FOREVER = "while :; do sleep 1000; done";

    /** Prints the process id of a child that has left its session and that nobody is the parent of. */
    private static final String DAEMON = "(setsid sh -c \"echo \\$\\$; exec sleep 1000\" &); ";
    private static final int CHAIN = 20_000;

    @TempDir
    private Path folder;
    private RealLauncher real;

    @BeforeEach
    void open() throws Exception {
        real = new RealLauncher(folder, starter);
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

    /**
     * What a script starts after it has printed is TERM's business only once it is there: TERM is sent once. And until it has
     * become the other program it is a shell still, which handles TERM as its parent does.
     */
    private void awaitSleepingChild(String task) throws Exception {
        long pid = Long.parseLong(pids(task).get(0));
        Await.until("it has a child that sleeps", () -> ProcessHandle.of(pid).stream().flatMap(ProcessHandle::children)
                .anyMatch(child -> child.info().command().orElse("").endsWith("/sleep")));
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

    /** The grace of a kill begins when it was its turn: what is asked to be killed later comes later. */
    private void awaitThatItWasAsked() throws Exception {
        String next = ready("echo $$; exec sleep 1000", 1);
        real.terminate(next);
        real.ended(next);
    }

    /** The run is told of as ended only when the last of its processes is gone. */
    private void assertAllDieOfKill(String task, int status) throws Exception {
        List<String> pids = pids(task);
        real.terminate(task);
        awaitThatItWasAsked();
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
            awaitSleepingChild(task);
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
        awaitSleepingChild(task);
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
    void aProgramThatIsStoppedTidiesUp() throws Exception {
        String task = ready("trap \"echo tidy; exit 7\" TERM; echo $$; kill -STOP $$; while :; do sleep 0.01; done", 1);
        awaitState(task, 'T');
        real.terminate(task);
        assertEquals(7, real.ended(task).status());
        assertTrue(real.printed(task).endsWith("tidy\n"));
    }

    @Test
    void aProgramThatIsStoppedAndIgnoresTerm() throws Exception {
        String task = ready(IGNORING + "echo $$; kill -STOP $$; " + FOREVER, 1);
        awaitState(task, 'T');
        assertAllDieOfKill(task, 137);
    }

    private void awaitState(String task, char state) throws Exception {
        long pid = Long.parseLong(pids(task).get(0));
        Await.until("it is in state " + state, () -> KillView.state(pid) == state);
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
    void aSecondKillMayShortenTheGrace() throws Exception {
        String task = ready(IGNORING + "echo $$; " + FOREVER, 1);
        real.terminate(task);
        real.terminateAtOnce(task);
        assertEquals(137, real.ended(task).status());
        assertEquals(List.of("started", "ended"), real.answers.kinds(task));
    }

    @Test
    void aSecondKillDoesNotLengthenTheGrace() throws Exception {
        String task = ready(IGNORING + "echo $$; " + FOREVER, 1);
        real.terminate(task);
        real.launcher.terminate(task, RealLauncher.GRACE.multipliedBy(2));
        awaitThatItWasAsked();
        real.passGrace();
        assertEquals(137, real.ended(task).status());
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

    /** Nothing but its environment tells whose it is. */
    @Test
    void aDaemonThatHasLeftSessionAndParents() throws Exception {
        assertAllDieOfTerm(ready("echo $$; " + DAEMON + "exec sleep 1000", 2));
    }

    @Test
    void aDaemonThatHasLeftSessionAndParentsAndIgnoresTerm() throws Exception {
        assertAllDieOfKill(ready(IGNORING + "echo $$; " + DAEMON + FOREVER, 2), 137);
    }

    @Test
    void threeHundredProcesses() throws Exception {
        assertAllDieOfTerm(ready("echo $$; i=1; while [ $i -lt 300 ]; do i=$((i+1)); sleep 1000 & echo $!; done; wait", 300));
    }

    @Test
    void childrenThatAreZombies() throws Exception {
        assertAllDieOfTerm(ready("sleep 0 & echo $!; sleep 0 & echo $!; echo $$; exec sleep 1000", 3));
    }

    /** Where that is a launcher of the agent's that waits for it: whoever else starts a task is not the task's to kill. */
    @Test
    void aProgramThatKillsItsParent() throws Exception {
        String task = ready(IGNORING + "read -r name < /proc/$PPID/comm; case $name in perl|*sh) kill -KILL $PPID;; esac; "
                + "echo $$; sleep 1000 & echo $!; wait; wait; wait", 2);
        real.terminateAtOnce(task);
        real.ended(task);
        assertAllGone(task);
    }

    @Test
    void aChainInWhichEachProcessForksTheNextAndEnds() throws Exception {
        Path links = folder.resolve("links");
        String task = ready(chain(links) + "echo $$; exec sleep 1000", 1);
        Await.until("the chain grows", () -> Files.exists(links) && Files.size(links) > 1000);
        String mark = markOf(task);
        real.terminateAtOnce(task);
        real.ended(task);
        assertEquals(List.of(), KillView.naming(mark));
        assertTrue(Files.size(links) < CHAIN, "it came to its end by itself");
    }

    /** Each of it lives for a millisecond or so, and it ends by itself in half a minute, whatever a kill makes of it. */
    private String chain(Path links) throws Exception {
        Path script = Files.writeString(folder.resolve("chain"), "trap '' TERM; [ $1 -lt " + CHAIN + " ] || exit 0; printf . >> "
                + links + "; sh $0 $(($1 + 1)) & exit 0");
        Files.createFile(links);
        Files.setPosixFilePermissions(links, PosixFilePermissions.fromString("rw-rw-rw-"));
        return "sh " + script + " 0 & ";
    }

    @Test
    void nobodyElseOfTheSameUser() throws Exception {
        List<Process> strangers = new ArrayList<>();
        try {
            String task = ready("echo $$; " + DAEMON + "exec sleep 1000", 2);
            String mark = markOf(task);
            strangers.add(stranger("DCMS_LAUNCH=" + mark + "0"));
            strangers.add(stranger("DCMS_LAUNCH=" + mark.substring(1)));
            strangers.add(stranger("OTHER=DCMS_LAUNCH=" + mark));
            assertAllDieOfTerm(task);
            assertTrue(strangers.stream().allMatch(Process::isAlive));
        } finally {
            strangers.forEach(Process::destroyForcibly);
        }
    }

    private String markOf(String task) throws Exception {
        return RunFile.parse(Files.readString(folder.resolve("dcms-runs").resolve(task))).mark();
    }

    /** It has a job of the same number for the same user, whose task of the same second has the same id. */
    @Test
    void noTaskOfAnotherAgentOnTheMachine() throws Exception {
        RealLauncher other = new RealLauncher(Files.createDirectory(folder.resolve("other")), starter);
        try {
            String its = other.launch(RealLauncher.sh("echo $$; " + DAEMON + "exec sleep 1000"));
            List<String> pids = other.lines(its, 2);
            assertEquals(its, ready("echo $$; " + DAEMON + "exec sleep 1000", 2));
            assertAllDieOfTerm(its);
            assertTrue(pids.stream().allMatch(Shell::alive), pids::toString);
        } finally {
            other.close();
        }
    }

    private static Process stranger(String variable) throws Exception {
        List<String> command = new ArrayList<>();
        if (Own.uid() == 0) {
            command.addAll(List.of("setpriv", "--reuid=" + RealLauncher.runner(), "--clear-groups"));
        }
        command.addAll(List.of("setsid", "env", variable, "sleep", "1000"));
        Process stranger = new ProcessBuilder(command).start();
        Await.until("it sleeps", () -> stranger.info().command().orElse("").endsWith("/sleep"));
        return stranger;
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
