package io.dcms.runtime.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.prune.OldLogs.Day;
import io.dcms.runtime.testing.Shell;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class LogFoldersTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final Instant WRITTEN = NOW.minus(Duration.ofDays(30));
    private static final Instant OLD = NOW.minus(Duration.ofDays(40));

    @TempDir
    private Path workDir;
    private final Set<String> active = new HashSet<>();
    private LogFolders folders;
    private LogFiles logs;
    private Path folder;

    @BeforeEach
    void open() {
        folders = new LogFolders(workDir, active::contains);
        logs = new LogFiles(workDir, ZoneOffset.UTC);
        folder = workDir.resolve("DCMS-20260123");
    }

    private Path log(String jobName, String taskId) throws IOException {
        return old(logs.create(7, jobName, taskId, OLD));
    }

    private static Path old(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.from(OLD));
    }

    private Optional<Day> first() throws IOException {
        return folders.next(LocalDate.MIN, LocalDate.parse("2026-02-02"));
    }

    /** Removes what may be removed of the first day; what is said to stay. */
    private String remove() throws IOException {
        try (Day day = first().orElseThrow()) {
            while (day.removeSome(2, WRITTEN, NOW)) {
                // on with it
            }
            day.removeIfEmpty();
            return day.strangers();
        }
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void allThatTheAgentMakesGoesAndTheFolderToo() throws Exception {
        for (String name : List.of("backup", "", "a\nb", "中".repeat(200), "1772667000-7", "-")) {
            log(name, "1769050000-7");
            log(name, "1769050000-7");
            log(name, "1769050000-7-3");
        }
        assertEquals("", remove());
        assertFalse(Files.exists(folder));
        assertEquals(Optional.empty(), first());
    }

    @Test
    void daysComeInTheirOrderAndWithinTheirBounds() throws Exception {
        for (String name : List.of("20260101", "20251231", "20260202", "20260201", "00010101", "20260230", "2026010x", "________")) {
            Files.createDirectory(workDir.resolve("DCMS-" + name));
        }
        Files.createDirectory(workDir.resolve("DCMS-202601011"));
        StringBuilder found = new StringBuilder();
        for (LocalDate after = LocalDate.MIN;;) {
            Optional<Day> next = folders.next(after, LocalDate.parse("2026-02-02"));
            if (next.isEmpty()) {
                break;
            }
            after = next.get().date();
            found.append(after).append(' ');
            next.get().close();
        }
        assertEquals("0001-01-01 2025-12-31 2026-01-01 2026-02-01 ", found.toString());
    }

    @Test
    void theLogOfARunThatIsStillGoingStays() throws Exception {
        Path going = log("x", "1769050000-7");
        Path retry = log("x", "1769050001-7-7");
        Path named = log("1769050002-7", "7-7");
        Path copy = log("y", "1769050000-7");
        Path other = log("x", "1769050009-7");
        active.addAll(List.of("1769050000-7", "1769050001-7-7", "7-7"));
        assertEquals("", remove());
        assertEquals(Stream.of(going, retry, named, copy).map(file -> file.getFileName().toString()).sorted().toList(), left());
        assertFalse(Files.exists(other));
        active.clear();
        remove();
        assertFalse(Files.exists(folder));
    }

    /** A run of a month ago may have printed yesterday; a time in the future is no time. */
    @Test
    void aLogThatWasWrittenLatelyStays() throws Exception {
        Path late = log("x", "1769050000-7");
        Files.setLastModifiedTime(late, FileTime.from(WRITTEN.plusSeconds(1)));
        Files.setLastModifiedTime(log("x", "1769050001-7"), FileTime.from(NOW.plusSeconds(1)));
        remove();
        assertEquals(List.of(late.getFileName().toString()), left());
    }

    @Test
    void whatIsNotOursStaysAndIsSaid() throws Exception {
        log("x", "1769050000-7");
        for (String name : List.of("notes.txt", "7-x-1769050000-7.log.gz", "x-7-1769050000-7.log", "7-x-1769050000-7~.log", ".log")) {
            old(Files.writeString(folder.resolve(name), "x"));
        }
        Path precious = old(Files.writeString(workDir.resolve("precious"), "x"));
        Files.createSymbolicLink(folder.resolve("7-link-1769050000-7.log"), precious);
        old(Files.createDirectory(folder.resolve("7-folder-1769050000-7.log")));
        Shell.out("mkfifo", folder.resolve("7-pipe-1769050000-7.log").toString());
        String said = remove();
        assertTrue(said.startsWith("old logs are removed from " + folder + ", but 8 things in it stay, such as "), said);
        assertEquals(8, left().size());
        assertTrue(Files.exists(precious));
    }

    @Test
    void aLinkInThePlaceOfAFolderIsNotFollowed() throws Exception {
        Path log = log("x", "1769050000-7");
        Path elsewhere = Files.move(folder, workDir.resolve("elsewhere"));
        Files.createSymbolicLink(folder, elsewhere);
        Files.writeString(workDir.resolve("DCMS-20260122"), "x");
        Shell.out("mkfifo", workDir.resolve("DCMS-20260121").toString());
        assertEquals(Optional.empty(), first());
        assertTrue(Files.exists(elsewhere.resolve(log.getFileName())));
    }

    @Test
    @NeedsRoot
    void aFolderOfSomebodyElseIsLeftAlone() throws Exception {
        log("x", "1769050000-7");
        Files.setAttribute(folder, "unix:uid", 65_432);
        assertEquals(Optional.empty(), first());
    }

    /** The logs of a root agent belong to their runners. */
    @Test
    @NeedsRoot
    void whoseTheLogsAreDoesNotMatter() throws Exception {
        Files.setAttribute(log("x", "1769050000-7"), "unix:uid", 65_432);
        remove();
        assertFalse(Files.exists(folder));
    }

    @Test
    void aFolderThatIsReplacedMeanwhileIsNotEntered() throws Exception {
        log("x", "1769050000-7");
        log("y", "1769050001-7");
        try (Day day = first().orElseThrow()) {
            Files.move(folder, workDir.resolve("moved"));
            Path other = old(Files.writeString(Files.createDirectory(folder).resolve("7-z-1769050000-7.log"), "x"));
            while (day.removeSome(1, WRITTEN, NOW)) {
                // on with it
            }
            assertEquals(2, day.removed());
            assertTrue(Files.exists(other));
        }
    }
}
