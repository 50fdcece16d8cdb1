package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody works with {@code bin/dcms} alone: as a person, who reads tables, and as a script, which reads JSON and exit statuses. */
@NeedsRoot
@OnNewestJdkToo
final class CommandLineIT {
    /** Debian's script(1) makes a terminal. */
    private static final Path SCRIPT = Path.of("/usr/bin/script");
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
        agent.await("it is shown as running", () -> rest.tasks().stream().anyMatch(one -> one.get("task_id").equals(task)
                && one.get("status").equals(1L)));
        assertLine(task + "  running  ", dcms(0, "tasks").out());
        assertLine("job      2  备份", dcms(0, "task", task).out());
        assertTrue(dcms(0, "top").out().contains("  running  " + task + "  2    备份\n"));
        assertEquals("task " + task + " is being killed, if it has not ended by itself\n", dcms(0, "kill", task).out());
        assertEquals("waiting\n", dcms(0, "log", "-f", task).out());
        site.awaitEnd(agent, task);
        agent.await("it is shown as ended", () -> rest.tasks().stream().noneMatch(one -> one.get("task_id").equals(task)));
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
        String[] shadow = {"shadow", "--json", "--hours", "48", command[1], command[2], command[3], command[4], command[5]};
        Map<String, Object> told = PlainJson.object(PlainJson.parse(dcms(0, shadow).out()));
        Map<String, Object> shadowed = PlainJson.objects(PlainJson.objects(told.get("crontabs")).get(0).get("lines")).get(0);
        assertEquals(List.of(0L, line.get("job"), List.of()), List.of(shadowed.get("dcms_runs"), shadowed.get("job"),
                shadowed.get("differences")));
        dcms(0, "rm", line.get("job").toString());
    }

    /** A command that this does not know has to be added to {@link #calls}. */
    @Test
    void asWhoeverTriesAllThatHelpTells() throws Exception {
        List<String> told = dcms(0, "help").out().lines().filter(line -> line.startsWith("  dcms "))
                .map(line -> line.split(" +")[2]).toList();
        for (Visitor visitor : Visitor.values()) {
            Map<String, List<String>> calls = calls(visitor);
            try {
                assertEquals(new TreeSet<>(told), new TreeSet<>(calls.keySet()));
                for (Map.Entry<String, List<String>> call : calls.entrySet()) {
                    assertDoes(visitor, call.getKey(), call.getValue());
                }
            } finally {
                removeAdded();
            }
        }
    }

    /** Who reads what a command prints. */
    private enum Visitor {
        SCRIPT, SCRIPT_THAT_READS_JSON, PERSON
    }

    /** What each command is given, in an order in which each can do what it is told to. */
    private static Map<String, List<String>> calls(Visitor visitor) throws Exception {
        String name = "added" + visitor.ordinal();
        String removed = data("add", "--json", jobFile(name + "-removed")).get("id").toString();
        String task = data("run", "--wait", "--json", "1").get("task_id").toString();
        String edit = Files.writeString(site.path("edit.json"), "{\"timeout\": 60}").toString();
        String crontab = Files.writeString(site.path("crontab-of-nobody"), "0 0 1 1 * true\n").toString();
        String[] importer = {"--user", JobSpec.RUNNER, "--dir", site.path("imported").toString(), crontab};
        Map<String, List<String>> calls = new LinkedHashMap<>();
        for (String command : List.of("status", "jobs", "tasks", "plugins", "version")) {
            calls.put(command, List.of());
        }
        for (String command : List.of("job", "history", "fires", "disable", "enable")) {
            calls.put(command, List.of("1"));
        }
        for (String command : List.of("task", "log", "kill")) {
            calls.put(command, List.of(task));
        }
        calls.put("top", List.of("--count", "1"));
        calls.put("ids", List.of("kill"));
        calls.put("run", List.of("--wait", "1"));
        calls.put("add", List.of(jobFile(name)));
        calls.put("edit", List.of("3", edit));
        calls.put("rm", List.of(removed));
        calls.put("import", List.of(importer));
        calls.put("shadow", List.of(importer));
        calls.put("check", List.of(jobFile(name)));
        calls.put("next", List.of("--count", "2", "@daily"));
        calls.put("explain", List.of("@daily"));
        calls.put("sign", List.of(site.path("quick.sh").toString()));
        calls.put("completion", List.of("bash"));
        calls.put("demo", List.of("--seconds", "1", "--dir", site.path("demo" + visitor.ordinal()).toString()));
        calls.put("help", List.of("run"));
        return calls;
    }

    private static String jobFile(String name) throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>(JobSpec.of(1, name, site.path("quick.sh")).fields());
        fields.remove("id");
        return Files.writeString(site.path(name + ".json"), PlainJson.text(fields)).toString();
    }

    private static void removeAdded() throws Exception {
        for (Map<String, Object> job : list("jobs", "--json")) {
            if (((String) job.get("name")).startsWith("added")) {
                dcms(0, "rm", job.get("id").toString());
            }
        }
    }

    private static void assertDoes(Visitor visitor, String name, List<String> arguments) throws Exception {
        boolean isPerson = visitor == Visitor.PERSON;
        if (isPerson && !Files.isExecutable(SCRIPT)) {
            return;
        }
        String help = dcms(0, name, "--help").out();
        assertTrue(help.startsWith("Usage: dcms " + name + " [OPTION ...]"), help);
        boolean isJson = visitor == Visitor.SCRIPT_THAT_READS_JSON && help.contains("  --json ");
        List<String> words = new ArrayList<>(List.of(name));
        words.addAll(isJson ? List.of("--json") : List.of());
        words.addAll(arguments);
        Finished run = isPerson ? dcms(0, site.dcms().command(SCRIPT, "-qec", "bin/dcms " + String.join(" ", words), "/dev/null"))
                : dcms(0, words.toArray(String[]::new));
        assertFalse((run.out() + run.err()).contains("Exception"), run::toString);
        if (isJson) {
            PlainJson.parse(run.out());
        }
        if (!isPerson) {
            assertTrue(run.out().indexOf('\u001b') < 0, run::toString);
        }
        Finished wrong = dcms(2, name, "--nonsense");
        assertTrue(wrong.out().isEmpty() && wrong.err().matches("dcms " + name + ": option \"--nonsense\" is unknown: give .*--help\n"),
                wrong::toString);
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

    @Test
    void aTerminalSeesColoursUnlessItAsksForNone() throws Exception {
        if (!Files.isExecutable(SCRIPT)) {
            return;
        }
        ProcessBuilder command = site.dcms().command(SCRIPT, "-qec", "bin/dcms status", "/dev/null");
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
