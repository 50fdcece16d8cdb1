package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds on the page of limits that are constants in the code: who changes one meets the line that must follow. */
final class DocLimitsIT {
    private static final Path PAGE = Path.of("docs/limits.md");
    private static final Path SOURCE = Path.of("../dcms-runtime/src/main/java/io/dcms/runtime");

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '"', value = {
        "the jobs file | 64 MiB ; filestore/JobsFile ; MAX_BYTES = 64 << 20",
        "JSON | 64 levels ; json/Json ; MAX_DEPTH = 64",
        "one job over REST | 128 KiB ; rest/Bodies ; MOST_BYTES = 1 << 17",
        "128 KiB, 256 KiB of all together ; rest/Bodies ; MOST_KIB_AT_ONCE = 2 * 128",
        "what is told of a bad job | 8,000 characters ; job/JobPlanner ; LONGEST = 8_000",
        "`options.jitter` | 0 to 86400 s ; job/OptionsReader ; DAY = 86_400",
        "`options.retries`, `options.retry_delay` | 0 to 100, 0 to 86400 s ; job/OptionsReader ; or.retries(), 0, 100)",
        "`options.kill_grace` | 0 to 3600 s ; job/OptionsReader ; or.killGrace().toSeconds(), 0, 3600)",
        "`parallel:N` | 1 to 1000 ; job/Overlap ; MAX_PARALLEL = 1000",
        "more than half of more than ten jobs ; sync/JobSync ; GUARDED = 10",
        "late | ten seconds ; schedule/Scheduler ; ON_TIME = Duration.ofSeconds(10)",
        "a clock set back | up to 3 hours ; schedule/Scheduler ; CORRECTION = Duration.ofHours(3)",
        "wait for their turn | 100 | ; schedule/Turns ; QUEUE_LIMIT = 100",
        "1970 to 2099 ; cron/Field ; 1970, 2099",
        "as long as `-log_days`, 256 MiB ; ledger/FireHistory ; 256L << 20",
        "up for 10 minutes at most ; ledger/Ledger ; AT_BOOT = Duration.ofMinutes(10)",
        "4096 (1 to 1,000,000) ; config/SettingsReader ; Flag.MAX_TASKS, 1, 1_000_000",
        "a program | 4 GiB ; verify/Executable ; MOST_BYTES = 4L << 30",
        "less than 131,072 bytes ; process/TaskCommand ; LONGEST = 131_072",
        "a start that does not come about | 2 minutes ; process/Watch ; PATIENCE = Duration.ofMinutes(2)",
        "ended runs in the agent's memory | 200 ; schedule/Runs ; REMEMBERED = 200",
        "the last 16 KiB ; output/OutputText ; TAIL_BYTES = 16 * 1024",
        "a reason | 3,000 characters ; schedule/Run ; MOST_REASON = 3000",
        "100,000, or 256 MiB for them alone ; report/Journal ; new Limits(4 << 20, 64 << 20, 256 << 20, 100_000)",
        "how long a hook is tried | 24 hours ; report/Outbox ; HOOK_PATIENCE = new Lane.Patience(Duration.ofHours(24)",
        "20,000 reports in memory, 200 of them ; report/Journal ; MOST_IN_MEMORY = 20_000",
        "a store that fails | asked again after at most 5 s ; sync/LookTimes ; RETRY = Duration.ofSeconds(5)",
        "the first answer of the store, at the start | 3 s ; Agent ; FIRST_ANSWER = Duration.ofSeconds(3)",
        "100 characters, no blanks ; config/SettingsReader ; LONGEST_HOST = 100",
        "series of single jobs in `GET /metrics` | 500 jobs ; metrics/AgentMetrics ; MOST_JOBS = 500",
        "connections | 1,024 ; rest/RestServer ; THREADS = 1024",
        "with the TLS handshake before it | 10 s ; rest/Deadlines ; REQUEST = Duration.ofSeconds(10)",
        "64 KiB of an answer, but of a log | 30 s ; rest/Deadlines ; WRITE = Duration.ofSeconds(30)",
        "the head of a request | 16 KiB ; rest/RestServer ; 16384",
        "lists of jobs on their way to slow readers | 32 MiB ; rest/JobsResource ; MOST_KIB_ON_THE_WAY = 32 * 1024",
        "readers of logs, those that follow | 256, 16 ; rest/TasksResource ; MOST_FOLLOWERS = 16",
        "a token | 16 to 256 characters ; access/TokenFile ; LONGEST = 256",
        "`audit.log` | 16 MiB, and five older ones ; access/AuditLog ; MOST_BYTES = 16 << 20",
    })
    void thePageSaysWhatTheCodeDoes(String onThePage, String type, String inTheCode) throws IOException {
        assertTrue(Files.readString(PAGE).contains(onThePage), () -> PAGE + " does not say \"" + onThePage + "\"");
        assertTrue(Files.readString(SOURCE.resolve(type + ".java")).contains(inTheCode),
                () -> type + " has another bound than \"" + inTheCode + "\": change " + PAGE + ", \"" + onThePage + "\", with it");
    }
}
