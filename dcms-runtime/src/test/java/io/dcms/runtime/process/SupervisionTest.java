package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.runtime.files.Own;
import io.dcms.runtime.job.TestJobs;
import io.dcms.runtime.process.RunFile.Start;
import io.dcms.runtime.schedule.Launcher.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users write of their runs, in a folder that plays the kernel's: process 50 is this user's and began at 900 of 100,000. */
final class SupervisionTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");

    @TempDir
    private Path proc;
    private Processes processes;
    private Supervision supervision;
    private LocalRun run;

    @BeforeEach
    void open() throws Exception {
        Path boot = Files.writeString(proc.resolve("boot_id"), "11111111-2222-3333-4444-555555555555\n");
        Files.writeString(proc.resolve("uptime"), "1000.00 1.00\n");
        Files.writeString(Files.createDirectory(proc.resolve("50")).resolve("stat"),
                "50 (x) S 1 50 50 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 900 0 0\n");
        processes = new Processes(proc, boot);
        supervision = new Supervision(processes, null, (ended, end, nanos) -> { }, InstantSource.fixed(NOW), () -> 0);
        run = run(Own.uid());
    }

    private LocalRun run(long uid) throws Exception {
        Launch launch = new Launch("1700000010-7", TestJobs.planned(TestJobs.job(7, "@daily")), NOW);
        return new LocalRun(launch, new RecordedAnswers(), Path.of("/dev/null"), null, uid, Optional.empty());
    }

    @Test
    void aStartIsItsProcessWithThisNumberAndThisBegin() {
        assertEquals(Optional.of(new Start(50, 900, 49)), supervision.trusted(run, new Start(50, 900, 49)));
    }

    /** So that a run whose process ended at once, and whose number was given away at once, counts as started. */
    @Test
    void aLivingProcessWithAnotherBeginIsNotTakenForTheRuns() throws Exception {
        assertEquals(Optional.of(new Start(-1, 899, 49)), supervision.trusted(run, new Start(50, 899, 49)));
        assertEquals(Optional.of(new Start(-1, 899, 49)), supervision.trusted(run(Own.uid() + 1), new Start(50, 899, 49)));
    }

    /** Nothing of the run would be old enough to be killed with it. */
    @Test
    void aBeginInTheFutureIsNone() {
        assertEquals(Optional.of(new Start(-1, 0, 49)), supervision.trusted(run, new Start(50, 999_999_999_999_999_999L, 49)));
    }

    @Test
    void noAgeIsNegativeOrTooLong() {
        assertEquals(Duration.ofMillis(991_000), processes.age(900));
        for (long ticks : new long[] {100_000, 100_001, 999_999_999_999_999_999L}) {
            assertEquals(Duration.ZERO, processes.age(ticks));
        }
    }

    /** It read 67094.90 as tick 6709489, so that an end told at once lay in the future and its time did not count. */
    @Test
    void noTickOfTheUptimeIsLostToRounding() throws Exception {
        Files.writeString(proc.resolve("uptime"), "67094.90 1.00\n");
        assertEquals(6_709_490, processes.now());
    }

    @Test
    void aProcessOfSomebodyElseIsRefused() throws Exception {
        assertEquals(Optional.empty(), supervision.trusted(run(Own.uid() + 1), new Start(50, 900, 49)));
    }
}
