package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody moves crontabs to a live agent by {@code dcms import}. */
@NeedsRoot
@OnNewestJdkToo
final class ImportIT {
    private static final String USERS = """
            # m h dom mon dow command
            MAILTO=""
            GREETING = it's "here"
            # greets
            0 3 * * * echo "$GREETING" 'and 50\\%'; cat; env%line one%line two
            */5 * * * * exit 3
            """;

    @TempDir
    private Path temp;
    private AgentSite site;
    private RunningAgent agent;
    private Rest rest;
    private Path crontab;
    private Path scripts;

    @BeforeEach
    void start() throws Exception {
        site = AgentSite.in(temp);
        site.jobsText("[]");
        agent = site.start("-host=web1");
        rest = agent.readyRest();
        crontab = Files.writeString(temp.resolve("crontab"), USERS);
        scripts = temp.resolve("imported");
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    private Finished dcms(int exit, String... arguments) throws Exception {
        Finished run = site.dcms().run(command(arguments));
        assertEquals(exit, run.exit(), run::toString);
        return run;
    }

    private ProcessBuilder command(String... arguments) {
        List<String> all = new ArrayList<>(List.of("import", "--dir", scripts.toString()));
        all.addAll(List.of(arguments));
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms"), all.toArray(String[]::new));
        command.environment().put("DCMS_URL", rest.url(""));
        command.environment().put("TZ", "UTC");
        return command;
    }

    private Finished user(int exit, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--user", JobSpec.RUNNER, crontab.toString()));
        all.addAll(List.of(arguments));
        return dcms(exit, all.toArray(String[]::new));
    }

    private Map<String, Object> job(String name) throws Exception {
        return rest.jobs().stream().filter(job -> job.get("name").equals(name)).findFirst()
                .orElseThrow(() -> new AssertionError("no job " + name));
    }

    private static void assertContains(String part, String text) {
        assertTrue(text.contains(part), () -> "no \"" + part + "\" in: " + text);
    }

    @Test
    void aPlanChangesNothing() throws Exception {
        String plan = user(0).out();

        assertContains("line 5: moves as it is\n", plan);
        assertContains("    job       web1 " + JobSpec.RUNNER + ": greets\n", plan);
        assertContains("    there     no job yet\n", plan);
        assertContains("2 lines: 2 as it is, 0 with differences, 0 stay.\nNothing has been changed", plan);
        assertFalse(Files.exists(scripts));
        assertEquals(List.of(), rest.jobs());
    }

    @Test
    void aUsersCrontabRunsAsUnderCron() throws Exception {
        String applied = user(0, "--apply").out();

        assertContains("is added, disabled\n", applied);
        Map<String, Object> greets = job("web1 " + JobSpec.RUNNER + ": greets");
        assertEquals(List.of(true, "0 3 * * *", JobSpec.RUNNER), List.of(greets.get("disabled"), greets.get("schedule"),
                greets.get("runner")));
        assertEquals(Map.of("misfire", "skip", "overlap", "parallel:1000"), greets.get("options"));
        Path script = Path.of((String) greets.get("executor"));
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(script)));

        Map<String, Object> run = site.awaitEnd(agent, rest.run((Long) greets.get("id")));
        List<String> lines = ((String) run.get("output")).lines().toList();
        assertEquals(List.of("it's \"here\" and 50%", "line one", "line two"), lines.subList(0, 3));
        Map<String, String> environment = new TreeMap<>();
        for (String line : lines.subList(3, lines.size())) {
            environment.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        environment.keySet().removeIf(name -> name.startsWith("DCMS_"));
        String home = environment.get("HOME");
        assertEquals(new TreeMap<>(Map.of("GREETING", "it's \"here\"", "HOME", home, "LOGNAME", JobSpec.RUNNER, "MAILTO", "",
                "PATH", "/usr/bin:/bin", "PWD", home, "SHELL", "/bin/sh")), withoutPam(environment));
        assertEquals(3L, site.awaitEnd(agent, rest.run((Long) job("web1 " + JobSpec.RUNNER + ": exit 3").get("id"))).get("status"));
    }

    /** What the machine's own files give to every session. */
    private static Map<String, String> withoutPam(Map<String, String> environment) throws IOException {
        Map<String, String> rest = new TreeMap<>(environment);
        for (Path file : List.of(Path.of("/etc/environment"), Path.of("/etc/default/locale"))) {
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> rest.keySet().removeIf(name -> line.startsWith(name + "=") && name.startsWith("L")
                        && !name.equals("LOGNAME")));
            }
        }
        return rest;
    }

    @Test
    void repeatedItChangesNothingAndAChangedLineChangesItsJob() throws Exception {
        user(0, "--apply");
        String before = Files.readString(site.jobsFile());
        Object id = job("web1 " + JobSpec.RUNNER + ": greets").get("id");

        assertContains("is there already, disabled\n", user(0, "--apply").out());
        assertEquals(before, Files.readString(site.jobsFile()));

        Files.writeString(crontab, USERS.replace("0 3 * * *", "30 4 * * *").replace("it's", "that is"));
        String plan = user(0).out();
        assertContains("job " + id + " is there, and changes: its script; schedule \"0 3 * * *\" becomes \"30 4 * * *\"; the line was: 0 3",
                plan);
        assertEquals(before, Files.readString(site.jobsFile()));
        assertContains("job " + id + " is changed: ", user(0, "--apply").out());
        assertEquals("30 4 * * *", rest.job((Long) id).get("schedule"));
        assertTrue(((String) site.awaitEnd(agent, rest.run((Long) id)).get("output")).startsWith("that is \"here\" and 50%\n"));
        assertEquals(2, rest.jobs().size());

        Files.writeString(crontab, "\n\n" + Files.readString(crontab).replace("*/5 * * * * exit 3\n",
                "#*/5 * * * * exit 3\n*/5 * * * * exit 4\n"));
        user(0, "--apply");
        assertEquals(3, rest.jobs().size(), "a line that is commented out has been moved, and not changed to another");
    }

    @Test
    void oneLineIsMovedAndEnabledAlone() throws Exception {
        String applied = user(0, "--apply", "--enable", "--only", "6").out();

        assertContains("Comment out now, or both cron and DCMS run them: line 6 of " + crontab, applied);
        assertEquals(1, rest.jobs().size());
        assertEquals(false, rest.jobs().get(0).get("disabled"));
        user(0, "--apply");
        assertEquals(false, job("web1 " + JobSpec.RUNNER + ": exit 3").get("disabled"), "only --enable changes that");
        assertEquals(true, job("web1 " + JobSpec.RUNNER + ": greets").get("disabled"));
        assertContains("\"enabled\":true", user(0, "--apply", "--enable", "--only", "5", "--json").out());
        assertContains("runs nothing", user(2, "--only", "4").err());
    }

    @Test
    void aFolderOfSystemCrontabs() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("cron.d"));
        Files.writeString(folder.resolve("pack"), "SHELL=/bin/bash\n# 备份\n17 */2 * * * " + JobSpec.RUNNER
                + " echo $((1 + 1)) ${BASH_VERSION:+bash}\n"
                + "0 0 */2 * 1 " + JobSpec.RUNNER + " either\n@daily root rootly\n");
        Files.writeString(folder.resolve("broken"), "* * * * * " + JobSpec.RUNNER + " fine\n* * * * * nobody-of-this-name x\n61 * * * * "
                + "root x\n");
        Files.writeString(folder.resolve("old.bak"), "* * * * * root x\n");

        String applied = dcms(1, "--apply", folder.toString()).out();

        assertContains("old.bak: ignored: cron reads no file", applied);
        assertContains("because   DCMS never runs a job as root", applied);
        assertContains("ignores the whole file", applied);
        assertContains("cron runs it on the days that fit both day fields", applied);
        assertEquals(1, rest.jobs().size());
        Map<String, Object> job = job("web1 pack: 备份");
        assertEquals("2 bash\n", site.awaitEnd(agent, rest.run((Long) job.get("id"))).get("output"));
    }

    @Test
    void killedInTheMiddleAndRepeatedItCompletes() throws Exception {
        int lines = 60;
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < lines; n++) {
            text.append("0 3 * * * echo ").append(n % 2 == 0 ? "same " : "other " + n).append('\n');
        }
        Files.writeString(crontab, text.toString());
        Process process = command("--apply", "--user", JobSpec.RUNNER, crontab.toString())
                .redirectOutput(temp.resolve("killed").toFile()).redirectErrorStream(true).start();
        agent.await("it had added some jobs", () -> rest.jobs().size() >= 3);
        process.destroyForcibly();
        process.waitFor();

        user(0, "--apply");

        List<Map<String, Object>> jobs = rest.jobs();
        assertEquals(lines, jobs.size());
        assertEquals(lines, new HashSet<>(jobs.stream().map(job -> job.get("executor")).toList()).size());
        List<String> sign = new ArrayList<>(List.of("sign"));
        jobs.forEach(job -> sign.add((String) job.get("executor")));
        List<String> signed = site.dcms().dcms(sign.toArray(String[]::new)).out().lines().toList();
        assertEquals(jobs.stream().map(job -> job.get("signature") + "  " + job.get("executor")).toList(), signed);
        String before = Files.readString(site.jobsFile());
        user(0, "--apply");
        assertEquals(before, Files.readString(site.jobsFile()));
    }

    @Test
    void aNameThatIsTakenGetsANumber() throws Exception {
        site.jobs(JobSpec.of(1, "web1 " + JobSpec.RUNNER + ": greets", site.program("other.sh", "#!/bin/sh\n")));
        agent.signal("HUP");
        agent.await("it has the job", () -> rest.jobs().size() == 1);

        user(0, "--apply");

        job("web1 " + JobSpec.RUNNER + ": greets (2)");
        assertContains("is there already", user(0, "--apply").out());
        assertEquals(3, rest.jobs().size());
    }

    @Test
    void whatCantBeIsSaidBeforeAnythingIsWritten() throws Exception {
        assertContains("whose crontab is it?", dcms(2, crontab.toString()).err());
        assertContains("there is no such file", dcms(2, "--system", temp.resolve("missing").toString()).err());
        assertContains("--hook: ", user(2, "--apply", "--hook", "gopher://x").err());
        assertContains("nobody listens", user(3, "--apply", "--url", "http://127.0.0.1:1").err());
        assertContains("The agent could not be asked", user(0, "--url", "http://127.0.0.1:1").out());
        assertFalse(Files.exists(scripts));

        Files.createDirectory(scripts);
        String name = Path.of((String) PlainJson.object(PlainJson.objects(PlainJson.objects(PlainJson.object(PlainJson.parse(
                user(0, "--json").out())).get("crontabs")).get(0).get("lines")).get(0)).get("script")).getFileName().toString();
        Files.writeString(scripts.resolve(name), "by hand\n", StandardOpenOption.CREATE);
        user(0, "--apply");
        assertEquals("by hand\n", Files.readString(scripts.resolve(name)));
    }
}
