package io.dcms.runtime.schedule;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
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
import java.util.Set;
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
    private final Outcomes outcomes;
    private final Expectations expectations;
    private final Standings standings;
    private final FireLog fires;
    private final Decisions decisions;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    private final Instant began;
    private boolean stopping;
    private boolean left;
    /** No job comes any more that was there before the agent began. */
    private boolean allThere;
    private ClockReading lastReading;

    /**
     * @param elapsed   nanoseconds since some moment, never going back
     * @param host      makes the jitter of one job differ from host to host
     * @param maxActive how many runs may be going at once
     */
    Scheduler(Launcher launcher, Launcher.Answers answers, Reports reports, FireLog fires, Decisions decisions,
              RunLedger ledger, Standings standings, InstantSource clock, LongSupplier elapsed, String host, int maxActive) {
        this.dueTimes = new DueTimes(host, clock);
        this.timers = new Timers(elapsed);
        this.standings = standings;
        this.outcomes = new Outcomes(standings);
        this.expectations = new Expectations(standings, reports, timers, clock, elapsed, host);
        this.runs = new Runs(launcher, answers, reports, ledger, timers, clock, elapsed, host, maxActive, outcomes, this);
        this.turns = new Turns(runs, ledger, timers, fires, clock);
        this.fires = fires;
        this.decisions = decisions;
        this.clock = clock;
        this.elapsed = elapsed;
        this.lastReading = ClockReading.of(clock, elapsed);
        this.began = lastReading.wall();
    }

    Runs runs() {
        return runs;
    }

    /** Takes over what an agent before this one has left, in the order of its ledger. Call it before any job is put. */
    void adopt(List<Inherited> runs) {
        runs.forEach(run -> {
            JobEntry job = gone.computeIfAbsent(run.job().id(), id -> new JobEntry(id, views.changed));
            job.left = job.left == null ? new JobEntry.Left() : job.left;
            adopt(job, run);
        });
    }

    private void adopt(JobEntry job, Inherited left) {
        RunLedger.Entry entry = left.entry();
        JobEntry.Waiting waiting = new JobEntry.Waiting(entry.taskId(), entry.fireTime(), entry.cause(), entry.attempt(), entry.due());
        turns.know(job, entry);
        if (entry.cause() == FireLog.Cause.RETRY) {
            job.left.retries.add(JobEntry.Left.key(entry.fireTime(), entry.attempt()));
        }
        if (entry.state() == RunState.WAITING) {
            job.left.waiting.add(waiting);
        } else {
            Run run = Run.adopted(waiting, left, elapsed.getAsLong());
            job.active.add(run);
            // The agent that began it may have died before it could say so.
            fires.ran(job.id, run.fireTime, run.taskId, run.cause, run.attempt);
            runs.adopt(run);
        }
    }

    /** All jobs have been put, or rejected, that were there before the agent began: what it has taken over of others is given up. */
    void allThere() {
        if (!allThere) {
            allThere = true;
            decisions.allThere();
            List.copyOf(gone.values()).forEach(turns::giveUp);
            List.copyOf(jobs.values()).stream().filter(job -> job.plan == null).forEach(turns::giveUp);
            standings.keepOnly(Set.copyOf(jobs.keySet()));
            outcomes.keepOnly(jobs.keySet());
            expectations.keepOnly(jobs.keySet());
        }
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
        boolean isNew = job.isNew;
        job.disabledHere = isNew && decisions.wasDisabled(plan);
        job.isNew = false;
        if (job.disabledHere) {
            LOG.log(System.Logger.Level.WARNING, "job {0} \"{1}\" stays disabled on this agent, as it was before the start",
                    Long.toString(job.id), plan.job().name());
            fires.off(job.id, undecided(job), "the job was disabled on this agent");
            idle(job, FireLog.Why.DISABLED, "the job was disabled");
        } else if (job.disabled()) {
            fires.off(job.id, undecided(job), "the job is disabled in the store");
            idle(job, FireLog.Why.DISABLED, "the job was disabled");
            forget(job);
        } else if (!sameFires || job.due == null && !job.awaitsBoot) {
            begin(job, startingPoint(job, earlier(arrived, clock.instant()), isNew), isNew);
        }
        job.active.stream().filter(run -> run.state == RunState.WAITING).forEach(run -> run.job = plan);
        outcomes.inForce(plan);
        expectations.inForce(job);
        turns.takeUp(job);
        job.changed();
    }

    /** After what time a job's fires count: what an agent before this one has not decided on, it has missed. */
    private Instant startingPoint(JobEntry job, Instant arrived, boolean isNew) {
        if (job.plan.boot().isPresent()) {
            Instant boot = job.plan.boot().get();
            return isNew && isToRunForBoot(job, boot) ? boot.minusSeconds(1) : boot;
        }
        Instant soonest = arrived.minus(dueTimes.jitter(job));
        if (!isNew) {
            Instant last = later(job.decided, soonest);
            return last.isAfter(arrived.plus(longestWait(job, last))) ? soonest : last;
        }
        Instant latest = job.plan.isInterval() ? arrived : arrived.plus(CORRECTION);
        Optional<Instant> last = decisions.last(job.plan).filter(decided -> !decided.isAfter(latest));
        job.inherited = last.isPresent();
        return last.orElse(soonest);
    }

    /** Whether a job that an agent before this one may have had has not been run for this start of the machine. */
    private boolean isToRunForBoot(JobEntry job, Instant boot) {
        // Not compared by time: the clock may have been set back from one start to the next.
        return decisions.last(job.plan).map(decided -> !decided.equals(boot)).orElse(!allThere && decisions.isNewBoot());
    }

    /** How far what is decided may be ahead of a clock that was set back; see the package's rationale. */
    private static Duration longestWait(JobEntry job, Instant decided) {
        return !job.plan.isInterval() ? CORRECTION
                : job.plan.nextFire(decided).map(next -> Duration.between(decided, next)).orElse(Duration.ZERO);
    }

    private void begin(JobEntry job, Instant after, boolean isNew) {
        boolean isReboot = job.plan.boot().isPresent();
        boolean goesOn = isNew && decisions.last(job.plan).filter(last -> isReboot || last.equals(after)).isPresent();
        if (job.due != null) {
            fires.off(job.id, undecided(job), "it is due at other times from now on");
        }
        remember(job, after);
        job.since = after;
        dueTimes.place(job, nextAfter(job, after));
        job.awaitsBoot = isReboot;
        if (!stopping) {
            // One that waits for the next start has not been decided on since this one.
            boolean comesTooLate = isReboot && !goesOn && job.due == null;
            fires.on(job.id, comesTooLate ? clock.instant() : after,
                    goesOn ? "" : isNew ? "it came to this agent" : "it is due at other times than before");
        }
    }

    /** From when on nobody has decided on a job's fires: by now on all, but for what its jitter puts off. */
    private Instant undecided(JobEntry job) {
        Instant next = afterNow();
        return job.due != null && job.due.fireTime().isBefore(next) ? job.due.fireTime() : next;
    }

    private Instant afterNow() {
        return clock.instant().plusNanos(1);
    }

    private void remember(JobEntry job, Instant decided) {
        job.decided = decided;
        mark(job);
    }

    private void forget(JobEntry job) {
        job.marked = null;
        decisions.forget(job.id);
    }

    private void mark(JobEntry job) {
        if (!job.decided.equals(job.marked)) {
            job.marked = job.decided;
            decisions.decided(job.plan, job.decided);
        }
    }

    /** Says that the store's version of a job can't be run; the last good one stays in force. */
    void reject(Job bad, String problem) {
        JobEntry job = entry(bad.id());
        job.bad = bad;
        job.problem = problem;
        if (job.due == null && !job.awaitsBoot) {
            fires.off(job.id, afterNow(), "it can't be run as the store has it: " + problem);
        }
        job.changed();
    }

    /** Takes a job away; what runs of it goes on to its end. */
    void remove(long id) {
        tick();
        JobEntry job = jobs.get(id);
        if (job != null) {
            fires.removed(id, undecided(job));
            idle(job, FireLog.Why.OTHER, "the job was removed");
            forget(job);
            outcomes.forget(id);
            expectations.forget(job);
            job.plan = null;
            jobs.remove(id);
            gone.put(id, job);
            if (gone.size() > MOST_GONE) {
                gone.values().stream().filter(other -> !other.isInUse()).findFirst().ifPresent(other -> gone.remove(other.id));
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
        fires.off(id, undecided(job), "the job was disabled on this agent");
        idle(job, FireLog.Why.DISABLED, "the job was disabled");
        forget(job);
        expectations.forget(job);
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
        return turns.begin(job, clock.instant(), FireLog.Cause.REQUEST).taskId;
    }

    /** No new starts from now on. What waits for its turn is left to the next agent, what runs goes on. */
    void stop() {
        tick();
        stopping = true;
        fires.stopped(afterNow());
        turns.stop();
        jobs.values().forEach(job -> {
            dueTimes.place(job, null);
            turns.killWaiting(job, "the agent is stopping");
        });
    }

    /** Nothing is decided on from now on: all is left to the next agent as it is. */
    void leave() {
        left = true;
        stopping = true;
        turns.stop();
    }

    /** Does everything that is due by now. */
    void tick() {
        if (left) {
            return;
        }
        ClockReading reading = ClockReading.of(clock, elapsed);
        noticeClockStep(reading);
        Instant now = reading.wall();
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
        if (left) {
            return HEARTBEAT_NANOS;
        }
        long wait = Math.min(HEARTBEAT_NANOS, timers.nanosToNext());
        Duration toDue = dueTimes.next().map(at -> Duration.between(clock.instant(), at)).orElse(Duration.ofNanos(wait));
        return toDue.isNegative() ? 0 : toDue.compareTo(Duration.ofNanos(wait)) < 0 ? toDue.toNanos() : wait;
    }

    /** Whether something has changed since the last {@link #newSnapshot}. */
    boolean hasNews() {
        return runs.isChanged() || views.isChanged();
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
    public boolean ended(Run run, Task last) {
        JobEntry job = jobOf(run);
        job.active.remove(run);
        job.noteEnded(run, last, clock.instant());
        if (last.status() == TaskStatus.SUCCESS) {
            expectations.succeeded(job, run, job.plan == null ? Duration.ZERO : dueTimes.jitter(job));
        }
        if (isInForce(job)) {
            return turns.ended(job, run, last);
        }
        boolean mayComeYet = job.left != null && job.isNew && !allThere;
        if (mayComeYet) {
            job.left.ended.put(run, last);
        }
        return mayComeYet && Turns.isToBeTriedAgain(run.job, run, last);
    }

    @Override
    public void handedBack(Run run) {
        JobEntry job = jobOf(run);
        job.active.remove(run);
        job.left.begun.put(run.waiting(), run.job);
        if (isInForce(job)) {
            turns.takeUp(job);
        } else if (allThere) {
            turns.giveUp(job);
        }
    }

    private boolean isInForce(JobEntry job) {
        return jobs.get(job.id) == job && job.plan != null;
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
    private void idle(JobEntry job, FireLog.Why why, String reason) {
        job.awaitsBoot = false;
        dueTimes.place(job, null);
        turns.clear(job, why, reason);
    }

    private Instant nextAfter(JobEntry job, Instant after) {
        return stopping || job.disabled() ? null : job.plan.nextFire(after).orElse(null);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** A defect that one job meets must not come back at once and for ever, and with it stop all others. */
    private void fireOrGiveUp(JobEntry job, Instant now) {
        try {
            fire(job, now);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "job " + job.id + ": a defect of the agent; it is not run until its next version", e);
            job.problem = "a defect of the agent: " + e;
            job.awaitsBoot = false;
            fires.off(job.id, undecided(job), job.problem);
            dueTimes.place(job, null);
        }
    }

    /** A job has come to its time, or past it: decides on all its fires up to now. */
    private void fire(JobEntry job, Instant now) {
        if (job.plan.boot().isPresent()) {
            fireForBoot(job);
            return;
        }
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
        expectations.due(job, first, jitter);
        decide(job, first, reached, missedBefore, now.minus(jitter));
        mark(job);
    }

    /** A fire that is never late: the machine has been started, and jobs may come long after that. */
    private void fireForBoot(JobEntry job) {
        job.decided = job.due.fireTime();
        dueTimes.place(job, null);
        // What ran before the machine was started does not run any more, and only the launcher's word on that is missing.
        boolean inTurn = job.active.stream().anyMatch(run -> run.inherited != RunState.WAITING);
        turns.arrive(job, job.decided, inTurn);
        mark(job);
    }

    /** @param now the time by which the fires were due, less the job's jitter */
    private void decide(JobEntry job, Instant first, List<Instant> reached, long missedBefore, Instant now) {
        int late = (int) reached.stream().filter(fireTime -> Duration.between(fireTime, now).compareTo(ON_TIME) >= 0).count();
        int onTime = reached.size() - late;
        Misfire policy = job.plan.options().misfire();
        int lateRuns = switch (policy) {
            case ONCE -> late > 0 && onTime == 0 ? 1 : 0;
            case SKIP -> 0;
            case ALL -> Math.min(late, Turns.QUEUE_LIMIT - onTime);
        };
        int missed = late - lateRuns;
        if (missed > 0) {
            job.noteSkipped(missedBefore + missed);
            fires.missed(job.id, first, reached.get(missed - 1), missedBefore + missed,
                    whyMissed(job, first) + "; misfire policy " + policy.name().toLowerCase(Locale.ROOT));
        }
        job.inherited = false;
        boolean inTurn = lateRuns > 0 && lateRuns + onTime > 1;
        reached.subList(missed, reached.size()).forEach(fireTime -> turns.arrive(job, fireTime, inTurn));
    }

    private String whyMissed(JobEntry job, Instant first) {
        boolean wasAway = job.inherited && first.plus(dueTimes.jitter(job)).isBefore(began);
        return wasAway ? "the agent was not running" : "the agent could not start them in time";
    }

    private void noticeClockStep(ClockReading reading) {
        Instant now = reading.wall();
        long sinceLastLook = reading.nanos() - lastReading.nanos();
        Instant expected = lastReading.wall().plusNanos(sinceLastLook);
        // Both ways, as Duration.negated() computes with BigDecimal, and this is done after each event.
        Duration forward = Duration.between(expected, now);
        Duration back = Duration.between(now, expected);
        lastReading = reading;
        boolean wentForward = forward.compareTo(NOTICED_STEP) > 0;
        boolean wentBack = back.compareTo(NOTICED_STEP) > 0;
        if (wentForward || wentBack) {
            LOG.log(System.Logger.Level.WARNING, wentBack ? "the wall clock was set back by {0} s"
                    : "the wall clock was set forward by {0} s, or the machine slept: missed fires follow their misfire policy",
                    Long.toString((wentBack ? back : forward).toSeconds()));
        }
        if (wentForward) {
            expectations.setForward(forward);
        }
        if (wentBack) {
            // What has come to its time all the same is decided on as ever.
            jobs.values().stream().filter(job -> job.due == null || job.due.at().isAfter(now))
                    .filter(job -> isToBeReplanned(job, back)).toList()
                    .forEach(job -> replan(job, now.minusNanos(sinceLastLook)));
        }
    }

    /** See the package's rationale. */
    private boolean isToBeReplanned(JobEntry job, Duration back) {
        if (job.plan != null && job.plan.boot().isPresent()) {
            return job.due != null;
        }
        boolean wasWrong = back.compareTo(CORRECTION) > 0;
        if (wasWrong || job.due == null) {
            return wasWrong && (job.due != null || isPastItsLastFire(job));
        }
        boolean longerThanItsPeriod = job.decided == Instant.MIN
                || back.compareTo(Duration.between(job.decided, job.due.fireTime())) >= 0;
        return job.plan.isInterval() && longerThanItsPeriod;
    }

    private boolean isPastItsLastFire(JobEntry job) {
        return !stopping && !job.disabled() && job.problem.isEmpty();
    }

    /** @param landed where the clock was set to, or up to a look at it before: what has become due since then is to be decided on */
    private void replan(JobEntry job, Instant landed) {
        if (job.plan.boot().isEmpty()) {
            remember(job, landed.minus(dueTimes.jitter(job)));
        }
        dueTimes.place(job, nextAfter(job, job.decided));
    }
}
