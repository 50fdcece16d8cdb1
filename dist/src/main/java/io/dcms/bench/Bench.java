package io.dcms.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The command {@code dcms-bench}. Exits with 0 when all was measured, 1 when it could not be, 2 for
 * arguments that it does not know. */
public final class Bench {

    static final List<BenchCommand> COMMANDS = List.of(
            new LaunchBench(),
            new TimelineBench(),
            new AliveBench(),
            new StartBench(),
            new ScanBench(),
            new RestBench(),
            new StoreBench(),
            new SoakBench());

    private Bench() {
    }

    /** @param arguments a command and its options */
    public static void main(String[] arguments) throws Exception {
        System.exit(run(Arrays.asList(arguments)));
    }

    /** The folder that holds {@code bin} and {@code lib}. */
    static Path home() {
        return Path.of(System.getProperty("dcms.home"));
    }

    private static int run(List<String> arguments) throws Exception {
        String name = arguments.isEmpty() ? "help" : arguments.get(0);
        if (isHelp(name)) {
            System.out.print(help());
            return 0;
        }
        BenchCommand command = COMMANDS.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
        if (command == null) {
            System.err.println("dcms-bench: there is no benchmark \"" + name + "\": see dcms-bench help");
            return 2;
        }
        return run(command, arguments.subList(1, arguments.size()));
    }

    private static boolean isHelp(String word) {
        return word.equals("help") || word.equals("--help") || word.equals("-h");
    }

    private static int run(BenchCommand command, List<String> arguments) throws Exception {
        if (!arguments.isEmpty() && isHelp(arguments.get(0))) {
            System.out.print(help(command));
            return 0;
        }
        BenchValues given;
        try {
            given = BenchValues.parse(command.options(), arguments);
        } catch (BenchFailure e) {
            System.err.println("dcms-bench " + command.name() + ": " + e.getMessage());
            return 2;
        }
        try {
            System.out.println(Machine.describe());
            command.run(given);
            return 0;
        } catch (BenchFailure e) {
            System.err.println("dcms-bench " + command.name() + ": " + e.getMessage());
            return 1;
        }
    }

    static String help() {
        StringBuilder text = new StringBuilder("Measures this DCMS on this machine, beside what one would have instead.\n"
                + "Quiet the machine first: the load at the start is printed with the figures.\n\nusage: dcms-bench COMMAND [--OPTION VALUE]...\n");
        COMMANDS.forEach(command -> text.append('\n').append(help(command)));
        return text.toString();
    }

    private static String help(BenchCommand command) {
        StringBuilder text = new StringBuilder("%s: %s%n".formatted(command.name(), command.summary()));
        for (BenchOption option : command.options()) {
            text.append("  %-22s %s%s%n".formatted("--" + option.name() + " " + option.value(), option.meaning(),
                    option.fallback().isEmpty() ? "" : " (" + option.fallback() + ")"));
        }
        return text.toString();
    }
}
