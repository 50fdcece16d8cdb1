package io.dcms.runtime.metrics;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.schedule.FireLog;
import io.dcms.runtime.schedule.Reports;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Counts what the timeline tells of runs and fires, and hands it on. Any thread, and nothing waits: it costs the timeline some additions
 * and one entry in a map for each run that has not ended.
 */
public final class RunCounts implements Reports, FireLog {

    private static final double[] LATENESS = {0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};
    private static final double[] DURATION = {0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 1800, 3600, 14_400, 43_200, 86_400};

    final LongAdder starts = new LongAdder();
    final LongAdder adoptions = new LongAdder();
    final LongAdder overruns = new LongAdder();
    final LongAdder overdue = new LongAdder();
    final LongAdder retries = new LongAdder();
    final LongAdder retriesSkipped = new LongAdder();
    final Map<TaskStatus, LongAdder> ends = zeros(TaskStatus.class);
    final Map<Why, LongAdder> skips = zeros(Why.class);
    final Histogram lateness = new Histogram(LATENESS);
    final Histogram duration = new Histogram(DURATION);

    private final Reports next;
    private final FireLog nextFires;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    /** Runs that have not ended, by task id. */
    private final Map<String, Begun> begun = new ConcurrentHashMap<>();
    /** Runs that an agent before this one has begun, and for all that is known started. */
    private final Set<String> inherited = ConcurrentHashMap.newKeySet();

    /** A run that has not ended. @param startedAt by the elapsed clock; empty if it has not started */
    private record Begun(Instant fireTime, Cause cause, Optional<Long> startedAt) {
    }

    /**
     * @param next      who is told of runs too
     * @param nextFires who is told of fires too
     * @param inherited the task ids of what an agent before this one has begun
     * @param elapsed   nanoseconds since some moment, never going back
     */
    public RunCounts(Reports next, FireLog nextFires, Collection<String> inherited, InstantSource clock, LongSupplier elapsed) {
        this.next = next;
        this.nextFires = nextFires;
        this.inherited.addAll(inherited);
        this.clock = clock;
        this.elapsed = elapsed;
    }

    private static <E extends Enum<E>> Map<E, LongAdder> zeros(Class<E> kind) {
        Map<E, LongAdder> zeros = new EnumMap<>(kind);
        for (E each : kind.getEnumConstants()) {
            zeros.put(each, new LongAdder());
        }
        return zeros;
    }

    @Override
    public void report(Task task, String jobName, Optional<URI> hook, Runnable kept) {
        if (task.ended()) {
            ended(task);
        } else if (task.status() == TaskStatus.RUNNING) {
            started(task);
        } else if (task.status() == TaskStatus.TIMEOUT) {
            overruns.increment();
        }
        next.report(task, jobName, hook, kept);
    }

    @Override
    public void tell(TaskEvent event, Optional<URI> hook, Runnable kept) {
        if (event.kind() == TaskEvent.Kind.OVERDUE) {
            overdue.increment();
        }
        next.tell(event, hook, kept);
    }

    private void started(Task task) {
        boolean takenOver = inherited.contains(task.taskId());
        (takenOver ? adoptions : starts).increment();
        Begun run = begun.get(task.taskId());
        if (run != null) {
            begun.put(task.taskId(), new Begun(run.fireTime, run.cause, Optional.of(elapsed.getAsLong())));
        }
        if (run != null && run.cause == Cause.FIRE && !takenOver) {
            lateness.add(Duration.between(run.fireTime, clock.instant()));
        }
    }

    private void ended(Task task) {
        ends.get(task.status()).increment();
        inherited.remove(task.taskId());
        Begun run = begun.remove(task.taskId());
        if (run != null && run.startedAt.isPresent()) {
            duration.add(exact(task, Duration.ofNanos(elapsed.getAsLong() - run.startedAt.get())));
        }
    }

    /** The task knows whole seconds, and what was measured here may be late, or be of a run that began under another agent. */
    private static Duration exact(Task task, Duration measured) {
        Duration least = Duration.ofSeconds(task.execDuration());
        Duration most = least.plusMillis(999);
        return measured.compareTo(least) < 0 ? least : measured.compareTo(most) > 0 ? most : measured;
    }

    @Override
    public void ran(long jobId, Instant fireTime, String taskId, Cause cause, int attempt) {
        begun.put(taskId, new Begun(fireTime, cause, Optional.empty()));
        if (cause == Cause.RETRY && !inherited.contains(taskId)) {
            retries.increment();
        }
        nextFires.ran(jobId, fireTime, taskId, cause, attempt);
    }

    @Override
    public void withdrawn(long jobId, Instant fireTime, String taskId) {
        begun.remove(taskId);
        inherited.remove(taskId);
        nextFires.withdrawn(jobId, fireTime, taskId);
    }

    @Override
    public void waits(long jobId, Instant fireTime, int attempt) {
        nextFires.waits(jobId, fireTime, attempt);
    }

    @Override
    public void skipped(long jobId, Instant fireTime, int attempt, String reason) {
        skipped(jobId, fireTime, attempt, Why.OTHER, reason);
    }

    @Override
    public void skipped(long jobId, Instant fireTime, int attempt, Why why, String reason) {
        (attempt == 0 ? skips.get(why) : retriesSkipped).increment();
        nextFires.skipped(jobId, fireTime, attempt, why, reason);
    }

    @Override
    public void missed(long jobId, Instant first, Instant last, long count, String reason) {
        skips.get(Why.MISSED).add(count);
        nextFires.missed(jobId, first, last, count, reason);
    }

    @Override
    public void off(long jobId, Instant from, String reason) {
        nextFires.off(jobId, from, reason);
    }

    @Override
    public void removed(long jobId, Instant from) {
        nextFires.removed(jobId, from);
    }

    @Override
    public void on(long jobId, Instant after, String reason) {
        nextFires.on(jobId, after, reason);
    }

    @Override
    public void stopped(Instant from) {
        nextFires.stopped(from);
    }
}
