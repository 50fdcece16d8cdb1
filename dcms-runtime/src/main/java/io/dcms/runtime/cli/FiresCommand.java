package io.dcms.runtime.cli;

import io.dcms.runtime.json.JsonWriter;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code dcms fires}: what became of each fire of a job. */
final class FiresCommand {

    private static final String USAGE = """
            Usage: dcms fires [--since TIME] [--until TIME] [--limit N] [--url URL] [--json] ID

            Prints what became of each fire of the job with this id, oldest first: which run it became, or why none.

              --since TIME  how long ago (90s, 30m, 24h, 7d), unix seconds, or a time with its offset
                            (2024-05-01T12:00:00Z); default: 24h
              --until TIME  the same; default: now
              --limit N     at most so many, the newest, 1 to 10000; default: 1000
              --url URL     the agent; default: the environment's DCMS_URL, or http://127.0.0.1:8001
              --json        prints the agent's answer as it is
              --help        prints this

            A fire "ran" (as a task, which may have failed), "waits" for a run of its job to end, or was "skipped" or
            "missed". While the job is "off", from a time to a time, none counts; "on" is from when on they do.

            Exit status: 0 done, 1 the agent can't be asked, 2 a bad argument, 4 there is no such job.
            """;

    private Optional<String> since = Optional.empty();
    private Optional<String> until = Optional.empty();
    private Optional<String> limit = Optional.empty();
    private Optional<String> url = Optional.empty();
    private Optional<String> id = Optional.empty();
    private boolean json;

    private FiresCommand() {
    }

    /** @return the exit status: 0 done, 1 the agent can't be asked, 2 a bad argument, 4 there is no such job */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        FiresCommand command = new FiresCommand();
        try {
            command.parse(arguments.iterator());
            command.ask(AgentClient.of(command.url, Optional.ofNullable(environment.get(AgentClient.VARIABLE))), out);
        } catch (CommandFailed e) {
            err.println("dcms fires: " + e.getMessage());
            return e.exitStatus;
        }
        if (out.checkError()) {
            err.println("dcms fires: standard output can't be written");
            return CommandFailed.TROUBLE;
        }
        return 0;
    }

    private void ask(AgentClient agent, PrintStream out) throws CommandFailed {
        StringBuilder path = new StringBuilder("/jobs/" + id.orElseThrow() + "/fires");
        append(path, "since", since);
        append(path, "until", until);
        append(path, "limit", limit);
        Answer answer = new Answer(agent.get(path.toString()));
        if (json) {
            out.println(new JsonWriter().value(answer.value()));
        } else {
            out.print(new FiresTable(answer, ZoneId.systemDefault()));
        }
    }

    private static void append(StringBuilder path, String name, Optional<String> value) {
        value.ifPresent(text -> path.append(path.indexOf("?") < 0 ? '?' : '&').append(name).append('=')
                .append(URLEncoder.encode(text, StandardCharsets.UTF_8)));
    }

    private void parse(Iterator<String> arguments) throws CommandFailed {
        while (arguments.hasNext()) {
            String argument = arguments.next();
            if (argument.startsWith("-")) {
                option(argument, arguments);
            } else {
                id(argument);
            }
        }
        if (id.isEmpty()) {
            throw new CommandFailed(CommandFailed.USAGE, "ID is missing: give the id of a job, or --help");
        }
    }

    private void id(String argument) throws CommandFailed {
        if (id.isPresent() || !argument.matches("[0-9]{1,19}")) {
            throw new CommandFailed(CommandFailed.USAGE, "\"" + argument + "\": give the id of one job, a whole number");
        }
        id = Optional.of(argument);
    }

    private void option(String argument, Iterator<String> rest) throws CommandFailed {
        int equals = argument.indexOf('=');
        String name = equals < 0 ? argument : argument.substring(0, equals);
        switch (name) {
            case "--since" -> since = value(argument, equals, rest);
            case "--until" -> until = value(argument, equals, rest);
            case "--limit" -> limit = value(argument, equals, rest);
            case "--url" -> url = value(argument, equals, rest);
            case "--json" -> json = true;
            default -> throw new CommandFailed(CommandFailed.USAGE, "option \"" + name
                    + "\" is unknown: give --since, --until, --limit, --url, --json or --help");
        }
    }

    private static Optional<String> value(String argument, int equals, Iterator<String> rest) throws CommandFailed {
        if (equals < 0 && !rest.hasNext()) {
            throw new CommandFailed(CommandFailed.USAGE, "option " + argument + " has no value: give one after it");
        }
        return Optional.of(equals < 0 ? rest.next() : argument.substring(equals + 1));
    }
}
