package io.dcms.runtime.crontab;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What becomes of each line of a crontab that means something, in the order of the lines. Pure.
 *
 * @param gone scripts of this crontab whose line is in it no more
 */
public record MovePlan(CrontabSource source, List<Move> moves, List<Gone> gone) {

    /** As many as {@code options.overlap} takes: cron's own number has no end. */
    public static final String OVERLAP = "parallel:1000";
    public static final String MISFIRE = "skip";

    /**
     * A script whose line is in the crontab no more.
     *
     * @param name         of the script, without its folder
     * @param commentedOut whether the line is a comment there, as it should be when its job runs
     */
    public record Gone(String name, boolean commentedOut) {
    }

    private static final int LONGEST_NAME = 190;
    private static final int LONGEST_SCRIPT = 1000;
    private static final int LONGEST_USER = 100;

    /**
     * The plan of a crontab.
     *
     * @param text  of the crontab
     * @param there the scripts that we have made in the machine's folder before, of any crontab, by name
     * @param taken other names in that folder
     */
    public static MovePlan of(String text, CrontabSource source, Machine machine, Map<String, JobScript.Origin> there, Set<String> taken) {
        Crontab crontab = Crontab.read(text, source.user());
        Set<String> comments = ScriptNames.comments(text);
        Map<CrontabLine, String> scripts = ScriptNames.of(source, crontab.lines(), there, taken, comments);
        List<Gone> gone = there.entrySet().stream()
                .filter(script -> script.getValue().source().equals(source.text()) && !scripts.containsValue(script.getKey()))
                .map(script -> new Gone(script.getKey(), ScriptNames.isAmong(comments, script.getValue()))).toList();
        return new MovePlan(source, new Planning(crontab, source, machine).moves(scripts), gone);
    }

    /** What is otherwise for every line that moves. */
    public static List<String> forEveryLine(Machine machine) {
        List<String> all = new ArrayList<>(List.of(
                "what it prints is kept in the run's log file on this machine, 1 GiB at most or the run is killed, and its end in the "
                + "store's history; cron mails it",
                "a run that ends with another exit status than 0 has failed: it is recorded, and told to the job's hook if it has one; "
                + "cron does not care",
                "its environment has DCMS_JOB_ID, DCMS_TASK_ID, DCMS_FIRE_TIME and DCMS_LAUNCH besides what cron gives",
                "there is no PAM session: nothing of /etc/security/limits.conf holds for it, and an account that has expired does not "
                + "stop it",
                "a fire that is more than 10 seconds late is not made up for (options.misfire is skip); cron makes up for a clock that is "
                        + "set forward by less than 3 hours",
                "at most 1000 runs of a job go on beside each other (options.overlap), and as many of all jobs as the agent's flags let; "
                        + "cron has no limit",
                "it runs what the line was when it was moved: a change of the crontab counts after the next \"dcms import --apply\""));
        if (machine.hasTwoZones()) {
            all.add("its times are those of " + machine.zone() + ", this machine's zone as cron has it, by options.timezone: the agent "
                    + "itself goes by "
                    + machine.agentZone());
        }
        if (!machine.pam().isEmpty()) {
            all.add("what PAM reads from /etc/environment and /etc/default/locale (" + String.join(" ", machine.pam().keySet())
                    + ") has the values that those files have now");
        }
        return all;
    }

    private record Planning(Crontab crontab, CrontabSource source, Machine machine) {

        List<Move> moves(Map<CrontabLine, String> scripts) {
            List<Move> moves = new ArrayList<>();
            String ignored = wholeFile();
            Map<CrontabLine, String> names = jobNames();
            for (CrontabLine line : crontab.lines()) {
                moves.add(ignored.isEmpty() ? move(line, names.get(line), machine.folder() + "/" + scripts.get(line))
                        : Move.staying(line.number(), line.text(), ownProblem(line).orElse(ignored)));
            }
            for (CrontabProblem problem : crontab.problems()) {
                if (crontab.lines().stream().noneMatch(line -> line.number() == problem.number())) {
                    moves.add(Move.staying(problem.number(), problem.text(), problem.reason()));
                }
            }
            moves.sort(Comparator.comparingInt(Move::number));
            return List.copyOf(moves);
        }

        /** Why Debian's cron ignores the whole file; empty if it does not. */
        private String wholeFile() {
            int number = 0;
            for (CrontabProblem problem : crontab.problems()) {
                number = problem.wholeFile() && number == 0 ? problem.number() : number;
            }
            if (source.user().isEmpty()) {
                for (CrontabLine line : crontab.lines()) {
                    if (isUserMissing(line) && (number == 0 || line.number() < number)) {
                        number = line.number();
                    }
                }
            }
            return number == 0 ? "" : "cron refuses line " + number + ", and Debian's cron ignores the whole file for it: nothing of it "
                    + "runs now, and nothing can be moved until that line is mended or taken out";
        }

        private boolean isUserMissing(CrontabLine line) {
            return machine.users().apply(line.user()).filter(Machine.Obstacle::missing).isPresent();
        }

        private Optional<String> ownProblem(CrontabLine line) {
            for (CrontabProblem problem : crontab.problems()) {
                if (problem.number() == line.number() && problem.wholeFile()) {
                    return Optional.of(problem.reason());
                }
            }
            return isUserMissing(line) ? Optional.of("there is no user \"" + line.user() + "\" on this machine, and Debian's cron ignores "
                    + "the whole file for it: make that user, or take the line out") : Optional.empty();
        }

        /** By the lines' titles; several with the same are numbered in their order. */
        private Map<CrontabLine, String> jobNames() {
            Map<CrontabLine, String> names = new HashMap<>();
            Map<String, Integer> seen = new HashMap<>();
            for (CrontabLine line : crontab.lines()) {
                int count = seen.merge(title(line), 1, Integer::sum);
                names.put(line, count == 1 ? title(line) : title(line) + " (" + count + ")");
            }
            return names;
        }

        private String title(CrontabLine line) {
            String title = machine.host() + " " + source.name() + ": " + LineTitle.of(line);
            return title.length() <= LONGEST_NAME ? title : title.substring(0, LONGEST_NAME);
        }

        private Move move(CrontabLine line, String name, String script) {
            Optional<Machine.Obstacle> user = machine.users().apply(line.user());
            if (user.isPresent()) {
                return Move.staying(line.number(), line.text(), user.get().reason());
            }
            if (script.length() > LONGEST_SCRIPT || line.user().length() > LONGEST_USER) {
                return Move.staying(line.number(), line.text(), "a store has no room for a path of more than " + LONGEST_SCRIPT
                        + " characters, or a user's name of more than " + LONGEST_USER);
            }
            List<String> differences = new ArrayList<>();
            Optional<String> own = zoneOf(line);
            if (own.isPresent() && !isZone(own.get())) {
                return Move.staying(line.number(), line.text(), "CRON_TZ=" + own.get() + " is no zone that DCMS knows: give one such as "
                        + "Asia/Shanghai or UTC");
            }
            ZoneId zone = own.map(ZoneId::of).orElse(machine.zone());
            MovedSchedule schedule = MovedSchedule.of(line, zone, machine.now());
            if (schedule.text().isEmpty()) {
                return Move.staying(line.number(), line.text(), schedule.refusal());
            }
            if (!zone.getRules().equals(machine.zone().getRules())) {
                differences.add("CRON_TZ: its times are those of " + zone + ", as cronie has them; Debian's cron ignores CRON_TZ and "
                        + "takes the machine's, " + machine.zone());
            }
            differences.addAll(schedule.differences());
            addDifferences(line, differences);
            JobScript.Origin origin = new JobScript.Origin(source.text(), title(line), line.text());
            return new Move(line.number(), line.text(), Optional.of(new Move.Job(name, title(line), schedule.text().get(),
                    own.isPresent() || machine.hasTwoZones() && !line.times().isReboot() ? Optional.of(zone.getId()) : Optional.empty(),
                    line.user(),
                    script, JobScript.of(origin, line, machine.pam()))), List.copyOf(differences), "");
        }

        private static Optional<String> zoneOf(CrontabLine line) {
            return Optional.ofNullable(line.environment().get("CRON_TZ")).filter(zone -> !zone.isEmpty() && !line.times().isReboot());
        }

        private static boolean isZone(String zone) {
            try {
                ZoneId.of(zone);
                return true;
            } catch (DateTimeException e) {
                return false;
            }
        }

        private void addDifferences(CrontabLine line, List<String> differences) {
            for (CrontabProblem problem : crontab.problems()) {
                if (problem.number() == line.number()) {
                    differences.add("the line: " + problem.reason());
                }
            }
            addMail(line, differences);
            String shell = JobScript.shellOf(line, machine.pam());
            if (shell.indexOf('/') < 0) {
                differences.add("SHELL=" + shell + " is no path: cron looks for it in HOME alone and so, most likely, runs nothing; the "
                        + "script looks there too, and then the run fails");
            } else if (shell.startsWith("/") && !machine.isProgram().test(shell)) {
                differences.add("SHELL=" + shell + " is not on this machine: cron runs nothing, DCMS reports a failed run");
            }
            List<String> agents = line.environment().keySet().stream().filter(name -> name.startsWith(JobScript.AGENTS)).toList();
            if (!agents.isEmpty()) {
                differences.add(String.join(" ", agents) + ": variables whose names begin with " + JobScript.AGENTS
                        + " are the agent's: these are left out");
            }
            if (line.environment().containsKey("")) {
                differences.add("a variable without a name is left out");
            }
            if (line.input().filter(input -> !input.isEmpty() && !input.endsWith("\n")).isPresent()) {
                differences.add("what it reads ends with a newline, which cron forgets after a backslash");
            }
        }

        /** Who would have got mail. */
        private void addMail(CrontabLine line, List<String> differences) {
            String receiver = line.environment().getOrDefault("MAILTO", line.user());
            if (!receiver.isEmpty() && machine.hasMailer()) {
                differences.add("what it prints is not mailed to " + receiver + (line.environment().containsKey("MAILTO") ? " (MAILTO)"
                        : "")
                        + ": a hook (--hook) can tell of failed runs");
            }
        }
    }
}
