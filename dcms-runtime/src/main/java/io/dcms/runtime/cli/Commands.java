package io.dcms.runtime.cli;

import static io.dcms.runtime.cli.Command.Group.ACT;
import static io.dcms.runtime.cli.Command.Group.ALONE;
import static io.dcms.runtime.cli.Command.Group.EDIT;
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
    static final Option WAIT = new Option("--wait", "-w", "", "prints what the task prints, and ends when it ends: with 0 if it\n"
            + "succeeded, else with 1");
    static final Option EVERYWHERE = Option.flag("--everywhere", "changes the store, and so all hosts of the job, not this agent alone");
    static final Option FOLLOW = new Option("--follow", "-f", "", "goes on until the task ends");
    static final Option TAIL = Option.of("--tail", "BYTES", "begins so many bytes before the end; default: at the beginning");
    static final Option ZONE = Option.of("--zone", "ZONE", "where the expression is read: Asia/Shanghai, UTC, +05:30; default:\n"
            + "this machine's zone");
    static final Option FROM = Option.of("--from", "TIME", "2024-03-10T00:00:00-05:00, any offset; default: now");
    static final Option TIMES = Option.of("--count", "N", "how many times, 1 to 1000000; default: 1");
    static final Option BATCH = Option.flag("--batch", """
            answers each line EXPR<TAB>ZONE<TAB>TIME<TAB>N of standard input by one line: the times
            with commas between, nothing if there are none, or "ERROR: " and the reason. An empty
            ZONE, TIME or N is the default""");
    static final Option LANGUAGE = Option.of("--lang", "LANG", "en or zh; default: zh in a Chinese locale, else en");
    static final Option INTERVAL = Option.of("--interval", "SECONDS", "looks so often, 1 to 3600; default: 2");
    static final Option COUNT = Option.of("--count", "N", "ends after so many looks, 1 to 1000000; default: at Ctrl-C, and after one\n"
            + "where standard output is no terminal");

    static final Option USER = Option.of("--user", "NAME", "the files are crontabs of this user; default: as their place says");
    static final Option SYSTEM = Option.flag("--system", "the lines have a user column, as in /etc/crontab and /etc/cron.d");
    static final Option ONLY = Option.of("--only", "LINE", "this line alone; can be given more than once");
    static final Option APPLY = Option.flag("--apply", "does what the plan says");
    static final Option ENABLE = Option.flag("--enable", "enables the jobs, which are disabled else; comment their lines out then");
    static final Option IMPORT_DIR = Option.of("--dir", "DIR", "where the scripts go; default: " + ScriptFolder.DEFAULT);
    static final Option HOOK = Option.of("--hook", "URI", "is told of the ends of the jobs' runs");

    static final Option MD5 = Option.flag("--md5", "an MD5 and no SHA-256: a database made by the original agent's schema has room\n"
            + "for no more");

    static final Option DEMO_DIR = Option.of("--dir", "DIR", "the folder to use, new or empty; default: a new one below /tmp");
    static final Option PORT = Option.of("--port", "PORT", "the port of the agent's REST API; default: a free one");
    static final Option SECONDS = Option.of("--seconds", "N", "ends after so many seconds; default: at Ctrl-C");

    static final Option HOURS = Option.of("--hours", "N", "so many hours to come, or with --log past; 1 to 8760; default: 24");
    static final Option LOG = Option.of("--log", "FILE", "cron's log, such as /var/log/syslog; \"-\" is standard input");

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
            Command.askingForText(LOOK, "log", "TASK", "what a task has printed, stdout and stderr", """
                    Prints every byte as it is, also those that steer a terminal.
                    """, FOLLOW, TAIL),
            Command.askingForText(LOOK, "top", "", "the tasks that run and the jobs that are due next, again and again", """
                    The oldest tasks come first. An agent that goes away is asked again until it is back.
                    """, INTERVAL, COUNT),
            Command.askingForText(LOOK, "ids", "COMMAND", "the ids that a command can be given, for the completion of shells", """
                    COMMAND is one that takes an ID or a TASK. Prints a line for each: the id, a tab, and the name of the job; with a
                    task also how it is. Soon gives up if the agent does not answer.
                    """),
            Command.asking(ACT, "run", "ID", "runs a job now, also one that is disabled", """
                    Prints the id of the task: "dcms log -f $(dcms run 1)". With --wait that goes to stderr, and at the end what became
                    of it; with --json too, all that is printed is the task as "dcms task --json" shows it. The task runs on if
                    this is ended by Ctrl-C.
                    """, WAIT),
            Command.asking(ACT, "kill", "TASK", "kills a task with all that it has started", """
                    Does not wait: the task gets TERM, and KILL if that does not help, and may also end by itself before.
                    """),
            Command.asking(ACT, "enable", "ID", "lets a job run by its schedule, as the store has it", """
                    Undoes "disable": the agent takes the job from the store anew. Exits with 1 if the store has it disabled.
                    """, EVERYWHERE),
            Command.asking(ACT, "disable", "ID", "lets a job run no more by its schedule, on this agent until it changes in the store", """
                    Also over restarts of the agent. What runs goes on.
                    """, EVERYWHERE),
            Command.asking(EDIT, "add", "FILE", "adds the job in a file to the store", """
                    FILE, or "-" for standard input, holds one job as a JSON object with the fields that docs/jobs.md describes. The store
                    gives it its id. Without "hosts" it belongs to the host of the agent. --json prints the job as it is stored.
                    """),
            Command.asking(EDIT, "edit", "ID FILE", "changes the fields of a job that a file has", """
                    FILE, or "-" for standard input, holds a JSON object: other fields stay as they are, "options" is replaced whole.
                    "dcms job --json ID" may be changed and sent back: "***" stands for what is not shown. Leave "disabled" out,
                    though, if only this agent has disabled the job: here it is for every host.
                    """),
            Command.asking(EDIT, "rm", "ID", "removes a job from the store, and so from every host", """
                    Does not ask. What runs ends in peace, what ran stays recorded.
                    """),
            Command.askingHere(EDIT, "import", "FILE...", "moves crontabs to jobs; first shows what would become of each line", """
                    FILE is a crontab, a folder of them such as /etc/cron.d, or "-" for standard input. Each line that runs something
                    becomes a script, which gives its command what cron gave it, and a job. Told is what would be otherwise than under
                    cron, and why a line stays: a job never runs as root. Nothing is changed without --apply, which must be called as
                    root on the agent's machine, and can be called again: it then changes what has changed. Exits with 1 if a line
                    stays.
                    """, USER, SYSTEM, ONLY, APPLY, ENABLE, IMPORT_DIR, HOOK,
                    Option.flag("--json", "prints the plan, or what was done, as an object")),
            Command.askingHere(EDIT, "shadow", "FILE...", "who will run the lines of crontabs, cron or DCMS, and who did", """
                    FILE is what "dcms import" takes. Each minute in which cron would run a line is compared with what its job would
                    do, or did: reported is what both would run, or nobody, or one otherwise than the other, and why if that is known.
                    With --log, which is plain text as rsyslog and journalctl -o short-iso write it, it is told what cron and DCMS
                    have run. Exits with 1 if there are differences.
                    """, HOURS, LOG, USER, SYSTEM, IMPORT_DIR,
                    Option.flag("--json", "prints an object, with minutes in unix seconds")),
            Command.alone(EDIT, "check", "FILE", "tells all that an agent would refuse of a file of jobs; asks no agent", """
                    FILE, or "-" for standard input, holds one job, or jobs as the store "file" has them. Each problem is a line: file,
                    line, job, field, what is wrong, and what would be right. Exits with 1 if there are some. Not looked at are the
                    programs and users, which may be those of another host.
                    """, Option.flag("--json", "prints the problems as an array of objects with line, job and problem")),
            Command.alone(ALONE, "next", "[EXPR...]", "the next times of a cron expression", """
                    EXPR is five fields (minute, hour, day of month, month, day of week), six (and the year), seven (the second
                    first), @yearly, @monthly, @weekly, @daily, @hourly, @reboot (never by the clock) or @every 1h30m. Quote it.
                    Each time is a line, strictly after --from: ISO 8601 with offset. It is fewer than asked for, or none, when the
                    expression ends. Warnings go to standard error.
                    """, ZONE, FROM, TIMES, BATCH, Option.flag("--json", "prints an object with expression, zone, warnings and next")),
            Command.alone(ALONE, "explain", "EXPR", "a cron expression in words, and its next five times", """
                    Quote the expression: dcms explain '0 3 * * MON-FRI'. --json prints an object with expression, meaning, warnings and
                    next. "dcms next" computes more times.
                    """, ZONE, LANGUAGE, Option.flag("--json", "prints an object for scripts")),
            Command.alone(ALONE, "sign", "FILE...", "the signature of executables, for a job's \"signature\"", """
                    Prints the signature of each file, two blanks and its name. Exits with 1 if a file can't be read; the others are
                    signed.
                    """, MD5, Option.flag("--json", "prints an array of objects with file and signature")),
            Command.alone(ALONE, "plugins", "", "which stores, hooks and filters there are, and what is wrong with them", """
                    Exits with 1 if one can't be used.
                    """, Option.flag("--json", "prints an object with plugins and problems")),
            Command.alone(ALONE, "completion", "SHELL", "prints a script by which bash or zsh completes commands, options and ids", """
                    SHELL is bash or zsh. For this shell alone: . <(dcms completion bash). For all:
                      dcms completion bash >/etc/bash_completion.d/dcms
                      dcms completion zsh >/usr/local/share/zsh/site-functions/_dcms
                    """),
            Command.alone(ALONE, "demo", "", "run real scripts on a short schedule and watch what happens", """
                    Makes a folder with a few small scripts, signs them, lets a real agent run them on a short schedule, and tells
                    what happens and what to try next. As root it runs them as the user nobody, else as you. Ctrl-C ends it.
                    """, DEMO_DIR, PORT, SECONDS),
            Command.alone(ALONE, "version", "", "the version", ""),
            Command.alone(ALONE, "help", "[COMMAND]", "this, or all about one command", ""));

    private Commands() {
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
