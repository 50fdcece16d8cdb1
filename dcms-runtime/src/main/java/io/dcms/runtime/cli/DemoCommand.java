package io.dcms.runtime.cli;

import io.dcms.runtime.cli.demo.Demo;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** {@code dcms demo}: reads its options. */
final class DemoCommand {

    private static final String USAGE = """
            Usage: dcms demo [--dir DIR] [--port PORT] [--seconds N]

            Makes a folder with a few small scripts, signs them, lets a real agent run them on a short schedule, and tells what
            happens and what to try next. As root it runs them as the user nobody, else as you. Ctrl-C ends it.

              --dir DIR    the folder to use, new or empty; default: a new one below /tmp
              --port PORT  the port of the agent's REST API; default: a free one
              --seconds N  end after so many seconds; default: at Ctrl-C
            """;
    private static final long LONGEST = 86_400;

    private Path folder;
    private int port;
    private long seconds;

    private DemoCommand() {
    }

    /** A bad argument. The message says what would be right. */
    private static final class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    /**
     * Runs the demo to its end.
     *
     * @param home the folder that holds {@code bin/} and {@code lib/}
     * @return the exit status: 0 ended as asked, 1 it can't run here or its agent died, 2 a bad argument
     */
    static int run(List<String> arguments, Path home, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        DemoCommand command = new DemoCommand();
        try {
            command.parse(arguments.iterator());
        } catch (Refused e) {
            err.println("dcms demo: " + e.getMessage());
            return 2;
        }
        return new Demo(home, Optional.ofNullable(command.folder), command.port, command.seconds, out, err).run();
    }

    private void parse(Iterator<String> arguments) throws Refused {
        while (arguments.hasNext()) {
            String argument = arguments.next();
            int equals = argument.indexOf('=');
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!List.of("--dir", "--port", "--seconds").contains(name)) {
                throw new Refused("\"" + argument + "\" is unknown: give --dir, --port, --seconds or --help");
            }
            if (equals < 0 && !arguments.hasNext()) {
                throw new Refused(name + " has no value: give one after it");
            }
            set(name, equals < 0 ? arguments.next() : argument.substring(equals + 1));
        }
    }

    private void set(String name, String value) throws Refused {
        switch (name) {
            case "--dir" -> folder = path(value);
            case "--port" -> port = (int) number(name, value, 65_535);
            default -> seconds = number(name, value, LONGEST);
        }
    }

    private static Path path(String value) throws Refused {
        try {
            if (!value.isEmpty()) {
                return Path.of(value).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw new Refused("--dir \"" + value + "\": give the path of a folder");
    }

    private static long number(String name, String value, long most) throws Refused {
        long number = value.matches("[0-9]{1,9}") ? Long.parseLong(value) : 0;
        if (number < 1 || number > most) {
            throw new Refused(name + " \"" + value + "\": give a whole number from 1 to " + most);
        }
        return number;
    }
}
