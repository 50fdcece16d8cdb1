package io.dcms.runtime.cli;

import io.dcms.runtime.crontab.Crontab;
import io.dcms.runtime.crontab.CrontabLine;
import io.dcms.runtime.crontab.JobScript;
import io.dcms.runtime.crontab.LogText;
import io.dcms.runtime.crontab.Machine;
import io.dcms.runtime.crontab.Move;
import io.dcms.runtime.crontab.MovePlan;
import io.dcms.runtime.crontab.ShadowMinute.Finding;
import io.dcms.runtime.text.OneLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code dcms shadow}: who runs the lines of crontabs, cron or DCMS, and what of that is not as it should be. */
final class ShadowCommand {

    private static final int MOST_HOURS = 8760;
    /** A run that begins now may be in no log yet. */
    private static final Duration SETTLED = Duration.ofMinutes(2);

    private final Given given;
    private final AgentClient client;
    private final Screen screen;
    private final InstantSource clock;
    private final Optional<String> logName;

    private Optional<ImportAgent> agent = Optional.empty();
    private ZoneId zone = ThisMachine.zone();
    private ZoneId agentZone = zone;
    private Optional<ShadowLog> log = Optional.empty();
    private Instant since = Instant.EPOCH;
    private Instant until = Instant.EPOCH;

    ShadowCommand(Given given, AgentClient client, Screen screen, InstantSource clock) {
        this.given = given;
        this.client = client;
        this.screen = screen;
        this.clock = clock;
        this.logName = given.value(Commands.LOG);
    }

    /** @return 0; 1 if something is not as it should be */
    int run() throws CommandFailed {
        if (logName.equals(Optional.of("-")) && given.operands().contains("-")) {
            throw new CommandFailed(CommandFailed.USAGE, "--log -: standard input can't be a crontab and the log: give one of them as "
                    + "a file");
        }
        int hours = given.number(Commands.HOURS, 24, 1, MOST_HOURS);
        List<CrontabFile> files = new CrontabFiles(given.value(Commands.USER), given.has(Commands.SYSTEM), screen.in())
                .find(given.operands());
        Path folder = ImportCommand.folder(given);
        ScriptFolder scripts = ScriptFolder.read(folder);
        String unasked = askAgent();
        look(hours);
        try (ThisMachine here = new ThisMachine()) {
            Machine machine = here.look(agent.filter(ImportAgent::isHere), clock.instant(), folder);
            agentZone = machine.agentZone();
            ShadowReport report = new ShadowReport(screen, since, until, zone, log.isPresent(), hours);
            for (CrontabFile file : files) {
                report.crontab(file, lines(file, machine, scripts), this::why);
            }
            report.finish(unasked, given.has(Option.JSON));
            return report.differs() ? CommandFailed.NO : 0;
        }
    }

    /** @return why the agent could not be asked; empty = it could */
    private String askAgent() throws CommandFailed {
        try {
            agent = Optional.of(ImportAgent.ask(client));
            return "";
        } catch (CommandFailed e) {
            if (e.exitStatus != CommandFailed.UNREACHABLE) {
                throw e;
            }
            return e.getMessage();
        }
    }

    /** Sets the time that is looked at: whole minutes to come, or those that the log has. */
    private void look(int hours) throws CommandFailed {
        Instant now = clock.instant();
        if (logName.isEmpty()) {
            since = now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
            until = since.plus(hours, ChronoUnit.HOURS);
            return;
        }
        CronLog read = readLog(logName.get(), now);
        until = now.minus(SETTLED).truncatedTo(ChronoUnit.MINUTES);
        since = until.minus(hours, ChronoUnit.HOURS);
        Instant begins = read.begins().orElseThrow(() -> new CommandFailed(CommandFailed.USAGE, "--log " + OneLine.of(logName.get())
                + ": no line of it begins with a time such as \"Nov 23 09:17:01\" or \"2026-11-23T09:17:01+00:00\": give the log that has "
                + "cron's lines, or the output of journalctl -t CRON -o short-iso"));
        if (begins.isAfter(since)) {
            since = begins.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
        }
        if (!since.isBefore(until)) {
            throw new CommandFailed(CommandFailed.USAGE, "--log " + OneLine.of(logName.get()) + ": it begins at " + begins
                    + ", and so has nothing of the last hours but what is too new to be judged: try again in some minutes");
        }
        log = Optional.of(new ShadowLog(read, since, until));
    }

    private CronLog readLog(String name, Instant now) throws CommandFailed {
        String shown = "--log " + OneLine.of(name);
        try (InputStream in = name.equals("-") ? screen.in() : Files.newInputStream(Path.of(name))) {
            return CronLog.read(new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1)), now, zone);
        } catch (NoSuchFileException e) {
            throw new CommandFailed(CommandFailed.USAGE, shown + ": there is no such file");
        } catch (IOException | InvalidPathException e) {
            throw new CommandFailed(CommandFailed.USAGE, shown + ": it can't be read: " + OneLine.of(String.valueOf(e.getMessage())));
        }
    }

    private List<ShadowLine> lines(CrontabFile file, Machine machine, ScriptFolder scripts) throws CommandFailed {
        Crontab crontab = Crontab.read(file.text(), file.source().user());
        MovePlan plan = MovePlan.of(file.text(), file.source(), machine, scripts.ours(), new HashSet<>(scripts.others()));
        boolean ignored = !file.ignored().isEmpty() || crontab.isIgnored() || file.source().user().isEmpty()
                && isUserMissing(crontab, machine);
        Map<Integer, Move> moves = new HashMap<>();
        plan.moves().forEach(move -> moves.put(move.number(), move));
        List<Wanted> wanted = new ArrayList<>();
        for (CrontabLine line : crontab.lines()) {
            Move move = moves.get(line.number());
            wanted.add(new Wanted(line.number(), line, !ignored, job(move), move.reason()));
        }
        for (MovePlan.Gone gone : plan.gone()) {
            moved(gone.name(), scripts.ours().get(gone.name()), file, machine).ifPresent(wanted::add);
        }
        return compared(wanted, file);
    }

    /** For whom cron ignores a whole system crontab. */
    private static boolean isUserMissing(Crontab crontab, Machine machine) {
        return crontab.lines().stream().anyMatch(line -> machine.users().apply(line.user()).filter(Machine.Obstacle::missing).isPresent());
    }

    private record Wanted(int number, CrontabLine line, boolean active, ShadowJob job, String stays) {
    }

    private ShadowJob job(Move move) {
        if (move.job().isEmpty()) {
            return ShadowJob.none();
        }
        Move.Job job = move.job().get();
        return agent.flatMap(asked -> asked.job(job.script())).map(there -> ShadowJob.of(there, agentZone))
                .orElse(new ShadowJob(0, false, job.schedule(), job.timezone().map(ZoneId::of).orElse(agentZone)));
    }

    /** A line that has been moved: it is a comment now, or taken out, and only its script still knows it. */
    private Optional<Wanted> moved(String script, JobScript.Origin origin, CrontabFile file, Machine machine) {
        Optional<ShadowJob> job = agent.flatMap(asked -> asked.job(machine.folder() + "/" + script)).map(it -> ShadowJob.of(it, agentZone));
        List<CrontabLine> lines = Crontab.read(origin.line() + "\n", file.source().user()).lines();
        return lines.isEmpty() || job.isEmpty() ? Optional.empty()
                : Optional.of(new Wanted(numberOf(origin.line(), file.text()), lines.get(0), false, job.get(), ""));
    }

    private static int numberOf(String line, String text) {
        int number = 0;
        for (String each : text.split("\n", -1)) {
            number++;
            if (each.startsWith("#") && each.replaceFirst("^[#\\s]+", "").strip().equals(line.strip())) {
                return number;
            }
        }
        return 0;
    }

    private List<ShadowLine> compared(List<Wanted> wanted, CrontabFile file) throws CommandFailed {
        List<Map<Long, Integer>> due = new ArrayList<>();
        List<ShadowLog.Key> keys = new ArrayList<>();
        for (Wanted one : wanted) {
            due.add(Minutes.of(after -> one.line().times().next(after, zone), since, until));
            keys.add(new ShadowLog.Key(one.line().user(), LogText.of(one.line().command(), file.charset())));
        }
        List<Map<Long, Integer>> logged = log.isPresent() ? log.get().runs(keys, due) : List.of();
        List<ShadowLine> lines = new ArrayList<>();
        for (int n = 0; n < wanted.size(); n++) {
            Wanted one = wanted.get(n);
            Map<Long, Integer> cron = log.isPresent() ? logged.get(n) : one.active() ? due.get(n) : Map.of();
            boolean isToCome = log.isEmpty() || !one.job().isThere() || one.line().times().isReboot();
            Optional<ShadowJob.Fires> fires = isToCome ? Optional.empty() : Optional.of(one.job().fires(client, since, until));
            // A file that cron ignores says nothing of what is due.
            Map<Long, Integer> rules = one.active() || one.job().isThere() ? due.get(n) : Map.of();
            boolean planless = one.line().times().isReboot() || rules.isEmpty() && !one.job().isThere();
            lines.add(new ShadowLine(one.number(), one.line(), one.active(), one.job(), one.stays(), rules, cron,
                    planless ? Map.of() : one.job().planned(since, until), fires));
        }
        return lines;
    }

    private String why(ShadowLine line, Finding finding, long minute) {
        ShadowJob job = line.job();
        return switch (finding) {
            case BOTH -> line.active() ? "the line is in the crontab and job " + job.id() + " is enabled: comment the line out, or disable "
                    + "the job"
                    : "cron had the line then: it is commented out now";
            case NOBODY -> nobody(line, minute);
            case CRON_ALONE -> line.fires().map(fires -> fires.reasons().getOrDefault(minute, "")).filter(reason -> !reason.isEmpty())
                    .orElseGet(() -> times(line, minute));
            case UNEXPECTED -> "its crontab was another then, or the command was started by another crontab too";
            case DCMS_ALONE, LOST, ADDED, OTHER_COUNT -> times(line, minute);
        };
    }

    private String nobody(ShadowLine line, long minute) {
        ShadowJob job = line.job();
        String reason = line.fires().map(fires -> fires.reasons().getOrDefault(minute, "")).orElse("");
        if (log.isPresent() && line.active()) {
            return "it is not in the log" + (job.isThere() ? ", and job " + job.id() + " was off" + (reason.isEmpty() ? "" : ": " + reason)
                    : "") + "; was cron running, and the crontab the same?";
        }
        if (!reason.isEmpty()) {
            return "job " + job.id() + ": " + reason;
        }
        return job.enabled() ? times(line, minute) : "the line is " + (line.number() > 0 ? "commented out" : "not in the crontab")
                + " and job " + job.id() + " is disabled: enable it, or give the line back to cron";
    }

    /** Why cron's times and those of a job differ. */
    private String times(ShadowLine line, long minute) {
        if (isNearClockChange(minute)) {
            return "the clock is set forward or back in these hours, which cron treats in its own way";
        }
        if (!line.job().zone().getRules().equals(zone.getRules())) {
            return "DCMS goes by the time of " + line.job().zone() + ", cron by that of " + zone
                    + (line.line().environment().containsKey("CRON_TZ") ? " (CRON_TZ counts for cronie, not for Debian's cron)" : "");
        }
        return line.job().isThere() && !line.job().schedule().equals(line.line().schedule())
                ? "job " + line.job().id() + " has the schedule \"" + OneLine.of(line.job().schedule()) + "\"" : "";
    }

    private boolean isNearClockChange(long minute) {
        Instant at = Instant.ofEpochSecond(minute);
        return !zone.getRules().getOffset(at.minus(4, ChronoUnit.HOURS)).equals(zone.getRules().getOffset(at.plus(4, ChronoUnit.HOURS)));
    }
}
