package io.dcms.runtime;

import io.dcms.api.Job;
import io.dcms.runtime.config.Version;
import io.dcms.runtime.job.BadJobException;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.ledger.FireHistory;
import io.dcms.runtime.ledger.Ledger;
import io.dcms.runtime.log.Log;
import io.dcms.runtime.metrics.AgentMetrics;
import io.dcms.runtime.output.LogFiles;
import io.dcms.runtime.process.LocalLauncher;
import io.dcms.runtime.report.Outbox;
import io.dcms.runtime.rest.Control;
import io.dcms.runtime.rest.Fleet;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.Timeline;
import io.dcms.runtime.sync.SyncThread;
import io.dcms.runtime.verify.Look;
import io.dcms.spi.store.JobEditing;
import io.dcms.spi.store.TaskHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What REST sees and does.
 *
 * @param host  the agent's host name
 * @param fleet what it knows of others
 */
record AgentControl(String host, Fleet fleet, Timeline timeline, SyncThread sync, JobPlanner planner, Outbox outbox, PluginSet plugins,
                    LocalLauncher launcher, LogFiles logFiles, Ledger ledger, FireHistory fireHistory, AgentMetrics numbers)
        implements Control {

    private static final Duration SILENCE = Duration.ofSeconds(10);

    @Override
    public Snapshot snapshot() {
        return timeline.snapshot();
    }

    @Override
    public CompletableFuture<Optional<String>> refresh(long jobId) {
        return sync.refresh(jobId).thenCompose(problem -> timeline.settled().thenApply(settled -> problem));
    }

    @Override
    public CompletableFuture<Boolean> disable(long jobId) {
        return timeline.disable(jobId);
    }

    @Override
    public CompletableFuture<String> runNow(long jobId) {
        return timeline.runNow(jobId);
    }

    @Override
    public CompletableFuture<Boolean> kill(String taskId, String reason) {
        return timeline.kill(taskId, reason);
    }

    @Override
    public Optional<TaskHistory> history() {
        return plugins.store() instanceof TaskHistory history ? Optional.of(history) : Optional.empty();
    }

    @Override
    public Optional<JobEditing> editing() {
        return plugins.store() instanceof JobEditing editing ? Optional.of(editing) : Optional.empty();
    }

    @Override
    public CompletableFuture<Optional<Job>> stored(long jobId) {
        return sync.stored(jobId);
    }

    @Override
    public PlannedJob plan(Job job) throws BadJobException {
        return planner.plan(job);
    }

    @Override
    public Optional<Path> log(String taskId) throws IOException {
        return logFiles.find(taskId);
    }

    @Override
    public Fires fires(long jobId, Instant since, Instant until, int limit) throws IOException {
        FireHistory.Answers answers = fireHistory.answers(jobId, since, until, limit);
        return new Fires(answers.fires(), answers.more(), answers.known(), answers.completeSince());
    }

    @Override
    public Health health() {
        List<String> problems = new ArrayList<>();
        boolean live = timeline.silence().compareTo(SILENCE) < 0;
        if (!live) {
            problems.add("the timeline has not looked at its clock for " + timeline.silence().toSeconds() + " s");
        }
        boolean loaded = sync.loaded();
        sync.trouble().ifPresent(problems::add);
        if (!loaded && problems.isEmpty()) {
            problems.add("the jobs have not been read yet");
        }
        ledger.trouble().ifPresent(problems::add);
        problems.addAll(outbox.troubles());
        problems.addAll(plugins.problems());
        badJobs().ifPresent(problems::add);
        return new Health(live, live && loaded, problems, outbox.depth(), sync.from().text(), sync.age());
    }

    @Override
    public String metrics() {
        return numbers.text();
    }

    @Override
    public String logLevel() {
        return Log.level();
    }

    @Override
    public boolean logLevel(String level, String caller) {
        return Log.level(level, "REST from " + caller);
    }

    @Override
    public ExecutorLook executor(Job job) {
        Look look = launcher.look(job);
        return new ExecutorLook(look.sha256(), look.md5(), look.size(), look.modified(), look.matches(), look.problem());
    }

    @Override
    public List<Plugin> foundPlugins() {
        return plugins.found().stream().map(plugin -> new Plugin(plugin.kind(), plugin.name(), plugin.where(), plugin.version(),
                plugin.problem(), plugins.uses(plugin))).toList();
    }

    @Override
    public ZoneId zone() {
        return ZoneId.systemDefault();
    }

    @Override
    public String version() {
        return Version.current();
    }

    /** Asked for with each answer of {@code /health}, and mostly there is none: so it makes nothing on its way. */
    private Optional<String> badJobs() {
        JobView first = null;
        int count = 0;
        for (JobView job : snapshot().jobs()) {
            if (!job.problem().isEmpty()) {
                first = first == null ? job : first;
                count++;
            }
        }
        if (first == null) {
            return Optional.empty();
        }
        String which = "job " + first.job().id() + ": " + first.problem();
        return Optional.of(count == 1 ? "one job can't be run as the store has it: " + which
                : count + " jobs can't be run as the store has them, the first: " + which);
    }
}
