package io.dcms.runtime.sync;

import static io.dcms.runtime.job.TestJobs.job;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.api.TimeoutTrigger;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotFileTest {

    private static final List<Job> JOBS = List.of(job(1, "@daily").build(), job(2, "* * * * *").build());

    @TempDir
    private Path workDir;
    private Path path;
    private Instant now = Instant.parse("2024-05-01T12:00:00Z");
    private SnapshotFile file;

    @BeforeEach
    void open() {
        path = workDir.resolve("dcms-jobs.json");
        file = of("web1", "abc");
    }

    private SnapshotFile of(String host, String store) {
        return new SnapshotFile(workDir, host, store, () -> now);
    }

    private void write() throws IOException {
        file.write(JOBS, Duration.ZERO);
    }

    private void replace(String text) throws IOException {
        Files.writeString(path, text);
    }

    private void assertIgnored() {
        assertEquals(Optional.empty(), file.read());
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        assertIgnored();
        Job all = Job.builder(7, "日 \"backup\"\n🚀\ud800").createUser("ann").executor("/opt/backup/run").executorFlags("--full 'a b'")
                .signature("sha256:0f").runner("backup").timeout(3_000_000_000L).timeoutTrigger(TimeoutTrigger.KILL).disabled(true)
                .schedule("0 */5 * * * *").hook("https://ann:secret@example.com/?a=b&c=d").msgFilter("error|fatal")
                .createAt(-1).options("{\"env\":{\"A\":\"1\"},\"jitter\":5}").build();
        List<Job> jobs = List.of(all, Job.builder(8, all.name()).build());
        file.write(jobs, Duration.ofMinutes(2));
        now = now.plusSeconds(60);
        assertEquals(new SnapshotFile.Stored(jobs, Duration.ofMinutes(3)), file.read().orElseThrow());
        file.write(List.of(), Duration.ZERO);
        assertEquals(List.of(), file.read().orElseThrow().jobs());
    }

    @Test
    void isForItsOwnerAlone() throws Exception {
        write();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
        assertEquals(List.of(path), Files.list(workDir).toList());
    }

    @Test
    void confirmingWritesNothingButTheTime() throws Exception {
        write();
        Object before = Files.readAttributes(path, "unix:ino").get("ino");
        now = now.plusSeconds(100);
        assertEquals(Duration.ofSeconds(100), file.read().orElseThrow().age());
        file.confirm(Duration.ofSeconds(1));
        assertEquals(Duration.ofSeconds(1), file.read().orElseThrow().age());
        assertEquals(before, Files.readAttributes(path, "unix:ino").get("ino"));
    }

    @Test
    void aTimeToComeIsNow() throws Exception {
        write();
        now = now.minusSeconds(3600);
        assertEquals(Duration.ZERO, file.read().orElseThrow().age());
    }

    @Test
    void isOfOneHostInOneStore() throws Exception {
        write();
        assertTrue(of("WEB1", "abc").read().isPresent(), "host names don't differ by case");
        assertEquals(Optional.empty(), of("web2", "abc").read());
        assertEquals(Optional.empty(), of("web1", "abd").read());
    }

    /** A crash of the machine or a bad disk may cut it anywhere. */
    @Test
    void isIgnoredWhereverItIsTorn() throws Exception {
        write();
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length - 2; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertIgnored();
            Files.write(path, Arrays.copyOf(Arrays.copyOf(whole, length), whole.length));
            assertIgnored();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "{\"format\":2,\"host\":\"web1\",\"store\":\"abc\",\"jobs\":[]}",
            "{\"format\":\"1\",\"host\":\"web1\",\"store\":\"abc\",\"jobs\":[]}", "{\"format\":1,\"store\":\"abc\",\"jobs\":[]}",
            "{\"format\":1,\"host\":\"web1\",\"jobs\":[]}", "{\"format\":1,\"host\":\"web1\",\"store\":\"abc\"}",
            "{\"format\":1,\"host\":\"web1\",\"store\":\"abc\",\"jobs\":[7]}",
            "{\"format\":1,\"host\":\"web1\",\"store\":\"abc\",\"jobs\":[{\"name\":\"without an id\"}]}", "nonsense"})
    void isIgnoredIfItMeansNothing(String text) throws Exception {
        write();
        replace(text);
        assertIgnored();
    }

    @Test
    void isIgnoredIfItIsNoText() throws Exception {
        write();
        Files.write(path, new byte[] {(byte) 0xc3, 0x28});
        assertIgnored();
    }

    @Test
    void aJobThatSomebodyHasSpoiledCostsItselfAlone() throws Exception {
        write();
        replace(Files.readString(path).replace("\"schedule\":\"@daily\"", "\"schedule\":7"));
        List<Job> jobs = file.read().orElseThrow().jobs();
        assertTrue(jobs.get(0).defect().contains("schedule: 7 is a number"), jobs.get(0).defect());
        assertEquals(JOBS.get(1), jobs.get(1));
    }

    // --- whom it trusts ---

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw----", "rw----rw-"})
    void isIgnoredIfOthersCanWriteIt(String mode) throws Exception {
        write();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        assertIgnored();
    }

    @Test
    @NeedsRoot
    void isIgnoredIfItBelongsToSomebodyElseAndReplacedByOurs() throws Exception {
        write();
        Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertIgnored();
        write();
        assertEquals(JOBS, file.read().orElseThrow().jobs());
    }

    @Test
    void followsNoLink() throws Exception {
        write();
        Path elsewhere = Files.move(path, workDir.resolve("elsewhere"));
        FileTime before = Files.getLastModifiedTime(elsewhere);
        String text = Files.readString(elsewhere);
        Files.createSymbolicLink(path, elsewhere);
        Files.createSymbolicLink(workDir.resolve("dcms-jobs.json.new"), elsewhere);
        assertIgnored();
        now = now.plusSeconds(100);
        try {
            file.confirm(Duration.ZERO);
        } catch (IOException e) {
            // Java 17 refuses, later ones touch the link.
        }
        assertEquals(before, Files.getLastModifiedTime(elsewhere));
        file.write(List.of(), Duration.ZERO);
        assertEquals(text, Files.readString(elsewhere));
        assertTrue(Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
    }

    // --- what can't be written ---

    @Test
    void whatCantBeWrittenLeavesTheOldOneAndNothingElse() throws Exception {
        write();
        Path inTheWay = Files.createDirectories(workDir.resolve("dcms-jobs.json.new/full")).getParent();
        assertThrows(IOException.class, () -> file.write(List.of(), Duration.ZERO));
        assertEquals(JOBS, file.read().orElseThrow().jobs());
        Files.delete(inTheWay.resolve("full"));
        Files.delete(inTheWay);
        file.write(List.of(), Duration.ZERO);
        assertFalse(Files.exists(inTheWay));
        Files.delete(path);
        assertThrows(IOException.class, () -> file.confirm(Duration.ZERO));
    }

    @Test
    void holdsTenThousandJobs() throws Exception {
        List<Job> many = LongStream.rangeClosed(1, 10_000).mapToObj(id -> job(id, "@daily").build()).toList();
        file.write(many, Duration.ZERO);
        assertEquals(many, file.read().orElseThrow().jobs());
    }
}
