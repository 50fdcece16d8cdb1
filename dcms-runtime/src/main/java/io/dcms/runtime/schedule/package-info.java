/**
 * The timeline: what is due when, what a fire does that finds its job running, what becomes of missed fires.
 *
 * <p>One owner. {@link io.dcms.runtime.schedule.Timeline} is a thread with a mailbox; it alone holds the jobs and the runs
 * ({@link io.dcms.runtime.schedule.Scheduler}, which knows no thread and is driven by hand in tests). Everybody else sends
 * it events and reads the immutable {@link io.dcms.runtime.schedule.Snapshot} that it publishes. It does no I/O, calls no
 * plugin and waits for nothing but its next due time or event: what must be done outside goes through the ports
 * {@link io.dcms.runtime.schedule.Launcher}, {@link io.dcms.runtime.schedule.Reports},
 * {@link io.dcms.runtime.schedule.FireLog}, {@link io.dcms.runtime.schedule.Decisions},
 * {@link io.dcms.runtime.schedule.RunLedger} and {@link io.dcms.runtime.schedule.Standings}, all of which return at once.
 *
 * <p>RATIONALE. Wall time decides when a job is due, elapsed time measures durations and timeouts. When the wall clock is
 * set back, a fixed-time job is not run again for a time for which it has been run; it waits until its next time comes for
 * the first time. An interval job is there for its pace: if the step is longer than its period it goes on at that pace
 * from what is now the time, so that a minutely check does not stand still for the hour that the clock lives twice; if it is
 * shorter, it waits like the others. That is what daylight saving does with both kinds, see {@link io.dcms.runtime.cron}. A
 * clock that is set back by more than three hours was wrong before (a machine that booted in the wrong year), and all jobs
 * are planned anew; three hours is where cron draws the same line. A job that was off then is held to the same when it is on again,
 * as is one that a new agent takes over; but that agent knows no step, only what is decided and what time it is, so a job with an
 * interval goes on from now however little the clock was set back. A clock that is set forward, a machine that slept and an agent
 * that was stopped look the same: fires were missed, and each job's misfire policy says what becomes of them.
 *
 * <p>A {@code @reboot} job has one fire for each start of the machine, for which the second stands in which an agent first saw it.
 * That fire is never late, whatever the misfire policy says, as there is no other one like it; but a job that comes, is enabled or
 * becomes {@code @reboot} when the machine is up waits for the next start, as it would with cron. What an agent has left of an
 * earlier start is given up: two runs for one start are one too many.
 *
 * <p>What an agent leaves when it dies is taken over by the next one before any job is there. A run that the launcher finds goes on
 * where it was, its timeout and a kill included. One that was never started goes back to where it came from and is decided on
 * again when its job is in force, under the same task id. Whatever waits, for its turn or as a retry, is in the ledger before
 * anything else comes of it, and a run leaves the ledger only when its end can't be lost: between any two of these steps an agent
 * may die, and no fire is lost or run twice.
 *
 * <p>A job with {@code expect_within} owes a success from the first fire on that is due after its last one, whatever becomes of that
 * fire ({@link io.dcms.runtime.schedule.Expectations}). That stands in the ledger before the fire is decided on; that it was told to be
 * overdue, or well again, stands there when the report can't be lost. A success counts from when the run ended, which may be long before it
 * is heard; so a new agent hears for ten seconds what has ended meanwhile before it calls anything overdue that was due before its time, and
 * a success that came too late is told as both. The time is that of the elapsed clock from the moment at which the job was due, so
 * that a clock that is set back puts nothing off; one that is set forward, and a machine that slept, are time that has passed, as
 * they are for missed fires: the job is overdue until its catch-up run has succeeded.
 */
package io.dcms.runtime.schedule;
