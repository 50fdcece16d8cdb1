package io.dcms.runtime.process;

import io.dcms.runtime.schedule.Launcher.Launch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The command line, environment and working directory of a run. */
final class TaskCommand {

    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
    /**
     * Variables that steer the loader and the C library of whatever program is started: those that glibc takes from programs
     * which gain privileges (its {@code unsecvars.h}), and {@code LANGUAGE} and {@code MUSL_LOCPATH}, which name files too.
     */
    private static final Pattern STEERING = Pattern.compile("(LD_|GLIBC_|MALLOC_|RESOLV_).*|GCONV_PATH|GETCONF_DIR|HOSTALIASES"
            + "|LANGUAGE|LOCALDOMAIN|LOCPATH|MUSL_LOCPATH|NIS_PATH|NLSPATH|RES_OPTIONS|TMPDIR|TZDIR");

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

    private List<String> command(Launch launch, Runner runner) throws Refusal {
        List<String> command = new ArrayList<>();
        if (tools.root()) {
            command.add(tools.setpriv());
            command.add("--reuid=" + runner.uid());
            command.add("--regid=" + runner.gid());
            command.add(runner.groups().isEmpty() ? "--clear-groups" : "--groups="
                    + runner.groups().stream().map(String::valueOf).collect(Collectors.joining(",")));
            command.add("--inh-caps=-all");
        }
        // After setpriv, which keeps root's capabilities until it has executed the next program: setsid has only its runner's
        // right to execute the executor.
        command.add(tools.setsid());
        command.addAll(withRunnersRights(launch));
        command.add(launch.job().job().executor());
        command.addAll(launch.job().arguments());
        return command;
    }

    /**
     * The link of the chain that does what must not be done with root's rights: gives the run the variables that steer a
     * loader, and enters the folder that the job names. Empty if there is nothing to do.
     */
    private List<String> withRunnersRights(Launch launch) throws Refusal {
        List<String> command = new ArrayList<>();
        launch.job().options().cwd().filter(cwd -> tools.root()).ifPresent(cwd -> command.add("--chdir=" + cwd));
        new TreeMap<>(launch.job().options().env()).forEach((name, value) -> {
            if (STEERING.matcher(name).matches()) {
                command.add(name + "=" + value);
            }
        });
        if (command.isEmpty()) {
            return command;
        }
        String executor = launch.job().job().executor();
        if (executor.indexOf('=') >= 0) {
            throw new Refusal("executor: " + executor + " has a = in its path, which does not go together with options.cwd and "
                    + "some variables of options.env: rename it");
        }
        command.add(0, tools.env());
        return command;
    }

    /** Where the chain begins. Who is not root is in the run's own folder at once; root must not enter one that a job names. */
    private Path folder(Launch launch, Runner runner) throws Refusal {
        Optional<Path> wanted = launch.job().options().cwd().map(Path::of);
        if (wanted.isPresent() && !Files.isDirectory(wanted.get())) {
            throw new Refusal("options.cwd: there is no folder " + wanted.get());
        }
        if (wanted.isPresent()) {
            return tools.root() ? Path.of("/") : wanted.get();
        }
        Path home = Path.of(runner.home());
        return Files.isDirectory(home) ? home : Path.of("/");
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
        launch.job().options().env().forEach((name, value) -> {
            if (!STEERING.matcher(name).matches()) {
                environment.put(name, value);
            }
        });
        environment.put("DCMS_JOB_ID", String.valueOf(launch.job().id()));
        environment.put("DCMS_TASK_ID", launch.taskId());
        environment.put("DCMS_FIRE_TIME", String.valueOf(launch.fireTime().getEpochSecond()));
    }
}
