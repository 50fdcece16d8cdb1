package io.dcms.runtime.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import io.dcms.spi.hook.TaskHook;
import io.dcms.spi.hook.TaskHookFactory;
import io.dcms.spi.store.JobStoreFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way in which a jar can be broken costs one line that names it, and nothing else. */
class BrokenPluginsTest {
    private static final String THROWING = "public Hook() { throw new IllegalStateException(\"no\\nluck\"); }";
    private static final String SERVICES = "META-INF/services/" + TaskHookFactory.class.getName();

    @TempDir
    private Path lib;

    static Stream<Arguments> brokenJars() {
        return Stream.of(
                broken("missing provider class", Strangers.hook("x").without("stranger.Hook"),
                        "stranger.Hook is listed wrongly (Provider stranger.Hook not found)"),
                broken("missing dependency of the class", dependent("extends missing.Base"),
                        "stranger.Hook needs a class that is missing (java.lang.NoClassDefFoundError: missing/Base)"),
                broken("missing dependency of the constructor",
                        Strangers.hook("x", "public Hook() { new missing.Base(); }")
                                .source("missing.Base", "package missing; public class Base { }").without("missing.Base"),
                        "stranger.Hook needs a class that is missing (java.lang.NoClassDefFoundError: missing/Base)"),
                broken("newer Java", Strangers.hook("x").version("stranger.Hook", 99),
                        "stranger.Hook was built for a newer Java than this " + Runtime.version().feature()),
                broken("damaged class file", Strangers.hook("x").without("stranger.Hook")
                        .file("stranger/Hook.class", new byte[] {1, 2, 3}), "stranger.Hook failed when it was made"),
                broken("throwing constructor", Strangers.hook("x", THROWING),
                        "stranger.Hook failed when it was made (java.lang.IllegalStateException: no\\nluck)"),
                broken("constructor without end", Strangers.hook("x", "public Hook() { new Hook(); }"),
                        "stranger.Hook failed when it was made (java.lang.StackOverflowError)"),
                broken("throwing static initializer", Strangers.hook("x", "static final int BAD = Integer.parseInt(\"bad\");"),
                        "stranger.Hook failed when it was made (java.lang.ExceptionInInitializerError"),
                broken("private constructor", Strangers.hook("x", "private Hook() { }"),
                        "stranger.Hook can't be made (java.lang.NoSuchMethodException"),
                broken("constructor with a parameter", Strangers.hook("x", "public Hook(int i) { }"),
                        "stranger.Hook can't be made (java.lang.NoSuchMethodException"),
                broken("abstract class", PluginJar.empty().provides(TaskHookFactory.class, "stranger.Half")
                        .source("stranger.Half", "package stranger; public abstract class Half "
                                + "implements io.dcms.spi.hook.TaskHookFactory { }"), "stranger.Half failed when it was made"),
                broken("no subtype", PluginJar.empty().provides(TaskHookFactory.class, "stranger.Other")
                        .source("stranger.Other", "package stranger; public class Other { }"),
                        "stranger.Other is listed wrongly ("),
                broken("listed as another kind", Strangers.hook("x").file(SERVICES, new byte[0])
                        .provides(JobStoreFactory.class, "stranger.Hook"),
                        "stranger.Hook is listed wrongly ("),
                broken("bad services file", Strangers.hook("x").file(SERVICES, "not a class\n".getBytes(StandardCharsets.UTF_8)),
                        "is listed wrongly (jar:"),
                broken("services file in another encoding",
                        Strangers.hook("x").file(SERVICES, new byte[] {(byte) 0xff, (byte) 0xfe}),
                        SERVICES),
                broken("name() throws", Strangers.hookThatReturns("String.valueOf(1 / zero)", "int zero;"),
                        "stranger.Hook failed to say its name (java.lang.ArithmeticException: / by zero)"),
                broken("name() is null", Strangers.hookThatReturns("null", ""), "stranger.Hook has the name \"null\""),
                broken("name() is empty", Strangers.hook(""), "stranger.Hook has the name \"\""),
                broken("name() in capitals", Strangers.hook("HTTP"), "stranger.Hook has the name \"HTTP\""),
                broken("name() begins with a digit", Strangers.hook("9p"), "stranger.Hook has the name \"9p\""),
                broken("name() ends a line", Strangers.hookThatReturns("\"ht\" + (char) 10 + \"tp\"", ""),
                        "has the name \"ht\\ntp\""));
    }

    private static PluginJar dependent(String inheritance) {
        return PluginJar.empty().provides(TaskHookFactory.class, "stranger.Hook")
                .source("missing.Base", "package missing; public abstract class Base { }").without("missing.Base")
                .source("stranger.Hook", "package stranger; public abstract class Hook " + inheritance
                        + " implements io.dcms.spi.hook.TaskHookFactory { }");
    }

    private static Arguments broken(String how, PluginJar jar, String expected) {
        return Arguments.of(Named.of(how, jar), expected);
    }

    @ParameterizedTest
    @MethodSource("brokenJars")
    void inAFolderItCostsOneLine(PluginJar broken, String expected) {
        Path jar = broken.write(lib.resolve("broken/broken.jar"));
        Strangers.hook("pigeon").write(lib.resolve("pigeon/pigeon.jar"));

        check(BareRegistry.of(lib), jar, expected);
    }

    @ParameterizedTest
    @MethodSource("brokenJars")
    void onTheClassPathItCostsOneLine(PluginJar broken, String expected) {
        Path jar = broken.write(lib.resolve("broken.jar"));
        Path good = Strangers.pigeon().write(lib.resolve("good.jar"));

        check(BareRegistry.of(lib, jar, good), jar, expected);
    }

    private static void check(PluginRegistry registry, Path jar, String expected) {
        List<String> problems = registry.problems();
        assertEquals(1, problems.size(), () -> String.join("\n", problems));
        assertTrue(problems.get(0).contains(jar.toString()), problems.get(0));
        assertTrue(problems.get(0).contains(expected), problems.get(0));
        assertFalse(problems.get(0).contains("\n"), problems.get(0));
        assertFalse(registry.isComplete());
        assertEquals(List.of("pigeon"), registry.hooks().stream().map(TaskHookFactory::name).toList());
    }

    @Test
    void aBadProviderDoesNotHideTheNextOneOfItsJar() {
        Strangers.hook("pigeon").provides(TaskHookFactory.class, "stranger.Missing", "stranger.Hook", "stranger.Gone")
                .write(lib.resolve("pigeon/pigeon.jar"));

        PluginRegistry registry = BareRegistry.of(lib);

        assertEquals(2, registry.problems().size());
        assertEquals(1, registry.hooks().size());
    }

    @Test
    void aDamagedJarIsNamedWhereverItLies() throws IOException {
        Files.writeString(lib.resolve("torn.jar"), "PK but not quite");
        Files.createDirectories(lib.resolve("pigeon"));
        Files.write(lib.resolve("pigeon/empty.jar"), new byte[0]);
        Strangers.hook("pigeon").write(lib.resolve("pigeon/pigeon.jar"));

        PluginRegistry registry = BareRegistry.of(lib);

        List<String> problems = registry.problems();
        assertEquals(2, problems.size(), () -> String.join("\n", problems));
        assertTrue(problems.get(0).startsWith(lib.resolve("pigeon/empty.jar") + " can't be read ("), problems.get(0));
        assertTrue(problems.get(1).startsWith(lib.resolve("torn.jar") + " can't be read ("), problems.get(1));
        assertEquals(1, registry.hooks().size());
    }

    @Test
    void aFolderOfJarsThatListNothingIsNoPlugin() {
        PluginJar.empty().source("a.B", "package a; class B { }").write(lib.resolve("forgotten/a.jar"));

        String problem = BareRegistry.of(lib).problems().get(0);

        assertTrue(problem.startsWith(lib.resolve("forgotten") + " holds no plugin"), problem);
    }

    @Test
    void theStoreThatWasAskedForIsAnsweredWithWhatIsBroken() {
        Strangers.store("mysql").version("stranger.Store", 99).write(lib.resolve("mysql/store.jar"));

        String message = assertThrows(ConfigException.class, () -> BareRegistry.of(lib).store("mysql")).getMessage();

        assertTrue(message.startsWith("no store named \"mysql\": found none; unusable: "), message);
        assertTrue(message.contains("store.jar: stranger.Store was built for a newer Java"), message);
    }

    @Test
    void aFactoryThatFailsOrMakesNothingIsADefectOfItsJar() throws ConfigException {
        String members = "public static TaskHook made() { %s }";
        for (String body : List.of("throw new LinkageError(\"torn\");", "return null;")) {
            String source = members.formatted(body);
            PluginJar.empty().provides(TaskHookFactory.class, "stranger.Hook").source("stranger.Hook", """
                    package stranger;
                    import io.dcms.spi.*;
                    import io.dcms.spi.hook.*;
                    public class Hook implements TaskHookFactory {
                        public String name() { return "pigeon"; }
                        public TaskHook create(PluginContext context) { return made(); }
                        %s
                    }
                    """.formatted(source)).write(lib.resolve("pigeon/pigeon.jar"));
            PluginRegistry registry = BareRegistry.of(lib);
            TaskHookFactory factory = registry.hook("pigeon");

            String message = assertThrows(PluginDefect.class, () -> registry.create(TaskHook.class, factory, null)).getMessage();

            assertTrue(message.contains("pigeon.jar: stranger.Hook"), message);
            assertTrue(message.contains("tell its author"), message);
        }
    }
}
