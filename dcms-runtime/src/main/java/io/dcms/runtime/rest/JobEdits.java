package io.dcms.runtime.rest;

import io.dcms.api.Job;
import io.dcms.runtime.document.PlacedJob;
import io.dcms.runtime.job.BadJobException;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.JobView;
import io.dcms.spi.store.JobEditing;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Changes the jobs of the store: {@code POST /jobs}, {@code PUT /jobs/{id}} with a body, {@code DELETE /jobs/{id}?forget}. */
final class JobEdits {

    private static final System.Logger LOG = System.getLogger(JobEdits.class.getName());
    /** Any will do to look whether a new job can be run. */
    private static final long NEW = 1;

    private final Control control;
    private final Answers answers;
    private final StoreDesk desk;
    private final InstantSource clock;

    /** What the agent makes of an edit: see {@link Control#refresh}. */
    private record Done(long id, CompletableFuture<Optional<String>> refreshed) {
    }

    JobEdits(Control control, Answers answers, StoreDesk desk, InstantSource clock) {
        this.control = control;
        this.answers = answers;
        this.desk = desk;
        this.clock = clock;
    }

    void create(Call call) throws IOException, HttpProblem {
        JobEditing editing = editing();
        PlacedJob created = JobBody.of(call.body()).asNew(NEW, control.host(), clock.instant());
        plan(created.job());
        Done done;
        try (StoreDesk.Turn turn = desk.turn()) {
            done = turn.ask(() -> {
                long id = editing.create(created.job(), created.hosts());
                return done(call, "create", id, created.job().name());
            }, ": it may be created all the same, GET /jobs will tell");
        }
        call.answerCreated("/jobs/" + done.id, show(created.job().toBuilder().id(done.id).build(), done));
    }

    void change(Call call) throws IOException, HttpProblem {
        JobEditing editing = editing();
        long id = call.jobId();
        JobBody body = JobBody.of(call.body());
        PlacedJob changed;
        Done done;
        try (StoreDesk.Turn turn = desk.turn()) {
            changed = body.onto(stored(id), clock.instant());
            plan(changed.job());
            done = turn.ask(() -> editing.change(changed.job(), body.hosts(changed))
                    ? done(call, "change", id, changed.job().name()) : null,
                    ": it may be changed all the same, GET /jobs/" + id + " will tell");
        }
        call.answer(show(changed.job(), found(done, id)));
    }

    void forget(Call call) throws IOException, HttpProblem {
        JobEditing editing = editing();
        long id = call.jobId();
        Done done;
        try (StoreDesk.Turn turn = desk.turn()) {
            String name = stored(id).name();
            done = turn.ask(() -> editing.remove(id) ? done(call, "remove", id, name) : null,
                    ": it may be removed all the same, GET /jobs/" + id + " will tell");
        }
        answers.settle(found(done, id).refreshed);
        call.answerText("Job:" + id + " removed from the store");
    }

    private JobEditing editing() throws HttpProblem {
        return control.editing().orElseThrow(() -> new HttpProblem(501,
                "this store can't change its jobs: change them where they are kept, and then PUT /jobs/{id} without a body"));
    }

    private Job stored(long id) throws HttpProblem {
        return answers.await(control.stored(id), null).orElseThrow(() -> noJob(id));
    }

    private PlannedJob plan(Job job) throws HttpProblem {
        try {
            return control.plan(job);
        } catch (BadJobException e) {
            throw HttpProblem.badRequest(e.getMessage());
        }
    }

    /** On the desk's thread, so that an edit that came too late for its answer is in the log and in force all the same. */
    private Done done(Call call, String what, long id, String name) {
        call.does(what + " job " + id + " \"" + name + "\" in the store");
        LOG.log(System.Logger.Level.INFO, "{0}: {1}", call.who(), call.does());
        return new Done(id, control.refresh(id));
    }

    private static Done found(Done done, long id) throws HttpProblem {
        if (done == null) {
            throw noJob(id);
        }
        return done;
    }

    private static HttpProblem noJob(long id) {
        return HttpProblem.notFound("Job:" + id + " not found: the store has no such job for this host");
    }

    /** As {@code GET} shows it from now on; as it was stored if it is on other hosts, or not in force yet. */
    private String show(Job job, Done done) throws HttpProblem {
        answers.settle(done.refreshed);
        JobView view = control.snapshot().job(job.id()).filter(now -> now.job().createAt() == job.createAt())
                .orElse(JobView.notHere(plan(job)));
        JsonWriter json = new JsonWriter();
        JobJson.write(json, view);
        return json.toString();
    }
}
