package io.dcms.runtime.output;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.TaskUser;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogFilesTest {

    private static final Instant NOW = Instant.parse("2026-03-04T23:30:00Z");
    private static final String TASK = "1772667000-7";

    @TempDir
    private Path workDir;
    private LogFiles logs;

    @BeforeEach
    void make() {
        logs = new LogFiles(workDir, ZoneOffset.UTC);
    }

    private Path create(String jobName) throws IOException {
        return logs.create(7, jobName, TASK, NOW);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void isNamedByJobAndTaskInAFolderOfItsDay() throws IOException {
        Path file = create("backup db");
        assertEquals(workDir.resolve("DCMS-20260304/7-backup db-1772667000-7.log"), file);
        assertEquals("rwxr-x---", mode(file.getParent()));
        assertEquals("rw-r-----", mode(file));
        assertEquals(0, Files.size(file));
    }

    @Test
    void theDayIsTheOneOfTheZone() throws IOException {
        Path file = new LogFiles(workDir, ZoneId.of("Asia/Shanghai")).create(7, "x", TASK, NOW);
        assertEquals("DCMS-20260305", file.getParent().getFileName().toString());
    }

    private static List<String> nastyNames() {
        return List.of("../../etc/passwd", "..", "/", "/etc/cron.d/x", "a\nb\rc\td", "\0", "\u007f\u0085\u009f", " ", "-rf", ".hidden",
                "\ud800", "\udc00x", "中".repeat(200), "😀".repeat(100), "a" + "😀".repeat(100), "x".repeat(10_000), "a\\b", "~2",
                "\u202egol", "*?[a]{b}", "x-1772667000-7", "");
    }

    @ParameterizedTest
    @MethodSource("nastyNames")
    void anyNameStaysInTheFolderAndIsFoundAgain(String jobName) throws IOException {
        Path file = create(jobName);
        String name = file.getFileName().toString();
        assertEquals(workDir.resolve("DCMS-20260304").toRealPath(), file.toRealPath().getParent());
        assertTrue(name.startsWith("7-") && name.endsWith("-" + TASK + ".log"), name);
        assertTrue(name.chars().noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0), name);
        assertTrue(name.getBytes(StandardCharsets.UTF_8).length <= 200, name);
        assertEquals(name, new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8), "whole characters");
        assertEquals(Optional.of(file), logs.find(TASK));
    }

    @Test
    void theLongestIdsFitAFileNameAndTheReportedPathItsColumn() throws IOException {
        Path deep = Files.createDirectories(workDir.resolve("d".repeat(100)).resolve("e".repeat(90)));
        LogFiles far = new LogFiles(deep, ZoneOffset.UTC);
        Path file = far.create(Long.MAX_VALUE, "中".repeat(200), "9999999999-" + Long.MAX_VALUE, NOW);
        assertTrue(file.getFileName().toString().getBytes(StandardCharsets.UTF_8).length < 255);
        String reported = far.reported(file);
        assertTrue(reported.length() <= 200, reported);
        assertEquals(file, deep.resolve(reported));
    }

    @Test
    void aPathThatFitsIsReportedWhole() throws IOException {
        Path file = create("x");
        assertEquals(file.toString(), logs.reported(file));
    }

    @Test
    void aSecondRunOfOneIdLeavesTheFirstAlone() throws IOException {
        Path first = create("x");
        Files.writeString(first, "first");
        Path second = create("x");
        assertEquals("7-x-1772667000-7~2.log", second.getFileName().toString());
        assertEquals("7-x-1772667000-7~3.log", create("x").getFileName().toString());
        assertEquals("first", Files.readString(first));
        assertEquals(0, Files.size(second));
    }

    @Test
    void theLastRunOfAnIdIsFoundAndNotTheFirst() throws IOException {
        Path last = null;
        for (int copy = 0; copy < 11; copy++) {
            last = create("x");
        }
        assertEquals(Optional.of(last), logs.find(TASK));
        Path later = logs.create(7, "x", TASK, NOW.plus(Duration.ofDays(1)));
        assertEquals(Optional.of(later), logs.find(TASK));
    }

    @Test
    void aLogThatIsALinkAlreadyIsNotFollowed() throws IOException {
        Path target = Files.writeString(workDir.resolve("target"), "kept");
        Path expected = create("x");
        Files.delete(expected);
        Files.createSymbolicLink(expected, target);
        assertEquals("7-x-1772667000-7~2.log", create("x").getFileName().toString());
        Files.delete(expected);
        Files.createSymbolicLink(expected, workDir.resolve("nowhere"));
        create("x");
        assertTrue(Files.notExists(workDir.resolve("nowhere")));
        assertEquals("kept", Files.readString(target));
    }

    @Test
    void aFolderThatIsALinkIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(workDir.resolve("elsewhere"));
        Path folder = Files.createSymbolicLink(workDir.resolve("DCMS-20260304"), elsewhere);
        assertEquals(folder + " is not a folder, perhaps a link: remove it",
                assertThrows(IOException.class, () -> create("x")).getMessage());
        assertEquals(Optional.empty(), logs.find(TASK));
    }

    @Test
    @NeedsRoot
    void aFolderOfSomebodyElseIsRefused() throws Exception {
        Path folder = Files.createDirectory(workDir.resolve("DCMS-20260304"));
        Files.createFile(folder.resolve("7-x-" + TASK + ".log"));
        Files.setOwner(folder, folder.getFileSystem().getUserPrincipalLookupService()
                .lookupPrincipalByName(TaskUser.name()));
        assertEquals(folder + " belongs to " + TaskUser.NAME + ", not to the agent: remove it or give the agent another work dir",
                assertThrows(IOException.class, () -> create("x")).getMessage());
        assertEquals(Optional.empty(), logs.find(TASK), "nor is it read");
    }

    @Test
    void aFolderOfTheGoAgentIsClosedToOthers() throws IOException {
        Path folder = Files.createDirectory(workDir.resolve("DCMS-20260304"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        create("x");
        assertEquals("rwxr-x---", mode(folder));
    }

    @Test
    void aFolderThatIsClosedFurtherStaysSo() throws IOException {
        Path folder = create("x").getParent();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        create("y");
        assertEquals("rwx------", mode(folder));
    }

    @Test
    void aWorkDirThatIsGoneIsAnErrorThatNamesIt() {
        Path gone = workDir.resolve("gone");
        IOException e = assertThrows(IOException.class,
                () -> new LogFiles(gone, ZoneOffset.UTC).create(7, "x", TASK, NOW));
        assertTrue(e.getMessage().contains(gone.toString()), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../x", "7", "1772667000-7/../x", "1772667000-*", "1772667000-7-", "1772667000-7.log", "a-7",
        "1772667000-8", "2-1772667000-7", "11772667000-7", "1772667000-7-2", "x-1772667000-7"})
    void anIdThatIsNoneFindsNothing(String taskId) throws IOException {
        create("x");
        assertEquals(Optional.empty(), logs.find(taskId));
    }
}
