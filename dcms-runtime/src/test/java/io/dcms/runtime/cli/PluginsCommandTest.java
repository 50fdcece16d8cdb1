package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.plugin.BareRegistry;
import io.dcms.runtime.plugin.PluginJar;
import io.dcms.spi.hook.TaskHookFactory;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsCommandTest {
    @TempDir
    private Path lib;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aTableTellsWhatWasFoundAndWhere() throws Exception {
        Path jar = hook("pigeon").write(lib.resolve("pigeon/pigeon.jar"));

        assertEquals(0, run());
        assertEquals("""
                KIND  NAME    STATE  PROVIDER       FROM
                hook  pigeon  ok     stranger.Hook  %s
                """.formatted(jar), out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsBrokenFollowsWithItsReason() throws Exception {
        Path jar = hook("pigeon").write(lib.resolve("pigeon/pigeon.jar"));
        Path broken = hook("crow").without("stranger.Hook").write(lib.resolve("crow/crow.jar"));

        assertEquals(1, run());
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(List.of(
                "KIND  NAME    STATE   PROVIDER       FROM",
                "hook  pigeon  ok      stranger.Hook  " + jar,
                "hook  -       broken  stranger.Hook  " + broken), lines.subList(0, 3));
        assertTrue(lines.get(3).startsWith("problem: " + broken + ": stranger.Hook is listed wrongly"), lines.get(3));
        assertEquals(4, lines.size());
    }

    @Test
    void nothingFoundIsSaid() throws Exception {
        assertEquals(0, run());
        assertEquals("no plugins found\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aScriptGetsAnObject() throws Exception {
        Path jar = hook("pigeon").write(lib.resolve("pigeon/pigeon.jar"));

        assertEquals(0, run("--json"));
        assertEquals("{\"plugins\":[{\"kind\":\"hook\",\"name\":\"pigeon\",\"provider\":\"stranger.Hook\",\"from\":\"" + jar
                + "\",\"problem\":\"\"}],\"problems\":[]}\n", out.toString(StandardCharsets.UTF_8));
    }

    private int run(String... arguments) throws CommandFailed {
        PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
        return PluginsCommand.run(Given.parse(Commands.find("plugins"), List.of(arguments)), BareRegistry.of(lib),
                new Screen(InputStream.nullInputStream(), to, to, Map.of(), false));
    }

    private static PluginJar hook(String name) {
        return PluginJar.empty().provides(TaskHookFactory.class, "stranger.Hook").source("stranger.Hook", """
                package stranger;
                import io.dcms.spi.*;
                import io.dcms.spi.hook.*;
                public class Hook implements TaskHookFactory {
                    public String name() { return "%s"; }
                    public TaskHook create(PluginContext context) { return (event, target) -> { }; }
                }
                """.formatted(name));
    }
}
