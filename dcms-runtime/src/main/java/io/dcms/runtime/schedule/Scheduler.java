package io.dcms.runtime.schedule;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.runtime.job.Misfire;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.task.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Decides what runs when. Knows no thread: whoever owns it calls {@link #tick} when {@link #nanosToNext} have passed, or
 * earlier, and after each event.
 */
final class Scheduler implements Runs.Follower {

    /** A fire is late, so that its misfire policy speaks, when it is decided on this long after its time or later. */
    static final Duration ON_TIME = Duration.ofSeconds(10);
    /** A clock set back by more than this was wrong before; see the package's rationale. */
    static final Duration CORRECTION = Duration.ofHours(3);

    /** Smaller steps are how clocks are kept right. */
    private static final Duration NOTICED_STEP = Duration.ofSeconds(2);
    private static final long HEARTBEAT_NANOS = 1_000_000_000L;
    private static final int MOST_STEPS = 100_000;
    /** So many jobs that were taken away are remembered in case that they come back. */
    private static final int MOST_GONE = 1000;
    private static final System.Logger LOG = System.getLogger(Scheduler.class.getName());

    private final TreeMap<Long, JobEntry> jobs = new TreeMap<>();
    /** Jobs that were taken away: with their runs, and with what must not be run again if they come back. */
    private final LinkedHashMap<Long, JobEntry> gone = new LinkedHashMap<>();
    private final JobViews views = new JobViews();
    private final DueTimes dueTimes;
    private final Timers timers;
    private final Runs runs;
    private final Turns turns;
    private final FireLog fires;
    private final Decisions decisions;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    private boolean stopping;
    private Instant lastWall;
    private long lastElapsed;

    /**
     * @param elapsed   nanoseconds since some moment, never going back
     * @param host      makes the jitter of one job differ from host to host
     * @param maxActive how many runs may be going at once
     */
    Scheduler(Launcher launcher, Launcher.Answers answers, Reports reports, FireLog fires, Decisions decisions,
              InstantSource clock, LongSupplier elapsed, String host, int maxActive) {
        this.dueTimes = new DueTimes(host);
        this.timers = new Timers(elapsed);
        this.runs = new Runs(launcher, answers, reports, timers, clock, elapsed, host, maxActive, this);
        this.turns = new Turns(runs, timers, fires, clock);
        this.fires = fires;
        this.decisions = decisions;
        this.clock = clock;
        this.elapsed = elapsed;
        this.lastWall = clock.instant();
        this.lastElapsed = elapsed.getAsLong();
    }

    Runs runs() {
        return runs;
    }

    /** Adds a job that has arrived now, or puts a new version in the place of the old one. */
    void put(PlannedJob plan) {
        put(plan, clock.instant());
    }

    /**
     * Adds a job, or puts a new version in the place of the old one; what runs goes on as it started.
     *
     * @param arrived from when on its fires count: jobs that come together miss the same ones, however long taking them over takes
     */
    void put(PlannedJob plan, Instant arrived) {
        try {
            replace(plan, arrived);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "job " + plan.id() + ": a defect of the agent while it was taken over", e);
            reject(plan.job(), "a defect of the agent: " + e);
        }
    }

    private void replace(PlannedJob plan, Instant arrived) {
        tick();
        JobEntry job = entry(plan.id());
        boolean sameFires = job.plan != null && job.plan.firesLike(plan);
        job.plan = plan;
        job.bad = null;
        job.problem = "";
        job.disabledHere = job.isNew && decisions.wasDisabled(plan);
        job.isNew = false;
        if (job.disabledHere) {
            LOG.log(System.Logger.Level.WARNING, "job {0} \"{1}\" stays disabled on this agent, as it was before the start",
                    Long.toString(job.id), plan.job().name());
            idle(job, "the job was disabled");
        } else if (job.disabled()) {
            idle(job, "the job was disabled");
            forget(job);
        } else if (!sameFires || job.due == null) {
            remember(job, startingPoint(job, arrived));
            dueTimes.place(job, nextAfter(job, job.decided));
        }
        job.active.stream().filter(run -> run.state == RunState.WAITING).forEach(run -> run.job = plan);
        job.changed();
    }

    /** After what time a job's fires count: what an agent before this one has not decided on, it has missed. */
    private Instant startingPoint(JobEntry job, Instant arrived) {
        Instant soonest = arrived.minus(dueTimes.jitter(job));
        if (job.decided != Instant.MIN) {
            return later(job.decided, soonest);
        }
        Instant latest = job.plan.isInterval() ? arrived : arrived.plus(CORRECTION);
        return decisions.last(job.plan).filter(last -> !last.isAfter(latest)).orElse(soonest);
    }

    private void remember(JobEntry job, Instant decided) {
        job.decided = decided;
        mark(job);
    }

    private void forget(JobEntry job) {
        job.marked = null;
        decisions.forget(job.id);
    }

    /** What waits for its turn has no run yet: the next agent must take it for missed if this one dies. */
    private void mark(JobEntry job) {
        Instant upTo = job.pending.stream().filter(waiting -> waiting.cause() == FireLog.Cause.FIRE).findFirst()
                .map(waiting -> waiting.fireTime().minusSeconds(1)).orElse(job.decided);
        if (!upTo.equals(job.marked)) {
            job.marked = upTo;
            decisions.decided(job.plan, upTo);
        }
    }

    /** Says that the store's version of a job can't be run; the last good one stays in force. */
    void reject(Job bad, String problem) {
        JobEntry job = entry(bad.id());
        job.bad = bad;
        job.problem = problem;
        job.changed();
    }

    /** Takes a job away; what runs of it goes on to its end. */
    void remove(long id) {
        tick();
        JobEntry job = jobs.get(id);
        if (job != null) {
            idle(job, "the job was removed");
            forget(job);
            job.plan = null;
            jobs.remove(id);
            gone.put(id, job);
            if (gone.size() > MOST_GONE) {
                gone.remove(gone.keySet().iterator().next());
            }
            views.listChanged();
        }
    }

    /** Disables a job on this agent until it is put again, also over a restart. @return false if there is no such job */
    boolean disable(long id) {
        tick();
        JobEntry job = jobs.get(id);
        if (job == null) {
            return false;
        }
        job.disabledHere = true;
        idle(job, "the job was disabled");
        forget(job);
        if (job.plan != null) {
            decisions.disabled(job.plan);
        }
        job.changed();
        return true;
    }

    /**
     * Runs a job now, disabled or not, unless as many of its runs are going as its overlap rule allows at once.
     *
     * @return the task id
     * @throws RunRefused with the reason
     */
    String runNow(long id) throws RunRefused {
        JobEntry job = jobs.get(id);
        if (job == null) {
            throw new RunRefused("Job:" + id + " not found", true);
        }
        if (stopping) {
            throw new RunRefused("the agent is stopping", false);
        }
        if (job.plan == null) {
            throw new RunRefused("Job:" + id + " can't be run: " + job.problem, false);
        }
        if (!turns.hasRoom(job)) {
            throw new RunRefused("Job:" + id + " is already running: task " + job.active.get(0).taskId, false);
        }
        return turns.begin(job, clock.instant(), FireLog.Cause.REQUEST, 0).taskId;
    }

    /** No new starts from now on. What waits is given up, what runs goes on. */
    void stop() {
        tick();
        stopping = true;
        turns.stop();
        jobs.values().forEach(job -> idle(job, "the agent is stopping"));
    }

    /** Does everything that is due by now. */
    void tick() {
        Instant now = clock.instant();
        noticeClockStep(now);
        for (JobEntry.Due due = dueTimes.reached(now); due != null; due = dueTimes.reached(now)) {
            fireOrGiveUp(due.job(), now);
        }
        timers.run();
        runs.launchWaiting();
    }

    /**
     * How long {@link #tick} may be put off: at most a second, so that a wall clock that is set or a machine that wakes up
     * is noticed in time.
     */
    long nanosToNext() {
        long wait = Math.min(HEARTBEAT_NANOS, timers.nanosToNext());
        Duration toDue = dueTimes.next().map(at -> Duration.between(clock.instant(), at)).orElse(Duration.ofNanos(wait));
        return toDue.isNegative() ? 0 : toDue.compareTo(Duration.ofNanos(wait)) < 0 ? toDue.toNanos() : wait;
    }

    /** All jobs and runs as they are now; empty if nothing has changed since the last one. */
    Optional<Snapshot> newSnapshot() {
        boolean runsChanged = runs.takeChanged();
        if (!runsChanged && !views.isChanged()) {
            return Optional.empty();
        }
        return Optional.of(new Snapshot(views.upToDate(jobs), runs.activeViews(), runs.endedViews()));
    }

    @Override
    public void started(Run run) {
        jobOf(run).noteStarted(run);
    }

    @Override
    public void overran(Run run) {
        jobOf(run).noteOverran(run, clock.instant());
    }

    @Override
    public void ended(Run run, Task last) {
        JobEntry job = jobOf(run);
        job.active.remove(run);
        job.noteEnded(run, last, clock.instant());
        if (jobs.get(job.id) == job && job.plan != null) {
            turns.ended(job, run, last);
            // A job that is disabled while it runs has been forgotten, and stays so.
            if (!stopping && !job.disabled()) {
                mark(job);
            }
        }
    }

    /** The entry of a run's job; one that nobody else sees if the job has been gone for long. */
    private JobEntry jobOf(Run run) {
        JobEntry job = jobs.getOrDefault(run.job.id(), gone.get(run.job.id()));
        return job == null ? new JobEntry(run.job.id(), new ArrayList<>()) : job;
    }

    private JobEntry entry(long id) {
        return jobs.computeIfAbsent(id, key -> {
            views.listChanged();
            JobEntry known = gone.remove(key);
            return known == null ? new JobEntry(key, views.changed) : known;
        });
    }

    /** Takes a job off the timeline, with what of it waits. */
    private void idle(JobEntry job, String reason) {
        dueTimes.place(job, null);
        turns.clear(job, reason);
    }

    private Instant nextAfter(JobEntry job, Instant after) {
        return stopping || job.disabled() ? null : job.plan.nextFire(after).orElse(null);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    /** A defect that one job meets must not come back at once and for ever, and with it stop all others. */
    private void fireOrGiveUp(JobEntry job, Instant now) {
        try {
            fire(job, now);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "job " + job.id + ": a defect of the agent; it is not run until its next version", e);
            job.problem = "a defect of the agent: " + e;
            dueTimes.place(job, null);
        }
    }

    /** A job has come to its time, or past it: decides on all its fires up to now. */
    private void fire(JobEntry job, Instant now) {
        Instant first = job.due.fireTime();
        Duration jitter = dueTimes.jitter(job);
        List<Instant> reached = new ArrayList<>(1);
        long missedBefore = 0;
        Instant next = first;
        for (int steps = 0; next != null && !next.plus(jitter).isAfter(now); steps++) {
            if (reached.size() > Turns.QUEUE_LIMIT) {
                reached.remove(0);
                missedBefore++;
            }
            reached.add(next);
            job.decided = next;
            // A clock that jumped by years: what lies before the last hour is passed over and not counted.
            Instant from = steps < MOST_STEPS ? next : later(next, now.minusSeconds(3600));
            next = nextAfter(job, from);
        }
        dueTimes.place(job, next);
        decide(job, first, reached, missedBefore, now.minus(jitter));
        mark(job);
    }

    /** @param now the time by which the fires were due, less the job's jitter */
    private void decide(JobEntry job, Instant first, List<Instant> reached, long missedBefore, Instant now) {
        Instant last = reached.get(reached.size() - 1);
        boolean onTime = Duration.between(last, now).compareTo(ON_TIME) < 0;
        Misfire policy = job.plan.options().misfire();
        int run = switch (policy) {
            case ONCE -> 1;
            case SKIP -> onTime ? 1 : 0;
            case ALL -> Math.min(reached.size(), Turns.QUEUE_LIMIT);
        };
        int missed = reached.size() - run;
        if (missedBefore + missed > 0) {
            Instant lastMissed = missed > 0 ? reached.get(missed - 1) : last;
            job.noteSkipped(missedBefore + missed);
            fires.missed(job.id, first, lastMissed, missedBefore + missed,
                    "the agent could not start them in time; misfire policy " + policy.name().toLowerCase(Locale.ROOT));
        }
        for (Instant fireTime : reached.subList(missed, reached.size())) {
            turns.arrive(job, fireTime, run > 1);
        }
    }

    private void noticeClockStep(Instant now) {
        long nanos = elapsed.getAsLong();
        Duration step = Duration.between(lastWall.plusNanos(nanos - lastElapsed), now);
        lastWall = now;
        lastElapsed = nanos;
        if (step.abs().compareTo(NOTICED_STEP) > 0) {
            LOG.log(System.Logger.Level.WARNING, step.isNegative() ? "the wall clock was set back by {0}"
                    : "the wall clock was set forward by {0}, or the machine slept: missed fires follow their misfire policy",
                    step.abs());
        }
        if (step.negated().compareTo(NOTICED_STEP) > 0) {
            jobs.values().stream().filter(job -> job.due != null && isToBeReplanned(job, step.negated())).toList()
                    .forEach(job -> replan(job, now));
        }
    }

    /** See the package's rationale. */
    private static boolean isToBeReplanned(JobEntry job, Duration back) {
        if (back.compareTo(CORRECTION) > 0) {
            return true;
        }
        boolean longerThanItsPeriod = job.decided == Instant.MIN
                || back.compareTo(Duration.between(job.decided, job.due.fireTime())) >= 0;
        return job.plan.isInterval() && longerThanItsPeriod;
    }

    private void replan(JobEntry job, Instant now) {
        remember(job, now.minus(dueTimes.jitter(job)));
        dueTimes.place(job, nextAfter(job, job.decided));
    }
}
