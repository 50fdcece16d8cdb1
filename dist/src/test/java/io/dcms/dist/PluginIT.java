package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store, a hook and a filter that strangers have written, used by name in a real run. */
@NeedsRoot
@OnNewestJdkToo
final class PluginIT {
    private static final String PASSWORD = "geheim";

    @TempDir
    private Path temp;
    private AgentSite site;
    private Path lib;
    private Strangers strangers;
    private Path jobs;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
        lib = site.dcms().path("lib");
        strangers = new Strangers(site.dcms(), temp.resolve("strangers"));
        Path program = site.program("warns.sh", """
                #!/bin/sh
                env
                echo oh E1234 no
                while [ ! -e %s ]; do sleep 0.1; done
                """.formatted(temp.resolve("gate")));
        jobs = Files.writeString(temp.resolve("jobs.properties"), """
                7.name = of a stranger
                7.executor = %s
                7.signature = %s
                7.runner = %s
                7.schedule = 0 0 1 1 * 2099
                7.hook = slog:%s
                7.filter = regex:E[0-9]{4}
                8.name = with a bad filter
                8.executor = /bin/true
                8.signature = d41d8cd98f00b204e9800998ecf8427e
                8.runner = nobody
                8.schedule = @daily
                8.filter = regex:(
                """.formatted(program, JobSpec.md5(program), JobSpec.RUNNER, temp.resolve("slog.txt")));
    }

    @Test
    void worksAsJarsInLib() throws Exception {
        Path dependency = strangers.dependency("all", lib.resolve("util.jar"));
        strangers.store(dependency).write(lib.resolve("props-store.jar"));
        strangers.hook(dependency).write(lib.resolve("slog-hook.jar"));
        strangers.filter().write(lib.resolve("regex-filter.jar"));
        assertListed("props-store.jar", "slog-hook.jar", "regex-filter.jar");
        assertUsed("version for all", "version for all");
    }

    /** Each has its own dependency, of another version, and meets neither the other's nor anything else of the agent. */
    @Test
    void worksAsFoldersWithDependenciesOfTheirOwn() throws Exception {
        Path one = strangers.dependency("store", lib.resolve("props/util-1.jar"));
        strangers.store(one).write(lib.resolve("props/props-store.jar"));
        Path two = strangers.dependency("hook", lib.resolve("slog/util-2.jar"));
        strangers.hook(two).write(lib.resolve("slog/slog-hook.jar"));
        strangers.filter().write(lib.resolve("regex/regex-filter.jar"));
        assertListed("props/props-store.jar", "slog/slog-hook.jar", "regex/regex-filter.jar");
        assertUsed("version for store", "version for hook");
    }

    private void assertListed(String store, String hook, String filter) throws Exception {
        Finished plugins = site.dcms().dcms("plugins");
        assertEquals(List.of("KIND NAME STATE PROVIDER FROM",
                "store file ok io.dcms.runtime.filestore.FileStoreFactory " + jar("dcms-runtime"),
                "store mysql ok io.dcms.store.mysql.MysqlStoreFactory " + jar("dcms-store-mysql"),
                "store props ok props.PropsFactory " + lib.resolve(store),
                "hook http ok io.dcms.hook.http.HttpHookFactory " + jar("dcms-hook-http"),
                "hook https ok io.dcms.hook.http.HttpsHookFactory " + jar("dcms-hook-http"),
                "hook slog ok slog.SlogFactory " + lib.resolve(hook),
                "filter keyword ok io.dcms.filter.keyword.KeywordFilterFactory " + jar("dcms-filter-keyword"),
                "filter regex ok regex.RegexFactory " + lib.resolve(filter)),
                plugins.out().lines().map(line -> line.replaceAll(" +", " ")).toList());
        assertEquals(0, plugins.exit());
    }

    private Path jar(String name) {
        return lib.resolve(name + UnpackedTarball.topFolder().replace("dcms", "") + ".jar");
    }

    /** Runs the stranger's job, and looks on the way who sees the store's password. */
    private void assertUsed(String storesVersion, String hooksVersion) throws Exception {
        try (RunningAgent agent = site.dcms().startAgent(command("props.mark = marked\n"))) {
            Rest rest = agent.readyRest();
            agent.await("it had both jobs", () -> rest.jobs().size() == 2);
            String problem = (String) rest.job(8).get("problem");
            assertTrue(problem.startsWith("msg_filter: regex is \"(\": give a regular expression: "), problem);
            String task = rest.run(7);
            agent.await("it printed", () -> rest.get("/tasks/" + task + "/log").body().contains("E1234"));
            List<String> seen = List.of(rest.get("/jobs").body(), rest.get("/tasks").body(), rest.get("/health").body(),
                    rest.get("/version").body(), rest.get("/tasks/" + task + "/log").body(), environmentOfTasks());
            site.open("gate");
            Path runs = Path.of(jobs + ".runs");
            String end = task + " FAILED keyword \"E1234\" in its output, line ";
            agent.await("the store had its end", () -> Files.exists(runs) && Files.readString(runs).contains(end));
            assertEquals(task + " RUNNING  marked " + storesVersion, Files.readAllLines(runs).get(0));
            assertTrue(Files.readAllLines(runs).get(1).endsWith(" marked " + storesVersion));
            Path slog = temp.resolve("slog.txt");
            agent.await("the hook was told", () -> Files.exists(slog) && Files.readString(slog).endsWith("\n"));
            assertEquals(task + " of a stranger FAILED " + hooksVersion + "\n", Files.readString(slog));
            assertEquals(0, agent.stop(), agent::log);
            seen.forEach(text -> assertFalse(text.contains(PASSWORD), text));
            assertFalse(agent.log().contains(PASSWORD), agent::log);
        }
        assertTrue(Files.exists(Path.of(jobs + ".closed")), "what was opened is closed");
    }

    /** What {@code /proc} tells of the processes that the agent has started: tasks, and those that start and watch over them. */
    private String environmentOfTasks() throws IOException {
        StringBuilder text = new StringBuilder();
        for (ProcessHandle process : Leftovers.below(temp)) {
            try {
                text.append(Files.readString(Path.of("/proc/" + process.pid() + "/environ")));
                text.append(Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")));
            } catch (IOException e) {
                continue; // a child of the task that has ended meanwhile, perhaps between opening the file and reading it
            }
        }
        assertTrue(text.toString().contains("DCMS_TASK_ID="), text::toString);
        return text.toString();
    }

    /** The settings of a stranger's plugin stand in the file below its name; one that it never asks for is a mistake. */
    @Test
    void refusesASettingThatAStrangersPluginDoesNotKnow() throws Exception {
        strangers.store(strangers.dependency("store", lib.resolve("props/util.jar"))).write(lib.resolve("props/props.jar"));
        Finished run = site.dcms().run(command("props.mrak = 1\n"));
        assertEquals(new Finished(run.pid(), 2, "", temp.resolve("dcms.conf") + ":1: \"props.mrak\" is not a setting of plugin "
                + "props: did you mean props.mark?\n"), run);
    }

    /** The agent's place of jobs comes from the environment: in a flag everybody could read it. */
    private ProcessBuilder command(String conf) throws IOException {
        Path file = Files.writeString(temp.resolve("dcms.conf"), conf);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms-agent"), "-conf=" + file, "-dbtype=props",
                "-work_dir=" + site.workDir(), "-port=0", "-verbose=debug");
        command.environment().putAll(Map.of("DCMS_DB", "dcms:" + PASSWORD + "@" + jobs));
        return command;
    }
}
