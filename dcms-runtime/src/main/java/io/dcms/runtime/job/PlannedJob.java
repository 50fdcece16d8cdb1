package io.dcms.runtime.job;

import io.dcms.api.Job;
import io.dcms.runtime.cron.Schedule;
import io.dcms.spi.filter.CompiledFilter;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A job as it can be run.
 *
 * @param job       as the store has it
 * @param schedule  when it is due, {@code @every} anchored at the job's {@code create_at}, {@code @reboot} at the machine's start
 * @param zone      where its schedule is read
 * @param options   the typed {@code options}
 * @param hook      who is told of its runs
 * @param filter    what must not stand in its output
 * @param warnings  what its author should know though it is accepted
 */
public record PlannedJob(Job job, Schedule schedule, ZoneId zone, JobOptions options, Optional<URI> hook,
                         Optional<CompiledFilter> filter, List<String> warnings) {

    public PlannedJob {
        warnings = List.copyOf(warnings);
    }

    public long id() {
        return job.id();
    }

    /** The {@code executor_flags}, split: anew each time, as it is done once a run and would double the memory of a job's texts. */
    public List<String> arguments() {
        return CommandLine.split(job.executorFlags());
    }

    /** The first fire time after a moment; empty if there is none any more. */
    public Optional<Instant> nextFire(Instant after) {
        return schedule.next(after, zone);
    }

    /** Whether what counts is the pace of its fires and not the time of day. */
    public boolean isInterval() {
        return schedule.isInterval();
    }

    /** The time of its only fire if it is to run once for this start of the machine; empty for any other schedule. */
    public Optional<Instant> boot() {
        return schedule.boot();
    }

    /** Whether it was due at a start of the machine before this one, and so is not due any more. */
    public boolean isOfEarlierBoot(Instant fireTime) {
        return boot().filter(fireTime::isBefore).isPresent();
    }

    /** Whether a change to {@code other} leaves the fire times as they are. */
    public boolean firesLike(PlannedJob other) {
        return timesKey().equals(other.timesKey());
    }

    /** The same text for versions of a job with the same fire times and starts: for {@code @reboot} whatever else it says. */
    public String timesKey() {
        if (schedule.isReboot()) {
            return "@reboot";
        }
        boolean counted = job.schedule().strip().startsWith("@");
        return String.join("|", job.schedule(), zone.getId(), options.jitter().toString(), counted ? job.createAt() + "" : "");
    }
}
