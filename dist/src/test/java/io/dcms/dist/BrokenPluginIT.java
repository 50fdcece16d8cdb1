package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are broken in every way cost one clear line each, and the agent only where it can't do without. */
@NeedsRoot
@OnNewestJdkToo
final class BrokenPluginIT {
    private static final int MAJOR_VERSION = 7;

    @TempDir
    private Path temp;
    private AgentSite site;
    private Path lib;
    private Strangers strangers;

    /** What is expected to be said, by the place that is named first. */
    private final Map<Path, String> lines = new TreeMap<>();

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
        lib = site.dcms().path("lib");
        strangers = new Strangers(site.dcms(), temp.resolve("strangers"));
        site.jobs(JobSpec.of(1, "good", site.program("good.sh", "#!/bin/sh\necho good\n")));
    }

    @Test
    void costOneLineEachAndNotTheAgent() throws Exception {
        breakEverything();
        lines.put(lib.resolve("corrupt.jar"), " can't be read (java.util.zip.ZipException: ");
        Files.writeString(lib.resolve("corrupt.jar"), "PK, but not quite");

        Finished plugins = site.dcms().dcms("plugins");
        assertEquals(1, plugins.exit());
        assertLines(plugins.out().lines().filter(line -> line.startsWith("problem: "))
                .map(line -> line.substring("problem: ".length())).toList(), plugins.out());
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            assertEquals("good\n", site.awaitEnd(agent, rest.run(1)).get("output"));
            assertLines(agent.log().lines().filter(line -> line.contains(" WARN  runtime  "))
                    .map(line -> line.replaceFirst("^\\S+ WARN  runtime  ", "")).toList(), agent.log());
            for (Path jar : lines.keySet()) {
                assertTrue(rest.problems().contains(jar.toString()), () -> jar + " is missing from /health");
            }
            List<Map<String, Object>> listed = PlainJson.objects(rest.get("/plugins").data());
            assertLines(listed.stream().map(plugin -> (String) plugin.get("problem")).filter(line -> !line.isEmpty()).distinct().toList(),
                    listed.toString());
            assertEquals(0, agent.stop(), agent::log);
        }
    }

    /** {@code dcms plugins} makes nothing, and so does not see it. */
    @Test
    void oneOfWhichNothingCanBeMadeIsListedAsNotInUse() throws Exception {
        Path jar = strangers.empty("none").provides("hook.TaskHook", "none.Hook").source("none.Hook", """
                package none;
                public class Hook implements io.dcms.spi.hook.TaskHookFactory {
                    public String name() { return "none"; }
                    public io.dcms.spi.hook.TaskHook create(io.dcms.spi.PluginContext context) { return null; }
                }
                """).compile().write(lib.resolve("none/none.jar"));
        try (RunningAgent agent = site.start()) {
            Map<Object, Map<String, Object>> plugins = PlainJson.objects(agent.readyRest().get("/plugins").data()).stream()
                    .collect(Collectors.toMap(plugin -> plugin.get("name"), plugin -> plugin));
            assertEquals(Map.of("file", true, "mysql", false, "http", true, "https", true, "keyword", true, "none", false),
                    plugins.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, plugin -> plugin.getValue().get("in_use"))));
            String problem = (String) plugins.get("none").get("problem");
            assertTrue(problem.startsWith(jar + ": none.Hook made no product"), problem);
            assertEquals("", plugins.get("http").get("problem"));
        }
    }

    @Test
    void costTheAgentWhereOneIsTheStoreThatWasAskedFor() throws Exception {
        StrangerJar store = strangers.store(strangers.dependency("store", temp.resolve("elsewhere/util.jar")));
        makeNewer(store.classFile("props.PropsFactory"));
        Path jar = store.write(lib.resolve("props/props.jar"));
        Finished run = site.dcms().agent("-dbtype=props", "-db=x", "-work_dir=" + site.workDir(), "-port=0");
        String last = run.err();
        assertEquals(1, last.lines().count(), last);
        assertTrue(last.startsWith("no store named \"props\": found file, mysql; unusable: " + jar
                + ": props.PropsFactory was built for a newer Java than this "), last);
        assertEquals(2, run.exit());
    }

    /** Its class is missing only once the agent works: a defect of the plugin, the agent goes on. */
    @Test
    void aDependencyThatIsMissedLateIsADefectOfThePlugin() throws Exception {
        strangers.store(strangers.dependency("store", temp.resolve("elsewhere/util.jar"))).write(lib.resolve("props/props.jar"));
        Path program = site.path("good.sh");
        Path jobs = Files.writeString(temp.resolve("jobs.properties"), "1.name=a\n1.executor=" + program + "\n1.signature="
                + JobSpec.md5(program) + "\n1.runner=" + JobSpec.RUNNER + "\n1.schedule=0 0 1 1 * 2099\n");
        try (RunningAgent agent = site.dcms().startAgent("-dbtype=props", "-db=" + jobs, "-work_dir=" + site.workDir(),
                "-port=0")) {
            Rest rest = agent.readyRest();
            String task = rest.run(1);
            agent.awaitLog("task " + task + " of job \"a\": success");
            agent.awaitLog(" wait and are tried again: " + lib.resolve("props/props.jar")
                    + ": java.lang.NoClassDefFoundError: util/Version");
            assertEquals(200, rest.get("/health").status());
            String problems = rest.problems();
            assertTrue(problems.contains("the store: a defect of the plugin: " + lib.resolve("props/props.jar")
                    + ": java.lang.NoClassDefFoundError: util/Version"),
                    problems);
        }
    }

    private void breakEverything() throws IOException {
        StrangerJar noClass = strangers.brokenHook("no-class", "");
        Files.delete(noClass.classFile("broken.Hook"));
        put(noClass, "no-class", ": broken.Hook is listed wrongly (Provider broken.Hook not found): correct META-INF/services/");
        StrangerJar noDependency = strangers.brokenHook("no-dependency", "");
        Files.delete(noDependency.classFile("broken.Base"));
        put(noDependency, "no-dependency", ": broken.Hook needs a class that is missing "
                + "(java.lang.NoClassDefFoundError: broken/Base): put the jar that has it next to this one, "
                + "both into a folder of their own in lib/");
        StrangerJar newer = strangers.brokenHook("newer", "");
        makeNewer(newer.classFile("broken.Hook"));
        put(newer, "newer", ": broken.Hook was built for a newer Java than this ");
        put(strangers.brokenHook("throws", "public Hook() { throw new IllegalStateException(\"no luck\"); }"), "throws",
                ": broken.Hook failed when it was made (java.lang.IllegalStateException: no luck); "
                        + "that is a defect of the plugin: tell its author, or remove the jar");
        put(strangers.empty("no-provider").provides("hook.TaskHook", "other.Thing")
                .source("other.Thing", "package other; public class Thing { }").compile(), "no-provider",
                ": other.Thing is listed wrongly (");
        Path first = strangers.brokenHook("twice", "").write(lib.resolve("one/one.jar"));
        Path second = strangers.brokenHook("twice", "").write(lib.resolve("two/two.jar"));
        lines.put(Path.of("several hooks are named twice"), ": " + first + " (broken.Hook) and " + second
                + " (broken.Hook): remove all but one");
        Path torn = Files.createDirectories(lib.resolve("torn")).resolve("torn.jar");
        lines.put(Files.write(torn, new byte[0]),
                " can't be read (java.util.zip.ZipException: zip file is empty): copy it again, or remove it");
    }

    private void put(StrangerJar jar, String name, String line) throws IOException {
        lines.put(jar.write(lib.resolve(name + "/" + name + ".jar")), line);
    }

    private static void makeNewer(Path classFile) throws IOException {
        byte[] bytes = Files.readAllBytes(classFile);
        bytes[MAJOR_VERSION] = 99;
        Files.write(classFile, bytes);
    }

    /** Each expected line once, and no other. */
    private void assertLines(List<String> said, String all) {
        lines.forEach((place, rest) ->
                assertEquals(1, said.stream().filter(line -> line.startsWith(place + rest)).count(), place + rest + "\n" + all));
        assertEquals(lines.size(), said.size(), all);
    }
}
