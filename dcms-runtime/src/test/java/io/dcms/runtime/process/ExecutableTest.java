package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExecutableTest {

    private static final String MD5 = "900150983cd24fb0d6963f7d28e17f72";
    private static final String SHA256 = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private final Executable executable = new Executable(true);
    @TempDir
    private Path folder;
    private Path abc;

    @BeforeEach
    void write() throws Exception {
        // The digests of "abc" are those of RFC 1321 and FIPS 180-2.
        abc = Executables.file(folder, "abc", "rwxr-xr-x");
    }

    private String refusal(Path file, String signature) {
        return assertThrows(Refusal.class, () -> executable.check(file.toString(), signature, null)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {MD5, SHA256, " " + MD5 + "\n"})
    void takesTheRightDigest(String signature) {
        assertDoesNotThrow(() -> executable.check(abc.toString(), signature, null));
        assertDoesNotThrow(() -> executable.check(abc.toString(), signature.toUpperCase(Locale.ROOT), null));
    }

    @Test
    void signsAsItChecks() throws Exception {
        assertEquals(MD5, Executable.sign(abc, false));
        assertEquals(SHA256, Executable.sign(abc, true));
    }

    @Test
    void refusesAnotherDigest() {
        String wrong = "0".repeat(32);
        assertEquals("signature: " + abc + " has " + MD5 + ", the job says " + wrong, refusal(abc, wrong));
        String wrong256 = "sha256:" + "0".repeat(64);
        assertEquals("signature: " + abc + " has " + SHA256 + ", the job says " + wrong256, refusal(abc, wrong256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "sha256:", "sha256:900150983cd24fb0d6963f7d28e17f72", "900150983cd24fb0d6963f7d28e17f7",
        "900150983cd24fb0d6963f7d28e17f722", "g00150983cd24fb0d6963f7d28e17f72", "md5:900150983cd24fb0d6963f7d28e17f72"})
    void refusesWhatIsNoDigest(String signature) {
        assertEquals("signature: \"" + signature
                + "\" is no digest: give the file's md5 (32 hex digits) or sha256: and 64 hex digits", refusal(abc, signature));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void anEmptySignatureIsRefusedWhereOneIsRequired(String signature) {
        assertEquals("signature: it is empty: give the file's md5 (32 hex digits) or sha256: and 64 hex digits",
                refusal(abc, signature));
        assertDoesNotThrow(() -> new Executable(false).check(abc.toString(), signature, null));
    }

    @Test
    void aSignatureThatIsGivenMustMatchThoughNoneIsRequired() {
        assertThrows(Refusal.class, () -> new Executable(false).check(abc.toString(), "0".repeat(32), null));
        assertThrows(Refusal.class, () -> new Executable(false).check(abc.toString(), "x", null));
    }

    @Test
    void refusesWhatIsNotThere() {
        Path none = folder.resolve("none");
        assertEquals("executor: there is no file " + none, refusal(none, MD5));
        assertEquals("executor: there is no file " + none.resolve("below"), refusal(none.resolve("below"), MD5));
    }

    @Test
    void refusesWhatIsNoRegularFile() throws Exception {
        assertEquals("executor: " + folder + " is not a regular file", refusal(folder, MD5));
        assertEquals("executor: /dev/zero is not a regular file", refusal(Path.of("/dev/zero"), MD5));
    }

    @Test
    void aPipeThatNobodyWritesToDoesNotHang() throws Exception {
        Path pipe = folder.resolve("pipe");
        Shell.out("mkfifo", "-m", "755", pipe.toString());
        assertTimeoutPreemptively(Await.DEADLINE,
                () -> assertEquals("executor: " + pipe + " is not a regular file", refusal(pipe, MD5)));
    }

    @Test
    void refusesWhatNobodyMayExecute() throws Exception {
        Path file = Executables.file(folder, "abc", "rw-r--r--");
        assertEquals("executor: " + file + " has no execute bit: chmod +x it", refusal(file, MD5));
    }

    @Test
    void followsALinkToItsFile() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), abc);
        assertDoesNotThrow(() -> executable.check(link.toString(), MD5, null));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));
        assertEquals("executor: there is no file " + dangling, refusal(dangling, MD5));
    }

    @Test
    void aRingOfLinksIsRefused() throws Exception {
        Path ring = folder.resolve("ring");
        Files.createSymbolicLink(ring, ring);
        assertEquals("executor: can't read " + ring, refusal(ring, MD5).substring(0, ("executor: can't read " + ring).length()));
    }

    @Test
    void anEmptyFileHasADigestToo() throws Exception {
        Path empty = Executables.file(folder, "", "rwxr-xr-x");
        assertDoesNotThrow(() -> executable.check(empty.toString(), "d41d8cd98f00b204e9800998ecf8427e", null));
    }
}
