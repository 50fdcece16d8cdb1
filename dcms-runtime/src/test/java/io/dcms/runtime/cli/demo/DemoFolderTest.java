package io.dcms.runtime.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.cron.Schedule;
import io.dcms.runtime.json.Json;
import io.dcms.runtime.json.JsonArray;
import io.dcms.runtime.json.JsonObject;
import io.dcms.runtime.json.JsonString;
import io.dcms.runtime.verify.Executable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFolderTest {
    private static final long BEGIN = 1_767_225_657;

    @TempDir
    Path temp;

    @Test
    void theJobsFileIsOneThatAPersonEdits() {
        String text = new JobsText("/d/scripts", "nobody", "http://127.0.0.1:9/ended", BEGIN)
                .add(Story.BACKUP, "sha256:00").add(Story.INVOICES, "sha256:11").text();
        assertTrue(text.startsWith("""
                [
                  {
                    "id": 1,
                    "name": "backup",
                    "executor": "/d/scripts/backup",
                    "executor_flags": "",
                    "signature": "sha256:00",
                    "runner": "nobody",
                    "schedule": "7/10 * * * * * *",
                    "timeout": 0,
                    "timeout_trigger": 0,
                    "msg_filter": "",
                    "hook": "",
                    "disabled": false
                  },
                """), text);
        assertTrue(text.contains("\"hook\": \"http://127.0.0.1:9/ended\""), text);
        assertTrue(text.endsWith("  }\n]\n"), text);
    }

    @Test
    void theStoriesAreFirstDueOneAfterAnotherWithinTenSeconds() throws Exception {
        List<Long> due = new ArrayList<>();
        for (Story story : Story.scheduled()) {
            Instant before = Instant.ofEpochSecond(BEGIN - 1);
            due.add(Schedule.parse(story.schedule(BEGIN)).next(before, ZoneOffset.UTC).orElseThrow().getEpochSecond() - BEGIN);
        }
        assertEquals(List.of(0L, 2L, 3L, 4L, 8L), due);
    }

    @Test
    void everyScriptIsSignedAndOneIsTamperedWithAfterwards() throws Exception {
        DemoFolder folder = DemoFolder.make(Optional.of(temp.resolve("new/demo")));
        folder.fill("nobody", "http://127.0.0.1:9/ended", BEGIN);
        JsonArray jobs = (JsonArray) Json.parse(Files.readString(folder.jobs()));
        for (Story story : Story.values()) {
            JsonObject job = (JsonObject) jobs.elements().get(story.ordinal());
            String signature = ((JsonString) job.members().get("signature")).value();
            Path script = folder.path().resolve("scripts").resolve(story.title());
            if (story == Story.CLEANUP) {
                assertNotEquals(Executable.sign(script, true), signature);
            } else {
                assertEquals(Executable.sign(script, true), signature, story.title());
            }
            assertEquals("rwxr-xr-x", mode(script));
        }
        assertEquals("rwxr-xr-x", mode(folder.path()));
        assertEquals("rw-r--r--", mode(folder.jobs()));
    }

    @Test
    void aFolderWithSomethingInItIsLeftAlone() throws Exception {
        Files.writeString(temp.resolve("mine"), "");
        IOException refused = assertThrows(IOException.class, () -> DemoFolder.make(Optional.of(temp)));
        assertEquals(temp + " is not empty: give --dir a folder that is new or empty", refused.getMessage());
    }

    @Test
    void aFolderAboveItThatIsClosedToOthersIsFound() throws Exception {
        Path closed = Files.createDirectory(temp.toRealPath().resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        assertEquals(Optional.of(closed), DemoFolder.make(Optional.of(closed.resolve("demo"))).barrier());
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
