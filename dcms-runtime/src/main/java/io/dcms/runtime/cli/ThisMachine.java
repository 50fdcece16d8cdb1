package io.dcms.runtime.cli;

import io.dcms.runtime.crontab.Machine;
import io.dcms.runtime.verify.NameService;
import io.dcms.runtime.verify.Refusal;
import io.dcms.runtime.verify.Runner;
import io.dcms.runtime.verify.Runners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an import must know of the machine on which it is called. */
final class ThisMachine implements AutoCloseable {

    private static final Path MAILER = Path.of("/usr/sbin/sendmail");
    private static final Path HOST = Path.of("/proc/sys/kernel/hostname");
    private static final Path LOCAL_TIME = Path.of("/etc/localtime");
    private static final String ZONES = "/zoneinfo/";
    /** What Debian's {@code /etc/pam.d/cron} has {@code pam_env} read, in this order. */
    private static final List<Path> PAM = List.of(Path.of("/etc/environment"), Path.of("/etc/default/locale"));
    private static final Path PAM_RULES = Path.of("/etc/security/pam_env.conf");

    private final Runners runners = new Runners(Set.of(), NameService.ofMachine(), System::nanoTime);
    private final Map<String, Optional<Machine.Obstacle>> obstacles = new HashMap<>();

    /** @param agent the agent here, if it is known */
    Machine look(Optional<ImportAgent> agent, Instant now, Path folder) {
        ZoneId zone = zone();
        return new Machine(agent.map(ImportAgent::host).orElseGet(ThisMachine::ownName), zone,
                agent.map(one -> one.zone(zone)).orElse(zone), now, folder.toString(), this::obstacle,
                Files.isExecutable(MAILER), pam(), program -> Files.isExecutable(Path.of(program)));
    }

    /** As cron has it, which knows nothing of our environment. */
    static ZoneId zone() {
        try {
            String file = LOCAL_TIME.toRealPath().toString();
            int name = file.indexOf(ZONES);
            return name < 0 ? ZoneId.systemDefault() : ZoneId.of(file.substring(name + ZONES.length()));
        } catch (IOException e) {
            return ZoneId.of("UTC");
        } catch (DateTimeException e) {
            return ZoneId.systemDefault();
        }
    }

    private static String ownName() {
        try {
            return Files.readString(HOST).strip();
        } catch (IOException e) {
            return "localhost";
        }
    }

    /** The user that a job runs as, which {@link #look} has found good. */
    Runner runner(String name) throws CommandFailed {
        try {
            return runners.find(name);
        } catch (Refusal e) {
            throw new CommandFailed(CommandFailed.NO, e.getMessage());
        }
    }

    private Optional<Machine.Obstacle> obstacle(String user) {
        return obstacles.computeIfAbsent(user, this::askFor);
    }

    private Optional<Machine.Obstacle> askFor(String user) {
        try {
            runners.find(user);
            return Optional.empty();
        } catch (Refusal e) {
            String reason = e.getMessage().replaceFirst("^runner: ", "");
            boolean missing = reason.startsWith("there is no user ");
            String said = reason.contains("(uid 0)") ? "DCMS never runs a job as root: give the line an ordinary user, with what it "
                    + "needs of root's (a group, sudo for one program), or leave it to cron" : reason;
            return Optional.of(new Machine.Obstacle(said, missing));
        }
    }

    /** Whether PAM has rules for the environment that nothing here follows. */
    static boolean hasPamRules() {
        return lines(PAM_RULES).stream().anyMatch(line -> !line.startsWith("#"));
    }

    /** As {@code pam_env} reads them: {@code NAME=value}, perhaps after {@code export}, perhaps in quotes. */
    private static Map<String, String> pam() {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Path file : PAM) {
            for (String line : lines(file)) {
                String text = line.startsWith("export ") ? line.substring("export ".length()).strip() : line;
                int sign = text.indexOf('=');
                if (!text.startsWith("#") && sign > 0) {
                    variables.put(text.substring(0, sign), unquoted(text.substring(sign + 1)));
                }
            }
        }
        return variables;
    }

    private static List<String> lines(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new String(bytes, CrontabFile.charsetOf(bytes)).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String unquoted(String value) {
        int comment = value.indexOf('#');
        String text = (comment < 0 ? value : value.substring(0, comment)).strip();
        boolean quoted = text.startsWith("\"") || text.startsWith("'");
        String begun = quoted ? text.substring(1) : text;
        return begun.endsWith("\"") || begun.endsWith("'") ? begun.substring(0, begun.length() - 1) : begun;
    }

    @Override
    public void close() {
        runners.close();
    }
}
