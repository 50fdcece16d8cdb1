package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody works with {@code bin/dcms} alone: as a person, who reads tables, and as a script, which reads JSON and exit statuses. */
@NeedsRoot
@OnNewestJdkToo
final class CommandLineIT {
    @TempDir
    private static Path temp;
    private static AgentSite site;
    private static RunningAgent agent;
    private static Rest rest;

    @BeforeAll
    static void start() throws Exception {
        site = AgentSite.in(temp);
        site.program("failing.sh", "#!/bin/sh\necho before\nexit 3\n");
        site.jobs(JobSpec.of(1, "quick", site.program("quick.sh", "#!/bin/sh\necho one; echo two\n")),
                JobSpec.of(2, "备份", site.waitingProgram("never")), JobSpec.of(3, "failing", site.path("failing.sh")));
        agent = site.start();
        rest = agent.readyRest();
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    private static Finished dcms(int exit, String... arguments) throws Exception {
        return dcms(exit, site.dcms().command(site.dcms().path("bin/dcms"), arguments));
    }

    private static Finished dcms(int exit, ProcessBuilder command) throws Exception {
        command.environment().put("DCMS_URL", rest.url(""));
        command.environment().put("TZ", "UTC");
        Finished run = site.dcms().run(command);
        assertEquals(exit, run.exit(), run::toString);
        return run;
    }

    /** The fields of a job whose fate is not of interest. */
    private static void assertLine(String begin, String out) {
        assertTrue(out.lines().anyMatch(line -> line.startsWith(begin)), () -> "no line begins with \"" + begin + "\": " + out);
    }

    @Test
    void asAPerson() throws Exception {
        String jobs = dcms(0, "jobs").out();
        assertLine("ID  NAME", jobs);
        assertLine("2   备份     " + JobSpec.NEVER + "  " + JobSpec.RUNNER + "  enabled  2099-01-01 00:00:00  ", jobs);
        assertTrue(jobs.indexOf('\u001b') < 0, "no colours where there is no terminal: " + jobs);

        Finished waited = dcms(0, "run", "--wait", "1");
        assertEquals("one\ntwo\n", waited.out());
        assertTrue(waited.err().matches("task \\d+-1\nsuccess after \\d+s\n"), waited::err);
        Finished failed = dcms(1, "run", "--wait", "3");
        assertEquals("before\n", failed.out());
        assertTrue(failed.err().contains("failed after ") && failed.err().contains("3"), failed::err);

        String task = dcms(0, "run", "2").out().strip();
        agent.await("it printed", () -> site.dcms().dcms("log", task, "--url", rest.url("")).out().equals("waiting\n"));
        assertLine(task + "  running  ", dcms(0, "tasks").out());
        assertLine("job      2  备份", dcms(0, "task", task).out());
        assertTrue(dcms(0, "top").out().contains("  running  " + task + "  2    备份\n"));
        assertEquals("task " + task + " is being killed, if it has not ended by itself\n", dcms(0, "kill", task).out());
        assertEquals("waiting\n", dcms(0, "log", "-f", task).out());
        site.awaitEnd(agent, task);
        assertLine(task + "  killed  ", dcms(0, "history", "2").out());
        assertLine("last run     killed", dcms(0, "job", "2").out());

        dcms(0, "disable", "1");
        assertLine("state        disabled", dcms(0, "job", "1").out());
        assertEquals("job 1 is enabled, and due at 2099-01-01 00:00:00\n", dcms(0, "enable", "1").out());
        assertTrue(dcms(0, "fires", "1").out().contains("  on       "));

        String status = dcms(0, "status").out();
        assertLine("state    ready", status);
        assertLine("jobs     3, from the store, which confirmed them ", status);
    }

    @Test
    void asAScriptThatKeepsAJobOfItsOwn() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>(JobSpec.of(1, "added", site.path("quick.sh")).fields());
        fields.remove("id");
        Path file = Files.writeString(site.path("job.json"), PlainJson.text(fields));
        assertEquals(file + ": one job, nothing is wrong\n", dcms(0, "check", file.toString()).out());
        String id = data("add", "--json", file.toString()).get("id").toString();
        assertEquals("added", data("job", "--json", id).get("name"));

        ProcessBuilder edit = site.dcms().command(Path.of("/bin/sh"), "-c",
                "echo '{\"disabled\": true}' | bin/dcms edit --json \"$0\" -", id);
        assertEquals(true, PlainJson.object(PlainJson.parse(dcms(0, edit).out())).get("disabled"));
        assertEquals("dcms enable: job " + id + " is disabled in the store, for every host: --everywhere enables it there\n",
                dcms(1, "enable", id).err());
        dcms(0, "enable", "--everywhere", "--json", id);
        assertEquals(false, data("job", "--json", id).get("disabled"));
        dcms(0, "disable", "--everywhere", "--json", id);
        assertEquals(true, data("job", "--json", id).get("disabled"));

        Map<String, Object> ended = data("run", "--wait", "--json", id);
        assertEquals(List.of(2L, true, "one\ntwo\n"), List.of(ended.get("status"), ended.get("ended"), ended.get("output")));
        String task = (String) ended.get("task_id");
        assertEquals(ended.get("task_id"), data("task", "--json", task).get("task_id"));
        assertEquals("two\n", dcms(0, "log", "--tail", "4", task).out());
        agent.await("the store has it", () -> !list("history", "--json", id).isEmpty());
        assertEquals(task, list("history", "--json", id).get(0).get("task_id"));
        assertTrue(list("jobs", "--json").stream().anyMatch(job -> job.get("name").equals("added")));
        assertTrue(((String) PlainJson.parse(dcms(0, "kill", "--json", task).out())).startsWith("Task:" + task));
        list("tasks", "--json");
        assertEquals(true, PlainJson.object(data("status", "--json").get("health")).get("live"));

        dcms(0, "rm", "--json", id);
        assertEquals("dcms job: Job:" + id + " not found\n", dcms(4, "job", id).err());
    }

    @Test
    void asSomebodyWhoMovesACrontab() throws Exception {
        Path crontab = Files.writeString(site.path("crontab"), "MAILTO=\"\"\n# moved\n0 0 1 1 * echo moved\n");
        String[] command = {"import", "--user", JobSpec.RUNNER, "--dir", site.path("imported").toString(), crontab.toString()};
        assertLine("    schedule  0 0 1 1 * = ", dcms(0, command).out());
        String[] apply = {"import", "--json", "--apply", command[1], command[2], command[3], command[4], command[5]};
        Map<String, Object> done = PlainJson.object(PlainJson.parse(dcms(0, apply).out()));
        Map<String, Object> line = PlainJson.objects(PlainJson.objects(done.get("crontabs")).get(0).get("lines")).get(0);
        assertEquals(List.of("added", 3L, false), List.of(line.get("is"), line.get("line"), line.get("enabled")));
        assertEquals("moved\n", dcms(0, "run", "--wait", line.get("job").toString()).out());
        dcms(0, "rm", line.get("job").toString());
    }

    @Test
    void whatGoesWrongIsToldByTheExitStatus() throws Exception {
        dcms(4, "task", "1-1");
        dcms(4, "log", "1-1");
        dcms(4, "run", "99");
        dcms(2, "run");
        dcms(2, "nonsense");
        dcms(3, "jobs", "--url", "http://127.0.0.1:1");
        Path bad = Files.writeString(site.path("bad.json"), "{\"name\": \"bad\"}");
        dcms(1, "check", bad.toString());
        assertTrue(dcms(1, "add", bad.toString()).err().startsWith("dcms add: executor: "), () -> "all that is wrong");
    }

    /** Most machines that have such a locale set have it not installed, and then the JVM takes ASCII for granted. */
    @Test
    void aChineseLocaleThatIsNotInstalledIsUnderstood() throws Exception {
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms"), "explain", "@daily");
        command.environment().put("LANG", "zh_CN.UTF-8");
        assertTrue(dcms(0, command).out().startsWith("每天，00:00 执行\n接下来（时区 UTC）：\n  "));
    }

    /** Debian's script(1) makes a terminal. */
    @Test
    void aTerminalSeesColoursUnlessItAsksForNone() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/script"))) {
            return;
        }
        ProcessBuilder command = site.dcms().command(Path.of("/usr/bin/script"), "-qec", "bin/dcms status", "/dev/null");
        assertTrue(dcms(0, command).out().contains("\u001b[32mready\u001b[0m"));
        command.environment().put("NO_COLOR", "1");
        assertTrue(dcms(0, command).out().indexOf('\u001b') < 0);
    }

    private static Map<String, Object> data(String... arguments) throws Exception {
        return PlainJson.object(PlainJson.parse(dcms(0, arguments).out()));
    }

    private static List<Map<String, Object>> list(String... arguments) throws Exception {
        return PlainJson.objects(PlainJson.parse(dcms(0, arguments).out()));
    }
}
