package io.dcms.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How late programs start that are due, and what their start costs. */
final class LaunchBench implements BenchCommand {

    /** After a scheduler's start, and after a round's last start, for what is left to do. */
    private static final double SETTLE = 1.5;

    /** Each says when it was started; all schedulers start the same. */
    private static final String PROGRAM = "#!/bin/sh\ndate +%%s.%%N >>%s\n";

    private interface Opening {
        Contender open(LaunchPlan plan) throws Exception;
    }

    @Override
    public String name() {
        return "launch";
    }

    @Override
    public String summary() {
        return "how late programs start that are due, alone and at once, and the CPU that this takes";
    }

    @Override
    public List<BenchOption> options() {
        return List.of(
                new BenchOption("singles", "N", "100", "how many seconds one program is due each second; 0 for none"),
                new BenchOption("bursts", "N,...", "100,1000", "how many are due at once"),
                new BenchOption("rounds", "N", "3", "how often; figures are the medians of the rounds'"),
                new BenchOption("seconds", "N", "20", "between two rounds: a divisor of 60"),
                new BenchOption("user", "NAME", "", "whom they run as; nobody where you are root"),
                new BenchOption("folder", "DIR", Workspace.USUAL, "where logs and records are: file systems differ in what a new file costs"),
                new BenchOption("cron", "PATH", "/usr/sbin/cron", "Debian's cron, for the bursts, each minute; empty for none"),
                new BenchOption("other", "COMMAND", "", "another scheduler, {} standing for a crontab with seconds: \"supercronic {}\""));
    }

    @Override
    public void run(BenchValues given) throws Exception {
        RunUser user = RunUser.find(given.text("user"));
        int rounds = given.number("rounds", 1, 100);
        int seconds = given.number("seconds", 1, 60);
        if (60 % seconds != 0) {
            throw new BenchFailure("--seconds: " + seconds + " does not divide 60");
        }
        int singles = given.number("singles", 0, 100_000);
        int[] bursts = given.numbers("bursts", 1, 100_000);
        try (Workspace workspace = Workspace.below(Path.of(given.text("folder")))) {
            Path out = workspace.writable("out");
            Path program = workspace.program("job.sh", PROGRAM.formatted(out));
            if (singles > 0) {
                series(given, workspace, new LaunchPlan(1, 1, singles, program, out, user));
            }
            for (int burst : bursts) {
                series(given, workspace, new LaunchPlan(burst, seconds, rounds, program, out, user));
            }
        }
    }

    private static void series(BenchValues given, Workspace workspace, LaunchPlan plan) throws Exception {
        System.out.printf(Locale.ROOT, "%n%-14s %10s %10s %10s %14s %14s%n",
                plan.count() == 1 ? plan.rounds() + " times 1" : plan.rounds() + " times " + plan.count(), "median", "p99", "worst",
                "CPU for each", "its own part");
        Contenders contenders = new Contenders(workspace);
        LaunchResult ideal = measure(plan, contenders::ideal).orElse(null);
        if (ideal != null) {
            print(ideal, ideal);
        }
        print(measure(plan, contenders::agent).orElseThrow(() -> new BenchFailure("the agent has started nothing")), ideal);
        if (given.has("other")) {
            measure(plan, same -> contenders.other(same, given.text("other"))).ifPresent(result -> print(result, ideal));
        }
        Path cron = Path.of(given.text("cron"));
        if (plan.count() > 1 && Files.isRegularFile(cron) && Files.isExecutable(cron)) {
            LaunchPlan minutes = new LaunchPlan(plan.count(), 60, plan.rounds(), plan.program(), plan.out(), plan.user());
            measure(minutes, same -> contenders.cron(same, cron)).ifPresent(result -> print(result, ideal));
        }
    }

    /** @return empty if it can't be run, which is said */
    private static Optional<LaunchResult> measure(LaunchPlan plan, Opening opening) throws Exception {
        double idle = idleShare();
        Files.writeString(plan.out(), "");
        try (Contender contender = opening.open(plan)) {
            double first = Math.ceil((Machine.now() + SETTLE) / plan.seconds()) * plan.seconds();
            Machine.sleepUntil(first - SETTLE / 2 - (plan.seconds() == 1 ? 0 : plan.seconds() / 4.0));
            double busy = Machine.busySeconds();
            double own = contender.ownSeconds();
            double begin = Machine.now();
            double last = first + (plan.rounds() - 1.0) * plan.seconds();
            Machine.sleepUntil(last + plan.seconds() * 0.75);
            busy = Machine.busySeconds() - busy;
            own = contender.ownSeconds() - own;
            double span = Machine.now() - begin;
            double cpu = busy - Math.min(idle, idleShare()) * span;
            return Optional.of(LaunchResult.of(contender.name(), plan, Files.readAllLines(plan.out()), first, cpu, own));
        } catch (BenchFailure e) {
            System.out.println("  " + e.getMessage());
            return Optional.empty();
        }
    }

    /** What the machine is busy with anyway, in CPUs. Taken before and after; the smaller one is the machine's own. */
    private static double idleShare() throws Exception {
        double busy = Machine.busySeconds();
        double begin = Machine.now();
        Machine.sleepUntil(begin + SETTLE);
        return (Machine.busySeconds() - busy) / (Machine.now() - begin);
    }

    private static void print(LaunchResult result, LaunchResult ideal) {
        List<String> notes = new ArrayList<>();
        if (ideal != null && ideal != result) {
            notes.add(String.format(Locale.ROOT, "p99 %.2f and CPU %.2f times the C ideal's", result.p99() / ideal.p99(), result.cpu() / ideal.cpu()));
        }
        if (result.missing() > 0) {
            notes.add(result.missing() + " had not started in their time");
        }
        System.out.printf(Locale.ROOT, "%-14s %10s %10s %10s %11.2f ms %11s ms   %s%n", result.name(), Machine.time(result.median()),
                Machine.time(result.p99()), Machine.time(result.worst()), result.cpu() * 1000,
                Double.isNaN(result.own()) ? "-" : String.format(Locale.ROOT, "%.2f", result.own() * 1000), String.join("; ", notes));
    }
}
