package io.dcms.runtime.cli;

import io.dcms.runtime.plugin.PluginInfo;
import io.dcms.runtime.plugin.PluginRegistry;
import io.dcms.runtime.text.OneLine;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code dcms plugins}: which plugins were found, where, and what failed. */
public final class PluginsCommand {
    private static final String USAGE = "Usage of dcms plugins: no arguments; lists the plugins and what is wrong with them";
    private static final Set<String> HELP = Set.of("-h", "-help", "--help");

    private PluginsCommand() {
    }

    /** Prints a table, problems below it. Answers the exit status: 0, 1 if something can't be used, 2 for a bad argument. */
    public static int run(List<String> arguments, PluginRegistry registry, PrintStream out, PrintStream err) {
        if (arguments.stream().anyMatch(HELP::contains)) {
            out.println(USAGE);
            return 0;
        }
        if (!arguments.isEmpty()) {
            err.println("dcms plugins takes no arguments, but was given \"" + OneLine.of(arguments.get(0)) + "\"");
            return 2;
        }
        printTable(registry.plugins(), out);
        registry.problems().forEach(problem -> out.println("problem: " + problem));
        return registry.problems().isEmpty() ? 0 : 1;
    }

    private static void printTable(List<PluginInfo> plugins, PrintStream out) {
        if (plugins.isEmpty()) {
            out.println("no plugins found");
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("KIND", "NAME", "STATE", "PROVIDER", "FROM"));
        plugins.forEach(plugin -> rows.add(row(plugin)));
        int[] widths = widths(rows);
        rows.forEach(row -> out.println(aligned(row, widths)));
    }

    private static List<String> row(PluginInfo plugin) {
        return List.of(shown(plugin.kind()), shown(plugin.name()), plugin.isBroken() ? "broken" : "ok",
                shown(plugin.provider()), shown(plugin.where()));
    }

    private static String shown(String text) {
        return text.isEmpty() ? "-" : OneLine.of(text);
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private static String aligned(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length - 1; column++) {
            String cell = row.get(column);
            line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
        }
        return line.append(row.get(row.size() - 1)).toString();
    }
}
