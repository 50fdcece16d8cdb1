package io.dcms.runtime.config;

import io.dcms.runtime.text.HttpAddress;
import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Gives each value its type and checks it. */
final class SettingsReader {
    private static final Set<String> VERBOSE = Set.of("debug", "info", "warning", "fatal");
    private static final Set<String> LOG_FORMATS = Set.of("text", "json");
    private static final long YEAR = Duration.ofDays(365).toSeconds();
    private static final int LONGEST_HOST = 100;

    private final Sources sources;
    private final Path hostNameFile;

    SettingsReader(Sources sources, Path hostNameFile) {
        this.sources = sources;
        this.hostNameFile = hostNameFile;
    }

    AgentSettings read() throws ConfigException {
        RestSettings rest = rest();
        long probeTime = number(Flag.PROBE_TIME, 0, YEAR);
        boolean requireSignature = isOn(Flag.REQUIRE_SIGNATURE);
        String store = store();
        FleetSettings fleet = fleet(rest);
        return new AgentSettings(store, rest,
                Duration.ofSeconds(number(Flag.QUIT_TIME, 0, YEAR)),
                verbose(), logFormat(), workDir(), host(),
                Duration.ofSeconds(number(Flag.SYNC_TIME, 1, YEAR)),
                probeTime == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(probeTime)),
                (int) number(Flag.MAX_TASKS, 1, 1_000_000), killOrphans(),
                requireSignature, runners(), days(Flag.TASK_DAYS), days(Flag.LOG_DAYS), fleet,
                pluginKeys(store), warnings(rest, fleet, requireSignature));
    }

    private String store() throws ConfigException {
        Setting setting = sources.setting(Flag.DBTYPE);
        if (setting.value().isEmpty() || Quote.mayBeSecret(setting.value())) {
            throw bad(setting, "the name of a store, such as mysql");
        }
        return setting.value();
    }

    private RestSettings rest() throws ConfigException {
        Setting bind = sources.setting(Flag.BIND);
        InetAddress address = Address.of(bind.value()).orElseThrow(() -> bad(bind, "an address such as 127.0.0.1, ::1 or 0.0.0.0"));
        RestSettings rest = new RestSettings(new InetSocketAddress(address, (int) number(Flag.PORT, 0, 65_535)), isOn(Flag.INSECURE),
                path(Flag.TOKEN_FILE), tls(), names());
        if (rest.isOpenToOthers() && !rest.insecure()) {
            throw new ConfigException(bind.origin() + " is \"" + bind.value() + "\", where whoever reaches this machine "
                    + "could start and kill its tasks: give 127.0.0.1, or a -token_file, or add -insecure if nobody else can reach that"
                    + " address");
        }
        return rest;
    }

    private Optional<RestSettings.TlsFiles> tls() throws ConfigException {
        Optional<Path> certificate = path(Flag.TLS_CERT);
        Optional<Path> key = path(Flag.TLS_KEY);
        if (certificate.isPresent() != key.isPresent()) {
            Setting given = sources.setting(certificate.isPresent() ? Flag.TLS_CERT : Flag.TLS_KEY);
            throw new ConfigException(given.origin() + " is set without " + (certificate.isPresent() ? "-tls_key" : "-tls_cert")
                    + ": give both, or neither");
        }
        return certificate.map(file -> new RestSettings.TlsFiles(file, key.get()));
    }

    /** Empty if nobody set it. */
    private Optional<Path> path(Flag flag) throws ConfigException {
        Setting setting = sources.setting(flag);
        return setting.value().isEmpty() ? Optional.empty() : Optional.of(Sources.absolute(setting));
    }

    private FleetSettings fleet(RestSettings rest) throws ConfigException {
        Setting address = sources.setting(Flag.ADDRESS);
        if (!address.value().isEmpty() && !HttpAddress.is(address.value())) {
            throw bad(address, "an address such as https://web1.example:8001, without a path; port 0 = the one that REST has");
        }
        FleetSettings fleet = new FleetSettings(address.value(), path(Flag.FLEET_TOKEN_FILE), path(Flag.FLEET_CA));
        if (fleet.tokenFile().isPresent() && rest.tokenFile().isEmpty()) {
            throw new ConfigException(sources.setting(Flag.FLEET_TOKEN_FILE).origin() + " is set without -token_file: whoever reaches "
                    + "this agent could use its token on all others: give a -token_file");
        }
        return fleet;
    }

    private Set<String> names() throws ConfigException {
        Setting setting = sources.setting(Flag.NAMES);
        Set<String> names = new TreeSet<>(Set.of(host()));
        try {
            names.add(Files.readString(hostNameFile).strip());
        } catch (IOException e) {
            // Then it is not called so: -host is set, or host() has said so.
        }
        if (!setting.value().isBlank()) {
            for (String name : setting.value().split(",", -1)) {
                if (!name.strip().matches("[A-Za-z0-9._-]{1,253}")) {
                    throw bad(setting, "names of hosts, separated by commas, without ports");
                }
                names.add(name.strip());
            }
        }
        return names;
    }

    private String verbose() throws ConfigException {
        Setting setting = sources.setting(Flag.VERBOSE);
        if (!VERBOSE.contains(setting.value())) {
            throw bad(setting, "debug, info, warning or fatal");
        }
        return setting.value();
    }

    private String logFormat() throws ConfigException {
        Setting setting = sources.setting(Flag.LOG_FORMAT);
        if (!LOG_FORMATS.contains(setting.value())) {
            throw bad(setting, "text or json");
        }
        return setting.value();
    }

    private Path workDir() throws ConfigException {
        Setting setting = sources.setting(Flag.WORK_DIR);
        if (setting.value().isEmpty()) {
            throw bad(setting, "the folder for log files and the agent's own files");
        }
        return Sources.absolute(setting);
    }

    private String host() throws ConfigException {
        Setting setting = sources.setting(Flag.HOST);
        String host = setting.value().isEmpty() ? hostNameOfMachine() : setting.value();
        if (host.isEmpty() || host.length() > LONGEST_HOST || host.chars().anyMatch(SettingsReader::isNoPartOfAName)) {
            throw bad(new Setting(host, setting.origin()),
                    "the host name that jobs are assigned to, at most " + LONGEST_HOST + " characters without blanks");
        }
        return host;
    }

    private Set<String> runners() throws ConfigException {
        Setting setting = sources.setting(Flag.RUNNERS);
        Set<String> names = new TreeSet<>();
        if (!setting.value().isBlank()) {
            for (String name : setting.value().split(",", -1)) {
                names.add(runner(name.strip(), setting));
            }
        }
        return names;
    }

    private static String runner(String name, Setting setting) throws ConfigException {
        if (name.equals("root")) {
            throw new ConfigException(setting.origin() + " names root, and jobs are never run as root: leave it out");
        }
        if (name.isEmpty() || name.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c) || c == ':')) {
            throw bad(setting, "names of users, separated by commas");
        }
        return name;
    }

    private static boolean isNoPartOfAName(int c) {
        return Character.isWhitespace(c) || Character.isISOControl(c) || c == '@';
    }

    /** What {@code hostname} prints; no name server is asked. */
    private String hostNameOfMachine() throws ConfigException {
        try {
            return Files.readString(hostNameFile).strip();
        } catch (IOException e) {
            throw new ConfigException("this machine's host name can't be read (" + e + "): give it by -host");
        }
    }

    private long number(Flag flag, long min, long max) throws ConfigException {
        Setting setting = sources.setting(flag);
        try {
            long value = Long.parseLong(setting.value());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below, together with a number out of range
        }
        throw bad(setting, "a whole number from " + min + " to " + max);
    }

    /** Empty for 0. */
    private Optional<Duration> days(Flag flag) throws ConfigException {
        long days = number(flag, 0, 36_500);
        return days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days));
    }

    private boolean isOn(Flag flag) throws ConfigException {
        Setting setting = sources.setting(flag);
        return switch (setting.value()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw bad(setting, "true or false");
        };
    }

    private boolean killOrphans() throws ConfigException {
        Setting setting = sources.setting(Flag.ORPHANS);
        return switch (setting.value()) {
            case "keep" -> false;
            case "kill" -> true;
            default -> throw bad(setting, "keep or kill");
        };
    }

    private static ConfigException bad(Setting setting, String accepted) {
        String problem = setting.value().isEmpty() ? " is empty" : " is " + Quote.of(setting.value());
        return new ConfigException(setting.origin() + problem + ": give " + accepted);
    }

    /** The default place of jobs is one for the default store. */
    private PluginKeys pluginKeys(String store) {
        boolean known = sources.isSet(Flag.DB) || store.equals(Flag.DBTYPE.fallback());
        return new PluginKeys(store, known ? Optional.of(sources.setting(Flag.DB)) : Optional.empty(), sources.file());
    }

    private List<String> warnings(RestSettings rest, FleetSettings fleet, boolean requireSignature) {
        List<String> warnings = new ArrayList<>(sources.doubtfulVariables());
        if (rest.isOpenToOthers()) {
            warnings.add("-insecure: whoever reaches " + rest.listen().getAddress().getHostAddress()
                    + " can see, start and kill the tasks of this machine; nobody is asked for a token");
        }
        if (rest.showsTokens()) {
            warnings.add("-token_file without -tls_cert: who can listen on the network between reads the tokens");
        }
        if (fleet.tokenFile().isPresent() && fleet.ca().isEmpty()) {
            warnings.add("-fleet_token_file without -fleet_ca: who can write into the database can have what this agent shows to"
                    + " another sent to an address of theirs");
        }
        if (!requireSignature) {
            warnings.add("-require_signature=false: a program that somebody has changed runs without notice "
                    + "if its job has no signature");
        }
        if (sources.file().showsSecrets()) {
            warnings.add(sources.file().name() + " holds db and can be read by every user of this machine: chmod 600 it");
        }
        return warnings;
    }
}
