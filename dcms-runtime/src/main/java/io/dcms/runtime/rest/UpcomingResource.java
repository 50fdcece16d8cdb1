package io.dcms.runtime.rest;

import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.JobView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;

/** {@code /upcoming}: the fires to come of all jobs, by time. Counts them out, so only a few calls at a time. */
final class UpcomingResource {

    private static final int MOST_READERS = 2;
    private static final long MOST_SECONDS = Duration.ofDays(366).toSeconds();
    private static final int MOST_FIRES = 10_000;

    private final Control control;
    private final Answers answers;
    private final InstantSource clock;
    private final Semaphore readers = new Semaphore(MOST_READERS);

    /** A fire of a job. */
    private record Fire(Instant at, PlannedJob job) {
    }

    UpcomingResource(Control control, Answers answers, InstantSource clock) {
        this.control = control;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/upcoming", this::show);
    }

    private void show(Call call) throws IOException, HttpProblem {
        long seconds = call.number("seconds", 3600, 1, MOST_SECONDS);
        int limit = (int) call.number("limit", 500, 1, MOST_FIRES);
        if (!answers.acquire(readers, 1)) {
            throw new HttpProblem(503, "too many are asking what is due: try again");
        }
        String fires;
        try {
            fires = fires(clock.instant(), seconds, limit);
        } finally {
            readers.release();
        }
        call.answer(fires);
    }

    private String fires(Instant now, long seconds, int limit) {
        Instant until = Instant.ofEpochSecond(now.getEpochSecond() + seconds);
        PriorityQueue<Fire> next = first(now, until);
        JsonWriter json = new JsonWriter().object().field("from", now.getEpochSecond()).field("until", until.getEpochSecond())
                .name("fires").array();
        for (int count = 0; count < limit && !next.isEmpty(); count++) {
            Fire fire = next.poll();
            json.object().field("job_id", fire.job.id()).field("at", fire.at.getEpochSecond()).end();
            add(next, fire.job, fire.at, until);
        }
        return json.end().field("more", !next.isEmpty()).end().toString();
    }

    /** The first fire of each job, by time and then by job. */
    private PriorityQueue<Fire> first(Instant now, Instant until) {
        PriorityQueue<Fire> first = new PriorityQueue<>(Comparator.comparing(Fire::at).thenComparing(fire -> fire.job.id()));
        for (JobView job : control.snapshot().jobs()) {
            if (!job.disabled()) {
                job.plan().filter(plan -> mayBeDue(job, plan, until)).ifPresent(plan -> add(first, plan, now, until));
            }
        }
        return first;
    }

    /** Whether it is worth counting: the timeline knows when each is due next, jitter and all. */
    private static boolean mayBeDue(JobView job, PlannedJob plan, Instant until) {
        return job.nextFire().filter(due -> !due.minus(plan.options().jitter()).isAfter(until)).isPresent();
    }

    private static void add(PriorityQueue<Fire> fires, PlannedJob job, Instant after, Instant until) {
        Optional<Instant> at = job.nextFire(after);
        at.filter(fire -> !fire.isAfter(until)).ifPresent(fire -> fires.add(new Fire(fire, job)));
    }
}
