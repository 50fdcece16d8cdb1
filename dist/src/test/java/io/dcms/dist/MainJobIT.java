package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.dist.HookReceiver.Post;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job: scripts that are due run as their user, and log, store and webhook tell what became of them. */
@NeedsRoot
@OnItsOwnJavaToo
@OnNewestJdkToo
final class MainJobIT {
    /** To its last byte the script of the README that came with the agent in Go, which gives its md5. */
    private static final String README_SCRIPT = """
            #!/bin/sh
            echo "output failed ? sucess ? or error ?"
            sleep 40
            echo "test run done"
            """;
    private static final String README_MD5 = "88eb1e5ec830e60ac77fdf869962b928";
    private static final String FIRST_LINE = "output failed ? sucess ? or error ?\n";
    private static final String KEYWORDS = "fatal|failed|error";
    private static final String KEYWORD = "keyword \"failed\" in its output, line 1, byte offset 7";
    private static final String PASSWORD = "geheim";
    private static final String HOST = "db-7.example";
    private static final String EVERY_TEN_SECONDS = "*/10 * * * * * *";

    @TempDir
    private static Path temp;
    private static AgentSite site;
    private static HookReceiver receiver;
    private static RunningAgent agent;

    @BeforeAll
    static void start() throws Exception {
        site = AgentSite.in(temp);
        receiver = new HookReceiver();
        Path readme = site.program("test.sh", README_SCRIPT);
        Path shorter = site.program("shorter.sh", README_SCRIPT.replace("sleep 40", "sleep 8"));
        Path good = site.program("good.sh", "#!/bin/sh\necho all is well; echo and more >&2\n");
        Path bad = site.program("bad.sh", "#!/bin/sh\necho going down\nexit 7\n");
        Path plain = site.program("plain.sh", "#!/bin/sh\n");
        Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-r--r--"));
        Path identity = site.program("identity.sh", """
                #!/bin/sh
                id -un; id -gn; id -Gn; pwd; umask; ps -o sid= -p $$ | grep -qw $$ && echo leads its session
                env | sort; printf '<%s>\\n' "$@"
                """);
        site.jobs(
                due(1, "jobtestname", shorter).with("timeout", 3).with("timeout_trigger", 0).with("msg_filter", KEYWORDS),
                due(2, "literal", readme).with("timeout", 3).with("timeout_trigger", 1).with("msg_filter", KEYWORDS),
                due(3, "good", good).with("msg_filter", KEYWORDS).with("signature", "sha256:" + sha256(good)),
                due(4, "changed", good).with("signature", README_MD5),
                due(5, "nobody there", good).with("runner", "no-such-user"),
                due(6, "no execute bit", plain),
                due(7, "bad", bad).with("hook", receiver.at("/secret").replace("//", "//dcms:" + PASSWORD + "@")),
                JobSpec.of(8, "punctual", good).with("schedule", "*/2 * * * * * *"),
                due(9, "identity", identity).with("executor_flags", "--who='a b' \"$HOME\" * \"\" x\\ y"),
                due(10, "../../\u4efb\u52a1\n/etc", good),
                due(11, "unsigned", good).with("signature", ""),
                due(12, "disabled", good).with("disabled", true));
        ProcessBuilder command = site.command("-host=" + HOST);
        command.environment().put("DCMS_SOMETHING_PRIVATE", PASSWORD);
        agent = site.dcms().startAgent(command);
    }

    @AfterAll
    static void stop() {
        agent.close();
        receiver.close();
    }

    private static JobSpec due(long id, String name, Path program) throws Exception {
        return JobSpec.of(id, name, program).with("schedule", EVERY_TEN_SECONDS).with("hook", receiver.at("/hook/" + id));
    }

    /** The README's example, shortened: reported at its timeout, left alone, then failed by its output. */
    @Test
    void theExampleOfTheReadmeIsReportedAtItsTimeoutAndAtItsEnd() throws Exception {
        String task = site.firstTask(agent, 1);
        site.awaitEnd(agent, task);

        List<Map<String, Object>> rows = site.results(task);
        assertEquals(List.of(1L, 4L, 3L), rows.stream().map(row -> row.get("status")).toList());
        assertEquals("still running after its timeout of 3 s", rows.get(1).get("reason"));
        assertEquals(FIRST_LINE, rows.get(1).get("output"));
        assertTrue(((String) rows.get(2).get("reason")).startsWith(KEYWORD + "; ran "), rows::toString);
        assertEquals(FIRST_LINE + "test run done\n", rows.get(2).get("output"));
        assertHook(rows.get(1), 0, "jobtestname");
        assertHook(rows.get(2), 1, "jobtestname");
    }

    @Test
    void theScriptOfTheReadmeIsKilledAtItsTimeoutAndStaysATimeout() throws Exception {
        assertEquals(README_MD5, JobSpec.md5(site.path("test.sh")));
        Map<String, Object> end = onlyEnd(2, 4);
        assertEquals("killed after its timeout of 3 s", end.get("reason"));
        assertEquals(FIRST_LINE, end.get("output"));
        assertHook(end, 0, "literal");
        String task = (String) end.get("task_id");
        assertFalse(ProcessHandle.allProcesses().anyMatch(process -> isOf(process, task)
                && process.info().commandLine().orElse("").contains(site.path("test.sh").toString())));
    }

    /** The next run of a job may be going when its first is looked at. */
    private static boolean isOf(ProcessHandle process, String task) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains("DCMS_TASK_ID=" + task + "\0");
        } catch (IOException e) {
            return false; // it has ended meanwhile
        }
    }

    @Test
    void aGoodRunIsASuccessWithItsOutputInItsLog() throws Exception {
        Map<String, Object> end = onlyEnd(3, 2);
        assertEquals("", end.get("reason"));
        assertEquals("all is well\nand more\n", end.get("output"));
        assertHook(end, 0, "good");

        String task = (String) end.get("task_id");
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond((Long) end.get("exec_at")), ZoneOffset.UTC);
        Path log = site.workDir().resolve("DCMS-" + DateTimeFormatter.BASIC_ISO_DATE.format(day))
                .resolve("3-good-" + task + ".log");
        assertEquals(log.toString(), end.get("log_filename"));
        assertEquals(end.get("output"), Files.readString(log));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(log)));
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(log.getParent())));
        assertEquals(JobSpec.RUNNER, Files.getOwner(log).getName());
    }

    @Test
    void aFailedRunTellsItsExitStatus() throws Exception {
        Map<String, Object> end = onlyEnd(7, 3);
        assertEquals("exit status 7", end.get("reason"));
        assertEquals("going down\n", end.get("output"));
    }

    /** A program with another signature, without an execute bit, or whose user is not there: a failed task. */
    @Test
    void whatMayNotRunIsAFailedTaskThatTheHookHearsOf() throws Exception {
        Path good = site.path("good.sh");
        assertRefused(4, "signature: " + good + " has " + JobSpec.md5(good) + ", the job says " + README_MD5);
        assertRefused(5, "runner: there is no user \"no-such-user\" on this machine");
        assertRefused(6, "executor: " + site.path("plain.sh") + " has no execute bit: chmod +x it");
        assertRefused(11, "signature: it is empty: give the file's md5 (32 hex digits) or sha256: and 64 hex digits");
    }

    private static void assertRefused(long job, String reason) throws Exception {
        String task = site.firstTask(agent, job);
        Map<String, Object> end = site.awaitEnd(agent, task);
        assertEquals(List.of(end), site.results(task));
        assertEquals(List.of(3L, reason, "", ""),
                List.of(end.get("status"), end.get("reason"), end.get("log_filename"), end.get("output")));
        agent.await("the hook heard of it", () -> !receiver.about(task).isEmpty());
        assertEquals("host:" + HOST + "\n" + reason + "\n", receiver.about(task).get(0).form().get("msg"));
    }

    @Test
    void aDisabledJobIsNotRun() throws Exception {
        onlyEnd(3, 2);
        assertFalse(site.results().stream().anyMatch(row -> row.get("job_id").equals(12L)));
        assertEquals(0L, agent.rest().job(12).get("next_at"));
    }

    /**
     * Most of five in a row do, as soon as the machine has the time for them: a slow one may start some late, an agent that looks at
     * its clock now and then does so always. None comes early.
     */
    @Test
    void runsStartInTheirSecond() throws Exception {
        agent.await("most of five runs started in their second", () -> {
            List<Long> late = starts().stream()
                    .map(row -> (Long) row.get("exec_at") - AgentSite.fireTime((String) row.get("task_id"))).toList();
            assertTrue(late.stream().allMatch(seconds -> seconds >= 0), late::toString);
            return late.size() >= 5 && late.subList(late.size() - 5, late.size()).stream().sorted().toList().get(2) == 0;
        });
    }

    private static List<Map<String, Object>> starts() throws Exception {
        return site.results().stream().filter(row -> row.get("job_id").equals(8L) && row.get("status").equals(1L)).toList();
    }

    @Test
    void aRunHasItsRunnersIdentityAndNothingOfTheAgents() throws Exception {
        Map<String, Object> end = onlyEnd(9, 2);
        String user = JobSpec.RUNNER;
        assertEquals(String.join("\n", user, user, user, "/home/" + user, "0022", "leads its session",
                "DCMS_FIRE_TIME=" + AgentSite.fireTime((String) end.get("task_id")), "DCMS_JOB_ID=9",
                "DCMS_LAUNCH=x", "DCMS_TASK_ID=" + end.get("task_id"), "HOME=/home/" + user, "LANG=C.UTF-8", "LOGNAME=" + user,
                "PATH=/usr/local/bin:/usr/bin:/bin", "PWD=/home/" + user, "SHELL=/bin/sh", "USER=" + user,
                "<--who=a b>", "<$HOME>", "<*>", "<>", "<x y>", ""),
                ((String) end.get("output")).replaceAll("DCMS_LAUNCH=[0-9a-f]{1,16}", "DCMS_LAUNCH=x"));
    }

    @Test
    void noJobNameLeavesItsFolderOrForgesALine() throws Exception {
        Map<String, Object> end = onlyEnd(10, 2);
        Path log = Path.of((String) end.get("log_filename"));
        assertEquals("10-.._.._\u4efb\u52a1__etc-" + end.get("task_id") + ".log", log.getFileName().toString());
        assertEquals(site.workDir(), log.getParent().getParent());
        assertEquals("all is well\nand more\n", Files.readString(log));
        assertHook(end, 0, "../../\u4efb\u52a1\n/etc");
        assertFalse(agent.log().lines().anyMatch(line -> line.startsWith("/etc")), agent::log);
    }

    /** {@code <time with offset> <level> <part>  <message>}: whoever looks for a task finds it by its id. */
    @Test
    void theLogHasALineForEachStartAndEnd() throws Exception {
        String task = (String) onlyEnd(7, 3).get("task_id");
        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00";
        agent.awaitLog("task " + task + " of job \"bad\": failed");
        List<String> lines = agent.log().lines().filter(line -> line.contains(task)).toList();
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(lines.get(0).matches(time + " INFO  runtime  task " + task + " of job \"bad\": started"), lines.get(0));
        assertTrue(lines.get(1).matches(time + " WARN  runtime  task " + task
                + " of job \"bad\": failed after \\d+ s: exit status 7"), lines.get(1));
        agent.log().lines().forEach(line -> assertTrue(line.matches(time + " (DEBUG|INFO |WARN |ERROR) [a-z]+  .+"), line));
    }

    @Test
    void aPasswordInAHookGoesToItsServerAndNowhereElse() throws Exception {
        Map<String, Object> end = onlyEnd(7, 3);
        agent.await("the hook was told", () -> !receiver.about((String) end.get("task_id")).isEmpty());
        Post post = receiver.about((String) end.get("task_id")).get(0);
        assertEquals("POST /secret", post.call());
        assertEquals("Basic ZGNtczpnZWhlaW0=", post.authorization());
        assertFalse(agent.log().contains(PASSWORD), agent::log);
        assertFalse(agent.rest().get("/jobs").body().contains(PASSWORD));
        assertFalse(agent.rest().get("/health").body().contains(PASSWORD));
        assertEquals("http://dcms:***@127.0.0.1:" + receiver.port() + "/secret", agent.rest().job(7).get("hook"));
    }

    /** The first run of a job, which must be in the store once as running and once with this end. */
    private static Map<String, Object> onlyEnd(long job, long status) throws Exception {
        String task = site.firstTask(agent, job);
        Map<String, Object> end = site.awaitEnd(agent, task);
        assertEquals(List.of(1L, status), site.results(task).stream().map(row -> row.get("status")).toList());
        assertEquals(HOST, end.get("host"));
        return end;
    }

    private static void assertHook(Map<String, Object> row, int number, String jobName) throws Exception {
        String task = (String) row.get("task_id");
        agent.await("the hook was told of " + row, () -> receiver.about(task).size() > number);
        Post post = receiver.about(task).get(number);
        assertEquals("POST /hook/" + row.get("job_id"), post.call());
        assertEquals("application/x-www-form-urlencoded", post.type());
        Map<String, String> form = new TreeMap<>(post.form());
        assertEquals("run", form.remove("event"));
        assertEquals(Map.of("task_id", task, "job_id", row.get("job_id").toString(), "job_name", jobName,
                "task_status", row.get("status").toString(),
                "msg", "host:" + HOST + "\n" + row.get("reason") + "\n" + row.get("output"),
                "host", HOST, "exec_at", row.get("exec_at").toString(), "exec_duration", row.get("exec_duration").toString(),
                "ended", row.get("ended").toString(), "event_id", HOST + "/" + task + "/" + row.get("status")), form);
    }

    private static String sha256(Path program) throws Exception {
        Finished sum = site.dcms().run(new ProcessBuilder("sha256sum", program.toString()));
        return sum.out().substring(0, 64);
    }
}
