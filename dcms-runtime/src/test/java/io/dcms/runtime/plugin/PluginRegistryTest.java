package io.dcms.runtime.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import io.dcms.spi.Settings;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.filter.OutputFilterFactory;
import io.dcms.spi.hook.TaskHook;
import io.dcms.spi.hook.TaskHookFactory;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.JobStoreFactory;
import io.dcms.spi.store.TaskHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plugins that work: found, kept apart, looked up and made. */
class PluginRegistryTest {
    @TempDir
    private Path lib;

    @Test
    void allThreeKindsAreFoundOnTheClassPath() throws Exception {
        Strangers.store("paper").write(lib.resolve("paper.jar"));
        Strangers.hook("pigeon").write(lib.resolve("pigeon.jar"));
        Strangers.filter("sieve").write(lib.resolve("sieve.jar"));

        PluginRegistry registry = discover("paper.jar", "pigeon.jar", "sieve.jar");

        checkAllThreeWork(registry);
        assertEquals(List.of(lib.resolve("paper.jar").toString(), lib.resolve("pigeon.jar").toString(),
                lib.resolve("sieve.jar").toString()), registry.plugins().stream().map(PluginInfo::where).toList());
    }

    @Test
    void allThreeKindsAreFoundInFolders() throws Exception {
        Strangers.store("paper").write(lib.resolve("paper/paper.jar"));
        Strangers.hook("pigeon").write(lib.resolve("pigeon/pigeon.jar"));
        Strangers.filter("sieve").write(lib.resolve("sieve/sieve.jar"));

        checkAllThreeWork(discover());
    }

    private static void checkAllThreeWork(PluginRegistry registry) throws Exception {
        assertEquals(List.of(), registry.problems());
        assertTrue(registry.isComplete());
        assertEquals(Set.of("paper", "pigeon", "sieve"), registry.names());
        try (JobStore store = registry.create(JobStore.class, registry.store("paper"), context(Map.of("db", "in the drawer")))) {
            assertEquals("in the drawer", store.jobs("host").get(0).name());
        }
        assertSame(registry.hook("pigeon"), registry.hooks().get(0));
        OutputFilterFactory sieve = registry.filter("sieve").orElseThrow();
        assertEquals("lump", registry.create(OutputFilter.class, sieve, context(Map.of())).compile("lump").scanner().hit().orElseThrow().keyword());
        assertEquals(List.of(sieve), registry.filters());
    }

    @Test
    void foldersMayUseDifferentVersionsOfOneDependency() throws Exception {
        for (String version : List.of("1", "2")) {
            Path dependency = PluginJar.empty().source("common.Version", """
                    package common;
                    public class Version { public static String number() { return "%s"; } }
                    """.formatted(version)).write(lib.resolve("v" + version + "/common.jar"));
            Strangers.hookThatReturns("\"pigeon\" + common.Version.number()", "").needs(dependency)
                    .write(lib.resolve("v" + version + "/hook.jar"));
        }

        PluginRegistry registry = discover();

        assertEquals(List.of(), registry.problems());
        assertEquals(Set.of("pigeon1", "pigeon2"), registry.names());
    }

    @Test
    void aFolderDoesNotSeeTheAgentsOwnClassesButTheContractAndTheJdk() throws Exception {
        Strangers.hook("pigeon", """
                private static boolean sees(String name) {
                    try {
                        Class.forName(name, false, Hook.class.getClassLoader());
                        return true;
                    } catch (ClassNotFoundException e) {
                        return false;
                    }
                }
                @Override public String toString() {
                    return sees("io.dcms.spi.Settings") + " " + sees("io.dcms.api.Job") + " " + sees("java.sql.Driver") + " "
                            + sees("io.dcms.runtime.plugin.PluginRegistry") + " " + sees("org.junit.jupiter.api.Test") + " "
                            + (Hook.class.getResource("/io/dcms/runtime/plugin/PluginRegistry.class") != null);
                }
                """).write(lib.resolve("pigeon/pigeon.jar"));

        assertEquals("true true true false false false", discover().hook("pigeon").toString());
    }

    @Test
    void aFolderSharesTheContractEvenIfItBringsACopy() throws Exception {
        Strangers.hook("pigeon")
                .source("io.dcms.spi.hook.TaskHookFactory", """
                        package io.dcms.spi.hook;
                        public interface TaskHookFactory extends io.dcms.spi.PluginFactory<TaskHook> { }
                        """)
                .write(lib.resolve("pigeon/fat.jar"));

        assertEquals("pigeon", discover().hook("pigeon").name());
    }

    @Test
    void aPluginIsMadeWithItsOwnClassLoaderAsContext() throws Exception {
        PluginJar.empty().provides(TaskHookFactory.class, "stranger.Asking").source("stranger.Asking", """
                package stranger;
                import io.dcms.spi.*;
                import io.dcms.spi.hook.*;
                public class Asking implements TaskHookFactory {
                    public String name() { return "asking"; }
                    public TaskHook create(PluginContext context) throws ConfigException {
                        boolean own = Thread.currentThread().getContextClassLoader() == Asking.class.getClassLoader();
                        throw new ConfigException(own ? "own" : "foreign");
                    }
                }
                """).write(lib.resolve("asking/asking.jar"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        PluginRegistry registry = discover();

        ConfigException said = assertThrows(ConfigException.class,
                () -> registry.create(TaskHook.class, registry.hook("asking"), context(Map.of())));

        assertEquals("own", said.getMessage());
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }

    @Test
    void everyCallOfAProductHasItsOwnClassLoaderAsContext() throws Exception {
        PluginJar.empty().provides(JobStoreFactory.class, "stranger.Asking").source("stranger.Asking", """
                package stranger;
                import io.dcms.api.*;
                import io.dcms.spi.*;
                import io.dcms.spi.store.*;
                import java.io.IOException;
                import java.util.List;
                public class Asking implements JobStoreFactory {
                    public String name() { return "asking"; }
                    public JobStore create(PluginContext context) { return new Store(); }
                    static final class Store implements JobStore, TaskHistory {
                        private static void ask() throws IOException {
                            if (Thread.currentThread().getContextClassLoader() == Asking.class.getClassLoader()) {
                                throw new IOException("own");
                            }
                        }
                        public List<Job> jobs(String host) throws IOException { ask(); return List.of(); }
                        public void record(Task task) throws IOException { ask(); }
                        public void check() throws IOException { ask(); }
                        public List<Task> tasks(String host, long job, int limit) throws IOException { ask(); return List.of(); }
                        public void close() { }
                    }
                }
                """).write(lib.resolve("asking/asking.jar"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        PluginRegistry registry = discover();

        try (JobStore store = registry.create(JobStore.class, registry.store("asking"), context(Map.of()))) {
            assertEquals("own", assertThrows(IOException.class, store::check).getMessage());
            TaskHistory history = assertInstanceOf(TaskHistory.class, store);
            assertEquals("own", assertThrows(IOException.class, () -> history.tasks("host", 1, 1)).getMessage());
        }
        assertSame(before, Thread.currentThread().getContextClassLoader());
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearestOne() throws Exception {
        Strangers.store("mysql").write(lib.resolve("a/mysql.jar"));
        Strangers.store("file").write(lib.resolve("b/file.jar"));
        PluginRegistry registry = discover();

        assertEquals("no store named \"mysq\": found file, mysql; did you mean mysql?",
                assertThrows(ConfigException.class, () -> registry.store("mysq")).getMessage());
        assertEquals("no hook named \"file\": found none",
                assertThrows(ConfigException.class, () -> registry.hook("file")).getMessage());
        assertEquals(Optional.empty(), registry.filter("file"));
    }

    @Test
    void twoPluginsOfOneNameAreBothRefusedAndTheirNeighboursAreNot() throws Exception {
        Strangers.hook("pigeon").write(lib.resolve("old.jar"));
        Strangers.hook("pigeon").write(lib.resolve("new/new.jar"));
        Strangers.hook("crow").write(lib.resolve("crow/crow.jar"));
        Strangers.filter("pigeon").write(lib.resolve("filter/filter.jar"));

        PluginRegistry registry = discover("old.jar");

        String problem = "several hooks are named pigeon: " + lib.resolve("new/new.jar") + " (stranger.Hook) and "
                + lib.resolve("old.jar") + " (stranger.Hook): remove all but one";
        assertEquals(List.of(problem), registry.problems());
        assertEquals(problem, assertThrows(ConfigException.class, () -> registry.hook("pigeon")).getMessage());
        assertEquals(List.of("crow"), registry.hooks().stream().map(TaskHookFactory::name).toList());
        assertTrue(registry.filter("pigeon").isPresent(), "kinds have names of their own");
    }

    /** A plain ServiceLoader sees one provider class here and says nothing. */
    @Test
    void aJarThatWasCopiedUnderAnotherNameIsNoticedOnTheClassPath() throws Exception {
        Strangers.hook("pigeon").write(lib.resolve("pigeon-1.jar"));
        Files.copy(lib.resolve("pigeon-1.jar"), lib.resolve("pigeon-2.jar"));

        String problem = String.join("", discover("pigeon-1.jar", "pigeon-2.jar").problems());

        assertTrue(problem.contains("pigeon-1.jar") && problem.contains("pigeon-2.jar"), problem);
    }

    @Test
    void withoutALibFolderThereIsTheClassPathAlone() throws Exception {
        Strangers.hook("pigeon").write(lib.resolve("pigeon.jar"));

        Path nowhere = lib.resolve("nowhere");

        assertEquals(Set.of("pigeon"), BareRegistry.of(nowhere, lib.resolve("pigeon.jar")).names());
        assertEquals(List.of(), PluginRegistry.discover(nowhere).problems());
        assertEquals(List.of(), PluginRegistry.discover().problems());
    }

    @Test
    void aFolderWithoutJarsIsNoPlugin() throws Exception {
        Files.createDirectories(lib.resolve("native"));
        Files.writeString(lib.resolve("native/readme.txt"), "nothing to see");

        assertEquals(List.of(), discover().plugins());
    }

    private PluginRegistry discover(String... jars) {
        return BareRegistry.of(lib, Arrays.stream(jars).map(lib::resolve).toArray(Path[]::new));
    }

    private static AgentContext context(Map<String, String> values) {
        Settings settings = new Settings() {
            @Override
            public Optional<String> text(String key) {
                return Optional.ofNullable(values.get(key));
            }

            @Override
            public String describe(String key) {
                return key;
            }
        };
        return new AgentContext(settings, "host", InstantSource.system());
    }
}
