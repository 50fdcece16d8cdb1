package io.dcms.runtime.ledger;

import static io.dcms.runtime.job.TestJobs.planned;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.schedule.FireLog;
import io.dcms.runtime.schedule.FireRecord;
import io.dcms.runtime.schedule.JobView.LastStatus;
import io.dcms.runtime.schedule.RunLedger;
import io.dcms.runtime.schedule.Standings.Standing;
import io.dcms.runtime.task.RunState;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    @TempDir
    private Path workDir;
    private Path file;
    private final PlannedJob job = planned(7, "*/5 * * * *");

    @BeforeEach
    void name() {
        file = workDir.resolve("dcms-fires.log");
    }

    private static Ledger open(Path folder) {
        return Ledger.open(folder, history(folder), System::nanoTime);
    }

    private static FireHistory history(Path folder) {
        return new FireHistory(folder, Duration.ofDays(1), InstantSource.fixed(NOON));
    }

    private Optional<Instant> lastOf(PlannedJob which) throws InterruptedException {
        try (Ledger marks = open(workDir)) {
            return marks.last(which);
        }
    }

    private void decide(PlannedJob which, Instant upTo) throws InterruptedException {
        try (Ledger marks = open(workDir)) {
            marks.decided(which, upTo);
        }
    }

    @Test
    void remembersTheLastDecisionOfEachJobOverAStart() throws Exception {
        assertEquals(Optional.empty(), lastOf(job));
        try (Ledger marks = open(workDir)) {
            marks.decided(job, NOON);
            marks.decided(planned(8, "@daily"), NOON);
            marks.decided(job, NOON.plusMillis(300_700));
            assertEquals(Optional.empty(), marks.last(job), "it says what was known at the start");
        }
        assertEquals(Optional.of(NOON.plusSeconds(300)), lastOf(job));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void writesOnceWhatEachStartSaysAgain() throws Exception {
        decide(job, NOON);
        try (Ledger marks = open(workDir)) {
            marks.decided(job, NOON);
            marks.decided(job, NOON.plusSeconds(300));
            marks.decided(job, NOON);
            marks.decided(job, NOON);
            marks.flush();
            assertEquals(List.of("1714564800", "1714565100", "1714564800"), Files.readAllLines(file).stream()
                    .map(line -> line.split(" ")[1]).toList());
        }
        assertEquals(Optional.of(NOON), lastOf(job));
    }

    @Test
    void readsLinesThatAreLongerThanWhatIsReadAtOnce() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int second = 0; second < 10_000; second++) {
            lines.append("7 ").append(second).append(" 1\n");
        }
        String longest = "outcome " + "0".repeat(200_000) + "8 FAILED\n";
        Files.writeString(file, lines + longest + lines + "outcome 9 KILLED\n" + "outcome 10 FAI");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        try (Ledger ledger = open(workDir)) {
            assertEquals(Map.of(8L, new Standing(LastStatus.FAILED, Map.of()), 9L, new Standing(LastStatus.KILLED, Map.of())),
                    ledger.standings(), "the last line was being written when the agent died");
        }
        assertTrue(Files.readAllLines(file).contains("7 9999 1"), "each of the short ones was read, up to the last");
    }

    @Test
    void remembersHowJobsStandOverAStart() throws Exception {
        try (Ledger ledger = open(workDir)) {
            ledger.outcome(7, LastStatus.FAILED);
            ledger.owes(7, 600);
            ledger.overdue(7, 600);
            ledger.owes(7, 300);
            ledger.owes(8, 600);
            ledger.settled(8, 600);
            ledger.overdue(8, 600);
            ledger.settled(8, 601);
            ledger.outcome(8, LastStatus.KILLED);
            ledger.outcome(8, LastStatus.SUCCESS);
            ledger.owes(9, 900);
            ledger.overdue(9, 800);
            assertEquals(Map.of(), ledger.standings(), "it says what was known at the start");
        }
        for (int start = 0; start < 2; start++) {
            try (Ledger ledger = open(workDir)) {
                Map<Long, Standing> standings = ledger.standings();
                assertEquals(Map.of(7L, new Standing(LastStatus.FAILED, Map.of(600L, true, 300L, false)),
                        9L, new Standing(LastStatus.SUCCESS, Map.of(900L, false))), standings);
                assertEquals(List.of(600L, 300L), List.copyOf(standings.get(7L).owed().keySet()), "the first that was told first");
                ledger.decided(job, NOON);
            }
        }
        try (Ledger ledger = open(workDir)) {
            ledger.keepOnly(Set.of(9L));
        }
        try (Ledger ledger = open(workDir)) {
            assertEquals(Set.of(9L), ledger.standings().keySet());
        }
        assertEquals(List.of("owes 9 900"), Files.readAllLines(file).stream().filter(line -> !line.startsWith("7 ")).toList());
    }

    @Test
    void aLineOfHowAJobStandsThatMeansNothingIsLeftOut() throws Exception {
        Files.writeString(file, "outcome 7 GREAT\nowes seven 1\nowes 7\noutcome 7 FAILED\nowes 8 9 9\noverdue 8 1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        try (Ledger ledger = open(workDir)) {
            assertEquals(Map.of(7L, new Standing(LastStatus.FAILED, Map.of())), ledger.standings());
        }
    }

    @Test
    void knowsNothingOfAJobThatWasDueAtOtherTimes() throws Exception {
        decide(job, NOON);
        assertEquals(Optional.empty(), lastOf(planned(7, "*/6 * * * *")));
        assertEquals(Optional.empty(), lastOf(planned(7, "*/5 * * * *", "{\"timezone\":\"Asia/Shanghai\"}")));
        assertEquals(Optional.of(NOON), lastOf(planned(7, "*/5 * * * *", "{\"overlap\":\"queue\"}")));
    }

    @Test
    void forgetsAJobThatIsNotDueAnyMore() throws Exception {
        decide(job, NOON);
        try (Ledger marks = open(workDir)) {
            marks.forget(7);
        }
        assertEquals(Optional.empty(), lastOf(job));
    }

    @Test
    void remembersWhichVersionOfAJobSomebodyHasDisabled() throws Exception {
        PlannedJob written = planned(7, "*/5 * * * *", "{\"jitter\":5}");
        decide(written, NOON);
        try (Ledger marks = open(workDir)) {
            marks.disabled(planned(7, "*/5 * * * *", " {\"jitter\": 5}"));
            assertFalse(marks.wasDisabled(written), "it says what was known at the start");
        }
        try (Ledger marks = open(workDir)) {
            assertTrue(marks.wasDisabled(written), "blanks in options may be lost on the way");
            assertFalse(marks.wasDisabled(job));
            assertFalse(marks.wasDisabled(planned(8, "*/5 * * * *")));
            assertEquals(Optional.empty(), marks.last(written), "what passes meanwhile is not missed");
            marks.decided(written, NOON);
        }
        try (Ledger marks = open(workDir)) {
            assertFalse(marks.wasDisabled(written));
        }
    }

    @Test
    void leavesOutWhatIsTornOrMeansNothing() throws Exception {
        decide(job, NOON);
        String line = Files.readString(file);
        Files.writeString(file, "rubbish\n\n1 2 3 4\n" + line + "7 1714564900 zz\n7 99999999999999999999 0\n"
                + line.replace("1714564800", "1714564805").strip());
        assertEquals(Optional.of(NOON), lastOf(job), "the last line was being written");
    }

    @Test
    void isWrittenAnewWithALineForEachJobAtEachStart() throws Exception {
        for (int i = 0; i < 3; i++) {
            decide(job, NOON.plusSeconds(i));
        }
        try (Ledger marks = open(workDir)) {
            marks.decided(planned(8, "@daily"), NOON);
        }
        assertEquals(2, Files.readAllLines(file).size());
    }

    @Test
    void followsNoLink() throws Exception {
        Path elsewhere = Files.writeString(workDir.resolve("elsewhere"), "precious\n");
        Files.createSymbolicLink(file, elsewhere);
        assertEquals(Optional.empty(), lastOf(job));
        decide(job, NOON);
        assertEquals("precious\n", Files.readString(elsewhere));
        assertTrue(Files.isRegularFile(file, java.nio.file.LinkOption.NOFOLLOW_LINKS), "it is our own file now");
        assertEquals(Optional.of(NOON), lastOf(job));
    }

    @Test
    void aPipeInItsPlaceIsNotWaitedFor() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        decide(job, NOON);
        assertEquals(Optional.of(NOON), lastOf(job), "it is our own file now");
    }

    @Test
    void aFolderInItsPlaceCostsTheMemoryAndNothingElse() throws Exception {
        Files.createDirectory(file);
        decide(job, NOON);
        assertEquals(Optional.empty(), lastOf(job));
        Files.delete(file);
        Files.deleteIfExists(workDir.resolve("dcms-fires.log.new"));
        Files.createDirectories(workDir.resolve("dcms-fires.log.new/full"));
        decide(job, NOON);
        assertEquals(Optional.empty(), lastOf(job));
    }

    /** What runs is then nobody's, and what tells of it is kept for whoever mends the file. */
    @Test
    void saysWhetherItKnowsAllRuns() throws Exception {
        try (Ledger ledger = open(workDir)) {
            assertTrue(ledger.knowsAll());
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (Ledger ledger = open(workDir)) {
            assertFalse(ledger.knowsAll());
        }
    }

    /** Whoever writes it decides which fires are run again, and which never. */
    @Test
    void aFileThatOthersCouldHaveWrittenIsNotBelieved() throws Exception {
        decide(job, NOON);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertEquals(Optional.empty(), lastOf(job));
        decide(job, NOON);
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(Optional.of(NOON), lastOf(job));
    }

    @Test
    @NeedsRoot
    void aFileOfSomebodyElseIsNotBelieved() throws Exception {
        decide(job, NOON);
        Files.setAttribute(file, "unix:uid", 65_432);
        assertEquals(Optional.empty(), lastOf(job));
    }

    @Test
    void aFolderThatCantBeWrittenCostsTheMemoryAndNothingElse() throws Exception {
        Path missing = workDir.resolve("gone");
        try (Ledger marks = open(missing)) {
            marks.decided(job, NOON);
            assertEquals(Optional.empty(), marks.last(job));
        }
        Files.createDirectory(missing);
        try (Ledger marks = open(missing)) {
            marks.decided(job, NOON);
        }
        assertTrue(Files.exists(missing.resolve("dcms-fires.log")));
    }

    private RunLedger.Entry run(String taskId, Instant fireTime) {
        return new RunLedger.Entry(taskId, job.job(), fireTime, FireLog.Cause.FIRE, 0, fireTime, RunState.STARTING, "");
    }

    /** Two runs, one of which is being killed, and one that is over. */
    private void live() throws InterruptedException {
        try (Ledger ledger = open(workDir)) {
            ledger.decided(job, NOON);
            for (int i = 1; i <= 3; i++) {
                Instant fireTime = NOON.plusSeconds(i);
                ledger.begun(run(fireTime.getEpochSecond() + "-7", fireTime));
            }
            ledger.noted((NOON.getEpochSecond() + 2) + "-7", RunState.KILLING, "by \u00e4nn\nat night");
            ledger.over((NOON.getEpochSecond() + 1) + "-7", () -> { });
        }
    }

    @Test
    void remembersRunsUntilTheyAreOver() throws Exception {
        live();
        for (int start = 0; start < 2; start++) {
            try (Ledger ledger = open(workDir)) {
                List<RunLedger.Entry> left = ledger.inherited();
                assertEquals(List.of("1714564802-7", "1714564803-7"), left.stream().map(RunLedger.Entry::taskId).toList());
                assertEquals(run("1714564802-7", NOON.plusSeconds(2)).in(RunState.KILLING, "by \u00e4nn at night"), left.get(0));
                assertEquals(run("1714564803-7", NOON.plusSeconds(3)), left.get(1));
                assertEquals(Optional.of(NOON.plusSeconds(3)), ledger.last(job), "a run decides on its fire");
                assertEquals(Optional.of(new RunLedger.Given(NOON.getEpochSecond() + 3, 1, 1)), ledger.given(7));
                assertEquals(Optional.empty(), ledger.given(8));
            }
        }
    }

    @Test
    void whereverTheFileIsCutEveryWholeLineCounts() throws Exception {
        live();
        byte[] bytes = Files.readAllBytes(file);
        for (int size = 0; size <= bytes.length; size++) {
            Path cut = Files.createDirectories(workDir.resolve("cut"));
            Files.write(cut.resolve("dcms-fires.log"), Arrays.copyOf(bytes, size));
            State whole = new State();
            String text = new String(bytes, 0, size, StandardCharsets.UTF_8);
            text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(line -> assertTrue(whole.read(line), line));
            try (Ledger ledger = open(cut)) {
                assertEquals(whole.runs(), ledger.inherited(), "cut at " + size);
            }
        }
    }

    @Test
    void aFullDiskStopsNoRunAndWhatWasToldIsWrittenLater() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        StateFile disk = new StateFile(workDir) {
            @Override
            void write(FileChannel out, CharSequence lines) throws IOException {
                if (full.get()) {
                    throw new IOException("No space left on device");
                }
                super.write(out, lines);
            }
        };
        List<String> done = new CopyOnWriteArrayList<>();
        Ledger ledger = new Ledger(disk, history(workDir), System::nanoTime);
        ledger.start();
        ledger.begun(run("1714564801-7", NOON.plusSeconds(1)));
        ledger.flush();
        assertEquals(Optional.empty(), ledger.trouble());
        full.set(true);
        ledger.begun(run("1714564802-7", NOON.plusSeconds(2)));
        ledger.over("1714564801-7", () -> done.add("forgotten"));
        ledger.afterwards(() -> done.add("launched"));
        ledger.flush();
        assertEquals(List.of("launched"), done, "what the next agent would look for is kept");
        assertEquals(Optional.of(disk + " can't be written"), ledger.trouble());
        full.set(false);
        ledger.decided(job, NOON.plusSeconds(2));
        ledger.close();
        assertEquals(Optional.empty(), ledger.trouble());
        assertEquals(List.of("launched", "forgotten"), done);
        try (Ledger next = open(workDir)) {
            assertEquals(List.of("1714564802-7"), next.inherited().stream().map(RunLedger.Entry::taskId).toList());
        }
    }

    /** What one agent tells of runs that it has taken over comes in one batch where the disk is slow at the start. */
    private List<String> answersAfter(FireRecord... told) throws Exception {
        FireHistory before = history(workDir);
        before.append(List.of(FireRecord.on(7, NOON, "it came to this agent")));
        before.close();
        try (Ledger first = open(workDir)) {
            first.begun(run((NOON.getEpochSecond() + 2) + "-7", NOON.plusSeconds(2)));
        }
        FireHistory history = history(workDir);
        Ledger next = new Ledger(new StateFile(workDir), history, System::nanoTime);
        List.of(told).forEach(next::note);
        next.start();
        next.close();
        return history.answers(7, NOON, NOON.plusSeconds(10), 10).fires().stream()
                .map(fire -> fire.kind() + " " + (fire.first() - NOON.getEpochSecond())).toList();
    }

    @Test
    void aRunThatIsWithdrawnAsSoonAsItIsTakenOverIsNone() throws Exception {
        String taskId = (NOON.getEpochSecond() + 2) + "-7";
        FireRecord takenOver = FireRecord.ran(7, NOON.plusSeconds(2), taskId, FireLog.Cause.FIRE, 0);
        FireRecord withdrawn = FireRecord.withdrawn(7, NOON.plusSeconds(2), taskId);
        assertEquals(List.of("ON 0", "SKIPPED 2", "OFF 3"),
                answersAfter(takenOver, withdrawn, FireRecord.skipped(7, NOON.plusSeconds(2), 0, "too late")));
    }

    @Test
    void theAgentWasThereWhenTheFireOfARunWasThatIsTakenOver() throws Exception {
        FireRecord takenOver = FireRecord.ran(7, NOON.plusSeconds(2), (NOON.getEpochSecond() + 2) + "-7", FireLog.Cause.FIRE, 0);
        assertEquals(List.of("ON 0", "RAN 2", "OFF 3"), answersAfter(takenOver, FireRecord.on(7, NOON.plusSeconds(5), "")));
    }

    /** Waits for the disk, and says how often. */
    private final class CountedDisk extends StateFile {
        private final AtomicInteger waits = new AtomicInteger();

        CountedDisk() {
            super(workDir);
        }

        @Override
        void force() throws IOException {
            waits.incrementAndGet();
            super.force();
        }
    }

    @Test
    void aStartThatIsThereWaitsForNoDisk() throws Exception {
        CountedDisk disk = new CountedDisk();
        List<Integer> waitsBefore = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> isOver = new CompletableFuture<>();
        Ledger ledger = new Ledger(disk, history(workDir), () -> 0);
        ledger.begun(run("1714564801-7", NOON.plusSeconds(1)));
        ledger.afterwards(() -> {
            ledger.begun(run("1714564802-7", NOON.plusSeconds(2)));
            ledger.afterwards(() -> waitsBefore.add(disk.waits.get()));
            ledger.over("1714564801-7", () -> isOver.complete(null));
        });
        ledger.start();
        isOver.get(10, TimeUnit.SECONDS);
        assertEquals(List.of(0), waitsBefore);
        assertEquals(1, disk.waits.get(), "one wait for both");
        ledger.close();
    }

    @Test
    void theDiskWaitsNotForEverWhileMoreIsTold() throws Exception {
        CountedDisk disk = new CountedDisk();
        AtomicLong elapsed = new AtomicLong();
        CompletableFuture<Integer> waits = new CompletableFuture<>();
        Ledger ledger = new Ledger(disk, history(workDir), elapsed::get);
        ledger.begun(run("1714564801-7", NOON.plusSeconds(1)));
        ledger.afterwards(() -> {
            ledger.begun(run("1714564802-7", NOON.plusSeconds(2)));
            ledger.afterwards(() -> {
                elapsed.addAndGet(Duration.ofMillis(100).toNanos());
                ledger.afterwards(() -> waits.complete(disk.waits.get()));
            });
        });
        ledger.start();
        assertEquals(1, waits.get(10, TimeUnit.SECONDS));
        ledger.close();
    }
}
