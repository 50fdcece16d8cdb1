package io.dcms.runtime.files;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnTest {

    @TempDir
    private Path dir;
    private Path file;

    @BeforeEach
    void name() {
        file = dir.resolve("file");
    }

    private String refusal() {
        return assertThrows(IOException.class, () -> Own.requireFile(file)).getMessage();
    }

    @Test
    void aFileOfOursAndNoneAtAllAreTaken() throws Exception {
        assertDoesNotThrow(() -> Own.requireFile(file));
        Files.writeString(file, "x");
        assertDoesNotThrow(() -> Own.requireFile(file));
    }

    @Test
    void whatIsNoPlainFileIsRefused() throws Exception {
        Files.createDirectory(file);
        assertEquals(file + " is not a plain file but a folder: remove it", refusal());
        Files.delete(file);
        Files.createSymbolicLink(file, dir.resolve("nowhere"));
        assertEquals(file + " is not a plain file but a link: remove it", refusal());
        Files.delete(file);
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        assertEquals(file + " is not a plain file but a pipe: remove it", refusal());
    }

    /** Where the kernel lets everybody link to files of others, it may be /etc/shadow. */
    @Test
    void aFileThatHasAnotherNameIsRefused() throws Exception {
        Files.createLink(file, Files.writeString(dir.resolve("precious"), "x"));
        assertEquals(file + " has another name somewhere, and what is written here would be written there: remove it", refusal());
    }

    @Test
    void aFileThatEverybodyCanWriteIsRefused() throws Exception {
        Files.writeString(file, "x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertEquals(file + " can be written by everybody: chmod o-w it if it is to be trusted, else remove it", refusal());
    }

    @Test
    @NeedsRoot
    void aFileOfSomebodyElseIsRefused() throws Exception {
        Files.setAttribute(Files.writeString(file, "x"), "unix:uid", 65_432);
        assertEquals(file + " belongs to 65432, not to the agent's user: remove it", refusal());
    }

    /** 01777 is /tmp. */
    @ParameterizedTest
    @CsvSource({"0, 0755, ''", "0, 0775, ''", "0, 01777, ''", "0, 0777, can be written by everybody", "0, 0703, can be written by everybody",
        "65432, 0755, belongs to 65432", "65432, 01777, belongs to 65432"})
    @NeedsRoot
    void aFolderIsOursOrRootsAndOpenToNobodyElseUnlessItIsSticky(int owner, String mode, String problem) throws Exception {
        Files.setAttribute(dir, "unix:mode", Integer.parseInt(mode, 8));
        Files.setAttribute(dir, "unix:uid", owner);
        try {
            if (problem.isEmpty()) {
                assertDoesNotThrow(() -> Own.requireFolder(dir));
            } else {
                String said = assertThrows(IOException.class, () -> Own.requireFolder(dir)).getMessage();
                assertTrue(said.startsWith(dir + " " + problem), said);
            }
        } finally {
            Files.setAttribute(dir, "unix:uid", 0);
        }
    }

    @Test
    void aFolderMayBeReachedThroughALink() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), Files.createDirectory(dir.resolve("folder")));
        assertDoesNotThrow(() -> Own.requireFolder(link));
        Files.writeString(file, "x");
        assertEquals(file + " is not a folder", assertThrows(IOException.class, () -> Own.requireFolder(file)).getMessage());
    }
}
