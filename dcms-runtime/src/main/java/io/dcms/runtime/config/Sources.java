package io.dcms.runtime.config;

import io.dcms.runtime.text.NearestName;
import io.dcms.spi.ConfigException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where a flag's value comes from: the command line, else the environment, else the file, else its default. */
final class Sources {
    private static final String PREFIX = "DCMS_";

    /** Read by the launch scripts or the client, or given by an agent to its tasks, one of which may start an agent. */
    private static final Set<String> VARIABLES_OF_OTHERS = Set.of("DCMS_JAVA_OPTS", "DCMS_HOME", "DCMS_JAVA_HOME",
            "DCMS_JOB_ID", "DCMS_TASK_ID", "DCMS_FIRE_TIME", "DCMS_LAUNCH",
            "DCMS_URL", "DCMS_TOKEN", "DCMS_CA");

    private final Map<Flag, String> given;
    private final Map<String, String> environment;
    private final ConfFile file;

    private Sources(Map<Flag, String> given, Map<String, String> environment, ConfFile file) {
        this.given = given;
        this.environment = environment;
        this.file = file;
    }

    /** Opens the file that flag or environment name, if any. */
    static Sources of(Map<Flag, String> given, Map<String, String> environment) throws ConfigException {
        Setting conf = new Sources(given, environment, ConfFile.none()).setting(Flag.CONF);
        if (conf.value().isEmpty()) {
            return new Sources(given, environment, ConfFile.none());
        }
        return new Sources(given, environment, ConfFile.read(absolute(conf)));
    }

    /** A path seen from the current folder, made independent of it. */
    static Path absolute(Setting setting) throws ConfigException {
        try {
            return Path.of(setting.value()).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new ConfigException(setting.origin() + " is no path (" + e.getReason() + "): give a path such as /home/dcms");
        }
    }

    ConfFile file() {
        return file;
    }

    /** The value in force. */
    Setting setting(Flag flag) {
        if (isSet(flag)) {
            return whereItIsSet(flag);
        }
        return new Setting(flag.fallback(), "-" + flag.key());
    }

    /** Whether anybody set it. An empty variable counts as unset. */
    boolean isSet(Flag flag) {
        return given.containsKey(flag) || isInEnvironment(flag) || file.has(flag.key());
    }

    /** A line for each variable that looks like one of ours but means nothing to us. */
    List<String> doubtfulVariables() {
        Set<String> known = Arrays.stream(Flag.values()).map(Flag::variable).collect(Collectors.toCollection(TreeSet::new));
        List<String> lines = new ArrayList<>();
        for (String name : new TreeSet<>(environment.keySet())) {
            if (name.startsWith(PREFIX) && !known.contains(name) && !VARIABLES_OF_OTHERS.contains(name)) {
                NearestName.of(name, known).ifPresent(near ->
                        lines.add(Quote.of(name) + " in the environment sets nothing: did you mean " + near + "?"));
            }
        }
        return lines;
    }

    private Setting whereItIsSet(Flag flag) {
        if (given.containsKey(flag)) {
            return new Setting(given.get(flag), "-" + flag.key());
        }
        if (isInEnvironment(flag)) {
            return new Setting(environment.get(flag.variable()), flag.variable() + " in the environment");
        }
        return file.setting(flag.key());
    }

    private boolean isInEnvironment(Flag flag) {
        return !environment.getOrDefault(flag.variable(), "").isEmpty();
    }
}
