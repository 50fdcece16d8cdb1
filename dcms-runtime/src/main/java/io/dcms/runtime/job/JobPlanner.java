package io.dcms.runtime.job;

import io.dcms.api.Job;
import io.dcms.runtime.cron.CronException;
import io.dcms.runtime.cron.Schedule;
import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.CompiledFilter;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Validates jobs, each as a whole: everything that is wrong with one is found at once. */
public final class JobPlanner {

    /** The end of the year 9999, the last that schedules know. */
    private static final long LAST_SECOND = 253_402_300_799L;
    /** Characters of a message. */
    private static final int LONGEST = 8_000;

    private final Plugins plugins;
    private final ZoneId machineZone;
    private final Optional<Instant> boot;
    private final SharedSchedules schedules = new SharedSchedules();

    /**
     * For those who run nothing.
     *
     * @param machineZone where schedules are read whose job names no zone
     */
    public JobPlanner(Plugins plugins, ZoneId machineZone) {
        this(plugins, machineZone, Optional.empty());
    }

    /** @param boot when the machine was started, for {@code @reboot} */
    public JobPlanner(Plugins plugins, ZoneId machineZone, Optional<Instant> boot) {
        this.plugins = plugins;
        this.machineZone = machineZone;
        this.boot = boot;
    }

    /**
     * The job as it can be run.
     *
     * @throws BadJobException if it can't; the message holds all that is wrong, separated by {@code "; "}, unless that is very much
     */
    public PlannedJob plan(Job job) throws BadJobException {
        return new Attempt(job).plan();
    }

    /** One validation: collects problems in the order of the fields. */
    private final class Attempt {
        private final Job job;
        private final List<String> problems = new ArrayList<>();

        Attempt(Job job) {
            this.job = job;
        }

        PlannedJob plan() throws BadJobException {
            if (!job.defect().isEmpty()) {
                problems.add(job.defect());
            }
            checkFacts();
            checkArguments();
            Optional<Schedule> schedule = schedule();
            Optional<URI> hook = hook();
            Optional<CompiledFilter> filter = filter();
            JobOptions options = new OptionsReader(problems).read(job.options());
            if (!problems.isEmpty()) {
                throw new BadJobException(shortened(String.join("; ", problems)), problems);
            }
            Schedule parsed = schedule.orElseThrow().anchoredAt(Instant.ofEpochSecond(job.createAt()));
            Schedule anchored = boot.map(parsed::startedAt).orElse(parsed);
            return new PlannedJob(job, anchored, options.timezone().orElse(machineZone), options, hook, filter,
                    warnings(anchored, options, hook));
        }

        /** A job can hold ten thousand mistakes, and nobody reads so many. */
        private static String shortened(String problems) {
            return problems.length() <= LONGEST ? problems : problems.substring(0, LONGEST) + "... and so on: mend this first";
        }

        private List<String> warnings(Schedule schedule, JobOptions options, Optional<URI> hook) {
            List<String> warnings = new ArrayList<>();
            schedule.warnings().forEach(warning -> warnings.add("schedule: " + warning));
            if (!options.expectWithin().isZero() && hook.isEmpty()) {
                warnings.add("options.expect_within: there is no hook that could be told: give the job one");
            }
            return warnings;
        }

        private void checkFacts() {
            if (job.id() <= 0) {
                problems.add("id: " + job.id() + ": give a whole number from 1 on");
            }
            if (job.name().isBlank()) {
                problems.add("name: it is empty: give the job a name");
            }
            if (!job.executor().startsWith("/") || job.executor().indexOf('\0') >= 0) {
                problems.add("executor: \"" + job.executor() + "\": give the absolute path of a program");
            }
            checkRunner();
            if (job.timeout() < 0) {
                problems.add("timeout: " + job.timeout() + ": give seconds, 0 = never");
            }
            if (job.createAt() < Integer.MIN_VALUE || job.createAt() > LAST_SECOND) {
                problems.add("create_at: " + job.createAt() + ": give unix seconds, before the year 10000");
            }
        }

        private void checkRunner() {
            if (job.runner().isBlank()) {
                problems.add("runner: it is empty: give the name of the user that runs the job");
            } else if (job.runner().equals("root")) {
                problems.add("runner: \"root\": give an ordinary user, jobs are never run as root");
            } else if (job.runner().chars().anyMatch(c -> c < ' ' || c == ':' || c == 0x7f)) {
                problems.add("runner: \"" + job.runner() + "\": no user can have this name");
            }
        }

        private void checkArguments() {
            try {
                CommandLine.split(job.executorFlags());
            } catch (IllegalArgumentException e) {
                problems.add("executor_flags: " + e.getMessage());
            }
        }

        private Optional<Schedule> schedule() {
            try {
                return Optional.of(schedules.parse(job.schedule()));
            } catch (CronException e) {
                problems.add("schedule: " + e.getMessage());
                return Optional.empty();
            }
        }

        private Optional<URI> hook() {
            String text = job.hook().strip();
            if (text.isEmpty()) {
                return Optional.empty();
            }
            try {
                URI uri = HookUri.parse(text);
                plugins.hook(uri.getScheme().toLowerCase(Locale.ROOT)).validate(uri);
                return Optional.of(uri);
            } catch (URISyntaxException e) {
                problems.add("hook: it is no URI such as http://host/path (" + e.getReason() + ")");
            } catch (ConfigException e) {
                problems.add("hook: " + e.getMessage());
            } catch (RuntimeException | LinkageError e) {
                problems.add("hook: its plugin failed: " + e);
            }
            return Optional.empty();
        }

        private Optional<CompiledFilter> filter() {
            String text = job.msgFilter();
            if (text.isBlank()) {
                return Optional.empty();
            }
            int colon = text.indexOf(':');
            boolean named = colon > 0 && plugins.hasFilter(text.substring(0, colon));
            String name = named ? text.substring(0, colon) : Plugins.DEFAULT_FILTER;
            String expression = named ? text.substring(colon + 1) : text;
            try {
                return expression.isBlank() ? Optional.empty() : Optional.of(plugins.filter(name).compile(expression));
            } catch (ConfigException e) {
                problems.add("msg_filter: " + e.getMessage());
            } catch (RuntimeException | LinkageError | StackOverflowError e) {
                problems.add("msg_filter: the plugin of \"" + name + "\" failed: " + e);
            }
            return Optional.empty();
        }
    }
}
