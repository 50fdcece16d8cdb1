package io.dcms.runtime.cli;

import static io.dcms.runtime.cli.Command.Group.ALONE;
import static io.dcms.runtime.cli.Command.Group.LOOK;

import java.util.List;

/** The table of all commands: help, completion and the reading of arguments are made from it. */
final class Commands {

    static final Option LIMIT_RUNS = Option.of("--limit", "N", "at most so many, the newest, 1 to 1000; default: 20");
    static final Option SINCE = Option.of("--since", "TIME", """
            how long ago (90s, 30m, 24h, 7d), unix seconds, or a time with its offset
            (2024-05-01T12:00:00Z); default: 24h""");
    static final Option UNTIL = Option.of("--until", "TIME", "the same; default: now");
    static final Option LIMIT_FIRES = Option.of("--limit", "N", "at most so many, the newest, 1 to 10000; default: 1000");

    /** In the order of help. Those without details explain themselves. */
    static final List<Command> ALL = List.of(
            Command.asking(LOOK, "status", "", "how the agent is, where its jobs come from, and what is wrong", """
                    Exits with 1 if it is not ready: it has no jobs, or its timeline stands still. --json prints an object of the
                    answers of /version and /health.
                    """),
            Command.asking(LOOK, "jobs", "", "all jobs of the agent, when they are due, and what became of their last runs", """
                    The state is "enabled", "disabled", or "bad": then the store's version can't be run, and the last good one goes
                    on if there was one. "dcms job ID" says what is wrong.
                    """),
            Command.asking(LOOK, "job", "ID", "all about one job", ""),
            Command.asking(LOOK, "tasks", "", "the tasks that run now", ""),
            Command.asking(LOOK, "task", "TASK", "all about a task that runs or has lately ended", """
                    Older ones are in "dcms history ID".
                    """),
            Command.asking(LOOK, "history", "ID", "the last runs of a job, as the store has them, newest first", "", LIMIT_RUNS),
            Command.asking(LOOK, "fires", "ID", "what became of each fire of a job: which run, or why none", """
                    A fire "ran" (as a task, which may have failed), "waits" for a run of its job to end, or was "skipped" or
                    "missed". While the job is "off", from a time to a time, none counts; "on" is from when on they do.
                    """, SINCE, UNTIL, LIMIT_FIRES),
            own(ALONE, "next", "EXPR", "the next times of a cron expression", "--zone ZONE", "--from TIME", "--count N", "--batch"),
            own(ALONE, "sign", "FILE", "the signature of executables, for a job's \"signature\"", "--md5"),
            own(ALONE, "plugins", "", "which stores, hooks and filters there are, and what is wrong with them"),
            own(ALONE, "demo", "", "run real scripts on a short schedule and watch what happens", "--dir DIR", "--port PORT",
                    "--seconds N"),
            own(ALONE, "version", "", "the version"),
            own(ALONE, "help", "COMMAND", "this, or all about one command"));

    private Commands() {
    }

    /** One that reads its arguments itself and prints its own help. */
    private static Command own(Command.Group group, String name, String operands, String summary, String... options) {
        Option[] own = new Option[options.length];
        for (int n = 0; n < options.length; n++) {
            int blank = options[n].indexOf(' ');
            own[n] = blank < 0 ? Option.flag(options[n], "")
                    : Option.of(options[n].substring(0, blank), options[n].substring(blank + 1), "");
        }
        return Command.alone(group, name, operands, summary, "", own);
    }

    /** @return null if there is none of this name */
    static Command find(String name) {
        for (Command command : ALL) {
            if (command.name().equals(name)) {
                return command;
            }
        }
        return null;
    }
}
