package io.dcms.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** This agent, and what it is compared with. */
final class Contenders {

    private final Workspace workspace;

    Contenders(Workspace workspace) {
        this.workspace = workspace;
    }

    /** This agent with all that it promises: the check of the signature, the user's rights, a session of its own, the record on disk. */
    Contender agent(LaunchPlan plan) throws Exception {
        String name = "agent-" + plan.count();
        String signature = String.format("%032x", new BigInteger(1, MessageDigest.getInstance("MD5").digest(Files.readAllBytes(plan.program()))));
        Path jobs = Files.writeString(workspace.path(name + ".json"),
                BenchAgent.jobs(plan.count(), plan.program(), signature, plan.user().name(), plan.schedule() + " *"));
        BenchAgent agent = BenchAgent.onFile(workspace, name, jobs);
        return new Contender() {
            @Override
            public String name() {
                return "dcms-agent";
            }

            @Override
            public double ownSeconds() throws IOException {
                return ProcessFigures.of(agent.pid()).cpuSeconds();
            }

            @Override
            public void close() throws Exception {
                agent.close();
            }
        };
    }

    /** The program of ideal.c, compiled now. */
    Contender ideal(LaunchPlan plan) throws Exception {
        Path program = workspace.path("ideal");
        if (!Files.exists(program)) {
            Process compiler = process(List.of("gcc", "-O2", "-o", program.toString(), Bench.home().resolve("bench/ideal.c").toString()));
            if (compiler.waitFor() != 0) {
                throw new BenchFailure("gcc can't compile bench/ideal.c");
            }
        }
        return new Running("C ideal", process(List.of(program.toString(), "" + plan.count(), "" + plan.seconds(), "" + (plan.rounds() + 2),
                plan.user().uid(), plan.user().gid(), plan.program().toString())));
    }

    /** Another scheduler. @param command its command, in which {@code {}} stands for a crontab whose lines begin with seconds */
    Contender other(LaunchPlan plan, String command) throws Exception {
        String line = plan.schedule() + " " + plan.program() + "\n";
        Path crontab = Files.writeString(workspace.path("crontab-" + plan.count()), line.repeat(plan.count()));
        List<String> words = new ArrayList<>();
        for (String word : command.split(" +")) {
            words.add(word.replace("{}", crontab.toString()));
        }
        return new Running(Path.of(words.get(0)).getFileName().toString(), process(words));
    }

    /**
     * Debian's cron, each minute. It sees a machine of its own: the folders of crontabs are hidden from it, in a mount namespace that
     * ends with it.
     */
    Contender cron(LaunchPlan plan, Path program) throws Exception {
        String line = "* * * * * " + plan.user().name() + " " + plan.program() + "\n";
        Path crontab = Files.writeString(workspace.path("cron-" + plan.count()), line.repeat(plan.count()));
        Path script = workspace.program("cron.sh", """
                #!/bin/sh
                set -e
                mount -t tmpfs -o mode=755 none /var/spool/cron
                mkdir -m 755 /var/spool/cron/crontabs
                mount -t tmpfs -o mode=755 none /run
                mount -t tmpfs -o mode=755 none /etc/cron.d
                cp "$1" /etc/cron.d/bench
                [ ! -e /etc/crontab ] || mount --bind /dev/null /etc/crontab
                exec "$2" -f
                """);
        return new Running("cron", process(List.of("unshare", "--mount", script.toString(), crontab.toString(), program.toString())));
    }

    private Process process(List<String> command) throws BenchFailure {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(workspace.path(Path.of(command.get(0)).getFileName() + ".log").toFile()).start();
        } catch (IOException e) {
            throw new BenchFailure(command.get(0) + " can't be run: " + e.getMessage());
        }
    }

    /** A process that schedules until it is stopped. */
    private record Running(String name, Process process) implements Contender {

        @Override
        public double ownSeconds() throws IOException {
            return process.isAlive() ? ProcessFigures.of(process.pid()).cpuSeconds() : Double.NaN;
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
