package io.dcms.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.ledger.FireNotes;
import io.dcms.runtime.log.Log;
import io.dcms.runtime.schedule.FireLog;
import io.dcms.runtime.schedule.Reports;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskLogTest {

    private static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");

    private final List<String> next = new ArrayList<>();
    private final Reports reports = new Reports() {
        @Override
        public void report(Task task, String job, Optional<URI> hook, Runnable kept) {
            next.add(task.taskId() + " " + task.status() + " " + hook.isPresent());
        }

        @Override
        public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
            next.add(event.kind() + " " + hook.isPresent());
        }
    };
    private final TaskLog log = new TaskLog(reports,
            new FireNotes(record -> next.add(record.kind() + " " + record.first())));
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private PrintStream before;

    @BeforeEach
    void listen() {
        before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(before);
        Log.level("info");
    }

    /** The line that was printed, without its time. */
    private String line() {
        String text = printed.toString(StandardCharsets.UTF_8);
        assertEquals(text.length() - 1, text.indexOf('\n'), text);
        return text.substring(text.indexOf(' ') + 1).strip().replaceAll(" +", " ");
    }

    private void report(TaskStatus status, String reason, String jobName) {
        Task task = new Task(7, "1-7", "host-1", status, 1, 12, "/log", reason, "the output");
        log.report(task, jobName, Optional.of(URI.create("http://hook/")), Reports.NOBODY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "RUNNING |                | INFO runtime task 1-7 of job \"backup\": started 12 s ago",
            "SUCCESS |                | INFO runtime task 1-7 of job \"backup\": success after 12 s",
            "FAILED  | exit status 1  | WARN runtime task 1-7 of job \"backup\": failed after 12 s: exit status 1",
            "TIMEOUT | still running  | WARN runtime task 1-7 of job \"backup\": timeout after 12 s: still running",
            "KILLED  | killed: by ann | WARN runtime task 1-7 of job \"backup\": killed after 12 s: by ann"})
    void eachChangeOfARunIsALineAndIsHandedOn(TaskStatus status, String reason, String expected) {
        report(status, reason == null ? "" : reason, "backup");
        assertEquals(expected, line().replace("WARNING", "WARN"));
        assertEquals(List.of("1-7 " + status + " true"), next);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "OVERDUE   | FAILED  | no success since noon | WARN runtime job 7 \"backup\": no success since noon",
            "RECOVERED | SUCCESS | success again         | INFO runtime job 7 \"backup\": success again"})
    void whatHappensToAJobIsALineAndIsHandedOn(TaskEvent.Kind kind, TaskStatus status, String reason, String expected) {
        log.tell(new TaskEvent(new Task(7, "1-7-event", "host-1", status, 1, 12, "", reason, ""), "backup", kind), Optional.empty(),
                Reports.NOBODY);
        assertEquals(expected, line().replace("WARNING", "WARN"));
        assertEquals(List.of(kind + " false"), next);
    }

    @Test
    void aJobsNameCanForgeNoLine() {
        report(TaskStatus.FAILED, "exit status 1\n2024-05-01 ERROR all is lost {0}", "a\nb {1}");
        assertTrue(line().contains("job \"a\\nb {1}\": failed after 12 s: exit status 1\\n2024-05-01 ERROR all is lost {0}"), line());
    }

    @Test
    void aFireThatDidNotBecomeARunSaysWhy() {
        log.skipped(1234567, NOON, 0, "still running: task 1-7");
        assertTrue(line().endsWith("job 1234567: the fire of 2024-05-01T12:00:00Z is not run: still running: task 1-7"), line());
        assertEquals(List.of("SKIPPED " + NOON.getEpochSecond()), next);
    }

    @Test
    void missedFiresAreOneLine() {
        log.missed(7, NOON, NOON.plusSeconds(60), 1_000_000, "the agent was down");
        assertTrue(line().endsWith("job 7: 1000000 fires from 2024-05-01T12:00:00Z to 2024-05-01T12:01:00Z are not run: "
                + "the agent was down"), line());
        assertEquals(List.of("MISSED " + NOON.getEpochSecond()), next);
    }

    @Test
    void aFireThatRanIsSaidToThoseWhoWantToKnow() {
        log.ran(7, NOON, "1-7", FireLog.Cause.FIRE, 0);
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
        Log.level("debug");
        log.ran(7, NOON, "1-7", FireLog.Cause.FIRE, 0);
        assertTrue(line().endsWith("job 7: the fire of 2024-05-01T12:00:00Z is task 1-7"), line());
        assertEquals(List.of("RAN " + NOON.getEpochSecond(), "RAN " + NOON.getEpochSecond()), next);
    }

    @Test
    void whatBecomesOfFiresIsHandedOn() {
        long noon = NOON.getEpochSecond();
        log.on(7, NOON, "it came to this agent");
        log.ran(7, NOON, noon + "-7", FireLog.Cause.FIRE, 0);
        log.skipped(7, NOON.plusSeconds(1), 0, "still running");
        log.missed(7, NOON.plusSeconds(2), NOON.plusSeconds(3), 2, "the agent was down");
        log.off(7, NOON.plusSeconds(4), "the job was disabled");
        log.removed(7, NOON.plusSeconds(5));
        log.stopped(NOON.plusSeconds(6));
        assertEquals(List.of("ON " + noon, "RAN " + noon, "SKIPPED " + (noon + 1), "MISSED " + (noon + 2), "OFF " + (noon + 4),
                "REMOVED " + (noon + 5), "AGENT_OFF " + (noon + 6)), next);
    }
}
