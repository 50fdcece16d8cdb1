package io.dcms.runtime.schedule;

import io.dcms.runtime.schedule.JobEntry.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.TreeSet;

/** Which job is to be looked at when, the earliest first. Belongs to the owner. */
final class DueTimes {

    private final TreeSet<Due> order = new TreeSet<>();
    private final String host;
    private final InstantSource clock;

    /** @param host makes the jitter of one job differ from host to host */
    DueTimes(String host, InstantSource clock) {
        this.host = host;
        this.clock = clock;
    }

    /** Puts a job at this fire time, in the place of any other; takes it off for null. */
    void place(JobEntry job, Instant fireTime) {
        if (job.due != null) {
            order.remove(job.due);
        }
        job.due = fireTime == null ? null : new Due(from(job, fireTime).plus(jitter(job)), fireTime, job);
        if (job.due != null) {
            order.add(job.due);
        }
        job.changed();
    }

    /** The machine has been started, also if the clock was set back since and says that this is still to come. */
    private Instant from(JobEntry job, Instant fireTime) {
        Instant now = clock.instant();
        return job.plan.boot().isPresent() && now.isBefore(fireTime) ? now : fireTime;
    }

    /** The first place that has come by {@code now}; null if there is none. It stays until the job is placed anew. */
    Due reached(Instant now) {
        return order.isEmpty() || order.first().at().isAfter(now) ? null : order.first();
    }

    /** When the next job is to be looked at. */
    Optional<Instant> next() {
        return order.isEmpty() ? Optional.empty() : Optional.of(order.first().at());
    }

    /** Always the same for one job on one host, spread evenly over 0 to the job's jitter, both included. */
    Duration jitter(JobEntry job) {
        long seconds = job.plan.options().jitter().toSeconds();
        if (seconds == 0) {
            return Duration.ZERO;
        }
        long hash = (host.hashCode() * 0x9E3779B97F4A7C15L ^ job.id) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 31) * 0x94D049BB133111EBL;
        return Duration.ofSeconds(Math.floorMod(hash ^ hash >>> 29, seconds + 1));
    }
}
