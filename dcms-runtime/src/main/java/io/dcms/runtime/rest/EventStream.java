package io.dcms.runtime.rest;

import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.rest.Control.Health;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.TaskView;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells one reader how the agent is, and then only what has changed since it was last told: as server-sent events, which every
 * browser can read. Remembers the views of jobs that it has sent, which the snapshot shares, and of tasks no more than their
 * names: a reader that does not read must not keep the output of old ones in the memory. Belongs to one thread.
 */
final class EventStream {

    /** As many as are rendered at once. With as much of tasks that is about 300 KiB for a reader who does not read. */
    static final int JOBS_AT_ONCE = 100;
    /** In a storm thousands wait for their turn, and each start would send them all. */
    static final int MOST_ACTIVE = 500;

    private final Control control;
    private final InstantSource clock;
    private final OutputStream out;
    /** By ascending id; null until the first have been sent. */
    private List<JobView> jobs;
    /** What was said to run or wait, and how it was; null as before. */
    private List<String> active;
    private String lastEnded = "";
    private Health health;

    /**
     * What one look has found.
     *
     * @param tasks what is to be said of them; empty if that is nothing
     */
    private record Seen(List<JobView> jobs, Optional<JsonWriter> tasks) {
    }

    /** @param out where the events go; to be flushed by whoever gave it */
    EventStream(Control control, InstantSource clock, OutputStream out) {
        this.control = control;
        this.clock = clock;
        this.out = out;
    }

    /** Says who is talking: the first event. @param id differs with each start of the agent */
    void hello(String id) throws IOException {
        write("hello", new JsonWriter().object()
                .field("now", clock.millis())
                .field("zone", control.zone().getId())
                .field("host", control.host())
                .field("version", control.version())
                .field("id", id)
                .end());
    }

    /** Sends what has changed; the first time everything. */
    void look() throws IOException {
        Seen seen = seen(control.snapshot());
        sendJobs(seen.jobs);
        if (seen.tasks.isPresent()) {
            write("tasks", seen.tasks.get());
        }
        Health now = control.health();
        if (health == null || !ageless(now).equals(ageless(health))) {
            sendHealth(now);
        }
    }

    /** Whatever is sent may take for ever, so no snapshot is held meanwhile. */
    private Seen seen(Snapshot snapshot) {
        return new Seen(snapshot.jobs(), tasks(snapshot));
    }

    /** Shows that the connection is alive, and brings what changes all the time up to date. */
    void beat() throws IOException {
        sendHealth(control.health());
    }

    private void sendHealth(Health now) throws IOException {
        JsonWriter json = new JsonWriter();
        HealthJson.write(json, now, control.snapshot());
        write("health", json);
        health = now;
    }

    /** That time goes by is no news. */
    private static Health ageless(Health health) {
        return new Health(health.live(), health.ready(), health.problems(), health.waiting(), health.jobsFrom(), Optional.empty());
    }

    private void sendJobs(List<JobView> now) throws IOException {
        boolean isFirst = jobs == null;
        List<JobView> changed = new ArrayList<>();
        List<Long> gone = new ArrayList<>();
        compare(isFirst ? List.of() : jobs, now, changed, gone);
        jobs = now;
        if (isFirst || !changed.isEmpty() || !gone.isEmpty()) {
            int from = 0;
            for (; changed.size() - from > JOBS_AT_ONCE; from += JOBS_AT_ONCE) {
                write("jobs", jobs(changed.subList(from, from + JOBS_AT_ONCE), List.of(), true));
            }
            write("jobs", jobs(changed.subList(from, changed.size()), gone, false));
        }
    }

    /** Both lists are by ascending id. A view that is the same object is that of a job which has not changed. */
    private static void compare(List<JobView> before, List<JobView> now, List<JobView> changed, List<Long> gone) {
        int at = 0;
        for (JobView job : now) {
            while (at < before.size() && id(before, at) < job.job().id()) {
                gone.add(id(before, at++));
            }
            boolean isKnown = at < before.size() && id(before, at) == job.job().id();
            if (!isKnown || before.get(at) != job && !before.get(at).equals(job)) {
                changed.add(job);
            }
            at += isKnown ? 1 : 0;
        }
        while (at < before.size()) {
            gone.add(id(before, at++));
        }
    }

    private static long id(List<JobView> jobs, int at) {
        return jobs.get(at).job().id();
    }

    private static JsonWriter jobs(List<JobView> changed, List<Long> gone, boolean more) {
        JsonWriter json = new JsonWriter().object().name("changed").array();
        changed.forEach(job -> JobJson.write(json, job));
        json.end().name("gone").array();
        gone.forEach(json::value);
        return json.end().field("more", more).end();
    }

    /** What is to be said of tasks; empty if that is nothing. */
    private Optional<JsonWriter> tasks(Snapshot snapshot) {
        List<String> nowActive = snapshot.active().stream().map(EventStream::sign).toList();
        List<TaskView> ended = snapshot.ended().stream().takeWhile(task -> !task.task().taskId().equals(lastEnded)).toList();
        if (nowActive.equals(active) && ended.isEmpty()) {
            return Optional.empty();
        }
        active = nowActive;
        lastEnded = ended.isEmpty() ? lastEnded : ended.get(0).task().taskId();
        Instant now = clock.instant();
        JsonWriter json = new JsonWriter().object().name("active").array();
        snapshot.active().stream().limit(MOST_ACTIVE).forEach(task -> TaskJson.writeWithoutOutput(json, task, now));
        json.end().field("active_more", Math.max(0, nowActive.size() - MOST_ACTIVE)).name("ended").array();
        ended.forEach(task -> TaskJson.writeWithoutOutput(json, task, now));
        return Optional.of(json.end().end());
    }

    /** All that can change of a task that is active, but for how long it has taken. */
    private static String sign(TaskView view) {
        return view.task().taskId() + " " + view.task().status().code() + " " + view.task().execAt();
    }

    /** JSON has no line breaks here, which would end the event. */
    private void write(String event, JsonWriter data) throws IOException {
        out.write(("event: " + event + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    }
}
