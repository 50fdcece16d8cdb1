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
    private final InstantSource clock;

    private Dcms(Screen screen, InstantSource clock) {
        this.screen = screen;
        this.clock = clock;
    }

    public static void main(String[] arguments) {
        Screen screen = Screen.ofProcess();
        int status = run(List.of(arguments), screen, InstantSource.system());
        screen.out().flush();
        System.exit(status);
    }

    /** @return the exit status, see {@link CommandFailed#EXIT_STATUS} */
    static int run(List<String> arguments, Screen screen, InstantSource clock) {
        if (arguments.isEmpty()) {
            screen.err().print(Help.of(Commands.ALL));
            return CommandFailed.USAGE;
        }
        List<String> ordered = commandFirst(arguments);
        return new Dcms(screen, clock).run(ordered.get(0), ordered.subList(1, ordered.size()));
    }

    /** {@code dcms --host web2 jobs} is {@code dcms jobs --host web2}. */
    private static List<String> commandFirst(List<String> arguments) {
        String host = Option.HOST.name();
        int words = arguments.get(0).equals(host) ? 2 : arguments.get(0).startsWith(host + "=") ? 1 : 0;
        if (words == 0 || arguments.size() <= words) {
            return arguments;
        }
        List<String> ordered = new ArrayList<>(List.of(arguments.get(words)));
        ordered.addAll(arguments.subList(0, words));
        ordered.addAll(arguments.subList(words + 1, arguments.size()));
        return ordered;
    }

    private int run(String name, List<String> arguments) {
        return switch (name) {
            case "--version", "-version" -> byTable("version", arguments);
            case "--help", "-help", "-h" -> byTable("help", arguments);
            default -> byTable(name, arguments);
        };
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
        return switch (command.name()) {
            case "check" -> CheckCommand.run(given, plugins(), screen);
            case "next" -> new NextCommand(given, screen, clock).run();
            case "explain" -> ExplainCommand.run(given, clock, screen);
            case "sign" -> new SignCommand(given, screen).run();
            case "plugins" -> PluginsCommand.run(given, plugins(), screen);
            case "completion" -> print(Completion.of(given.operand(0), Commands.ALL));
            case "demo" -> DemoCommand.run(given, home(), screen);
            case "version" -> print(Version.current() + "\n");
            case "help" -> help(given);
            default -> ask(command.name(), given, AgentClient.of(given, screen.environment()));
        };
    }

    private int ask(String name, Given given, AgentClient agent) throws CommandFailed {
        return switch (name) {
            case "ids" -> new IdsCommand(given, agent.hurried(), screen).run();
            case "fires" -> FiresCommand.run(given, agent, screen);
            case "status" -> new StatusCommand(given, agent, screen).run();
            case "top" -> new TopCommand(given, agent, screen, clock, Thread::sleep).run();
            case "tasks", "task", "log", "kill" -> new TaskCommands(given, agent, screen).run(name);
            case "import" -> new ImportCommand(given, agent, screen, clock).run();
            case "shadow" -> new ShadowCommand(given, agent, screen, clock).run();
            case "run" -> new RunCommand(given, agent, screen).run();
            case "enable", "disable", "add", "edit", "rm" -> new ChangeCommands(given, agent, screen).run(name);
            default -> new JobCommands(given, agent, screen).run(name);
        };
    }

    private int help(Given given) {
        if (given.operands().isEmpty()) {
            return print(Help.of(Commands.ALL));
        }
        Command command = Commands.find(given.operand(0));
        return command == null ? unknown(given.operand(0)) : print(Help.of(command));
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
