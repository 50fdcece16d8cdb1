package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.plugin.BareRegistry;
import io.dcms.runtime.plugin.PluginJar;
import io.dcms.spi.hook.TaskHookFactory;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsCommandTest {
    @TempDir
    private Path lib;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void aTableTellsWhatWasFoundAndWhere() {
        Path jar = hook("pigeon").write(lib.resolve("pigeon/pigeon.jar"));

        assertEquals(0, run());
        assertEquals("""
                KIND  NAME    STATE  PROVIDER       FROM
                hook  pigeon  ok     stranger.Hook  %s
                """.formatted(jar), out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsBrokenFollowsWithItsReason() {
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
    void nothingFoundIsSaid() {
        assertEquals(0, run());
        assertEquals("no plugins found\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void argumentsAreRefusedAndHelpIsGiven() {
        assertEquals(2, run("-v"));
        assertEquals("dcms plugins takes no arguments, but was given \"-v\"\n", err.toString(StandardCharsets.UTF_8));
        assertEquals(0, run("--help"));
        assertTrue(out.toString(StandardCharsets.UTF_8).startsWith("Usage of dcms plugins"));
    }

    private int run(String... arguments) {
        return PluginsCommand.run(List.of(arguments), BareRegistry.of(lib),
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
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
