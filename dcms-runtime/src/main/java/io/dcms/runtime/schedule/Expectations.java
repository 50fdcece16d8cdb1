package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import io.dcms.api.TaskEvent;
import io.dcms.api.TaskEvent.Kind;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.PlannedJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which jobs owe a success, and since when: those with {@code expect_within} from the moment at which they are due, whatever becomes of
 * that fire, until a run ends well. Tells their hooks once when one comes too late or not at all, and once when it has come. Belongs to
 * the owner. See the package's RATIONALE.
 */
final class Expectations {

    /** What has ended while no agent was there is heard first. */
    private static final Duration HEARING = Duration.ofSeconds(10);

    private final Map<Long, Debtor> debtors = new HashMap<>();
    private final Standings standings;
    private final Reports reports;
    private final Timers timers;
    private final InstantSource clock;
    private final LongSupplier elapsed;
    private final String host;
    private final long began;

    /** A job that owes a success, or has owed one since the agent began. */
    private static final class Debtor {
        /** Null as long as no version of it is in force. */
        private JobEntry job;
        /** One at the most, unless an agent died before it could tell of the success for the one before. */
        private final Deque<Debt> debts = new ArrayDeque<>(1);
        /** When a run last ended well, by the elapsed clock; null if none has. */
        private Long succeeded;
        private Timers.Timer timer;
    }

    /** A success that is owed. */
    private static final class Debt {
        /** When the job was due, by the wall clock of that time. */
        private final long due;
        /** The same by the elapsed clock, also if that was before the agent began. */
        private long dueNanos;
        /** It was told that it is overdue. */
        private boolean overdue;

        private Debt(long due, long dueNanos, boolean overdue) {
            this.due = due;
            this.dueNanos = dueNanos;
            this.overdue = overdue;
        }
    }

    /** @param elapsed nanoseconds since some moment, never going back */
    Expectations(Standings standings, Reports reports, Timers timers, InstantSource clock, LongSupplier elapsed, String host) {
        this.standings = standings;
        this.reports = reports;
        this.timers = timers;
        this.clock = clock;
        this.elapsed = elapsed;
        this.host = host;
        this.began = elapsed.getAsLong();
        standings.standings().forEach((id, standing) -> standing.owed().forEach((due, overdue) -> debtors
                .computeIfAbsent(id, each -> new Debtor()).debts.add(new Debt(due, nanosAt(Instant.ofEpochSecond(due)), overdue))));
    }

    /** A version of a job is in force, or is disabled. */
    void inForce(JobEntry job) {
        if (isExpected(job)) {
            Debtor debtor = debtors.computeIfAbsent(job.id, id -> new Debtor());
            debtor.job = job;
            settle(debtor);
        } else {
            forget(job);
        }
    }

    /** A job is gone or disabled: it owes nothing, and if it is there again it begins anew. */
    void forget(JobEntry job) {
        Debtor debtor = debtors.remove(job.id);
        if (debtor != null) {
            timers.cancel(debtor.timer);
            debtor.debts.forEach(debt -> standings.settled(job.id, debt.due));
            job.noteOverdue(0);
        }
    }

    /** There are no other jobs. */
    void keepOnly(Set<Long> jobIds) {
        debtors.keySet().retainAll(jobIds);
    }

    /**
     * A job has come to its time: some of its fires are due, up to the one that it is decided on. Called before anybody hears of that.
     *
     * @param first  the first of them
     * @param jitter by which it puts them off
     */
    void due(JobEntry job, Instant first, Duration jitter) {
        Debtor debtor = debtors.get(job.id);
        if (debtor != null && isExpected(job) && debtor.debts.isEmpty()) {
            boolean isPaid = debtor.succeeded != null && !first.plus(jitter).isAfter(wallAt(debtor.succeeded));
            Optional<Instant> owed = isPaid ? nextAfterSuccess(debtor, jitter) : Optional.of(first);
            owed.ifPresent(fireTime -> owe(debtor, fireTime.plus(jitter)));
        }
    }

    /** A run of a job has ended well: what was due before that is settled. */
    void succeeded(JobEntry job, Run run, Duration jitter) {
        PlannedJob says = job.plan == null ? run.job : job.plan;
        boolean mayComeYet = job.isNew && !says.options().expectWithin().isZero();
        Debtor debtor = mayComeYet ? debtors.computeIfAbsent(job.id, id -> new Debtor()) : debtors.get(job.id);
        if (debtor == null) {
            return;
        }
        debtor.succeeded = run.endedNanos(elapsed.getAsLong());
        for (Iterator<Debt> debts = debtor.debts.iterator(); debts.hasNext();) {
            Debt debt = debts.next();
            if (debt.dueNanos - debtor.succeeded <= 0) {
                debts.remove();
                pay(says, debt, run.taskId, debtor.succeeded);
            }
        }
        if (debtor.debts.isEmpty() && isExpected(job)) {
            nextAfterSuccess(debtor, jitter).ifPresent(fireTime -> owe(debtor, fireTime.plus(jitter)));
        }
        if (debtor.job != null) {
            settle(debtor);
        }
    }

    /** The wall clock was set forward, or the machine slept: all that was due is due for so much longer. */
    void setForward(Duration step) {
        debtors.values().forEach(debtor -> {
            debtor.debts.forEach(debt -> debt.dueNanos -= step.toNanos());
            debtor.succeeded = debtor.succeeded == null ? null : debtor.succeeded - step.toNanos();
            if (debtor.job != null) {
                settle(debtor);
            }
        });
    }

    private static boolean isExpected(JobEntry job) {
        return job.plan != null && !job.disabled() && !job.plan.options().expectWithin().isZero();
    }

    /** The first fire after the last success that has been decided on; none usually. */
    private Optional<Instant> nextAfterSuccess(Debtor debtor, Duration jitter) {
        JobEntry job = debtor.job;
        Instant success = wallAt(debtor.succeeded).minus(jitter);
        return job.plan.nextFire(success.isAfter(job.since) ? success : job.since).filter(fireTime -> !fireTime.isAfter(job.decided));
    }

    private void owe(Debtor debtor, Instant due) {
        debtor.debts.add(new Debt(due.getEpochSecond(), nanosAt(due), false));
        standings.owes(debtor.job.id, due.getEpochSecond());
        settle(debtor);
    }

    /** Shows how the job stands, and sees to it that it is told when it is overdue. */
    private void settle(Debtor debtor) {
        timers.cancel(debtor.timer);
        Debt first = debtor.debts.peek();
        debtor.job.noteOverdue(first != null && first.overdue ? first.due : 0);
        if (first != null && !first.overdue) {
            long deadline = first.dueNanos + debtor.job.plan.options().expectWithin().toNanos();
            long heard = first.dueNanos - began < 0 ? began + HEARING.toNanos() : deadline;
            long left = Math.max(deadline - elapsed.getAsLong(), heard - elapsed.getAsLong());
            debtor.timer = timers.after(Duration.ofNanos(Math.max(0, left)), () -> overdue(debtor, first));
        }
    }

    private void overdue(Debtor debtor, Debt debt) {
        overdue(debtor.job.plan, debt, elapsed.getAsLong());
        settle(debtor);
    }

    private void overdue(PlannedJob job, Debt debt, long nowNanos) {
        debt.overdue = true;
        tell(Kind.OVERDUE, job, debt, nowNanos, "no success since it was due at " + Instant.ofEpochSecond(debt.due)
                + ": expect_within is " + job.options().expectWithin().toSeconds() + " s", () -> standings.overdue(job.id(), debt.due));
    }

    /** What came too late is told to be so, though it has come by now. */
    private void pay(PlannedJob job, Debt debt, String taskId, long succeeded) {
        Duration within = job.options().expectWithin();
        if (!debt.overdue && !within.isZero() && debt.dueNanos + within.toNanos() - succeeded < 0) {
            overdue(job, debt, succeeded);
        }
        if (debt.overdue) {
            tell(Kind.RECOVERED, job, debt, succeeded, "success again: task " + taskId + ", " + seconds(debt, succeeded)
                    + " s after it was due", () -> standings.settled(job.id(), debt.due));
        } else {
            standings.settled(job.id(), debt.due);
        }
    }

    private void tell(Kind kind, PlannedJob job, Debt debt, long nowNanos, String reason, Runnable kept) {
        TaskStatus status = kind == Kind.OVERDUE ? TaskStatus.FAILED : TaskStatus.SUCCESS;
        String id = debt.due + "-" + job.id() + "-" + kind.name().toLowerCase(Locale.ROOT);
        Task task = new Task(job.id(), id, host, status, true, debt.due, seconds(debt, nowNanos), "", reason, "");
        reports.tell(new TaskEvent(task, job.job().name(), kind), job.hook(), kept);
    }

    private static long seconds(Debt debt, long nowNanos) {
        return Duration.ofNanos(nowNanos - debt.dueNanos).toSeconds();
    }

    /** A clock that was set back since makes it no later. */
    private long nanosAt(Instant due) {
        Duration ago = Duration.between(due, clock.instant());
        return elapsed.getAsLong() - (ago.isNegative() ? 0 : ago.toNanos());
    }

    private Instant wallAt(long nanos) {
        return clock.instant().minusNanos(elapsed.getAsLong() - nanos);
    }
}
