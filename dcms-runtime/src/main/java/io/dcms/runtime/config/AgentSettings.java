package io.dcms.runtime.config;

import io.dcms.spi.ConfigException;
import io.dcms.spi.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All settings of the agent, typed and checked. Holds no secret outside of {@code plugins}, and shows none.
 *
 * @param store            the name of the store plugin ({@code -dbtype})
 * @param rest             where and how REST listens
 * @param quitTime         how long an orderly stop waits for running tasks, 0 or more
 * @param verbose          {@code debug}, {@code info}, {@code warning} or {@code fatal}
 * @param logFormat        {@code text} or {@code json}
 * @param workDir          an absolute path
 * @param host             the host name under which jobs are asked for, 1 to 100 characters
 * @param syncTime         between complete readings of the jobs, at least a second
 * @param probeTime        between cheap looks for changes, at least a second; empty = as the store suggests
 * @param maxTasks         tasks that may run at a time, at least 1
 * @param killOrphans      tasks are killed when the agent dies; else the next agent takes them over
 * @param requireSignature refuse jobs without a signature
 * @param runners          the names of the users that jobs may run as; empty = anybody but root
 * @param taskAge          how long the store keeps runs of this host, at least a day; empty = for ever
 * @param logAge           how long logs of runs are kept, at least a day; empty = for ever
 * @param fleet            how it meets the other agents
 * @param plugins          the plugins' own settings
 * @param warnings         what the operator should know about these settings, a line each, to be logged at every start
 */
public record AgentSettings(String store, RestSettings rest, Duration quitTime, String verbose, String logFormat,
                            Path workDir, String host, Duration syncTime, Optional<Duration> probeTime, int maxTasks,
                            boolean killOrphans, boolean requireSignature, Set<String> runners, Optional<Duration> taskAge,
                            Optional<Duration> logAge, FleetSettings fleet, PluginKeys plugins, List<String> warnings) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    public AgentSettings {
        runners = Set.copyOf(runners);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads flags, the environment and the file that they may name, in this order of precedence.
     *
     * @param arguments   of the command line
     * @param environment variables and their values
     * @return empty if help was asked for ({@link Usage#text})
     * @throws ConfigException for the first thing that is wrong; its message is one line and shows no password
     */
    public static Optional<AgentSettings> read(List<String> arguments, Map<String, String> environment) throws ConfigException {
        return read(arguments, environment, HOST_NAME);
    }

    static Optional<AgentSettings> read(List<String> arguments, Map<String, String> environment, Path hostNameFile)
            throws ConfigException {
        CommandLine line = CommandLine.parse(arguments);
        if (line.asksForHelp()) {
            return Optional.empty();
        }
        return Optional.of(new SettingsReader(Sources.of(line.values(), environment), hostNameFile).read());
    }

    /** The settings of the store plugin: its keys, and {@code db} for the value of {@code -db}. */
    public Settings storeSettings() {
        return plugins.ofStore();
    }

    /** Tells this store from another one, of another name or in another place; shows no secret. */
    public String storeDigest() {
        return plugins.storeDigest();
    }

    /** The settings of a hook or filter plugin, whose reads are recorded. */
    public Settings pluginSettings(String plugin) {
        return plugins.of(plugin);
    }

    /** See {@link PluginKeys#unread}. */
    public List<String> unreadKeys(Set<String> created, Set<String> found) {
        return plugins.unread(created, found);
    }
}
