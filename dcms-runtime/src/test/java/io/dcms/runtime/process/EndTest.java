package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.schedule.Launcher.Exit;
import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Executables;
import io.dcms.runtime.testing.Shell;
import io.dcms.spi.filter.CompiledFilter;
import io.dcms.spi.filter.FilterHit;
import io.dcms.spi.filter.OutputScanner;
import io.dcms.testing.NeedsRoot;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How runs that are left alone begin and end, and what is told of their output. */
final class EndTest {

    private static final String CHANGED = "signature: the executor was changed while it was being started";
    private static final int TAIL_BYTES = 16 * 1024;
    /** No endless flood: nobody ends it, and it would fill the disk of a slow machine. */
    private static final String MORE_THAN_A_MEGABYTE = "head -c 2000000 /dev/zero; exec sleep 1000";

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

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 3, 3", "exit 255, 255", "kill -TERM $$, 143", "kill -KILL $$, 137", "kill -SEGV $$, 139"})
    void tellsTheExitStatus(String script, int status) throws Exception {
        assertEquals(status, real.exit(RealLauncher.sh(script)).status());
    }

    @Test
    void tellsTheStartBeforeTheEndAndEachOnce() throws Exception {
        String task = real.launch(RealLauncher.sh("echo x"));
        Exit exit = real.ended(task);
        assertEquals(new Exit(0, Optional.empty(), "x\n", exit.ran()), exit);
        real.terminate(task);
        real.launcher.tail(task);
        real.output(RealLauncher.sh("true"));
        assertEquals(List.of("started", "ended"), real.answers.kinds(task));
    }

    @Test
    void theLogIsReportedAsItIsNamed() throws Exception {
        String task = real.launch("1700000077-7", TestJobs.planned(RealLauncher.sh("echo x")));
        assertEquals(folder.resolve("DCMS-20260304/7-job-7-1700000077-7.log"), real.log(task));
        real.ended(task);
        assertEquals("x\n", Files.readString(real.log(task)));
    }

    @Test
    void anInterpreterThatIsMissingFailsTheRunAndTheLogSaysWhy() throws Exception {
        Exit exit = real.exit(RealLauncher.program(Executables.script(folder, "#!/there/is/none\n")));
        assertEquals(127, exit.status());
        assertTrue(exit.output().contains("No such file or directory"), exit.output());
    }

    @Test
    void aBinaryOfNoFormatFailsTheRunAndTheLogSaysWhy() throws Exception {
        Exit exit = real.exit(RealLauncher.program(Executables.script(folder, "\177ELF nonsense \0\1")));
        assertTrue(exit.status() != 0, exit::toString);
        assertFalse(exit.output().isEmpty());
    }

    /** As {@code execvp} does: a file without a first line that names an interpreter is a script of {@code sh}. */
    @Test
    void aScriptThatNamesNoInterpreterIsRunBySh() throws Exception {
        assertEquals("x\n", real.output(RealLauncher.program(Executables.script(folder, "echo x\n"))));
        assertEquals("", real.output(RealLauncher.program(Executables.script(folder, ""))));
    }

    /** Its own mode is looked at before; a program, not a script: that would be refused by its interpreter. */
    @Test
    @NeedsRoot
    void aProgramInAFolderThatIsClosedToItsRunnerFailsTheRunAndTheLogSaysWhy() throws Exception {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path program = Files.copy(Path.of("/bin/true"), closed.resolve("true"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        Exit exit = real.exit(RealLauncher.program(program));
        assertTrue(exit.output().contains("Permission denied"), exit.output());
        assertEquals(126, exit.status());
    }

    @Test
    @NeedsRoot
    void aProgramOfRootsAloneIsRefused() throws Exception {
        Path program = Executables.file(folder, "", "rwx------");
        assertEquals("executor: \"" + RealLauncher.USER + "\" may not execute " + program + ", which has the mode 0700: chmod +x it, "
                + "or add the user to its group", real.refusal(RealLauncher.program(program)));
    }

    @Test
    void anExecutorThatIsChangedWhileItIsBeingStartedIsKilled() throws Exception {
        Path program = Executables.script(folder, "#!/bin/sh\nexec sleep 1000\n");
        // After the first look, maybe before the execution and maybe after it.
        real.answers.atStart = () -> write(program, "#!/bin/sh\nexec sleep 2000\n");
        Exit exit = real.exit(RealLauncher.program(program));
        assertEquals(CHANGED, exit.lost());
        assertFalse(exit.good());
    }

    @Test
    void anExecutorThatIsChangedWhileItIsBeingStartedFailsARunThatEndsAtOnce() throws Exception {
        Path program = Executables.script(folder, "#!/bin/sh\nexit 0\n");
        real.answers.atStart = () -> write(program, "#!/bin/sh\nexit 0\n\n");
        assertEquals(CHANGED, real.exit(RealLauncher.program(program)).lost());
    }

    /** As a program does that brings itself up to date. */
    @Test
    void anExecutorThatIsChangedLaterGoesOn() throws Exception {
        Path go = folder.resolve("go");
        Path program = Executables.script(folder, "#!/bin/sh\necho here\nwhile ! test -e " + go + "; do sleep 0.01; done; exit 3; :\n");
        String task = real.launch(RealLauncher.program(program));
        real.lines(task, 1);
        awaitTurnOfTheWatch();
        Files.move(Files.writeString(folder.resolve("new"), "#!/bin/sh\n"), program, StandardCopyOption.REPLACE_EXISTING);
        awaitTurnOfTheWatch();
        Files.createFile(go);
        Exit exit = real.ended(task);
        assertEquals(3, exit.status());
        assertEquals("", exit.lost());
    }

    /** The watch does what is due in its order, and tells of a flood in a turn a second: in the second of them all else was done. */
    private void awaitTurnOfTheWatch() throws Exception {
        for (int turn = 0; turn < 2; turn++) {
            real.answers.await(real.launch(RealLauncher.sh("echo too much; exec sleep 1000").options("{\"log_max\":1}")), "flooded");
        }
    }

    /** The kernel lets nobody write to a file in the moment in which it begins to execute it. */
    private static void write(Path file, String text) {
        try {
            Await.until(file + " can be written", () -> {
                try {
                    Files.writeString(file, text);
                    return true;
                } catch (FileSystemException e) {
                    return false;
                }
            });
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void moreArgumentsThanTheKernelTakesAreARefusal() throws Exception {
        String reason = real.refusal(RealLauncher.sh("true").executorFlags("x".repeat(200_000)));
        assertTrue(reason.startsWith("it could not be started: ") && reason.contains("Argument list too long"), reason);
    }

    @Test
    void aRefusalIsAllThatIsTold() throws Exception {
        String task = real.launch(RealLauncher.sh("true").signature("0".repeat(32)));
        real.answers.await(task, "refused");
        real.output(RealLauncher.sh("true"));
        assertEquals(List.of("refused"), real.answers.kinds(task));
    }

    @Test
    void theTailIsTheEndOfWhatItPrinted() throws Exception {
        String tail = real.output(RealLauncher.sh("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done"));
        assertEquals(TAIL_BYTES, tail.getBytes(StandardCharsets.UTF_8).length);
        assertTrue(tail.endsWith("line 4998\nline 4999\n"));
    }

    @Test
    void oneLineOfAHundredMegabytesIsRead() throws Exception {
        String tail = real.output(RealLauncher.sh("head -c 100000000 /dev/zero | tr '\\0' x; printf end"));
        assertEquals("x".repeat(TAIL_BYTES - 3) + "end", tail);
    }

    @Test
    void outputInAnyBytesBecomesText() throws Exception {
        assertEquals("a\uFFFDb\uFFFDc\uFFFD[1m中", real.output(RealLauncher.sh("printf 'a\\000b\\377c\\033[1m中'")));
    }

    @Test
    void theTailCanBeAskedForMeanwhile() throws Exception {
        String task = real.launch(RealLauncher.sh("echo so far; exec sleep 1000"));
        real.lines(task, 1);
        real.launcher.tail(task);
        assertEquals("so far\n", real.answers.await(task, "tail").text());
    }

    @Test
    void aChildThatOutlivesItsRunDoesNotHoldTheEnd() throws Exception {
        Exit exit = real.exit(RealLauncher.sh("sleep 1000 & echo $!"));
        String child = exit.output().strip();
        assertTrue(Shell.alive(child));
        Shell.signal("KILL", child);
    }

    @Test
    void aRunThatPrintsMoreThanItMayIsToldOfOnce() throws Exception {
        String task = real.launch(RealLauncher.sh(MORE_THAN_A_MEGABYTE).options("{\"log_max\":1000000}"));
        assertEquals("it has printed more than log_max, 1000000 bytes", real.answers.await(task, "flooded").text());
        String other = real.launch(RealLauncher.sh(MORE_THAN_A_MEGABYTE).options("{\"log_max\":1000000}"));
        // The second is told of in a later round of the watch, in which the first is seen again.
        real.answers.await(other, "flooded");
        assertEquals(List.of("started", "flooded"), real.answers.kinds(task));
        real.launcher.terminate(task, RealLauncher.GRACE);
        real.launcher.terminate(other, RealLauncher.GRACE);
        assertEquals(143, real.ended(task).status());
        assertEquals(143, real.ended(other).status());
    }

    @Test
    void exactlyWhatItMayPrintIsNoFlood() throws Exception {
        String task = real.launch(RealLauncher.sh("head -c 1000 /dev/zero; exec sleep 1000").options("{\"log_max\":1000}"));
        Await.until("it has printed that", () -> Files.size(real.log(task)) == 1000);
        String flood = real.launch(RealLauncher.sh("head -c 1001 /dev/zero; exec sleep 1000").options("{\"log_max\":1000}"));
        real.answers.await(flood, "flooded");
        assertEquals(List.of("started"), real.answers.kinds(task));
    }

    private static PlannedJob filtered(PlannedJob job, CompiledFilter filter) {
        return new PlannedJob(job.job(), job.schedule(), job.zone(), job.options(), job.hook(),
                Optional.of(filter), job.warnings());
    }

    private Exit exit(PlannedJob job) throws Exception {
        return real.ended(real.launch(job));
    }

    @Test
    void tellsWhatTheFilterFoundInAllOfTheOutput() throws Exception {
        PlannedJob job = filtered(TestJobs.planned(RealLauncher.sh("head -c 300000 /dev/zero; printf '\\nmore BAD'")), Bad::new);
        assertEquals(Optional.of(new FilterHit("BAD", 2, 300_006)), exit(job).hit());
    }

    @Test
    void aFilterThatOnlyKnowsAtTheEndIsAsked() throws Exception {
        PlannedJob job = filtered(TestJobs.planned(RealLauncher.sh("printf 12345")), Count::new);
        assertEquals(Optional.of(new FilterHit("5", 1, 0)), exit(job).hit());
    }

    @Test
    void aFilterThatFailsHarmsNeitherTheRunNorTheWatchOverOthers() throws Exception {
        for (Throwable defect : List.of(new IllegalStateException("defect"), new NoClassDefFoundError("a.missing.Type"),
                new StackOverflowError())) {
            CompiledFilter inScanner = () -> thrown(defect);
            CompiledFilter inFeed = () -> (FeedOnly) (buffer, from, length) -> thrown(defect);
            for (CompiledFilter filter : List.of(inScanner, inFeed)) {
                Exit exit = exit(filtered(TestJobs.planned(RealLauncher.sh("echo x")), filter));
                assertEquals(new Exit(0, Optional.empty(), "x\n", exit.ran()), exit, defect::toString);
            }
        }
        String torn = real.launch(filtered(TestJobs.planned(RealLauncher.sh("echo x; exec sleep 1000")),
                () -> (FeedOnly) (buffer, from, length) -> thrown(new NoClassDefFoundError("a.missing.Type"))));
        real.lines(torn, 1);
        awaitTurnOfTheWatch();
    }

    /** A length of a terabyte costs a task nothing: reading it through would keep the two readers of all runs busy. */
    @Test
    void aLogThatIsStretchedIsNotReadThrough() throws Exception {
        PlannedJob job = filtered(TestJobs.planned(RealLauncher.program(Path.of("/usr/bin/perl"))
                .executorFlags("-e 'truncate(STDOUT, 1 << 40)'").options("{\"log_max\":100000}")), Count::new);
        String task = real.launch(job);
        long read = Long.parseLong(real.ended(task).hit().orElseThrow().keyword());
        // As long as it runs the watch has some read each second, and says first that it is too much.
        boolean watched = real.answers.kinds(task).contains("flooded");
        assertTrue(watched ? read <= 100 * (64L << 20) : read == 100_000, () -> read + " bytes, watched: " + watched);
    }

    @Test
    void aLogThatItsTaskCutsShortIsReadOn() throws Exception {
        PlannedJob job = filtered(TestJobs.planned(RealLauncher.program(Path.of("/usr/bin/perl"))
                .executorFlags("-e '$|=1; print \"x\" x 100000; truncate(STDOUT, 0); print \"then BAD\"'")), Bad::new);
        Exit exit = exit(job);
        assertEquals("then BAD", exit.output());
        assertEquals("BAD", exit.hit().orElseThrow().keyword());
    }

    /** What it printed then, up to the length that had been looked at before, went unseen. */
    @Test
    void aLogThatIsCutShortAfterItWasLookedAtIsReadFromItsBeginning() throws Exception {
        Path go = folder.resolve("go");
        Bad bad = new Bad();
        String task = real.launch(filtered(TestJobs.planned(RealLauncher.program(Path.of("/usr/bin/perl")).executorFlags("-e '$|=1; "
                + "print \"x\" x 1000; select(undef,undef,undef,0.01) until -e \"" + go + "\"; truncate(STDOUT, 0); print \"then BAD\"'")),
                () -> bad));
        Await.until("it was looked at", () -> bad.length == 1000);
        Files.createFile(go);
        Exit exit = real.ended(task);
        assertEquals("then BAD", exit.output());
        assertEquals("BAD", exit.hit().orElseThrow().keyword());
    }

    private static <T> T thrown(Throwable defect) {
        defect.setStackTrace(new StackTraceElement[0]);
        if (defect instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) defect;
    }

    /** Fails where it is fed. */
    private interface FeedOnly extends OutputScanner {
        @Override
        default Optional<FilterHit> hit() {
            return Optional.empty();
        }
    }

    /** Looks for {@code BAD}. */
    private static final class Bad implements OutputScanner {
        private final StringBuilder seen = new StringBuilder();
        private volatile int length;

        @Override
        public void feed(byte[] buffer, int from, int count) {
            seen.append(new String(buffer, from, count, StandardCharsets.ISO_8859_1));
            length = seen.length();
        }

        @Override
        public Optional<FilterHit> hit() {
            int at = seen.indexOf("BAD");
            return at < 0 ? Optional.empty()
                    : Optional.of(new FilterHit("BAD", seen.substring(0, at).lines().count(), at));
        }
    }

    /** Finds, at the end alone, how many bytes there were. */
    private static final class Count implements OutputScanner {
        private long count;

        @Override
        public void feed(byte[] buffer, int from, int length) {
            count += length;
        }

        @Override
        public Optional<FilterHit> hit() {
            return Optional.empty();
        }

        @Override
        public Optional<FilterHit> finish() {
            return Optional.of(new FilterHit(String.valueOf(count), 1, 0));
        }
    }
}
