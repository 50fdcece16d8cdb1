package io.dcms.runtime.filestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Job;
import io.dcms.runtime.document.PlacedJob;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobsFileTest {

    @TempDir
    private Path folder;
    private Path path;
    private Instant now = Instant.EPOCH;
    private JobsFile file;

    @BeforeEach
    void name() {
        path = folder.resolve("jobs.json");
        file = new JobsFile(path, () -> now);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "[] ~ ''",
        "{\"jobs\": []} ~ ''",
        "`[{\"id\": 1, \"name\": \"a\"}, {\"id\": 2, \"name\": \"b\"}]` ~ `1 a *; 2 b *`",
        "`\uFEFF{\"jobs\": [{\"id\": 1, \"name\": \"a\"}]}` ~ 1 a *", // what a certain editor puts in front
        "`[{\"id\": 1, \"name\": \"a\", \"hosts\": \"web1\"}]` ~ 1 a web1",
        "`[{\"id\": 1, \"name\": \"a\", \"hosts\": [\"web1\", \"web2\"]}]` ~ `1 a web1,web2`",
        "`[{\"id\": 1, \"name\": \"a\", \"hosts\": []}]` ~ `1 a `", // nowhere: said so
    })
    void readsJobsWithTheirHosts(String json, String expected) throws IOException {
        Files.writeString(path, json);

        assertEquals(expected.replace("''", ""), String.join("; ", file.read().stream().map(placed -> placed.job().id() + " "
                + placed.job().name() + " " + String.join(",", placed.hosts())).toList()));
    }

    @Test
    void everyHostIsAnyHostAndCaseDoesNotMatter() {
        Job job = Job.builder(1, "a").build();

        assertTrue(new PlacedJob(job, List.of("*")).isOn("web1"));
        assertTrue(new PlacedJob(job, List.of("db1", "Web1")).isOn("web1"));
        assertTrue(!new PlacedJob(job, List.of("web10")).isOn("web1"));
        assertTrue(!new PlacedJob(job, List.of()).isOn("web1"));
    }

    @Test
    void takesAJobAsTheRestApiShowsIt() throws IOException {
        Files.writeString(path, """
                [{"id": 1, "name": "a", "create_user": "", "executor": "/x", "executor_flags": "", "signature": "",
                  "runner": "bob", "timeout": 0, "timeout_trigger": 0, "disabled": false, "schedule": "@daily", "hook": "",
                  "msg_filter": "", "create_at": 5, "success_count": 3, "error_count": 0, "timeout_count": 0,
                  "last_task_id": "1-1", "last_success_at": 1, "last_error_at": 0, "last_status": 0, "last_exec_at": 1}]
                """);

        assertEquals(Job.builder(1, "a").executor("/x").runner("bob").schedule("@daily").createAt(5).build(),
                file.read().get(0).job());
    }

    @Test
    void takesADisabledAsTheDatabaseHasIt() throws IOException {
        Files.writeString(path, "[{\"id\":1,\"name\":\"a\",\"disabled\":1},{\"id\":2,\"name\":\"b\",\"disabled\":0}]");

        assertEquals(List.of(true, false), file.read().stream().map(placed -> placed.job().disabled()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "\"timeout\": \"30s\" ~ line 3: timeout: \"30s\" is a string: give a whole number of seconds, 0 = never",
        "\"timeout\": -1 ~ line 3: timeout: -1: give a whole number of seconds, 0 = never",
        "\"timeout\": 1.5 ~ line 3: timeout: 1.5: give a whole number of seconds, 0 = never",
        "\"timeout_trigger\": 2 ~ line 3: timeout_trigger: 2: give 0 (leave it running) or 1 (kill it)",
        "\"timeout_trigger\": true ~ line 3: timeout_trigger: true is a boolean: give 0 (leave it running) or 1 (kill it)",
        "\"disabled\": \"no\" ~ line 3: disabled: \"no\" is a string: give true or false",
        "\"disabled\": 2 ~ line 3: disabled: 2: give true or false",
        "\"hook\": null ~ line 3: hook: null: give a text in double quotes",
        "\"executor_flags\": [\"-a\"] ~ line 3: executor_flags: an array: give a text in double quotes",
        "\"options\": \"{}\" ~ line 3: options: \"{}\" is a string: give an object like {}",
        "\"create_at\": \"now\" ~ line 3: create_at: \"now\" is a string: give a whole number of unix seconds",
        "`\"hosts\": [\"web1\", 5]` ~ `line 3: hosts: 5 is a number: give an array of host names, or \"*\" for every host`",
        "\"hosts\": {} ~ `line 3: hosts: an object: give an array of host names, or \"*\" for every host`",
        "\"shcedule\": \"\" ~ line 3: unknown key \"shcedule\": did you mean \"schedule\"?",
        "\"cmd\": \"ls\" ~ line 3: unknown key \"cmd\": the keys of a job are id name create_user executor executor_flags"
            + " signature runner timeout timeout_trigger disabled schedule hook msg_filter create_at options hosts",
        "`\"timeout\": \"1m\",\n\"hook\": 1` ~ line 3: hook: 1 is a number: give a text in double quotes; "
            + "line 3: timeout: \"1m\" is a string: give a whole number of seconds, 0 = never",
    })
    void whatIsWrongWithOneJobIsItsDefect(String member, String defect) throws IOException {
        Files.writeString(path, "[{\"id\": 1, \"name\": \"good\"},\n {\"id\": 2, \"name\": \"bad\",\n"
                + member.replace("\n", " ") + "}]");

        List<PlacedJob> jobs = file.read();
        assertEquals("", jobs.get(0).job().defect());
        assertEquals(defect, jobs.get(1).job().defect());
        assertTrue(jobs.get(1).isOn("anywhere"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "`{\"id\": 2}` ~ line 1: name: missing: give a text that no other job has",
        "`{\"id\": 2, \"name\": \"\"}` ~ line 1: name: \"\": give a text that no other job has",
        "`{\"id\": 2, \"name\": 5}` ~ line 1: name: 5 is a number: give a text that no other job has",
    })
    void aJobWithAnIdButNoNameHasADefect(String job, String defect) throws IOException {
        Files.writeString(path, "[" + job + ", {\"id\": 3, \"name\": \"good\"}]");

        assertEquals(List.of(defect, ""), file.read().stream().map(placed -> placed.job().defect()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '`', value = {
        "`` ~ ` is empty: for no jobs at all write []`",
        "`[{\"id\": 1, \"name\": \"a\"},\n {\"id\": 2, \"na` ~ `, line 2, column 15: found the end of the text where there must"
            + " be the string's closing quote`",
        "`[{\"id\": 1,\n\"timeout\": 30s}]` ~ `, line 2, column 14: found \"s\" where there must be \",\" or \"}\"`",
        "`[{\"id\": 1,\n\"hook\": }]` ~ `, line 2, column 9: found \"}\" where there must be a value for \"hook\"`",
        "`[{\"id\": 1,\n\"id\": 2}]` ~ `, line 2, column 1: \"id\" stands twice in this object, first in line 1: remove one`",
        "`[{\"name\": \"a\"}]` ~ `, line 1: job \"a\": id: missing: give a whole number from 1 on that no other job has`",
        "`[{\"name\": \"a\",\n\"id\": \"1\"}]` ~ `, line 2: job \"a\": id: \"1\" is a string: give a whole number from 1 on that no"
            + " other job has`",
        "`[{\"id\": 1, \"name\": \"a\"},\n{\"id\": 0}]` ~ `, line 2: job number 2: id: 0: give a whole number from 1 on"
            + " that no other job has`",
        "`[{\"id\": 1, \"name\": \"a\"},\n{\"name\": \"b\",\n \"id\": 1}]` ~ `, line 3: job \"b\": id: 1 is also the id of job \"a\""
            + " in line 1: give each job its own`",
        "`[{\"id\": 1, \"name\": \"a\"},\n{\"id\": 2,\n \"name\": \"a\"}]` ~ `, line 3: job \"a\": name: \"a\" is also the name of"
            + " job \"a\" in line 1: give each job its own`",
        "`[{\"id\": 1, \"name\": \"a\"}, 7]` ~ `, line 1: job number 2: 7 is a number: give an object with at least id and name`",
        "`{\"job\": []}` ~ `, line 1: unknown key \"job\": the file is an array of jobs, or an object with that array as \"jobs\"`",
        "`{}` ~ `, line 1: found an object without jobs: the file is an array of jobs, or an object with that array as \"jobs\"`",
        "`\"jobs\"` ~ `, line 1: found a string without jobs: the file is an array of jobs, or an object with that array as"
            + " \"jobs\"`",
    })
    void whatHidesWhichJobsThereAreIsAnError(String json, String problem) throws IOException {
        Files.writeString(path, json);

        assertEquals(path + problem, assertThrows(IOException.class, file::read).getMessage());
    }

    @Test
    void textInAnotherEncodingIsAnErrorWithItsLine() throws IOException {
        Files.write(path, "[{\"id\": 1,\n\"name\": \"备份\"}]".getBytes(Charset.forName("GBK")));

        assertEquals(path + ", line 2: byte 0xB1 is not UTF-8: save the file as UTF-8",
                assertThrows(IOException.class, file::read).getMessage());
    }

    @Test
    void aCharacterCutOffAtTheEndIsAnError() throws IOException {
        Files.write(path, new byte[] {'[', ']', '\n', (byte) 0xE6, (byte) 0x97});

        assertEquals(path + ", line 2: byte 0xE6 is not UTF-8: save the file as UTF-8",
                assertThrows(IOException.class, file::read).getMessage());
    }

    @Test
    void aMissingFileIsAnError() {
        String message = path + " does not exist: create it; for no jobs at all write []";

        assertEquals(message, assertThrows(IOException.class, file::read).getMessage());
        assertEquals(message, assertThrows(IOException.class, file::revision).getMessage());
        assertEquals(message, assertThrows(IOException.class, file::check).getMessage());
    }

    @Test
    void aFolderIsAnError() throws IOException {
        Files.createDirectory(path);

        assertEquals(path + " is not a file: give the path of a JSON file of jobs",
                assertThrows(IOException.class, file::check).getMessage());
    }

    @Test
    void aHugeFileIsAnErrorBeforeItIsRead() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
            sparse.setLength((64 << 20) + 1);
        }

        assertEquals(path + " is over 64 MiB: a file of jobs is smaller",
                assertThrows(IOException.class, file::read).getMessage());
    }

    @Test
    void aFileThatEveryoneMayWriteIsRefused() throws IOException {
        Files.writeString(path, "[]");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertEquals(path + " is writable by everyone, who could so run programs as any user: chmod o-w it",
                assertThrows(IOException.class, file::read).getMessage());
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        Files.createSymbolicLink(path, Files.writeString(folder.resolve("release-1.json"), "[]"));

        assertEquals(List.of(), file.read());
    }

    @Test
    void twoEditsOfOneSizeInOneTickOfTheFileSystemAreTwoRevisions() throws IOException {
        FileTime tick = FileTime.from(Instant.ofEpochSecond(1_000));
        now = Instant.ofEpochSecond(1_001);
        Files.setLastModifiedTime(Files.writeString(path, "[ ]"), tick);
        String first = file.revision();
        Files.setLastModifiedTime(Files.writeString(path, "[] "), tick);

        assertNotEquals(first, file.revision());
    }

    @Test
    void aRevisionOfAnOldFileDependsOnItsInodeSizeAndTime() throws IOException {
        now = Instant.ofEpochSecond(1_000_000);
        Files.setLastModifiedTime(Files.writeString(path, "[ ]"), FileTime.fromMillis(1_000));
        String old = file.revision();
        assertEquals(old, file.revision());

        Files.setLastModifiedTime(path, FileTime.fromMillis(1_001));
        assertNotEquals(old, file.revision());

        Path other = Files.writeString(folder.resolve("other"), "[ ]");
        Files.setLastModifiedTime(other, FileTime.fromMillis(1_000));
        Files.move(other, path, StandardCopyOption.REPLACE_EXISTING);
        assertNotEquals(old, file.revision());
    }
}
