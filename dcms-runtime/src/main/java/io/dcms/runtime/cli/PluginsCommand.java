package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.plugin.PluginInfo;
import io.dcms.runtime.plugin.PluginRegistry;
import io.dcms.runtime.text.OneLine;
import java.util.List;

/** {@code dcms plugins}: which plugins were found, where, and what failed. */
final class PluginsCommand {

    private PluginsCommand() {
    }

    /** Prints a table, problems below it. @return 0, or 1 if something can't be used */
    static int run(Given given, PluginRegistry registry, Screen screen) {
        if (given.has(Option.JSON)) {
            printJson(registry, screen);
        } else {
            printTable(registry.plugins(), screen);
            registry.problems().forEach(problem -> screen.out().println("problem: " + problem));
        }
        return registry.problems().isEmpty() ? 0 : CommandFailed.NO;
    }

    private static void printTable(List<PluginInfo> plugins, Screen screen) {
        if (plugins.isEmpty()) {
            screen.out().println("no plugins found");
            return;
        }
        Table table = new Table().titles("KIND", "NAME", "STATE", "PROVIDER", "FROM");
        for (PluginInfo plugin : plugins) {
            table.row(cell(plugin.kind()), cell(plugin.name()),
                    plugin.isBroken() ? new Table.Cell("broken", Paint.BAD) : new Table.Cell("ok", Paint.GOOD),
                    cell(plugin.provider()), cell(plugin.where()));
        }
        screen.print(table);
    }

    private static Table.Cell cell(String text) {
        return Table.Cell.of(OneLine.of(text));
    }

    private static void printJson(PluginRegistry registry, Screen screen) {
        JsonWriter json = new JsonWriter().object().name("plugins").array();
        for (PluginInfo plugin : registry.plugins()) {
            json.object().field("kind", plugin.kind()).field("name", plugin.name()).field("provider", plugin.provider())
                    .field("from", plugin.where()).field("problem", plugin.problem()).end();
        }
        json.end().name("problems").array();
        registry.problems().forEach(json::value);
        screen.out().println(json.end().end());
    }
}
