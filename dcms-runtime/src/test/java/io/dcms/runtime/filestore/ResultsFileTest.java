package io.dcms.runtime.filestore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.document.TaskLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFileTest {

    @TempDir
    private Path folder;
    private Path path;
    private ResultsFile results;

    @BeforeEach
    void open() {
        path = folder.resolve("jobs.json.results.jsonl");
        results = results(1 << 20);
    }

    private ResultsFile results(long maxBytes) {
        return new ResultsFile(path, maxBytes, 3, OwnUser::uid);
    }

    @Test
    void aReportIsALineOfJson() throws IOException {
        results.append(List.of(new Task(7, "100-7", "web1", TaskStatus.FAILED, 100, 3, "/tmp/a.log", "exit status 1", "no\n")));

        assertEquals("""
                {"job_id":7,"task_id":"100-7","host":"web1","status":3,"ended":true,"exec_at":100,"exec_duration":3,\
                "log_filename":"/tmp/a.log","reason":"exit status 1","output":"no\\n"}
                """, Files.readString(path));
        assertTrue(PosixFilePermissions.fromString("rw-r-----").containsAll(Files.getPosixFilePermissions(path)));
    }

    @Test
    void isRotatedBySizeAndTheOldestGo() throws IOException {
        results = results(2 * TaskLine.of(run(100)).length);
        for (long second = 100; second < 110; second++) {
            results.append(List.of(run(second)));
        }

        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of("jobs.json.results.jsonl", "jobs.json.results.jsonl.1", "jobs.json.results.jsonl.2",
                    "jobs.json.results.jsonl.3"), files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertEquals(2, Files.readAllLines(path).size());
        assertEquals(seconds(109, 108, 107, 106, 105, 104, 103, 102), newest(100));
        assertEquals(seconds(109, 108, 107), newest(3));
    }

    @Test
    void reportsOfOneRunInSeveralFilesAreOneRun() throws IOException {
        results = results(1);
        results.append(List.of(running(100), run(100), running(200), running(100)));

        assertEquals(List.of(running(200), run(100)), results.newest("web1", 1, 10));
    }

    @Test
    void aLateReportOfARunThatLeftTheAnswerDoesNotComeBackIntoIt() throws IOException {
        results.append(List.of(running(100), running(200), running(300), run(100)));

        assertEquals(List.of(running(300), running(200)), results.newest("web1", 1, 2));
    }

    @Test
    void anyOrderOfReportsOverAnyNumberOfFilesGivesTheNewestRuns() throws IOException {
        Random random = new Random(20260101);
        results = new ResultsFile(path, 4_000, 100, OwnUser::uid);
        Map<String, Task> expected = new HashMap<>();
        for (int i = 0; i < 1_000; i++) {
            long second = Math.max(1, i / 4 - random.nextInt(60));
            Task report = random.nextBoolean() ? running(second) : run(second);
            expected.merge(report.taskId(), report, (known, next) -> known.ended() ? known : next);
            results.append(List.of(report));
        }
        List<Task> newestFirst = expected.values().stream()
                .sorted(Comparator.comparingLong(Task::execAt).reversed()).toList();

        for (int limit : new int[] {1, 2, 10, 100, 1_000}) {
            assertEquals(newestFirst.subList(0, Math.min(limit, newestFirst.size())), newest(limit));
        }
    }

    @Test
    void runsOfOneSecondAreNewestFirstToo() throws IOException {
        List<Task> runs = Stream.of("100-1", "100-1-9", "100-1-10").map(id -> run(100, id)).toList();
        results.append(runs);

        assertEquals(List.of(runs.get(2), runs.get(1), runs.get(0)), results.newest("web1", 1, 10));
    }

    @Test
    void aLineThatACrashToreStaysAlone() throws IOException {
        results.append(List.of(run(100)));
        append("{\"job_id\":1,\"task_id\":\"200-");
        results.append(List.of(run(300)));
        results.append(List.of(run(400)));

        assertEquals(4, Files.readAllLines(path).size());
        assertEquals(seconds(400, 300, 100), newest(10));
    }

    @Test
    void foreignLinesAreSkipped() throws IOException {
        results.append(List.of(run(100)));
        append("""

                hello
                {}
                []
                {"job_id":1,"task_id":5}
                {"job_id":1,"task_id":"a","host":"web1","status":99,"exec_at":1}
                {"job_id":1,"output":"%s"}
                """.formatted("x".repeat(3 * LineReader.LONGEST)));
        results.append(List.of(run(200)));
        append("{\"job_id\":1,");

        assertEquals(seconds(200, 100), newest(10));
    }

    @Test
    void otherJobsAndHostsAreNotShown() throws IOException {
        Task there = new Task(1, "100-1", "web10", TaskStatus.FAILED, 100, 1, "", "", "");
        Task otherJob = new Task(11, "100-11", "web1", TaskStatus.FAILED, 100, 1, "", "", "");
        results.append(List.of(run(100), there, otherJob));

        assertEquals(seconds(100), newest(10));
        assertEquals(List.of(there), results.newest("web10", 1, 10));
        assertEquals(List.of(otherJob), results.newest("web1", 11, 10));
    }

    @Test
    void aLongBatchIsKeptWhole() throws IOException {
        String output = "\u0001".repeat(65_535); // six bytes each in JSON: the longest line there is
        List<Task> tasks = LongStream.range(0, 60).mapToObj(second -> new Task(1, second + "-1", "web1", TaskStatus.SUCCESS,
                second, 1, "", "", output)).toList();
        new ResultsFile(path, 16 << 20, 5, OwnUser::uid).append(tasks);

        List<Task> kept = new ResultsFile(path, 16 << 20, 5, OwnUser::uid).newest("web1", 1, 100);
        assertEquals(60, kept.size());
        assertTrue(kept.stream().allMatch(task -> task.output().equals(output)));
    }

    @Test
    void anEmptyBatchWritesNothing() throws IOException {
        results.append(List.of());

        assertTrue(Files.notExists(path));
        assertEquals(List.of(), newest(10));
    }

    @Test
    void aLinkIsNeverFollowed() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "{\"job_id\":1,\n");
        Files.createSymbolicLink(path, elsewhere);

        String message = path + " is not a plain file: results are written only to a plain file, remove it";
        assertEquals(message, assertThrows(IOException.class, () -> results.append(List.of(run(1)))).getMessage());
        assertEquals(message, assertThrows(IOException.class, results::check).getMessage());
        assertEquals("{\"job_id\":1,\n", Files.readString(elsewhere));
    }

    @Test
    void aFileOfSomebodyElseIsRefused() throws IOException {
        results.append(List.of(run(100)));
        int own = OwnUser.uid();
        ResultsFile ofAnother = new ResultsFile(path, 1 << 20, 3, () -> own + 1);

        String message = assertThrows(IOException.class, () -> ofAnother.append(List.of(run(1)))).getMessage();
        assertEquals(path + " belongs to user " + own + ": results are written only to a file that belongs to the agent's user "
                + (own + 1) + ", remove it", message);
    }

    @Test
    void checkWantsTheFolder() throws IOException {
        results.check();

        ResultsFile nowhere = new ResultsFile(folder.resolve("gone/results"), 1 << 20, 3, OwnUser::uid);
        String message = assertThrows(IOException.class, nowhere::check).getMessage();
        assertEquals("results can't be written to " + folder + "/gone/results: the agent's user may not write to " + folder
                + "/gone", message);
    }

    /** A path alone was all that was said. */
    @Test
    void aReportThatCantBeWrittenSaysWhy() throws IOException {
        Files.delete(folder);

        assertEquals("results can't be written to " + path + ": the agent's user may not write to " + folder,
                assertThrows(IOException.class, () -> results.append(List.of(run(100)))).getMessage());
        Files.createDirectory(folder);
    }

    private void append(String text) throws IOException {
        Files.writeString(path, text, StandardOpenOption.APPEND);
    }

    private List<Task> newest(int limit) throws IOException {
        return results.newest("web1", 1, limit);
    }

    private static List<Task> seconds(long... seconds) {
        return LongStream.of(seconds).mapToObj(ResultsFileTest::run).toList();
    }

    private static Task running(long second) {
        return new Task(1, second + "-1", "web1", TaskStatus.RUNNING, second, 0, "/tmp/a.log", "", "");
    }

    private static Task run(long second) {
        return run(second, second + "-1");
    }

    private static Task run(long second, String taskId) {
        return new Task(1, taskId, "web1", TaskStatus.SUCCESS, second, 5, "/tmp/a.log", "", "done\n");
    }
}
