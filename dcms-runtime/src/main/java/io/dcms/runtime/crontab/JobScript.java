package io.dcms.runtime.crontab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The script that a line of a crontab becomes: it makes of what a run of DCMS finds what a run of cron would find, and becomes the
 * line's command. To be written in the encoding of its crontab.
 */
public final class JobScript {

    /** Tells the scripts that we have made, and may so replace, from those of people. */
    private static final String MARKER = "# dcms-import: ";
    private static final String SOURCE = "#   from:  ";
    private static final String NAME = "#   job:   ";
    private static final String LINE = "#   line:  ";

    private static final String DEFAULT_SHELL = "/bin/sh";
    /** Debian's {@code _PATH_DEFPATH}. */
    private static final String DEFAULT_PATH = "/usr/bin:/bin";
    private static final Pattern SETTABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** What a shell makes itself, understands in its own way or won't have set. */
    private static final Pattern SHELLS_OWN = Pattern.compile("_|IFS|ENV|PWD|OLDPWD|SHLVL|PPID|E?UID|GROUPS|OPT(IND|ARG|ERR)|LINENO"
            + "|S?RANDOM|SECONDS|DIRSTACK|FUNCNAME|SHELLOPTS|BASH.*|POSIXLY_CORRECT|PS[0-9]|EPOCH.*|CDPATH|FPATH|TMOUT|COPROC"
            + "|(EXEC|GLOB|F|HIST)IGNORE|HISTCMD|MAPFILE|PIPESTATUS|REPLY|COMP_.*");
    /** Set by the agent alone: its kills go by them. */
    static final String AGENTS = "DCMS_";

    private JobScript() {
    }

    /**
     * Where a script comes from.
     *
     * @param source the {@link CrontabSource#text} of its crontab
     * @param title  what the name of its job began with when it was made
     * @param line   the line of the crontab, as it was then
     */
    public record Origin(String source, String title, String line) {
    }

    /**
     * The text of a script.
     *
     * @param pam what each session gets from {@code pam_env}, which a crontab's own variables override
     */
    public static String of(Origin origin, CrontabLine line, Map<String, String> pam) {
        Map<String, String> variables = variables(line, pam);
        StringBuilder text = new StringBuilder(1024).append("#!/bin/sh\n")
                .append(MARKER).append("made of a line of a crontab, and made anew by \"dcms import\" when that line has changed.\n")
                .append("# It gives its command what cron gave it. Whoever changes it must sign it anew (dcms sign), or it runs no more.\n")
                .append(SOURCE).append(oneLine(origin.source)).append('\n')
                .append(NAME).append(oneLine(origin.title)).append('\n')
                .append(LINE).append(origin.line).append("\n\n")
                .append("unset LANG USER\n");
        List<String> late = new ArrayList<>();
        variables.forEach((name, value) -> {
            if (isSettable(name)) {
                text.append("export ").append(name).append('=').append(quoted(value)).append('\n');
            } else {
                late.add(quoted(name + "=" + value));
            }
        });
        text.append("# Where cron's chdir(2) to HOME fails it stays in the folder of its crontabs.\n")
                .append("cd -P /var/spool/cron 2>/dev/null || cd /\n")
                .append("cd -P -- \"$HOME\" 2>/dev/null\n")
                .append("unset PWD OLDPWD SHLVL\n")
                .append("exec ");
        if (!late.isEmpty()) {
            text.append("/usr/bin/env ").append(String.join(" ", late)).append(' ');
        }
        return text.append(quoted(shell(variables.get("SHELL")))).append(" -c ").append(quoted(line.command()))
                .append(hereDocument(line.input().orElse(""))).toString();
    }

    /** Where a script comes from that we have made; empty if it is not ours. */
    public static Optional<Origin> read(String text) {
        if (!text.startsWith("#!/bin/sh\n" + MARKER)) {
            return Optional.empty();
        }
        String source = "";
        String name = "";
        for (String line : text.split("\n")) {
            if (line.startsWith(SOURCE)) {
                source = line.substring(SOURCE.length());
            } else if (line.startsWith(NAME)) {
                name = line.substring(NAME.length());
            } else if (line.startsWith(LINE)) {
                return Optional.of(new Origin(source, name, line.substring(LINE.length())));
            }
        }
        return Optional.empty();
    }

    /** The shell that cron gives a line's command to: it looks for it in no PATH. */
    static String shellOf(CrontabLine line, Map<String, String> pam) {
        return variables(line, pam).get("SHELL");
    }

    /** As cron's {@code load_entry} completes them, without those that the agent has set already. */
    private static Map<String, String> variables(CrontabLine line, Map<String, String> pam) {
        Map<String, String> variables = new LinkedHashMap<>(pam);
        variables.remove("HOME");
        variables.put("SHELL", DEFAULT_SHELL);
        variables.put("PATH", DEFAULT_PATH);
        variables.putAll(line.environment());
        variables.remove("LOGNAME");
        variables.keySet().removeIf(name -> name.isEmpty() || name.startsWith(AGENTS));
        return variables;
    }

    private static boolean isSettable(String name) {
        return SETTABLE.matcher(name).matches() && !SHELLS_OWN.matcher(name).matches();
    }

    private static String shell(String shell) {
        return shell.indexOf('/') >= 0 ? shell : "./" + shell;
    }

    /** Also where there is no input: cron's commands read from a pipe. */
    private static String hereDocument(String input) {
        String end = "END_OF_INPUT";
        while (("\n" + input).contains("\n" + end + "\n")) {
            end += "_";
        }
        return " <<'" + end + "'\n" + input + (input.isEmpty() || input.endsWith("\n") ? "" : "\n") + end + "\n";
    }

    /** One word of a shell, whatever is in it. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    private static String oneLine(String text) {
        return text.replace('\n', ' ').replace('\r', ' ');
    }
}
