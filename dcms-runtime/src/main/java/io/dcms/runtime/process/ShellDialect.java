package io.dcms.runtime.process;

import io.dcms.runtime.kill.ProcessTree;
import io.dcms.runtime.verify.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A launcher that is a shell script: texts of a shell, in one line each. */
final class ShellDialect implements Dialect {

    /** The name of the script. */
    static final String SCRIPT = "dcms-supervise";

    /**
     * Variables that steer the loader and the C library of whatever program is started: those that glibc takes from programs
     * which gain privileges (its {@code unsecvars.h}), and {@code LANGUAGE} and {@code MUSL_LOCPATH}, which name files too.
     */
    private static final Pattern STEERING = Pattern.compile("(LD_|GLIBC_|MALLOC_|RESOLV_).*|GCONV_PATH|GETCONF_DIR|HOSTALIASES"
            + "|LANGUAGE|LOCALDOMAIN|LOCPATH|MUSL_LOCPATH|NIS_PATH|NLSPATH|RES_OPTIONS|TMPDIR|TZDIR");

    /** Variables that a shell makes itself, understands in its own way, or won't have set; and those of our script. */
    private static final Pattern SHELLS_OWN = Pattern.compile("_|IFS|ENV|PWD|OLDPWD|SHLVL|PPID|E?UID|GROUPS|OPT(IND|ARG|ERR)|LINENO"
            + "|S?RANDOM|SECONDS|DIRSTACK|FUNCNAME|SHELLOPTS|BASH.*|POSIXLY_CORRECT|PS[0-9]|EPOCH.*|CDPATH|FPATH|TMOUT|COPROC"
            + "|(EXEC|GLOB|F|HIST)IGNORE|HISTCMD|MAPFILE|PIPESTATUS|REPLY|COMP_.*|dcms_.*");

    private final Tools tools;
    private final String sh;

    ShellDialect(Tools tools) {
        this.tools = tools;
        this.sh = tools.sh();
    }

    @Override
    public List<String> program() {
        return List.of(sh, SCRIPT);
    }

    @Override
    public Map<String, String> ownEnvironment() {
        return Map.of();
    }

    @Override
    public void check(Order order) throws Refusal {
        if (order.executor().indexOf('=') >= 0 && order.variables().keySet().stream().anyMatch(ShellDialect::isLate)) {
            throw new Refusal("executor: " + order.executor() + " has a = in its path, which does not go together with some variables of "
                    + "options.env: rename it");
        }
    }

    @Override
    public String run(Order order, String mark, String first, String cgroup) {
        SortedMap<String, String> exported = new TreeMap<>(order.variables());
        exported.keySet().removeIf(ShellDialect::isLate);
        exported.put(ProcessTree.MARK, mark);
        StringBuilder line = new StringBuilder("export");
        exported.forEach((name, value) -> line.append(' ').append(name).append('=').append(quoted(value)));
        line.append("; supervise ").append(order.taskId()).append(' ').append(first.isEmpty() ? "/dev/null" : order.taskId());
        for (String word : List.of(first, cgroup, order.folder(), tools.setsid())) {
            line.append(' ').append(quoted(word));
        }
        for (String word : setLate(order)) {
            line.append(' ').append(quoted(word));
        }
        for (String word : order.command()) {
            line.append(' ').append(quoted(word));
        }
        return line.toString();
    }

    /** One word of a shell, in one line, whatever is in it. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''").replace("\n", "'\"$dcms_n\"'") + "'";
    }

    /** What is set when root's power is gone, or no shell comes after it any more. Empty if there is nothing. */
    private List<String> setLate(Order order) {
        List<String> command = new ArrayList<>();
        order.variables().forEach((name, value) -> {
            if (isLate(name)) {
                command.add(name + "=" + value);
            }
        });
        if (!command.isEmpty()) {
            command.add(0, tools.env());
        }
        return command;
    }

    private static boolean isLate(String name) {
        return STEERING.matcher(name).matches() || SHELLS_OWN.matcher(name).matches();
    }

    @Override
    public String watch(String taskId) {
        return "watch " + taskId;
    }

    /** A pipeline of groups, of which the last lets the shell go on. */
    @Override
    public String together(List<String> runs) {
        StringBuilder text = new StringBuilder("run ");
        for (String run : runs.subList(0, runs.size() - 1)) {
            text.append("{ ").append(run).append("; } | ");
        }
        return text.append("(detach; ").append(runs.get(runs.size() - 1)).append(')').toString();
    }

    @Override
    public boolean answersEachCommand() {
        return true;
    }

    /** It is the shell, {@code setsid} or {@code env} before it is the executor. */
    @Override
    public boolean isOnItsWay(List<String> commandLine, String executor) {
        if (commandLine.size() < 2) {
            return false;
        }
        String program = commandLine.get(0);
        return commandLine.subList(0, 2).equals(program())
                || (program.equals(tools.setsid()) || program.equals(tools.env()))
                && commandLine.subList(1, commandLine.size()).contains(executor);
    }
}
