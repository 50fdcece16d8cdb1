package io.dcms.runtime.filestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.spi.ConfigException;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Edits of a real file: who owns it, who else edits it, what a crash leaves. The text itself: JobsTextTest. */
class JobsFileEditingTest {

    private static final Optional<List<String>> AS_IT_WAS = Optional.empty();
    private static final String ONE_JOB = "[{\"id\": 1, \"name\": \"one\"}]\n";

    @TempDir
    private Path folder;
    private Path path;
    private JobsFile file;
    private JobsFileEditing editing;

    @BeforeEach
    void oneJob() throws IOException {
        path = Files.writeString(folder.resolve("jobs.json"), ONE_JOB);
        open(path);
    }

    private void open(Path jobs) {
        file = new JobsFile(jobs, () -> Instant.EPOCH);
        editing = new JobsFileEditing(file);
    }

    private static Job job(long id, String name) {
        return Job.builder(id, name).build();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void theFileIsReplacedWholeAndNothingElseIsLeft() throws Exception {
        Object inode = Files.getAttribute(path, "unix:ino");

        assertEquals(2, editing.create(job(0, "two"), List.of("web1")));

        assertEquals("[{\"id\": 1, \"name\": \"one\"},{\"id\": 2, \"name\": \"two\", \"hosts\": [\"web1\"]}]\n", Files.readString(path));
        assertFalse(inode.equals(Files.getAttribute(path, "unix:ino")), "one that is written in place can be torn");
        assertEquals(List.of("jobs.json"), names());
    }

    @Test
    void anEditThatChangesNothingLeavesTheFileAlone() throws Exception {
        Object inode = Files.getAttribute(path, "unix:ino");

        assertTrue(editing.change(job(1, "one"), AS_IT_WAS));
        assertFalse(editing.remove(2));

        assertEquals(inode, Files.getAttribute(path, "unix:ino"));
    }

    @Test
    void theModeStays() throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));

        editing.remove(1);

        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    @NeedsRoot
    void theOwnerStays() throws Exception {
        Files.setAttribute(path, "unix:uid", 12_345);
        Files.setAttribute(path, "unix:gid", 54_321);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));

        editing.remove(1);

        assertEquals(List.of(12_345, 54_321, "rw-rw----"), List.of(Files.getAttribute(path, "unix:uid"), Files.getAttribute(path, "unix:gid"),
                PosixFilePermissions.toString(Files.getPosixFilePermissions(path))));
    }

    @Test
    void aLinkStaysAndWhatItPointsToIsEdited() throws Exception {
        Path releases = Files.createDirectory(folder.resolve("releases"));
        Path target = Files.move(path, releases.resolve("r1.json"));
        Files.createSymbolicLink(path, Path.of("releases/r1.json"));

        editing.remove(1);

        assertTrue(Files.isSymbolicLink(path));
        assertEquals("[]\n", Files.readString(target));
        try (Stream<Path> files = Files.list(releases)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void whatSomebodyWritesMeanwhileIsNotLost() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        file.edit(text -> {
            if (tries.incrementAndGet() < 4) {
                Files.writeString(path, "[]" + " ".repeat(tries.get()) + "\n");
            }
            return text + "\n";
        });

        assertEquals(4, tries.get());
        assertEquals("[]   \n\n", Files.readString(path));
        assertEquals(List.of("jobs.json"), names());
    }

    @Test
    void aFileThatIsNeverLeftInPeaceIsNotEdited() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        String message = assertThrows(IOException.class, () -> file.edit(text -> {
            Files.writeString(path, "[]" + " ".repeat(tries.incrementAndGet()));
            return "[{\"id\":1}]";
        })).getMessage();

        assertEquals(path + " was changed by somebody else again and again while it was being edited: try again", message);
        assertEquals("[]     ", Files.readString(path));
        assertEquals(List.of("jobs.json"), names());
    }

    @Test
    void aDraftThatACrashLeftAndALinkInItsPlaceAreNoHindrance() throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "precious");
        Files.createSymbolicLink(folder.resolve(".jobs.json.edit"), other);

        editing.remove(1);

        assertEquals("precious", Files.readString(other));
        assertEquals("[]\n", Files.readString(path));
        assertEquals(List.of("jobs.json", "other"), names());
    }

    @Test
    void aFolderInWhichNothingCanBeWrittenIsSaid() throws Exception {
        Path longest = Files.writeString(folder.resolve("x".repeat(255)), ONE_JOB);
        open(longest);

        String message = assertThrows(IOException.class, () -> editing.remove(1)).getMessage();

        assertTrue(message.startsWith(longest + " can't be edited: "), message);
        assertTrue(message.contains("File name too long"), message);
        assertEquals(ONE_JOB, Files.readString(longest));
    }

    @Test
    void anotherJobThatIsBadIsNoHindrance() throws Exception {
        Files.writeString(path, "[{\"id\": 1, \"name\": 5, \"schedul\": \"x\", \"hosts\": 7}, {\"id\": 2, \"name\": \"two\"}]");

        assertTrue(editing.change(job(2, "zwei"), AS_IT_WAS));

        assertEquals("[{\"id\": 1, \"name\": 5, \"schedul\": \"x\", \"hosts\": 7}, {\"id\": 2, \"name\": \"zwei\"}]", Files.readString(path));
    }

    @Test
    void aFileThatCantBeUnderstoodIsLeftAsItIs() throws Exception {
        for (String text : List.of("", "[{\"id\": 1", "[{\"name\": \"a\"}]", "[{\"id\": 1}, {\"id\": 1}]", "{}")) {
            Files.writeString(path, text);

            String message = assertThrows(IOException.class, () -> editing.create(job(0, "two"), List.of("web1"))).getMessage();

            assertTrue(message.startsWith(path.toString()), message);
            assertEquals(message, assertThrows(IOException.class, () -> editing.change(job(1, "uno"), AS_IT_WAS)).getMessage());
            assertEquals(message, assertThrows(IOException.class, () -> editing.remove(1)).getMessage());
            assertEquals(text, Files.readString(path));
        }
    }

    @Test
    void aFileThatEveryoneMayWriteIsNotEdited() throws Exception {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThrows(IOException.class, () -> editing.remove(1));
        assertEquals(ONE_JOB, Files.readString(path));
    }

    @Test
    void whereAJobBelongsIsNotGuessed() throws Exception {
        Files.writeString(path, "[{\"id\": 1, \"name\": \"one\", \"hosts\": 5}]");

        assertEquals("hosts: those of job 1 can't be read: give an array of host names",
                assertThrows(ConfigException.class, () -> editing.change(job(1, "one"), AS_IT_WAS)).getMessage());
        assertTrue(editing.change(job(1, "one"), Optional.of(List.of("web1"))));
        assertEquals("[{\"id\": 1, \"name\": \"one\", \"hosts\": [\"web1\"]}]", Files.readString(path));
    }

    @Test
    void whatWouldNotBeReadBackIsRefused() throws Exception {
        assertEquals("line 1: timeout: -1: give a whole number of seconds, 0 = never", assertThrows(ConfigException.class,
                () -> editing.change(job(1, "one").toBuilder().timeout(-1).build(), AS_IT_WAS)).getMessage());
        assertEquals("options: \"[]\": give a JSON object", assertThrows(ConfigException.class,
                () -> editing.change(job(1, "one").toBuilder().options("[]").build(), AS_IT_WAS)).getMessage());
        assertEquals(ONE_JOB, Files.readString(path));
    }

    @Test
    void anIdThatCameToNothingIsGivenAgain() throws Exception {
        assertThrows(ConfigException.class, () -> editing.create(job(0, "two").toBuilder().timeout(-1).build(), List.of("web1")));
        assertEquals(2, editing.create(job(0, "two"), List.of("web1")));
        editing.remove(2);
        assertEquals(3, editing.create(job(0, "two"), List.of("web1")));
    }

    @Test
    void theHighestIdIsTheLast() throws Exception {
        Files.writeString(path, "[{\"id\": " + Long.MAX_VALUE + ", \"name\": \"last\"}]");

        assertTrue(assertThrows(ConfigException.class, () -> editing.create(job(0, "two"), List.of("web1"))).getMessage()
                .startsWith("id: job 9223372036854775807 has the highest there is"));
    }
}
