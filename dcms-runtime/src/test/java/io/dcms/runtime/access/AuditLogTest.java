package io.dcms.runtime.access;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00.9Z");

    @TempDir
    private Path folder;

    @Test
    void aLineSaysWhenFromWhereWhoWhatAndWhatCameOfIt() throws Exception {
        audit(1 << 20).add("10.0.0.7", "alice", "run job 1 as task 1-1", "done");
        audit(1 << 20).add("::1", "-", "DELETE /tasks/1-1", "403 no");

        assertEquals(List.of("2024-05-01T12:00:00Z 10.0.0.7 alice run job 1 as task 1-1: done",
                "2024-05-01T12:00:00Z ::1 - DELETE /tasks/1-1: 403 no"), lines("audit.log"));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("audit.log"))));
    }

    @Test
    void aNameCannotForgeALineNorSteerATerminal() throws Exception {
        audit(1 << 20).add("::1", "alice", "create job 1 \"x\n2024-05-01T12:00:00Z ::1 bob run job 2: done\r\u001b[2J\u0000\u202e\u2028\u0085\"", "done");

        assertEquals(List.of("2024-05-01T12:00:00Z ::1 alice create job 1 \"x\\n2024-05-01T12:00:00Z ::1 bob run job 2: done\\r\\u001b[2J"
                + "\\u0000\\u202e\\u2028\\u0085\": done"), lines("audit.log"));
    }

    @Test
    void aLineHasAnEndAndSaysTheResultAllTheSame() throws Exception {
        audit(1 << 20).add("::1", "alice", "create job 1 \"" + "x".repeat(100_000) + "\"", "403 refused");

        String line = lines("audit.log").get(0);
        assertTrue(line.length() < 1100, "it has " + line.length() + " characters");
        assertTrue(line.endsWith("...: 403 refused"), line);
    }

    @Test
    void oldFilesMoveOnAndTheOldestGoes() throws Exception {
        AuditLog audit = audit(100);
        for (int n = 1; n <= 20; n++) {
            audit.add("::1", "alice", "entry " + n, "done");
        }
        assertEquals(List.of("entry 19", "entry 20"), entries("audit.log"));
        assertEquals(List.of("entry 17", "entry 18"), entries("audit.log.1"));
        assertEquals(List.of("entry 9", "entry 10"), entries("audit.log.5"));
        assertFalse(Files.exists(folder.resolve("audit.log.6")));
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Files.createSymbolicLink(folder.resolve("audit.log"), victim);
        add();
        assertEquals("precious", Files.readString(victim));
    }

    @Test
    void aSecondNameIsNotWrittenTo() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Files.createLink(folder.resolve("audit.log"), victim);
        add();
        assertEquals("precious", Files.readString(victim));
    }

    @Test
    void aPipeHoldsUpNobody() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", folder.resolve("audit.log").toString()).inheritIO().start().waitFor());
        assertTimeoutPreemptively(Duration.ofSeconds(30), this::add);
    }

    @Test
    void aFileOfAnotherUserIsLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("audit.log"), "");
        Files.setAttribute(file, "unix:uid", 65_534);
        add();
        assertEquals(0, Files.size(file));
    }

    @Test
    void aLinkInThePlaceOfAnOldFileIsReplacedAndNotFollowed() throws Exception {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Files.createSymbolicLink(folder.resolve("audit.log.1"), victim);
        AuditLog audit = audit(100);
        for (int n = 1; n <= 3; n++) {
            audit.add("::1", "alice", "entry " + n, "done");
        }
        assertEquals("precious", Files.readString(victim));
        assertTrue(Files.isRegularFile(folder.resolve("audit.log.1"), NOFOLLOW_LINKS));
    }

    @Test
    void aFolderThatIsGoneStopsNobody() {
        new AuditLog(folder.resolve("gone"), InstantSource.fixed(NOON), System::nanoTime).add("::1", "alice", "run job 1", "done");
    }

    private void add() {
        audit(1 << 20).add("::1", "alice", "run job 1", "done");
    }

    private AuditLog audit(long mostBytes) {
        return new AuditLog(folder, mostBytes, InstantSource.fixed(NOON), System::nanoTime);
    }

    private List<String> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    private List<String> entries(String name) throws IOException {
        return lines(name).stream().map(line -> line.replaceAll(".*(entry \\d+).*", "$1")).toList();
    }
}
