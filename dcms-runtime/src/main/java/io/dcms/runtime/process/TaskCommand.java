package io.dcms.runtime.process;

import io.dcms.runtime.schedule.Launcher.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The command line, environment and working directory of a run. */
final class TaskCommand {

    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    private final Tools tools;

    TaskCommand(Tools tools) {
        this.tools = tools;
    }

    /** @throws Refusal if the run can't be what its job says */
    ProcessBuilder prepare(Launch launch, Runner runner) throws Refusal {
        if (!tools.root() && runner.uid() != tools.uid()) {
            throw new Refusal("runner: the agent is not root and can only run jobs as its own user (uid " + tools.uid()
                    + "), not as \"" + runner.name() + "\" (uid " + runner.uid() + ")");
        }
        ProcessBuilder builder = new ProcessBuilder(command(launch, runner));
        builder.directory(folder(launch, runner).toFile());
        builder.redirectInput(Path.of("/dev/null").toFile());
        builder.redirectErrorStream(true);
        setEnvironment(builder.environment(), launch, runner);
        return builder;
    }

    private List<String> command(Launch launch, Runner runner) {
        List<String> command = new ArrayList<>();
        command.add(tools.setsid());
        if (tools.root()) {
            command.add(tools.setpriv());
            command.add("--reuid=" + runner.uid());
            command.add("--regid=" + runner.gid());
            command.add(runner.groups().isEmpty() ? "--clear-groups" : "--groups="
                    + runner.groups().stream().map(String::valueOf).collect(Collectors.joining(",")));
            command.add("--inh-caps=-all");
        }
        command.add(launch.job().job().executor());
        command.addAll(launch.job().arguments());
        return command;
    }

    private static Path folder(Launch launch, Runner runner) throws Refusal {
        Path wanted = Path.of(launch.job().options().cwd().orElse(runner.home()));
        if (Files.isDirectory(wanted)) {
            return wanted;
        }
        if (launch.job().options().cwd().isPresent()) {
            throw new Refusal("options.cwd: there is no folder " + wanted);
        }
        return Path.of("/");
    }

    /** Nothing of the agent's own environment; what the agent says of the run can't be overridden by the job. */
    private static void setEnvironment(Map<String, String> environment, Launch launch, Runner runner) {
        environment.clear();
        environment.put("HOME", runner.home());
        environment.put("LOGNAME", runner.name());
        environment.put("USER", runner.name());
        environment.put("SHELL", runner.shell());
        environment.put("PATH", PATH);
        environment.put("LANG", "C.UTF-8");
        environment.putAll(launch.job().options().env());
        environment.put("DCMS_JOB_ID", String.valueOf(launch.job().id()));
        environment.put("DCMS_TASK_ID", launch.taskId());
        environment.put("DCMS_FIRE_TIME", String.valueOf(launch.fireTime().getEpochSecond()));
    }
}
