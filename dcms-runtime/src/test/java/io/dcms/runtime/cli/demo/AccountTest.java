package io.dcms.runtime.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final String DIGEST = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final String LOG = "/tmp/d/work/DCMS-20260101/1.log";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Account account = new Account(new PrintStream(out, true, StandardCharsets.UTF_8), new Style(false, true),
            new Words("/tmp/d"), "http://127.0.0.1:8001", () -> LocalTime.of(12, 0, 5));

    @Test
    void tellsHowEachKindOfRunEnded() {
        account.ended(run(Story.BACKUP, 2, 1, LOG, ""));
        account.ended(run(Story.BACKUP, 2, 0, LOG, "ran 5 s, its timeout is 3 s"));
        account.ended(run(Story.REPORT, 3, 0, LOG, "keyword \"error\" in its output, line 2, byte offset 21"));
        account.ended(run(Story.CLEANUP, 3, 0, "", "signature: /tmp/d/scripts/cleanup has " + DIGEST + ", the job says "
                + DIGEST));
        account.ended(run(Story.EXPORT, 4, 3, LOG, "killed after its timeout of 3 s"));
        account.ended(run(Story.IMPORT, 5, 3, LOG, "killed: asked for by 127.0.0.1 over REST"));
        assertTold("""
                12:00:05  ✓ backup     success in 1 s
                12:00:05  ✓ backup     success in under 1 s: ran 5 s, its timeout is 3 s
                12:00:05  ✗ report     failed: keyword "error" in its output, line 2
                12:00:05  ✗ cleanup    not started: signature: scripts/cleanup has sha256:01234567..., the job says sha256:01234567...
                12:00:05  ⏱ export     killed after its timeout of 3 s, with everything that it had started
                12:00:05  ✗ import     killed: asked for by 127.0.0.1 over REST
                """);
    }

    @Test
    void tellsWhatTheReceiverGot() {
        account.webhook(Receiver.parse("task_id=7-5&job_id=5&job_name=invoices&task_status=2&msg=host%3Aweb1%0A%0A17+invoices%0A"));
        assertTold("""
                12:00:05  → webhook    the receiver got job_name=invoices task_status=2 (success) msg=host:web1 / 17 invoices
                """);
    }

    /** The receiver is open to whoever finds it. */
    @Test
    void staysOneLineWhateverTheReceiverGot() {
        account.webhook(Receiver.parse("task_status=9&msg=%1b[2J&job_name"));
        assertTold("12:00:05  → webhook    the receiver got job_name=? task_status=9 msg=\\u001b[2J\n");
    }

    @Test
    void tellsTheStartOfWhatTakesLongWithTheWayToKillIt() {
        account.started(run(Story.BACKUP, 1, 0, LOG, ""));
        account.started(run(Story.EXPORT, 1, 0, LOG, ""));
        account.started(run(Story.IMPORT, 1, 0, LOG, ""));
        assertTold("""
                12:00:05  ▶ export     started: it will run into its timeout in 3 s
                12:00:05  ▶ import     started; to kill it: curl -X DELETE http://127.0.0.1:8001/tasks/1767225600-6
                """);
    }

    @Test
    void isCompleteWhenAllFiveStoriesHaveBeenTold() {
        account.ended(run(Story.BACKUP, 2, 1, LOG, ""));
        account.ended(run(Story.REPORT, 3, 0, LOG, "keyword"));
        account.ended(run(Story.EXPORT, 4, 3, LOG, "killed"));
        account.ended(run(Story.INVOICES, 2, 0, LOG, ""));
        account.webhook(Receiver.parse("job_name=invoices"));
        // The reader has mended the script: it is not what the story is about.
        account.ended(run(Story.CLEANUP, 2, 0, LOG, ""));
        assertFalse(account.complete());
        account.ended(run(Story.CLEANUP, 3, 0, "", "signature"));
        assertTrue(account.complete());
        assertEquals("1767225600-1", account.lastTask(Story.BACKUP));
        assertEquals("6 runs: 3 success, 2 failed, 1 timeout; 1 webhook received", account.summary());
    }

    @Test
    void sumsUpNothingToo() {
        assertEquals("0 runs; 0 webhooks received", account.summary());
    }

    private static TaskNow run(Story story, int status, long duration, String log, String reason) {
        return new TaskNow(story.id(), "1767225600-" + story.id(), story.title(), status, duration, log, reason);
    }

    private void assertTold(String expected) {
        assertEquals(expected, out.toString(StandardCharsets.UTF_8));
    }
}
