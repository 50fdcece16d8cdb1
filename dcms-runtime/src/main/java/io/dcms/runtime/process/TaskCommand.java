package io.dcms.runtime.process;

import io.dcms.runtime.schedule.Launcher.Launch;
import io.dcms.runtime.verify.Refusal;
import io.dcms.runtime.verify.Runner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a launcher is started, and what it is told of a run: its command line, environment and working directory. */
final class TaskCommand {

    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
    /** Linux takes no longer argument or variable, the NUL at its end included: {@code MAX_ARG_STRLEN}. */
    private static final int LONGEST = 131_072;

    private final Tools tools;
    private final Dialect dialect;

    /** @param dialect of what starts the runs */
    TaskCommand(Tools tools, Dialect dialect) {
        this.tools = tools;
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    /** What gives power away and leads a session of its own, where no terminal and none of its signals reach it. */
    List<String> launcher(Runner runner) {
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
        command.addAll(dialect.program());
        return command;
    }

    /**
     * Whether a process with this command line is one of ours that is still to become the executor; or a zombie, which has none, or
     * none can be read.
     */
    boolean isOnItsWay(List<String> commandLine, String executor) {
        return commandLine.isEmpty() || dialect.isOnItsWay(commandLine, executor);
    }

    /** What the launcher of this user finds in its environment. Nothing of the agent's own. */
    Map<String, String> environment(Runner runner) {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", runner.home(), "LOGNAME", runner.name(), "USER", runner.name(),
                "SHELL", runner.shell(), "PATH", PATH, "LANG", "C.UTF-8"));
        environment.putAll(dialect.ownEnvironment());
        return environment;
    }

    /**
     * What a launcher is told to start this run.
     *
     * @throws Refusal if the run can't be what its job says
     */
    Order order(Launch launch, Runner runner) throws Refusal {
        if (!tools.root() && runner.uid() != tools.uid()) {
            throw new Refusal("runner: the agent is not root and can only run jobs as its own user (uid " + tools.uid()
                    + "), not as \"" + runner.name() + "\" (uid " + runner.uid() + ")");
        }
        List<String> command = new ArrayList<>();
        command.add(launch.job().job().executor());
        command.addAll(launch.job().arguments());
        Order order = new Order(launch.taskId(), folder(launch), variables(launch), command);
        for (Map.Entry<String, String> variable : order.variables().entrySet()) {
            checkLength(variable.getKey() + "=" + variable.getValue());
        }
        for (String word : command) {
            checkLength(word);
        }
        dialect.check(order);
        return order;
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

    /** What the agent says of the run can't be overridden by the job. */
    private static SortedMap<String, String> variables(Launch launch) {
        SortedMap<String, String> variables = new TreeMap<>(launch.job().options().env());
        variables.put("DCMS_JOB_ID", String.valueOf(launch.job().id()));
        variables.put("DCMS_TASK_ID", launch.taskId());
        variables.put("DCMS_FIRE_TIME", String.valueOf(launch.fireTime().getEpochSecond()));
        return variables;
    }

    private static String folder(Launch launch) throws Refusal {
        Optional<String> wanted = launch.job().options().cwd();
        if (wanted.isPresent() && !Files.isDirectory(Path.of(wanted.get()))) {
            throw new Refusal("options.cwd: there is no folder " + wanted.get());
        }
        return wanted.orElse("");
    }
}
