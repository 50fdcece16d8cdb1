package io.dcms.runtime.verify;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.Await;
import io.dcms.runtime.testing.Executables;
import io.dcms.runtime.testing.Shell;
import io.dcms.testing.NeedsRoot;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExecutableTest {

    private static final String MD5 = "900150983cd24fb0d6963f7d28e17f72";
    private static final String SHA256 = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static final long STRANGER = 65_432;

    private final Executable executable = new Executable(true);
    private final Runner runner = new Runner("alice", 54_321, 54_322, List.of(54_323L), "/", "/bin/sh");
    @TempDir
    private Path folder;
    private Path abc;

    @BeforeEach
    void write() throws Exception {
        // The digests of "abc" are those of RFC 1321 and FIPS 180-2.
        abc = Executables.file(folder, "abc", "rwxr-xr-x");
    }

    private String refusal(Path file, String signature) {
        return assertThrows(Refusal.class, () -> executable.check(file.toString(), signature, runner)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {MD5, SHA256, " " + MD5 + "\n"})
    void takesTheRightDigest(String signature) {
        assertDoesNotThrow(() -> executable.check(abc.toString(), signature, runner));
        assertDoesNotThrow(() -> executable.check(abc.toString(), signature.toUpperCase(Locale.ROOT), runner));
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
        assertDoesNotThrow(() -> new Executable(false).check(abc.toString(), signature, runner));
    }

    @Test
    void aSignatureThatIsGivenMustMatchThoughNoneIsRequired() {
        assertThrows(Refusal.class, () -> new Executable(false).check(abc.toString(), "0".repeat(32), runner));
        assertThrows(Refusal.class, () -> new Executable(false).check(abc.toString(), "x", runner));
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
        assertDoesNotThrow(() -> executable.check(link.toString(), MD5, runner));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));
        assertEquals("executor: there is no file " + dangling, refusal(dangling, MD5));
    }

    @Test
    void aRingOfLinksIsRefused() throws Exception {
        Path ring = folder.resolve("ring");
        Files.createSymbolicLink(ring, ring);
        assertEquals("executor: " + ring + " is a link that leads to too many others, perhaps back to itself: mend it", refusal(ring, MD5));
    }

    @Test
    void anEmptyFileHasADigestToo() throws Exception {
        Path empty = Executables.file(folder, "", "rwxr-xr-x");
        assertDoesNotThrow(() -> executable.check(empty.toString(), "d41d8cd98f00b204e9800998ecf8427e", runner));
    }

    // --- what it is now, for people ---

    private Look look(Path file, String signature) {
        return executable.look(file.toString(), signature, runner);
    }

    @Test
    void showsWhatAFileIs() throws Exception {
        Files.setLastModifiedTime(abc, FileTime.from(Instant.ofEpochSecond(1_714_000_000)));
        for (String signature : List.of(MD5, SHA256, " " + MD5.toUpperCase(Locale.ROOT) + "\n")) {
            assertEquals(new Look(SHA256.substring(7), MD5, 3, Instant.ofEpochSecond(1_714_000_000), true, ""), look(abc, signature));
        }
    }

    @Test
    void showsWhatAFileIsThatIsAnotherThanTheJobSays() {
        Look md5 = look(abc, "0".repeat(32));
        assertEquals("signature: " + abc + " has " + MD5 + ", the job says " + "0".repeat(32), md5.problem());
        assertEquals(List.of(MD5, false), List.of(md5.md5(), md5.matches()));
        assertEquals("signature: " + abc + " has " + SHA256 + ", the job says nothing", look(abc, "").problem());
        Look loose = new Executable(false).look(abc.toString(), "", runner);
        assertEquals(List.of("", false, MD5), List.of(loose.problem(), loose.matches(), loose.md5()));
    }

    /** By naming it in a job, somebody who may look only would else learn what is in it. */
    @Test
    void tellsNothingOfWhatIsNoProgramOfTheRunner() throws Exception {
        Path secret = Executables.file(folder, "abc", "rw-r--r--");
        assertEquals(Look.refused("executor: " + secret + " has no execute bit: chmod +x it"), look(secret, MD5));
        Path others = Executables.file(folder, "abc", "rwxr-x---");
        Look refused = look(others, MD5);
        assertEquals(Look.refused(refused.problem()), refused);
        assertTrue(refused.problem().startsWith("executor: \"alice\" may not execute " + others), refused.problem());
        Path none = folder.resolve("none");
        assertEquals(Look.refused("executor: there is no file " + none), look(none, MD5));
        assertEquals(Look.refused("executor: / is not a regular file"), executable.look("/", MD5, runner));
        assertTrue(executable.look("/\0", MD5, runner).problem().startsWith("executor: can't read "));
    }

    @Test
    void aPipeIsNotLookedInto() throws Exception {
        Path pipe = folder.resolve("pipe");
        Shell.out("mkfifo", "-m", "755", pipe.toString());
        assertTimeoutPreemptively(Await.DEADLINE,
                () -> assertEquals("executor: " + pipe + " is not a regular file", look(pipe, MD5).problem()));
    }

    /** Without a single block on the disk. */
    @Test
    void aFileOfATerabyteIsNotReadToShowItsDigest() throws Exception {
        try (FileChannel file = FileChannel.open(abc, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[1]), 1L << 40);
        }
        Look large = look(abc, MD5);
        assertEquals("executor: " + abc + " has 1099511627777 bytes, and at most 268435456 are read to show its digest", large.problem());
        assertEquals(List.of("", (1L << 40) + 1), List.of(large.md5(), large.size()));
    }

    // --- who may execute it ---

    @ParameterizedTest
    @CsvSource({
        "0, 0, rwxr-xr-x, true", "0, 0, rwxr-x---, false", "0, 0, rwxrwxr-x, true",
        // The first that fits decides, as in the kernel.
        "54321, 0, rw-r-xr-x, false", "54321, 0, rwx------, true",
        "0, 54322, rwxr--r-x, false", "0, 54322, r--r-x---, true",
        "0, 54323, rwxr--r-x, false", "0, 54323, r--r-x---, true", "65432, 65432, rwxr-xr--, false", "65432, 65432, rwxr-xr-x, true"})
    @NeedsRoot
    void isExecutableByItsRunner(int owner, int group, String permissions, boolean allowed) throws Exception {
        Path file = Executables.file(folder, "abc", permissions);
        Shell.out("chown", owner + ":" + group, file.toString());
        if (allowed) {
            assertDoesNotThrow(() -> executable.check(file.toString(), MD5, runner));
        } else {
            assertEquals("executor: \"alice\" may not execute " + file + ", which has the mode " + Shell.out("stat", "-c", "0%a",
                    file.toString()) + ": chmod +x it, or add the user to its group", refusal(file, MD5));
        }
    }

    // --- who could change it ---

    @Test
    void refusesWhatEverybodyCanChange() throws Exception {
        Path file = Executables.file(folder, "abc", "rwxr-xrwx");
        assertEquals("executor: everybody can change " + file + ": chmod o-w " + file, refusal(file, MD5));
    }

    private Path folder(Path parent, String name, String mode) throws Exception {
        Path made = Files.createDirectory(parent.resolve(name));
        Shell.out("chmod", mode, made.toString());
        return made;
    }

    private static String replaceable(Path where, Path executor) {
        return "executor: everybody can write to the folder " + where + " and so put another program in the place of " + executor
                + ": chmod o-w " + where;
    }

    @Test
    void refusesWhatLiesInOrBelowAFolderThatEverybodyCanWriteTo() throws Exception {
        Path open = folder(folder, "open", "0777");
        Path direct = Executables.script(open, "abc");
        assertEquals(replaceable(open, direct), refusal(direct, MD5));
        Path below = Executables.script(folder(open, "closed", "0755"), "abc");
        assertEquals(replaceable(open, below), refusal(below, MD5));
        Path group = Executables.script(folder(folder, "group", "0775"), "abc");
        assertDoesNotThrow(() -> executable.check(group.toString(), MD5, runner), "whom the group belongs to is the owner's business");
    }

    @Test
    void theWaysThatLeadThereThroughLinksCountToo() throws Exception {
        Path open = folder(folder, "open", "0777");
        Path closed = folder(folder, "closed", "0755");
        Path toClosed = Files.createSymbolicLink(open.resolve("link"), Executables.script(closed, "abc"));
        assertEquals(replaceable(open, toClosed), refusal(toClosed, MD5), "the link can be replaced");
        Path toOpen = Files.createSymbolicLink(closed.resolve("link"), Executables.script(open, "abc"));
        assertEquals(replaceable(open, toOpen), refusal(toOpen, MD5), "its target can be replaced");
        Path bin = folder(open, "bin", "0755");
        Files.createSymbolicLink(folder.resolve("folder"), Path.of("closed/../open/bin"));
        Path through = folder.resolve("folder").resolve(Executables.script(bin, "abc").getFileName());
        assertEquals(replaceable(open, through), refusal(through, MD5), "a folder in between can be replaced");
        Path around = open.resolve("..").resolve(abc.getFileName());
        assertDoesNotThrow(() -> executable.check(abc.getParent().resolve("./closed/../" + abc.getFileName()).toString(), MD5, runner));
        assertDoesNotThrow(() -> executable.check(around.toString(), MD5, runner), "nothing is taken from it");
    }

    @ParameterizedTest
    @CsvSource({"0, true", "54321, true", "65432, false"})
    @NeedsRoot
    void belowAStickyFolderItCountsWhoseTheEntryIs(int owner, boolean allowed) throws Exception {
        Path sticky = folder(folder, "sticky", "1777");
        Path inside = folder(sticky, "inside", "0755");
        Path file = Executables.script(inside, "abc");
        Shell.out("chown", "-h", Integer.toString(owner), inside.toString());
        if (allowed) {
            assertDoesNotThrow(() -> executable.check(file.toString(), MD5, runner));
        } else {
            assertEquals("executor: everybody can write to the folder " + sticky + ", and " + inside + " belongs to user " + owner
                    + ", who can so put another program in the place of " + file + ": chown it to root or to the runner", refusal(file, MD5));
        }
    }

    @Test
    @NeedsRoot
    void aLinkOfAStrangerInAStickyFolderIsRefusedWhereverItLeads() throws Exception {
        Path link = Files.createSymbolicLink(folder(folder, "sticky", "1777").resolve("link"), abc);
        Shell.out("chown", "-h", Long.toString(STRANGER), link.toString());
        assertTrue(refusal(link, MD5).contains(link + " belongs to user " + STRANGER), () -> refusal(link, MD5));
    }

    // --- that it stays what it was ---

    private interface Change {
        void make(Path file) throws Exception;
    }

    private static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("it is written to, and its time is put back", (Change) file -> {
                    FileTime time = Files.getLastModifiedTime(file);
                    Files.writeString(file, "abd");
                    Files.setLastModifiedTime(file, time);
                }),
                Arguments.of("another of the same size and time takes its place", (Change) file -> {
                    Path other = Executables.script(file.getParent(), "abd");
                    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
                    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
                }),
                Arguments.of("a link takes its place", (Change) file -> {
                    Path other = Executables.script(file.getParent(), "abd");
                    Files.delete(file);
                    Files.createSymbolicLink(file, other);
                }),
                Arguments.of("it is deleted", (Change) Files::delete),
                Arguments.of("its mode is changed", (Change) file -> Shell.out("chmod", "u+s", file.toString())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aChangeAfterTheCheckIsSeen(String name, Change change) throws Exception {
        Checked checked = executable.check(abc.toString(), MD5, runner);
        assertTrue(checked.stillSame());
        change.make(abc);
        assertFalse(checked.stillSame(), name);
    }

    @Test
    void aLinkThatIsPointedElsewhereIsSeen() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), abc);
        Checked checked = executable.check(link.toString(), MD5, runner);
        assertTrue(checked.stillSame());
        Files.delete(link);
        Files.createSymbolicLink(link, Executables.script(folder, "abc"));
        assertFalse(checked.stillSame());
    }

    /** The kernel's clock ticks every 4 or 10 ms: without a pause before the check, a change right after it would bear the old time. */
    @Test
    void twoChangesWithinOneTickAreTwo() throws Exception {
        for (int i = 0; i < 20; i++) {
            Files.writeString(abc, "abc");
            Checked checked = executable.check(abc.toString(), MD5, runner);
            FileTime time = Files.getLastModifiedTime(abc);
            Files.writeString(abc, "abd");
            Files.setLastModifiedTime(abc, time);
            assertFalse(checked.stillSame());
        }
    }

    @Test
    void aLengthOfATerabyteIsNotReadThrough() throws Exception {
        Path file = Executables.script(folder, "");
        try (FileChannel grown = FileChannel.open(file, StandardOpenOption.WRITE)) {
            grown.write(ByteBuffer.wrap(new byte[1]), 1L << 40);
        }
        assertEquals("executor: " + file + " has " + ((1L << 40) + 1) + " bytes, and at most 4294967296 are read before each run: "
                + "let a small program start it", refusal(file, MD5));
        assertDoesNotThrow(() -> new Executable(false).check(file.toString(), "", runner), "what is not read may have any size");
    }
}
