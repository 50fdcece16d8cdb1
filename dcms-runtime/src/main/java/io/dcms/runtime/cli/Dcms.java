package io.dcms.runtime.cli;

import io.dcms.runtime.config.Version;
import io.dcms.runtime.plugin.PluginRegistry;
import io.dcms.runtime.text.NearestName;
import io.dcms.runtime.text.OneLine;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** {@code bin/dcms}: the command line beside the agent. */
public final class Dcms {

    private final Screen screen;

    private Dcms(Screen screen) {
        this.screen = screen;
    }

    public static void main(String[] arguments) {
        Screen screen = Screen.ofProcess();
        int status = run(List.of(arguments), screen);
        screen.out().flush();
        System.exit(status);
    }

    /** @return the exit status, see {@link CommandFailed#EXIT_STATUS} */
    static int run(List<String> arguments, Screen screen) {
        if (arguments.isEmpty()) {
            screen.err().print(Help.of(Commands.ALL));
            return CommandFailed.USAGE;
        }
        return new Dcms(screen).run(arguments.get(0), arguments.subList(1, arguments.size()));
    }

    private int run(String name, List<String> arguments) {
        return switch (name) {
            case "demo" -> DemoCommand.run(arguments, home(), screen.out(), screen.err());
            case "next" -> NextCommand.run(arguments, System.in, screen.out(), screen.err(), InstantSource.system());
            case "sign" -> SignCommand.run(arguments, screen.out(), screen.err());
            case "plugins" -> PluginsCommand.run(arguments, plugins(), screen.out(), screen.err());
            case "version", "--version", "-version" -> print(Version.current() + "\n");
            case "help", "--help", "-help", "-h" -> help(arguments);
            default -> byTable(name, arguments);
        };
    }

    private int help(List<String> arguments) {
        if (arguments.isEmpty() || arguments.get(0).equals("help") || arguments.get(0).startsWith("-")) {
            return print(Help.of(Commands.ALL));
        }
        return arguments.get(0).equals("version") ? print("Usage: dcms version\n") : run(arguments.get(0), List.of("--help"));
    }

    private int byTable(String name, List<String> arguments) {
        Command command = Commands.find(name);
        if (command == null) {
            return unknown(name);
        }
        try {
            Given given = Given.parse(command, arguments);
            if (given.has(Option.HELP)) {
                return print(Help.of(command));
            }
            int status = run(command, given);
            screen.requireWritten();
            return status;
        } catch (CommandFailed e) {
            screen.out().flush();
            screen.err().println("dcms " + name + ": " + e.getMessage());
            return e.exitStatus;
        }
    }

    private int run(Command command, Given given) throws CommandFailed {
        if (command.name().equals("check")) {
            return CheckCommand.run(given, plugins(), screen);
        }
        if (command.name().equals("explain")) {
            return ExplainCommand.run(given, InstantSource.system(), screen);
        }
        if (command.name().equals("completion")) {
            return print(Completion.of(given.operand(0), Commands.ALL));
        }
        AgentClient agent = AgentClient.of(given, screen.environment());
        return switch (command.name()) {
            case "fires" -> FiresCommand.run(given, agent, screen);
            case "status" -> new StatusCommand(given, agent, screen).run();
            case "top" -> new TopCommand(given, agent, screen, InstantSource.system(), Thread::sleep).run();
            case "tasks", "task", "log", "kill" -> new TaskCommands(given, agent, screen).run(command.name());
            case "import" -> new ImportCommand(given, agent, screen, InstantSource.system()).run();
            case "shadow" -> new ShadowCommand(given, agent, screen, InstantSource.system()).run();
            case "run" -> new RunCommand(given, agent, screen).run();
            case "enable", "disable", "add", "edit", "rm" -> new ChangeCommands(given, agent, screen).run(command.name());
            default -> new JobCommands(given, agent, screen).run(command.name());
        };
    }

    private int print(String text) {
        screen.out().print(text);
        return 0;
    }

    private int unknown(String name) {
        List<String> known = new ArrayList<>();
        for (Command command : Commands.ALL) {
            known.add(command.name());
        }
        screen.err().println("dcms: there is no command \"" + OneLine.of(name) + "\""
                + NearestName.of(name, known).map(near -> ": did you mean \"" + near + "\"?").orElse(""));
        screen.err().print(Help.of(Commands.ALL));
        return CommandFailed.USAGE;
    }

    private static PluginRegistry plugins() {
        return System.getProperty("dcms.home", "").isEmpty() ? PluginRegistry.discover() : PluginRegistry.discover(home().resolve("lib"));
    }

    private static Path home() {
        return Path.of(System.getProperty("dcms.home", "."));
    }
}
