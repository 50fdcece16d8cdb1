package io.dcms.runtime.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.TaskEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    @TempDir
    private Path temp;
    private JournalSite site;

    /** Takes nothing while it is full, but half of what is written; overwrites what it has. */
    private static final class FullDisk extends Disk {
        private boolean full;
        private int forces;

        @Override
        FileChannel create(Path file) throws IOException {
            refuse(full);
            return super.create(file);
        }

        @Override
        void write(FileChannel file, byte[] bytes, long position) throws IOException {
            if (full && position + bytes.length > file.size()) {
                super.write(file, Arrays.copyOf(bytes, bytes.length / 2), position);
                refuse(true);
            }
            super.write(file, bytes, position);
        }

        @Override
        void force(FileChannel file) throws IOException {
            forces++;
            super.force(file);
        }

        private static void refuse(boolean full) throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }
    }

    private final FullDisk disk = new FullDisk();

    @BeforeEach
    void start() {
        site = new JournalSite(temp);
        site.disk = disk;
        site.start();
    }

    private static List<Long> ids(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private List<Long> allRows() throws IOException {
        List<Long> all = new ArrayList<>();
        for (List<Long> ids = site.store(500); !ids.isEmpty(); ids = site.store(500)) {
            all.addAll(ids);
        }
        return all;
    }

    /** The report before was of five hours ago, and says nothing of the next one. */
    @Test
    void aReportThatHasJustComeHasNotWaitedSinceTheOneBefore() throws IOException {
        assertEquals(Duration.ZERO, site.journal.longestWait());
        site.report(1, 1, "");
        site.journal.rows(500);
        site.now = site.now.plusSeconds(40);
        assertEquals(Duration.ofSeconds(40), site.journal.longestWait());
        site.journal.stored(1);
        site.now = site.now.plus(Duration.ofHours(5));
        assertEquals(Duration.ZERO, site.journal.longestWait());
        site.report(2, 2, "");
        assertEquals(Duration.ZERO, site.journal.longestWait());
    }

    @Test
    void knowsHowLargeItsFilesAre() throws IOException {
        assertEquals(0, site.journal.bytes());
        site.report(1, 20, "");
        long bytes = 0;
        for (Path file : site.files("reports-*.log")) {
            bytes += Files.size(file);
        }
        assertTrue(bytes > 0);
        assertEquals(bytes, site.journal.bytes());
        site.start();
        assertEquals(bytes, site.journal.bytes(), "what the last agent left");
    }

    @Test
    void theNextAgentGoesOnWhereTheLastOneStoppedAndKnowsHowLongAllHasWaited() throws IOException {
        site.report(1, 5, "a");
        assertEquals(ids(1, 2), site.store(2));
        assertEquals(ids(1, 3), site.tell("a", 3));
        site.journal.work(List.of());
        site.now = site.now.plusSeconds(90);
        site.start();
        assertEquals(3, site.journal.rowsWaiting());
        assertEquals(2, site.journal.hooksWaiting());
        assertEquals(Duration.ofSeconds(90), site.age("a"));
        site.report(6, 6, "a");
        assertEquals(ids(3, 6), site.store(10));
        assertEquals(Duration.ofSeconds(90), site.journal.oldestRow());
        assertEquals(ids(4, 6), site.tell("a", 10));
    }

    @Test
    void aReportComesBackAsItWas() throws IOException {
        Report report = JournalSite.report(1, "a?token=\u00fc", "\"quoted\"\n\u4efb\u52a1 \ud83d\ude00\u2028");
        site.journal.work(List.of(report));
        site.start();
        assertEquals(List.of(report.numbered(1)), site.journal.rows(10));
    }

    @Test
    void aThousandReportsAreForcedAtOnce() {
        site.limits = Journal.Limits.USUAL;
        site.start();
        disk.forces = 0;
        site.report(1, 1000, "a");
        assertTrue(disk.forces <= 2, "the reports, and the mark of hooks as the file is new: " + disk.forces);
        disk.forces = 0;
        site.report(1001, 2000, "a");
        assertEquals(1, disk.forces);
    }

    private static Report overdue(long id, String hook) {
        Report run = JournalSite.report(id, hook);
        return new Report(0, run.at(), new TaskEvent(run.task(), "job-7", TaskEvent.Kind.OVERDUE), run.hook());
    }

    @Test
    void whatIsForAHookAloneComesBackAsItWasAndIsPassedOverOnTheWayToTheStore() throws IOException {
        site.journal.work(List.of(overdue(1, "a"), JournalSite.report(2, ""), overdue(3, "a"), overdue(4, "a"), JournalSite.report(5, "a")));
        assertEquals(2, site.journal.rowsWaiting());
        site.start();
        assertEquals(2, site.journal.rowsWaiting());
        assertEquals(ids(2, 2), site.store(1));
        assertEquals(1, site.journal.rowsWaiting());
        assertEquals(List.of(5L), allRows());
        assertEquals(0, site.journal.rowsWaiting());
        assertEquals(List.of(1L, 3L, 4L, 5L), site.tell("a", 10));
        Report report = overdue(1, "a").numbered(1);
        assertEquals(Optional.of(report), Report.read(report.text()));
    }

    /** A whole part of a file of them, and the store is not told that there is nothing more. */
    @Test
    void manyForAHookAloneHideNothingFromTheStore() throws IOException {
        List<Report> reports = new ArrayList<>(LongStream.rangeClosed(1, 6_000).mapToObj(id -> overdue(id, "a")).toList());
        reports.add(JournalSite.report(6_001, ""));
        site.journal.work(reports);
        assertEquals(List.of(6_001L), allRows());
    }

    /** No store comes by to let go of them. */
    @Test
    void noFileIsKeptForTheStoreWithoutAReportForIt() throws IOException {
        site.journal.work(LongStream.rangeClosed(1, 50).mapToObj(id -> overdue(id, "a")).toList());
        assertEquals(0, site.journal.rowsWaiting());
        site.tell("a", 50);
        site.journal.work(List.of());
        List<Path> files = site.files(SegmentReader.NAMES);
        assertEquals(1, files.size(), files::toString);
    }

    /** The version before this looked for a member "task", and left out what had none. */
    @Test
    void anAgentOfTheVersionBeforeTakesNoneOfItForARun() {
        String text = overdue(1, "a").numbered(1).text();
        assertTrue(text.startsWith("{\"number\":1,\"at\":1800000000,\"job\":\"job-7\",\"hook\":\"http://a/a\",\"event\":\"OVERDUE\",\"about\":{"),
                text);
        assertTrue(!text.contains("\"task\":"), text);
        assertTrue(JournalSite.report(1, "a").text().endsWith("}}"), "runs are written as ever");
        assertTrue(!JournalSite.report(1, "a").text().contains("event"));
    }

    @Test
    void onlyTheAgentsUserMayReadIt() throws IOException {
        site.report(1, 1, "a");
        site.store(1);
        site.journal.work(List.of());
        List<Path> files = site.files("*");
        assertEquals(List.of("hooks.log", SegmentReader.name(1), "stored.mark"), files.stream().map(file -> file.getFileName().toString())
                .toList());
        for (Path file : files) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(site.folder.path())));
    }

    @Test
    void aLineThatTheDiskChangedIsLeftOutAndTheOthersAreThere() throws IOException {
        site.limits = Journal.Limits.USUAL;
        site.start();
        site.report(1, 9, "a");
        Path file = site.files("reports-*").get(0);
        String text = Files.readString(file);
        Files.writeString(file, text.replace("\"4-7\"", "\"4-8\"").replace("\"7-7\"", "\"7\n7\""));
        site.start();
        assertEquals(List.of(1L, 2L, 3L, 5L, 6L, 8L, 9L), allRows());
        assertEquals(List.of(1L, 2L, 3L, 5L, 6L, 8L, 9L), site.tell("a", 10));
        assertEquals(0, site.journal.rowsWaiting());
    }

    @Test
    void aLineThatIsDamagedWhileTheAgentWorksHoldsNothingUp() throws IOException {
        site.report(1, 3, "a");
        Path file = site.files("reports-*").get(0);
        Files.writeString(file, Files.readString(file).replace("\"2-7\"", "\"2-8\""));
        assertEquals(List.of(1L, 3L), site.tell("a", 10));
        assertEquals(ids(1, 3), site.journal.rows(10).stream().map(JournalSite::id).toList(), "the newest are in memory still");
        assertEquals(0, site.journal.hooksWaiting());
        site.start();
        assertEquals(List.of(1L, 3L), allRows());
    }

    @Test
    void aFileOfAnotherVersionIsSetAsideAndKept() throws IOException {
        site.report(1, 3, "");
        Path file = site.files("reports-*").get(0);
        byte[] of2 = Checked.line("dcms-outbox 2");
        Files.write(file, of2);
        site.start();
        site.report(4, 4, "");
        assertEquals(ids(4, 4), allRows());
        assertEquals(List.of(file.resolveSibling(file.getFileName() + ".aside")), site.files("*.aside"));
    }

    @Test
    void onAFullDiskReportsGoOutFromMemoryAndAreWrittenWhenThereIsRoom() throws IOException {
        site.report(1, 2, "a");
        disk.full = true;
        site.report(3, 5, "a");
        assertTrue(site.journal.trouble().orElseThrow().endsWith("dcms-outbox can't be written: No space left on device"));
        assertEquals(ids(1, 3), site.store(3));
        assertEquals(ids(1, 4), site.tell("a", 4));
        disk.full = false;
        site.report(6, 6, "a");
        assertEquals(Optional.empty(), site.journal.trouble());
        site.start();
        assertEquals(ids(4, 6), allRows());
        assertEquals(ids(5, 6), site.tell("a", 10));
    }

    /** Else the timeout of a run, told again, would come after its end, which only memory had. */
    @Test
    void onAFullDiskItIsStillWrittenDownWhatTheStoreHas() throws IOException {
        site.report(1, 2, "");
        site.store(1);
        site.journal.work(List.of());
        site.store(1);
        site.journal.work(List.of());
        site.report(3, 5, "");
        disk.full = true;
        site.report(6, 6, "");
        assertEquals(ids(3, 6), allRows());
        site.journal.work(List.of());
        site.start();
        assertEquals(List.of(), allRows());
    }

    @Test
    void memoryHoldsNotMoreThanItCanAndNoOutputOfMany() throws IOException {
        disk.full = true;
        for (int first = 1; first <= 25_001; first += 100) {
            List<Report> reports = new ArrayList<>();
            for (int id = first; id < first + 100; id++) {
                reports.add(JournalSite.report(id, "a", "output"));
            }
            site.journal.work(reports);
        }
        List<Report> rows = site.journal.rows(100_000);
        assertEquals(20_000, rows.size());
        assertEquals(25_100, JournalSite.id(rows.get(19_999)));
        assertEquals("(left out, as many reports wait: see its log file)", rows.get(0).task().output());
        assertEquals(20_000, site.journal.rowsWaiting());
        assertEquals(20_000, site.journal.hooksWaiting());
        assertEquals(20_000, site.journal.close(), "lost if the agent ends now");
    }

    @Test
    void aFolderThatIsRemovedIsMadeAnew() throws IOException {
        site.report(1, 2, "a");
        for (Path file : site.files("*")) {
            Files.delete(file);
        }
        Files.delete(site.folder.path());
        site.report(3, 4, "a");
        assertEquals(ids(1, 4), site.journal.rows(10).stream().map(JournalSite::id).toList(), "the newest are in memory still");
        assertEquals(ids(3, 4), site.tell("a", 10));
        site.start();
        assertEquals(ids(3, 4), allRows());
    }

    @Test
    void whatIsNoneOfItsFilesIsLeftAlone() throws IOException {
        Path file = site.folder.file("reports-copy.log");
        Files.writeString(file, "somebody's");
        Path draft = Files.createDirectory(site.folder.file("other.log.new"));
        Files.writeString(draft.resolve("notes"), "somebody's");
        site.report(1, 1, "a");
        site.start();
        assertEquals(Optional.empty(), site.journal.trouble());
        assertEquals("somebody's", Files.readString(file));
        assertEquals(ids(1, 1), allRows());
    }

    @Test
    void whatWaitsUntilTheLastAgentsReportsCanBeReadIsCountedAsLostIfItEndsBefore() throws IOException {
        site.report(1, 1, "a");
        Path marks = site.folder.file("hooks.log");
        Files.delete(marks);
        Files.createDirectory(marks);
        site.start();
        site.report(2, 3, "a");
        assertTrue(site.journal.trouble().orElseThrow().contains("dcms-outbox can't be read: "));
        assertEquals(2, site.journal.close());
        Files.delete(marks);
        site.report(4, 4, "a");
        assertEquals(Optional.empty(), site.journal.trouble());
        assertEquals(ids(1, 4), allRows());
    }

    @Test
    void outputsAreLeftOutOnceTooManyBytesWaitForTheStore() throws IOException {
        site.limits = new Journal.Limits(700, 2000, 1 << 20, 1000);
        site.start();
        for (int id = 1; id <= 20; id++) {
            site.journal.work(List.of(JournalSite.report(id, "", "whole")));
        }
        List<String> outputs = site.journal.rows(20).stream().map(report -> report.task().output()).distinct().toList();
        assertEquals(List.of("whole", "(left out, as many reports wait: see its log file)"), outputs);
    }

    @Test
    void whatIsTakenGivesItsRoomBackAlsoAroundAHookThatWaits() throws IOException {
        site.limits = new Journal.Limits(2000, 1 << 20, 1 << 20, 1000);
        site.start();
        for (long id = 1; id <= 300; id++) {
            site.report(id, id, id % 100 == 50 ? "dead" : "good");
            site.store(10);
            site.tell("good", 10);
        }
        site.journal.work(List.of());
        assertTrue(site.files("reports-*").size() <= 3, () -> "three that wait, joined: " + site.hooks);
        assertTrue(site.bytes() < 4000, "little room");
        assertEquals(List.of(50L, 150L, 250L), site.tell("dead", 10));
        site.journal.work(List.of());
        site.start();
        assertEquals(0, site.journal.hooksWaiting());
    }

    @Test
    void theOldestHooksGoFirstWhenTooManyWaitAndStatusRowsNever() throws IOException {
        site.limits = new Journal.Limits(700, 1 << 20, 1 << 20, 10);
        site.start();
        for (long id = 1; id <= 40; id++) {
            site.report(id, id, "dead");
        }
        int waiting = site.journal.hooksWaiting();
        assertTrue(waiting <= 10 && waiting > 5, "all but a file's: " + waiting);
        assertEquals(40, site.journal.rowsWaiting());
        site.start();
        assertEquals(waiting, site.journal.hooksWaiting(), "given up for good");
        assertEquals(ids(41 - waiting, 40), site.tell("dead", 100));
        assertEquals(ids(1, 40), allRows());
    }

    @Test
    void theOldestHooksGoFirstWhenTheyAloneHoldTooManyBytes() throws IOException {
        site.limits = new Journal.Limits(700, 1 << 20, 3000, 1000);
        site.start();
        for (long id = 1; id <= 40; id++) {
            site.report(id, id, "dead");
        }
        assertEquals(40, site.journal.hooksWaiting(), "the store needs the bytes too");
        assertEquals(ids(1, 40), allRows());
        site.journal.work(List.of());
        assertTrue(site.bytes() < 4500, "what they hold is bounded");
        List<Long> left = site.tell("dead", 100);
        assertTrue(left.size() > 5 && left.get(left.size() - 1) == 40, left::toString);
    }

    @Test
    void whatTheStoreCantTakeIsKeptInAFileOfItsOwn() throws IOException {
        site.report(1, 2, "");
        site.journal.rows(1);
        assertEquals(site.folder.file("refused.log"), site.journal.refuse());
        assertEquals(ids(2, 2), site.store(10));
        site.journal.work(List.of());
        assertTrue(Files.readString(site.folder.file("refused.log")).contains("\"task_id\":\"1-7\""));
        site.start();
        assertEquals(List.of(), allRows());
    }

    @Test
    void aRowThatWasStoredIsReadNeitherAgainNorByTheNextAgentFromALongFile() throws IOException {
        site.limits = Journal.Limits.USUAL;
        site.start();
        site.report(1, 9000, "");
        assertEquals(ids(1, 8000), LongStream.range(0, 16).mapToObj(i -> {
            try {
                return site.store(500);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }).flatMap(List::stream).toList());
        site.journal.work(List.of());
        site.start();
        assertEquals(ids(8001, 9000), allRows());
    }

    @Test
    void whatComesWhileTheStoreCatchesUpIsTakenInOrder() throws IOException {
        site.limits = Journal.Limits.USUAL;
        site.start();
        site.report(1, 1500, "");
        List<Long> taken = new ArrayList<>(site.store(400));
        site.report(1501, 2600, "a");
        taken.addAll(site.store(400));
        site.report(2601, 2700, "");
        for (List<Long> more = site.store(400); !more.isEmpty(); more = site.store(400)) {
            taken.addAll(more);
        }
        assertEquals(ids(1, 2700), taken, "from files first, then from memory");
    }
}
