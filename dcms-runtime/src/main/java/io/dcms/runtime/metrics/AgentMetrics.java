package io.dcms.runtime.metrics;

import io.dcms.api.TaskStatus;
import io.dcms.runtime.metrics.Sources.ProcessUsage;
import io.dcms.runtime.metrics.Sources.Way;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.TaskView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** All numbers of one agent as a text. Any thread. */
public final class AgentMetrics {

    /** An agent with more jobs has no series of single jobs. */
    static final int MOST_JOBS = 500;

    private static final List<TaskStatus> ENDS = List.of(TaskStatus.SUCCESS, TaskStatus.FAILED, TaskStatus.TIMEOUT, TaskStatus.KILLED);

    private final RunCounts counts;
    private final Sources sources;
    private final InstantSource clock;

    public AgentMetrics(RunCounts counts, Sources sources, InstantSource clock) {
        this.counts = counts;
        this.sources = sources;
        this.clock = clock;
    }

    /** The text format of Prometheus, version 0.0.4. Every family is there from the start, if only with its type. */
    public String text() {
        MetricsText text = new MetricsText();
        Snapshot snapshot = sources.snapshot();
        text.gauge("dcms_build_info", "What this agent is; always 1.")
                .sample(1, "version", sources.version(), "java", Runtime.version().toString());
        runs(text);
        fires(text);
        now(text, snapshot);
        store(text, sources.jobs());
        reports(text);
        jobs(text, snapshot);
        process(text, sources.process());
        return text.toString();
    }

    private void runs(MetricsText text) {
        text.counter("dcms_task_starts_total", "Runs that this agent has started.").sample(counts.starts.sum());
        text.counter("dcms_task_adoptions_total", "Runs that an agent before this one had started and this one has taken over.")
                .sample(counts.adoptions.sum());
        text.counter("dcms_task_retries_total", "Runs that are retries of failed ones.").sample(counts.retries.sum());
        text.counter("dcms_task_ends_total", "Runs that are over, those included that were refused or killed before they started.");
        ENDS.forEach(status -> text.sample(counts.ends.get(status).sum(), "status", name(status)));
        text.counter("dcms_task_overruns_total", "Runs that went over their timeout and were left running, as their jobs say.")
                .sample(counts.overruns.sum());
        text.histogram("dcms_task_lateness_seconds",
                "From the time for which a fire was due to the start of its run; jitter and waiting for its turn count.",
                counts.lateness.read());
        text.histogram("dcms_task_duration_seconds", "From the start of a run to its end.", counts.duration.read());
    }

    private void fires(MetricsText text) {
        text.counter("dcms_fires_skipped_total", "Fires that did not become runs.");
        counts.skips.forEach((why, count) -> text.sample(count.sum(), "reason", name(why)));
        text.counter("dcms_overdues_total", "How often a job has become overdue.").sample(counts.overdue.sum());
        text.counter("dcms_retries_skipped_total", "Retries that did not become runs.").sample(counts.retriesSkipped.sum());
    }

    private static void now(MetricsText text, Snapshot snapshot) {
        long waiting = snapshot.active().stream().filter(AgentMetrics::waits).count();
        text.gauge("dcms_tasks", "Runs that are going now, and runs that wait for a free place or are just being started.")
                .sample(snapshot.active().size() - waiting, "state", "running")
                .sample(waiting, "state", "waiting");
        List<JobView> jobs = snapshot.jobs();
        long bad = jobs.stream().filter(AgentMetrics::isBad).count();
        long disabled = jobs.stream().filter(job -> !isBad(job) && job.disabled()).count();
        text.gauge("dcms_jobs", "Jobs of this host: bad ones can't be run as the store has them, whether disabled or not.")
                .sample(jobs.size() - bad - disabled, "state", "enabled")
                .sample(disabled, "state", "disabled")
                .sample(bad, "state", "bad");
        text.gauge("dcms_jobs_overdue", "Jobs that have not succeeded for too long since they were due, as their expect_within says.")
                .sample(jobs.stream().filter(job -> job.overdueSince() > 0).count());
    }

    private static boolean waits(TaskView run) {
        return run.task().status() == TaskStatus.READY;
    }

    private static boolean isBad(JobView job) {
        return !job.problem().isEmpty();
    }

    private void store(MetricsText text, Sources.Jobs jobs) {
        text.gauge("dcms_store_up", "1 if the store answers: it tells the jobs, and takes the reports that there are for it.")
                .sample(jobs.storeAnswers() ? 1 : 0);
        text.counter("dcms_store_failures_total", "Looks at the store's jobs, and tries to report to it, that have failed.")
                .sample(jobs.failures(), "operation", "read")
                .sample(sources.toStore().failures(), "operation", "report");
        text.gauge("dcms_jobs_age_seconds", "Since the store last confirmed the jobs that are in force.").sample(seconds(jobs.age()));
        text.gauge("dcms_jobs_compared_timestamp_seconds", "When all jobs were last compared with those of the store.")
                .sample(jobs.compared().map(ago -> clock.instant().minus(ago).toEpochMilli() / 1e3).orElse(Double.NaN));
    }

    private void reports(MetricsText text) {
        Way store = sources.toStore();
        Way hooks = sources.toHooks();
        text.gauge("dcms_reports_waiting", "Reports of runs that the store or a hook has not taken, or that are not in the journal yet.")
                .sample(store.waiting(), "to", "store")
                .sample(hooks.waiting(), "to", "hook")
                .sample(sources.toJournal(), "to", "journal");
        text.gauge("dcms_reports_oldest_age_seconds", "How long the oldest report has waited that was not taken yet; 0 if none waits.")
                .sample(seconds(Optional.of(store.oldest())), "to", "store")
                .sample(seconds(Optional.of(hooks.oldest())), "to", "hook");
        text.counter("dcms_reports_delivered_total", "Reports of runs that were taken.")
                .sample(store.delivered(), "to", "store")
                .sample(hooks.delivered(), "to", "hook");
        text.counter("dcms_hook_failures_total", "Tries to tell a hook that have failed.").sample(hooks.failures());
        text.gauge("dcms_journal_writable", "0 if reports can not be written to the work dir and wait in memory.")
                .sample(sources.journalWorks() ? 1 : 0);
        text.gauge("dcms_ledger_writable", "0 if what the next agent must know of fires and runs can not be written to the work dir.")
                .sample(sources.ledgerWorks() ? 1 : 0);
        text.gauge("dcms_journal_bytes", "Size of the files in which reports wait.").sample(sources.journalBytes());
    }

    private static void jobs(MetricsText text, Snapshot snapshot) {
        boolean leftOut = snapshot.jobCount() > MOST_JOBS;
        text.gauge("dcms_job_series_left_out", "Jobs that have no series of their own: all, if there are more than " + MOST_JOBS + ".")
                .sample(leftOut ? snapshot.jobCount() : 0);
        new JobSeries(leftOut ? List.of() : snapshot.jobs()).write(text);
    }

    /** By the names that Prometheus's own client libraries use. */
    private static void process(MetricsText text, ProcessUsage process) {
        text.gauge("process_start_time_seconds", "When the agent was started, in unix seconds.").sample(process.startSeconds());
        text.counter("process_cpu_seconds_total", "Processor time that the agent has used; its tasks have their own.")
                .sample(process.cpuSeconds());
        text.gauge("process_resident_memory_bytes", "Memory of the agent that is in RAM.").sample(process.residentBytes());
        text.gauge("process_virtual_memory_bytes", "Address space of the agent.").sample(process.virtualBytes());
        text.gauge("process_open_fds", "File descriptors that the agent has open.").sample(process.openFiles());
        text.gauge("process_max_fds", "File descriptors that the agent may have open.").sample(process.mostFiles());
        text.gauge("process_threads", "Threads of the agent.").sample(process.threads());
    }

    private static double seconds(Optional<Duration> time) {
        return time.map(length -> length.toMillis() / 1e3).orElse(Double.NaN);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
