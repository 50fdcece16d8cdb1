package io.dcms.runtime.process;

import io.dcms.runtime.kill.ProcessTree;
import io.dcms.runtime.schedule.Launcher.Launch;
import io.dcms.runtime.verify.Refusal;
import io.dcms.runtime.verify.Runner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a run is told to the shell that starts it: its command line, environment and working directory. */
final class TaskCommand {

    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
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
    /** Linux takes no longer argument or variable, the NUL at its end included: {@code MAX_ARG_STRLEN}. */
    private static final int LONGEST = 131_072;

    private final Tools tools;

    TaskCommand(Tools tools) {
        this.tools = tools;
    }

    /** What gives power away and leads a session of its own, where no terminal and none of its signals reach it. */
    List<String> shell(Runner runner) {
        List<String> command = new ArrayList<>();
        if (tools.root()) {
            command.add(tools.setpriv());
            command.add("--reuid=" + runner.uid());
            command.add("--regid=" + runner.gid());
            command.add(runner.groups().isEmpty() ? "--clear-groups" : "--groups="
                    + runner.groups().stream().map(String::valueOf).collect(Collectors.joining(",")));
            command.add("--inh-caps=-all");
        }
        // After setpriv, which keeps root's capabilities until it has executed the next program.
        command.add(tools.setsid());
        command.add(tools.sh());
        return command;
    }

    /**
     * Whether a process with this command line is one of ours that is still to become the executor: the shell, {@code setsid} or
     * {@code env}; or a zombie, which has none, or none can be read.
     */
    boolean isOnItsWay(List<String> commandLine, String executor) {
        if (commandLine.size() < 2) {
            return commandLine.isEmpty();
        }
        String program = commandLine.get(0);
        return program.equals(tools.sh()) && commandLine.get(1).equals(RunFiles.SCRIPT)
                || (program.equals(tools.setsid()) || program.equals(tools.env()))
                && commandLine.subList(1, commandLine.size()).contains(executor);
    }

    /** What each run of this user finds in its environment. Nothing of the agent's own. */
    static Map<String, String> environment(Runner runner) {
        return Map.of("HOME", runner.home(), "LOGNAME", runner.name(), "USER", runner.name(), "SHELL", runner.shell(),
                "PATH", PATH, "LANG", "C.UTF-8");
    }

    /**
     * What a launcher shell does to start this run: text of a shell, in one line.
     *
     * @param mark   names this launch
     * @param first  the first line of the run's file; empty if nothing can be written into that
     * @param cgroup the {@code cgroup.procs} that its process enters; empty for none
     * @throws Refusal if the run can't be what its job says
     */
    String script(Launch launch, Runner runner, String mark, String first, String cgroup) throws Refusal {
        if (!tools.root() && runner.uid() != tools.uid()) {
            throw new Refusal("runner: the agent is not root and can only run jobs as its own user (uid " + tools.uid()
                    + "), not as \"" + runner.name() + "\" (uid " + runner.uid() + ")");
        }
        List<String> command = new ArrayList<>(List.of(tools.setsid()));
        command.addAll(setLate(launch));
        command.add(launch.job().job().executor());
        command.addAll(launch.job().arguments());
        StringBuilder line = new StringBuilder("export");
        for (Map.Entry<String, String> variable : exported(launch, mark).entrySet()) {
            checkLength(variable.getKey() + "=" + variable.getValue());
            line.append(' ').append(variable.getKey()).append('=').append(quoted(variable.getValue()));
        }
        line.append("; supervise ").append(launch.taskId()).append(' ').append(first.isEmpty() ? "/dev/null" : launch.taskId());
        for (String word : List.of(first, cgroup, folder(launch))) {
            line.append(' ').append(quoted(word));
        }
        for (String word : command) {
            checkLength(word);
            line.append(' ').append(quoted(word));
        }
        return line.toString();
    }

    /** As the kernel would, but before anything has been started. */
    private static void checkLength(String word) throws Refusal {
        if (word.length() * 3L >= LONGEST && word.getBytes(StandardCharsets.UTF_8).length >= LONGEST) {
            throw new Refusal("it could not be started: Argument list too long: an argument or variable has "
                    + word.getBytes(StandardCharsets.UTF_8).length + " bytes, less than " + LONGEST + " would be right");
        }
        if (word.indexOf('\0') >= 0) {
            throw new Refusal("it could not be started: an argument or variable has a NUL in it");
        }
    }

    /** One word of a shell, in one line, whatever is in it. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''").replace("\n", "'\"$dcms_n\"'") + "'";
    }

    /** What is set when root's power is gone, or no shell comes after it any more. Empty if there is nothing. */
    private List<String> setLate(Launch launch) throws Refusal {
        List<String> command = new ArrayList<>();
        new TreeMap<>(launch.job().options().env()).forEach((name, value) -> {
            if (isLate(name)) {
                command.add(name + "=" + value);
            }
        });
        if (command.isEmpty()) {
            return command;
        }
        String executor = launch.job().job().executor();
        if (executor.indexOf('=') >= 0) {
            throw new Refusal("executor: " + executor + " has a = in its path, which does not go together with some variables of "
                    + "options.env: rename it");
        }
        command.add(0, tools.env());
        return command;
    }

    private static boolean isLate(String name) {
        return STEERING.matcher(name).matches() || SHELLS_OWN.matcher(name).matches();
    }

    /** What the agent says of the run can't be overridden by the job. */
    private static Map<String, String> exported(Launch launch, String mark) {
        Map<String, String> environment = new TreeMap<>(launch.job().options().env());
        environment.keySet().removeIf(TaskCommand::isLate);
        environment.put("DCMS_JOB_ID", String.valueOf(launch.job().id()));
        environment.put("DCMS_TASK_ID", launch.taskId());
        environment.put(ProcessTree.MARK, mark);
        environment.put("DCMS_FIRE_TIME", String.valueOf(launch.fireTime().getEpochSecond()));
        return environment;
    }

    private static String folder(Launch launch) throws Refusal {
        Optional<String> wanted = launch.job().options().cwd();
        if (wanted.isPresent() && !Files.isDirectory(Path.of(wanted.get()))) {
            throw new Refusal("options.cwd: there is no folder " + wanted.get());
        }
        return wanted.orElse("");
    }
}
