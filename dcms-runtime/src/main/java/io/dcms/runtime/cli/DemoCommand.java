package io.dcms.runtime.cli;

import io.dcms.runtime.cli.demo.Demo;
import io.dcms.runtime.text.OneLine;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code dcms demo}: what it is to be like. */
final class DemoCommand {

    private static final int LAST_PORT = 65_535;
    private static final int LONGEST = 86_400;

    private DemoCommand() {
    }

    /**
     * Runs the demo to its end.
     *
     * @param home the folder that holds {@code bin/} and {@code lib/}
     * @return 0 ended as asked, 1 it can't run here or its agent died
     */
    static int run(Given given, Path home, Screen screen) throws CommandFailed {
        int port = given.number(Commands.PORT, 0, 1, LAST_PORT);
        int seconds = given.number(Commands.SECONDS, 0, 1, LONGEST);
        return new Demo(home, folder(given), port, seconds, screen.out(), screen.err()).run();
    }

    private static Optional<Path> folder(Given given) throws CommandFailed {
        if (!given.has(Commands.DEMO_DIR)) {
            return Optional.empty();
        }
        String value = given.value(Commands.DEMO_DIR).orElseThrow();
        try {
            if (!value.isEmpty()) {
                return Optional.of(Path.of(value).toAbsolutePath().normalize());
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw new CommandFailed(CommandFailed.USAGE, Commands.DEMO_DIR.name() + " \"" + OneLine.of(value)
                + "\": give the path of a folder");
    }
}
