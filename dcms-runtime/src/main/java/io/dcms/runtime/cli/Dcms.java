package io.dcms.runtime.cli;

import io.dcms.runtime.config.Version;
import io.dcms.runtime.plugin.PluginRegistry;
import io.dcms.runtime.text.NearestName;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** {@code bin/dcms}: the command line beside the agent. */
public final class Dcms {

    private static final String USAGE = """
            Usage: dcms COMMAND [ARGUMENT ...]

              dcms demo               run real scripts on a short schedule and watch what happens
              dcms fires ID           what became of each fire of a job: asks the agent
              dcms next EXPR          the next times of a cron expression
              dcms sign FILE ...      the signature of executables, for a job's "signature"
              dcms plugins            which stores, hooks and filters there are, and what is wrong with them
              dcms version            the version
              dcms help               this

            "dcms COMMAND --help" says more. The agent itself is bin/dcms-agent.
            """;

    private Dcms() {
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        if (arguments.isEmpty()) {
            System.err.print(USAGE);
            return 2;
        }
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (arguments.get(0)) {
            case "demo" -> DemoCommand.run(rest, home(), System.out, System.err);
            case "fires" -> FiresCommand.run(rest, System.getenv(), System.out, System.err);
            case "next" -> NextCommand.run(rest, System.in, System.out, System.err, InstantSource.system());
            case "sign" -> SignCommand.run(rest, System.out, System.err);
            case "plugins" -> PluginsCommand.run(rest, plugins(), System.out, System.err);
            case "version", "--version", "-version" -> print(Version.current() + "\n");
            case "help", "--help", "-help", "-h" -> print(USAGE);
            default -> unknown(arguments.get(0));
        };
    }

    private static int print(String text) {
        System.out.print(text);
        return 0;
    }

    private static int unknown(String command) {
        System.err.println("dcms: there is no command \"" + command + "\""
                + NearestName.of(command, List.of("demo", "fires", "next", "sign", "plugins", "version", "help"))
                .map(near -> ": did you mean \"" + near + "\"?").orElse(""));
        System.err.print(USAGE);
        return 2;
    }

    private static PluginRegistry plugins() {
        return System.getProperty("dcms.home", "").isEmpty() ? PluginRegistry.discover() : PluginRegistry.discover(home().resolve("lib"));
    }

    private static Path home() {
        return Path.of(System.getProperty("dcms.home", "."));
    }
}
