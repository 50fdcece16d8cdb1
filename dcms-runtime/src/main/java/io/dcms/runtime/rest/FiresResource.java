package io.dcms.runtime.rest;

import io.dcms.runtime.rest.Control.Fires;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.TaskView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** {@code /jobs/{id}/fires}: what became of each fire. Reads files, so only a few calls at a time. */
final class FiresResource {

    private static final int MOST_READERS = 2;
    private static final Duration DAY = Duration.ofDays(1);

    private final Control control;
    private final Answers answers;
    private final InstantSource clock;
    private final Semaphore readers = new Semaphore(MOST_READERS);

    FiresResource(Control control, Answers answers, InstantSource clock) {
        this.control = control;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/jobs/{id}/fires", this::show);
    }

    private void show(Call call) throws IOException, HttpProblem {
        long id = call.jobId();
        Instant now = clock.instant();
        Instant since = call.moment("since", now.minus(DAY), now);
        Instant until = call.moment("until", now, now);
        int limit = (int) call.number("limit", 1000, 1, 10_000);
        if (since.isAfter(until)) {
            throw HttpProblem.badRequest("since is " + since + ", which is after until, " + until);
        }
        Fires fires = read(id, since, until, limit);
        Snapshot snapshot = control.snapshot();
        if (!fires.known() && snapshot.job(id).isEmpty()) {
            throw HttpProblem.notFound("Job:" + id + " not found: there is no such job, and the history has nothing of one since "
                    + since);
        }
        call.answer(FireJson.of(id, since, until, fires, runs(snapshot)));
    }

    private Fires read(long id, Instant since, Instant until, int limit) throws IOException, HttpProblem {
        if (!answers.acquire(readers, 1)) {
            throw new HttpProblem(503, "too many are reading the history of fires: try again");
        }
        try {
            return control.fires(id, since, until, limit);
        } finally {
            readers.release();
        }
    }

    private static Map<String, TaskView> runs(Snapshot snapshot) {
        Map<String, TaskView> runs = new HashMap<>();
        snapshot.ended().forEach(run -> runs.putIfAbsent(run.task().taskId(), run));
        snapshot.active().forEach(run -> runs.put(run.task().taskId(), run));
        return runs;
    }
}
