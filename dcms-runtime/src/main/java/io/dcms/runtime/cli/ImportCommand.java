package io.dcms.runtime.cli;

import io.dcms.runtime.crontab.JobScript;
import io.dcms.runtime.crontab.Machine;
import io.dcms.runtime.crontab.Move;
import io.dcms.runtime.crontab.MovePlan;
import io.dcms.runtime.text.OneLine;
import io.dcms.runtime.verify.Runner;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code dcms import}: what becomes of the lines of crontabs, and with {@code --apply} makes them that. */
final class ImportCommand {

    private final Given given;
    private final AgentClient client;
    private final Screen screen;
    private final InstantSource clock;
    private final boolean apply;
    private final boolean enable;
    private final Optional<String> hook;
    private final Path folder;

    private Optional<ImportAgent> agent = Optional.empty();
    private ScriptFolder scripts;
    private ThisMachine machine;

    ImportCommand(Given given, AgentClient client, Screen screen, InstantSource clock) throws CommandFailed {
        this.given = given;
        this.client = client;
        this.screen = screen;
        this.clock = clock;
        this.apply = given.has(Commands.APPLY);
        this.enable = given.has(Commands.ENABLE);
        this.hook = given.value(Commands.HOOK);
        this.folder = folder(given);
    }

    /** @return 0; 1 if a line stays */
    int run() throws CommandFailed {
        if (enable && !apply) {
            throw new CommandFailed(CommandFailed.USAGE, "--enable: it goes with --apply, which adds the jobs that it enables");
        }
        List<CrontabFile> files = new CrontabFiles(given.value(Commands.USER), given.has(Commands.SYSTEM),
                screen.in()).find(given.operands());
        Set<Integer> only = only(files);
        scripts = ScriptFolder.read(folder);
        try (ThisMachine here = new ThisMachine()) {
            machine = here;
            String unasked = askAgent();
            Machine look = here.look(agent.filter(ImportAgent::isHere), clock.instant(), folder);
            List<ImportReport.File> plans = plan(files, look, only);
            if (apply) {
                prepare(plans);
            }
            ImportReport report = new ImportReport(screen, apply, unasked);
            try {
                go(plans, report);
            } catch (CommandFailed e) {
                report.breakOff(given.has(Option.JSON));
                throw new CommandFailed(e.exitStatus, e.getMessage() + (apply ? "; what has been done stays done: call it again" : ""),
                        e.answered);
            }
            report.finish(forEveryLine(look), given.has(Option.JSON));
            return report.stays() ? CommandFailed.NO : 0;
        }
    }

    private void go(List<ImportReport.File> plans, ImportReport report) throws CommandFailed {
        for (ImportReport.File file : plans) {
            report.begin(file);
            for (Move move : file.moves()) {
                report.line(move, move.job().isPresent() ? done(file, move.job().get()) : Optional.empty());
            }
            report.end(file);
        }
    }

    private static List<String> forEveryLine(Machine look) {
        List<String> all = new ArrayList<>(MovePlan.forEveryLine(look));
        if (ThisMachine.hasPamRules()) {
            all.add("what /etc/security/pam_env.conf says is not in its environment");
        }
        return all;
    }

    static Path folder(Given given) throws CommandFailed {
        String text = given.value(Commands.IMPORT_DIR).orElse(ScriptFolder.DEFAULT);
        try {
            Path path = Path.of(text).normalize();
            if (path.isAbsolute() && path.getNameCount() > 0 && text.indexOf('\n') < 0) {
                return path;
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw new CommandFailed(CommandFailed.USAGE, "--dir \"" + OneLine.of(text) + "\": give the absolute path of a folder");
    }

    private Set<Integer> only(List<CrontabFile> files) throws CommandFailed {
        Set<Integer> only = new TreeSet<>();
        for (String text : given.values(Commands.ONLY)) {
            try {
                only.add(Integer.parseInt(text));
            } catch (NumberFormatException e) {
                throw new CommandFailed(CommandFailed.USAGE, "--only \"" + OneLine.of(text) + "\": give the number of a line");
            }
        }
        if (!only.isEmpty() && files.size() != 1) {
            throw new CommandFailed(CommandFailed.USAGE, "--only: it goes with one crontab, and here are " + files.size());
        }
        return only;
    }

    /** @return why the agent could not be asked, which a plan can do without; empty = it could */
    private String askAgent() throws CommandFailed {
        try {
            agent = Optional.of(ImportAgent.ask(client));
            return "";
        } catch (CommandFailed e) {
            if (apply) {
                throw e;
            }
            return e.getMessage();
        }
    }

    private List<ImportReport.File> plan(List<CrontabFile> files, Machine look, Set<Integer> only) throws CommandFailed {
        List<ImportReport.File> plans = new ArrayList<>();
        Set<String> taken = new HashSet<>(scripts.others());
        for (CrontabFile file : files) {
            if (!file.ignored().isEmpty()) {
                plans.add(new ImportReport.File(file, new MovePlan(file.source(), List.of(), List.of()), List.of()));
                continue;
            }
            MovePlan plan = MovePlan.of(file.text(), file.source(), look, scripts.ours(), taken);
            plan.moves().forEach(move -> move.job().ifPresent(job -> taken.add(name(job))));
            plans.add(new ImportReport.File(file, plan, chosen(file, plan, only)));
        }
        return plans;
    }

    private static List<Move> chosen(CrontabFile file, MovePlan plan, Set<Integer> only) throws CommandFailed {
        for (int number : only) {
            if (plan.moves().stream().noneMatch(move -> move.number() == number)) {
                throw new CommandFailed(CommandFailed.USAGE, "--only " + number + ": line " + number + " of " + file.name()
                        + " runs nothing: give the number of one that does, as \"dcms import\" without --apply shows them");
            }
        }
        return only.isEmpty() ? plan.moves() : plan.moves().stream().filter(move -> only.contains(move.number())).toList();
    }

    private static String name(Move.Job job) {
        return Path.of(job.script()).getFileName().toString();
    }

    /** Finds what would fail before anything is written. */
    private void prepare(List<ImportReport.File> plans) throws CommandFailed {
        ImportAgent asked = agent.orElseThrow();
        asked.requireReady(hook);
        for (ImportReport.File file : plans) {
            for (Move move : file.moves()) {
                if (move.job().isPresent() && !asked.canRunAs(machine.runner(move.job().get().runner()).uid())) {
                    throw new CommandFailed(CommandFailed.NO, "line " + move.number() + " of " + file.crontab().name()
                            + ": the agent is not root and can't run a job as " + OneLine.of(move.job().get().runner()));
                }
            }
        }
        scripts.prepare();
    }

    /** What is done, or to be done, for a line that moves; empty if nobody knows what is there. */
    private Optional<ImportReport.Done> done(ImportReport.File file, Move.Job job) throws CommandFailed {
        if (agent.isEmpty()) {
            return Optional.empty();
        }
        byte[] text = job.text().getBytes(file.crontab().charset());
        Runner runner = machine.runner(job.runner());
        Path script = Path.of(job.script());
        boolean isWritten = scripts.has(script, text, runner.gid());
        Optional<JobScript.Origin> before = Optional.ofNullable(scripts.ours().get(name(job)));
        ImportedLine line = line(job, signature(text), before);
        List<String> words = words(job, line, before, isWritten);
        if (apply && !isWritten) {
            scripts.write(script, text, runner.gid());
        }
        return Optional.of(new ImportReport.Done(line, words, apply ? Optional.of(stored(job, line)) : line.job()));
    }

    private static List<String> words(Move.Job job, ImportedLine line, Optional<JobScript.Origin> before, boolean isWritten) {
        List<String> words = new ArrayList<>(line.words());
        before.filter(origin -> !origin.line().equals(lineOf(job)))
                .ifPresent(origin -> words.add("the line was: " + OneLine.of(origin.line())));
        if (!isWritten && line.job().isPresent() && !words.contains("its script")) {
            words.add("its script is written anew");
        }
        return words;
    }

    /** The job as the store has it from now on. */
    private Answer stored(Move.Job job, ImportedLine line) throws CommandFailed {
        if (line.job().isEmpty()) {
            return agent.orElseThrow().add(job.name(), line.changes());
        }
        Answer there = line.job().get();
        return line.changes().isEmpty() ? there : agent.orElseThrow().change(there.numberOr0("id"), line.changes());
    }

    private static String lineOf(Move.Job job) {
        return JobScript.read(job.text()).orElseThrow().line();
    }

    private ImportedLine line(Move.Job job, String signature, Optional<JobScript.Origin> before) {
        Optional<Answer> there = agent.orElseThrow().job(job.script());
        return there.isEmpty() ? ImportedLine.added(job, signature, hook, enable)
                : ImportedLine.compared(there.get(), job, signature, hook, enable, before.map(JobScript.Origin::title).orElse(job.title()));
    }

    private static String signature(byte[] text) {
        try {
            return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
