package io.dcms.dist;

import io.dcms.dist.ChaosJob.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The jobs of a chaos run: every kind of end, of overlap and of missed fires. */
final class ChaosJobs {
    /** Whose runs they are. */
    static final String RUNNER = "dcmschaos";
    /** The variable in the environment of all runs by which they are found, whoever their parents are. */
    static final String MARK = "CHAOS_ACCOUNTS";
    /** Long enough that only a kill ends it, short enough that it ends. */
    private static final long ENDLESS = 120;

    /**
     * The task's own account: a file of its name, in which it appends a line when it starts and one when it ends. A task that
     * is killed writes no second line, also where its sleep is killed before it.
     */
    private static final String SCRIPT = """
            #!/bin/sh
            account=$CHAOS_ACCOUNTS/$DCMS_TASK_ID
            read -r up rest </proc/uptime
            echo "start $up $DCMS_FIRE_TIME $$" >>"$account"
            echo "hello $DCMS_TASK_ID"
            case $4 in
                stubborn) trap '' TERM ;;
                family) sleep $1 & setsid sleep $1 & ;;
            esac
            [ "$1" = 0 ] || sleep "$1" || exit 99
            echo "$3 $DCMS_TASK_ID"
            read -r up rest </proc/uptime
            echo "end $up $2" >>"$account"
            exit "$2"
            """;

    private final Map<Long, ChaosJob> byId;
    private final Path accounts;
    private final Path program;
    private final String hook;

    private ChaosJobs(Map<Long, ChaosJob> byId, Path accounts, Path program, String hook) {
        this.byId = byId;
        this.accounts = accounts;
        this.program = program;
        this.hook = hook;
    }

    /**
     * Makes their program and the folder of their accounts.
     *
     * @param longest seconds that the longest runs take
     * @param hook    the receiver's URL
     */
    static ChaosJobs in(AgentSite site, long longest, String hook) throws IOException {
        Path accounts = Files.createDirectory(site.path("accounts"));
        Files.setPosixFilePermissions(accounts, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path program = site.program("chaos.sh", SCRIPT);
        return new ChaosJobs(list(longest).stream().collect(Collectors.toMap(ChaosJob::id, Function.identity(), (a, b) -> a,
                LinkedHashMap::new)), accounts, program, hook);
    }

    private static List<ChaosJob> list(long longest) {
        return List.of(
                ChaosJob.of(1, "each second", 1).parallel(50).misfire("all"),
                ChaosJob.of(2, "each second, one at a time", 1).exits(5).misfire("skip").tells(Told.NOTHING),
                ChaosJob.of(3, "fails in turn", 2).exits(7).overlap("queue").misfire("all"),
                ChaosJob.of(4, "forbidden word", 2).says("an " + ChaosJob.FORBIDDEN + " of"),
                ChaosJob.of(5, "killed for its timeout", 3).takes(ENDLESS).timesOut(1, true).behaves("family").with("kill_grace", 1),
                ChaosJob.of(6, "over its timeout", 3).takes(2).timesOut(1, false).overlap("queue"),
                ChaosJob.of(7, "wrong signature", 3).unsigned(),
                ChaosJob.of(8, "several at once", 5).takes(4).parallel(3).misfire("skip"),
                ChaosJob.of(9, "replaced", 5).takes(8).exits(1).overlap("replace"),
                ChaosJob.of(10, "tried again", 10).exits(1).overlap("queue").retried(2),
                ChaosJob.of(11, "long", 10).takes(longest).exits(3).parallel(20),
                ChaosJob.of(12, "at the edge of its timeout", 2).takes(1).timesOut(1, true).parallel(5),
                ChaosJob.of(13, "stubborn", 10).takes(ENDLESS).timesOut(2, true).behaves("stubborn").with("kill_grace", 1),
                ChaosJob.of(14, "some seconds", 5).takes(6).parallel(10).misfire("all"),
                ChaosJob.of(15, "on request", 0).takes(1).parallel(20),
                ChaosJob.of(16, "tells failures", 2).overlap("queue").tells(Told.FAILURES),
                ChaosJob.of(17, "each fire in turn", 5).takes(1).overlap("queue").misfire("all"),
                ChaosJob.of(18, "each minute", 60).takes(1),
                ChaosJob.of(19, "put off", 5).with("jitter", 3));
    }

    ChaosJob get(long id) {
        return byId.get(id);
    }

    Iterable<ChaosJob> all() {
        return byId.values();
    }

    /** Where each run has a file that is named after it. */
    Path accounts() {
        return accounts;
    }

    /** As an operator writes them. */
    JobSpec[] specs() throws IOException {
        JobSpec[] specs = new JobSpec[byId.size()];
        int at = 0;
        for (ChaosJob job : byId.values()) {
            specs[at++] = spec(job);
        }
        return specs;
    }

    private JobSpec spec(ChaosJob job) throws IOException {
        Map<String, Object> options = new LinkedHashMap<>(job.options());
        options.put("env", Map.of(MARK, accounts.toString()));
        if (job.told() == Told.FAILURES) {
            options.put("hook_on", "failure");
        }
        JobSpec spec = JobSpec.of(job.id(), job.name(), program).with("runner", RUNNER).with("options", options)
                .with("executor_flags", job.seconds() + " " + job.exit() + " '" + job.word() + "' " + job.manner())
                .with("msg_filter", "fatal|" + ChaosJob.FORBIDDEN.toLowerCase(Locale.ROOT))
                .with("timeout", job.timeout()).with("timeout_trigger", job.kills() ? 1 : 0);
        if (job.period() > 0) {
            spec = spec.with("schedule", schedule(job.period()));
        }
        if (job.told() != Told.NOTHING) {
            spec = spec.with("hook", hook);
        }
        return job.signed() ? spec : spec.with("signature", "0".repeat(32));
    }

    private static String schedule(long period) {
        return period == 60 ? "* * * * *" : "*/" + period + " * * * * * *";
    }
}
