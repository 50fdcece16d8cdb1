package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.runtime.files.Own;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.schedule.Launcher.Exit;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Shell;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that one launcher began and the next one ends. */
@ParameterizedClass
@EnumSource(Starter.class)
final class AdoptionTest {

    @Parameter
    private Starter starter;

    private static final String TASK = "1700000010-7";

    @TempDir
    private Path folder;
    private RealLauncher first;
    private RealLauncher next;
    private Path go;

    @BeforeEach
    void open() throws Exception {
        first = real(Processes.ofThisMachine());
        go = folder.resolve("go");
    }

    @AfterEach
    void close() throws Exception {
        if (next == null) {
            next();
            next.adopt(TASK, TestJobs.planned(RealLauncher.sh("true")));
        }
        next.close();
    }

    private RealLauncher real(Processes processes) throws Exception {
        return new RealLauncher(folder, starter, false, InstantSource.system(), processes);
    }

    /** The first launcher is gone, as if its agent had died. */
    private void next() throws Exception {
        next(Processes.ofThisMachine());
    }

    private void next(Processes processes) throws Exception {
        first.abandon();
        next = real(processes);
    }

    private PlannedJob job(String script) throws Exception {
        return TestJobs.planned(RealLauncher.sh(script));
    }

    private String untilGo() {
        return "while ! test -e " + go + "; do sleep 0.01; done; ";
    }

    private Path runFile() {
        return folder.resolve("dcms-runs").resolve(TASK);
    }

    private long[] start() throws Exception {
        first.log(TASK);
        RunFile.Start start = RunFile.parse(Files.readString(runFile())).start().orElseThrow();
        return new long[] {start.pid(), start.ticks(), start.supervisor()};
    }

    private void write(String... lines) throws Exception {
        Files.writeString(runFile(), String.join("\n", lines) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (Own.uid() == 0) {
            Files.setOwner(runFile(), folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(RealLauncher.runner()));
        }
    }

    @Test
    void oneThatRunsIsFollowedToItsEnd() throws Exception {
        PlannedJob job = job("echo early; " + untilGo() + "echo late; exit 3");
        first.launch(TASK, job);
        first.lines(TASK, 1);
        next();
        next.adopt(TASK, job);
        assertEquals(first.log(TASK), next.log(TASK));
        next.launcher.tail(TASK);
        assertEquals("early\n", next.answers.await(TASK, "tail").text());
        Files.createFile(go);
        Exit exit = next.ended(TASK);
        assertEquals(3, exit.status());
        assertEquals("", exit.lost());
        assertEquals("early\nlate\n", exit.output());
        assertEquals(List.of("started", "tail", "ended"), next.answers.kinds(TASK));
    }

    @Test
    void oneThatHasEndedMeanwhileIsTold() throws Exception {
        PlannedJob job = job(untilGo() + "echo x; kill -TERM $$");
        first.launch(TASK, job);
        first.log(TASK);
        next();
        Files.createFile(go);
        Await.until("its end is written down", () -> RunFile.parse(Files.readString(runFile())).status().isPresent());
        next.adopt(TASK, job);
        assertEquals(143, next.ended(TASK).status());
        assertEquals("x\n", next.ended(TASK).output());
        assertTrue(next.ended(TASK).ran().toMillis() >= 0);
    }

    @Test
    void itHasLastedAsLongWhoeverTellsItAndWhereverTheWallClockIsSetMeanwhile() throws Exception {
        PlannedJob job = job(untilGo() + "true");
        first.launch(TASK, job);
        first.log(TASK);
        next();
        Files.createFile(go);
        Await.until("its end is written down", () -> RunFile.parse(Files.readString(runFile())).status().isPresent());
        RunFile file = RunFile.parse(Files.readString(runFile()));
        Duration lasted = Duration.ofMillis(10 * (file.end().orElseThrow().ticks() - file.start().orElseThrow().ticks()));
        for (Duration wrong : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
            next.abandon();
            next = new RealLauncher(folder, starter, false, InstantSource.offset(InstantSource.system(), wrong), Processes.ofThisMachine());
            next.adopt(TASK, job);
            assertEquals(lasted, next.ended(TASK).ran());
        }
    }

    /** A user can write what he likes of his own run; it ends all the same. */
    @Test
    void anEndInTheFutureIsNone() throws Exception {
        next();
        write(RunFile.firstLine(Processes.ofThisMachine().boot(), "1"), "s 999999 1 1", "e 0 999999999999999999");
        next.adopt(TASK, job("true"));
        assertTrue(next.ended(TASK).ran().compareTo(Duration.ofDays(10_000)) < 0);
    }

    /** The time at which its end was written down says nothing then. */
    @Test
    void oneThatRunsWhenItIsTakenOverHasNotEndedBeforeThoughTheWallClockWasSetMeanwhile() throws Exception {
        PlannedJob job = job(untilGo() + "true");
        first.launch(TASK, job);
        long ticks = start()[1];
        Processes processes = Processes.ofThisMachine();
        Await.until("it has run for a while", () -> processes.age(ticks).toMillis() > 20);
        first.abandon();
        next = new RealLauncher(folder, starter, false, InstantSource.offset(InstantSource.system(), Duration.ofHours(1)), processes);
        next.adopt(TASK, job);
        next.log(TASK);
        Files.createFile(go);
        Duration ran = next.ended(TASK).ran();
        assertTrue(ran.toMillis() > 20, ran::toString);
    }

    @Test
    void oneThatIsUnknownHereWasNeverStarted() throws Exception {
        next();
        next.adopt(TASK, job("true"));
        next.answers.await(TASK, "neverStarted");
    }

    @Test
    void oneThatWasOnlyPreparedCanNeverStartFromThenOnAndCanBeLaunchedAnew() throws Exception {
        next();
        write(RunFile.firstLine(Processes.ofThisMachine().boot(), "1"));
        next.adopt(TASK, job("true"));
        next.answers.await(TASK, "neverStarted");
        assertFalse(Files.exists(runFile()));
        next.launch(TASK, job("echo anew"));
        assertEquals("anew\n", next.ended(TASK).output());
    }

    /** Its shell was stopped, or slow, and does not know that it has been given up. */
    @Test
    void oneThatIsLaunchedAnewIsNotStartedByTheFirstLaunchAsWell() throws Exception {
        Path marks = Files.createFile(folder.resolve("marks"));
        Files.setPosixFilePermissions(marks, PosixFilePermissions.fromString("rw-rw-rw-"));
        PlannedJob job = job("echo ran >>" + marks);
        String other = first.launch("1700000099-7", job("exec sleep 1000"));
        first.log(other);
        RunFile.Start start = RunFile.parse(Files.readString(runFile().resolveSibling(other))).start().orElseThrow();
        String shell = Shell.out("ps", "-o", "sid=", "-p", Long.toString(start.supervisor()));
        Shell.signal("STOP", shell);
        first.launch(TASK, job);
        Await.until("it is in the hands of its shell", () -> Files.exists(runFile()) && !isBeingSent());
        next();
        next.adopt(TASK, job);
        next.answers.await(TASK, "neverStarted");
        next.launch(TASK, job);
        assertEquals(0, next.ended(TASK).status());
        Shell.signal("CONT", shell);
        Await.until("the first shell has done what it was told", () -> !Shell.alive(shell) || hasLeft(shell));
        next.adopt(other, job("exec sleep 1000"));
        next.log(other);
        assertEquals("ran\n", Files.readString(marks));
        assertEquals(0, RunFile.parse(Files.readString(runFile())).status().getAsInt());
    }

    /** Its file is there a moment earlier. One who leaves in between gives it to another shell, which is not stopped. */
    private static boolean isBeingSent() {
        return Thread.getAllStackTraces().values().stream().flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals(LocalLauncher.class.getName()) && frame.getMethodName().equals("send"));
    }

    /** One that is a perl stays for its other run. */
    private static boolean hasLeft(String launcher) throws IOException {
        try {
            return Files.readSymbolicLink(Path.of("/proc", launcher, "fd/0")).equals(Path.of("/dev/null"));
        } catch (NoSuchFileException e) {
            // It is ending, and has closed its files before the system says that it has ended.
            return false;
        }
    }

    @Test
    void itIsKilledWithAllThatBelongsToIt() throws Exception {
        PlannedJob job = job("trap \"\" TERM; sleep 1000 & echo $!; echo $$; while :; do sleep 1000; done");
        first.launch(TASK, job);
        List<String> pids = first.lines(TASK, 2);
        next();
        next.adopt(TASK, job);
        next.log(TASK);
        next.terminateAtOnce(TASK);
        assertEquals(137, next.ended(TASK).status());
        pids.forEach(pid -> assertFalse(Shell.alive(pid), pid));
    }

    @Test
    void itMayPrintNoMoreThanOthers() throws Exception {
        Job.Builder flood = RealLauncher.sh("head -c 200000 /dev/zero; exec sleep 1000").options("{\"log_max\":100000}");
        first.launch(TASK, TestJobs.planned(flood));
        Await.until("it has printed too much", () -> Files.size(first.log(TASK)) > 100_000);
        next();
        next.adopt(TASK, TestJobs.planned(flood));
        next.answers.await(TASK, "flooded");
    }

    /** A number is given to another process when its owner is gone. */
    @Test
    void anotherProcessThatHasItsNumberByNowIsNotTakenForItAndNeverSignalled() throws Exception {
        String innocent = first.launch("1700000099-7", job("echo $$; exec sleep 1000"));
        String pid = first.lines(innocent, 1).get(0);
        long ticks = Processes.ofThisMachine().find(Long.parseLong(pid)).orElseThrow().start();
        next();
        write(RunFile.firstLine(Processes.ofThisMachine().boot(), "1"), "s " + pid + " " + (ticks - 1) + " 999999999");
        next.adopt(TASK, job("true"));
        next.log(TASK);
        next.terminateAtOnce(TASK);
        assertEquals("its supervisor was killed, so its exit status is not known", next.ended(TASK).lost());
        assertTrue(Shell.alive(pid));
        Shell.signal("KILL", pid);
    }

    /** The file is its user's, who could name any process in it: the agent would kill it with root's power. */
    @Test
    @NeedsRoot
    void aProcessOfSomebodyElseIsNeverSignalledWhateverTheFileSays() throws Exception {
        Process others = new ProcessBuilder("/bin/sleep", "1000").start();
        try {
            long ticks = Processes.ofThisMachine().find(others.pid()).orElseThrow().start();
            next();
            write(RunFile.firstLine(Processes.ofThisMachine().boot(), "1"), "s " + others.pid() + " " + ticks + " 1");
            next.adopt(TASK, job("true"));
            next.log(TASK);
            next.terminateAtOnce(TASK);
            assertFalse(next.ended(TASK).lost().isEmpty());
            assertTrue(others.isAlive());
        } finally {
            others.destroyForcibly();
        }
    }

    @Test
    void oneOfBeforeTheMachinesLastStartIsLost() throws Exception {
        PlannedJob job = job(untilGo());
        first.launch(TASK, job);
        long[] start = start();
        Path boot = Files.writeString(folder.resolve("boot_id"), "11111111-2222-3333-4444-555555555555\n");
        next(new Processes(Path.of("/proc"), boot));
        next.adopt(TASK, job);
        assertEquals("the machine was restarted while it ran, so its exit status is not known", next.ended(TASK).lost());
        assertTrue(Shell.alive(Long.toString(start[0])), "what has its number now is somebody else's");
        Files.createFile(go);
        Await.until("it is gone", () -> !Shell.alive(Long.toString(start[0])));
    }

    @Test
    void oneThatHadEndedBeforeTheMachinesLastStartIsTold() throws Exception {
        PlannedJob job = job("exit 4");
        first.launch(TASK, job);
        first.ended(TASK);
        Path boot = Files.writeString(folder.resolve("boot_id"), "11111111-2222-3333-4444-555555555555\n");
        next(new Processes(Path.of("/proc"), boot));
        next.adopt(TASK, job);
        assertEquals(new Exit(4, Optional.empty(), "", next.ended(TASK).ran()), next.ended(TASK));
    }

    @Test
    void oneWhoseSupervisorIsKilledRunsOnAndItsEndIsLost() throws Exception {
        PlannedJob job = job(untilGo() + "echo end");
        first.launch(TASK, job);
        long[] start = start();
        Shell.signal("KILL", Long.toString(start[2]));
        next();
        next.adopt(TASK, job);
        next.log(TASK);
        Files.createFile(go);
        assertEquals("its supervisor was killed, so its exit status is not known", next.ended(TASK).lost());
        assertEquals("end\n", next.ended(TASK).output());
    }

    @Test
    void garbageInItsFileHarmsNobody() throws Exception {
        next();
        write(RunFile.firstLine(Processes.ofThisMachine().boot(), "1"), "s 1 1 1", "\0\0\0", "e 999", "x".repeat(20_000_000));
        next.adopt(TASK, job("true"));
        assertFalse(next.ended(TASK).lost().isEmpty());
        assertEquals("", next.ended(TASK).output());
    }

    /** The time of the file and that of its process are what its user makes them. */
    @Test
    void aBeginOrATimeOfAnAgeThatNoNumberHoldsHarmsNobody() throws Exception {
        next();
        write(RunFile.firstLine(Processes.ofThisMachine().boot(), "1"), "s 1 999999999999999999 999999999");
        Files.setLastModifiedTime(runFile(), FileTime.from(Instant.MIN));
        next.adopt(TASK, job("true"));
        Exit exit = next.ended(TASK);
        assertEquals("its supervisor was killed, so its exit status is not known", exit.lost());
        assertFalse(exit.ran().isNegative());
    }

    @Test
    void oneThatWasStartedBlindlyOnAFullDiskIsNotStartedAgain() throws Exception {
        next();
        Files.createFile(runFile(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        next.adopt(TASK, job("true"));
        assertTrue(next.answers.await(TASK, "refused").text().contains("whether it ran is not known"));
    }

    @Test
    void nothingIsLeftOfOneThatIsForgotten() throws Exception {
        first.launch(TASK, job("true"));
        first.ended(TASK);
        first.launcher.forget(TASK);
        next();
        assertEquals(Set.of("dcms-launch", "dcms-supervise"), runFiles());
        next.adopt(TASK, job("true"));
        assertTrue(Files.exists(first.log(TASK)));
    }

    /** Its agent has died after the run was over for good and before it had forgotten it. */
    @Test
    void nothingIsLeftOfOneThatNobodyTakesOver() throws Exception {
        first.launch(TASK, job("true"));
        first.launch("1700000011-7", job("true"));
        first.ended(TASK);
        first.ended("1700000011-7");
        next();
        next.launcher.forgetAllBut(Set.of(TASK));
        assertEquals(Set.of("dcms-launch", "dcms-supervise", TASK, TASK + ".out"), runFiles());
        next.adopt(TASK, job("true"));
        assertEquals(0, next.ended(TASK).status());
    }

    private Set<String> runFiles() throws Exception {
        try (Stream<Path> files = Files.list(folder.resolve("dcms-runs"))) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
