package io.dcms.runtime.rest;

import io.dcms.api.Task;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.spi.store.TaskHistory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** {@code /jobs}: what there is, what is due, and what to do about it. */
final class JobsResource {

    private static final System.Logger LOG = System.getLogger(JobsResource.class.getName());

    private static final int MOST_KIB_ON_THE_WAY = 32 * 1024;

    private final Control control;
    private final Answers answers;
    private final StoreDesk desk;
    private final JobEdits edits;
    private final InstantSource clock;
    private final Semaphore room = new Semaphore(MOST_KIB_ON_THE_WAY);
    private Snapshot renderedSnapshot;
    private byte[] renderedBody;

    JobsResource(Control control, Answers answers, StoreDesk desk, InstantSource clock) {
        this.control = control;
        this.answers = answers;
        this.desk = desk;
        this.edits = new JobEdits(control, answers, desk, clock);
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/jobs", this::list)
                .add("GET", "/jobs/{id}", this::show)
                .addWithBody("POST", "/jobs", edits::create)
                .add("POST", "/jobs/{id}", call -> refresh(call, "added"))
                .addWithBody("PUT", "/jobs/{id}", this::put)
                .add("DELETE", "/jobs/{id}", this::delete)
                .add("POST", "/jobs/{id}/run", this::run)
                .add("GET", "/jobs/{id}/next", this::next)
                .add("GET", "/jobs/{id}/tasks", this::history);
    }

    /** Each reader holds the list of its moment until it has read it: slow ones must not fill the agent's memory with old ones. */
    private void list(Call call) throws IOException, HttpProblem {
        byte[] body = rendered();
        int kib = Math.min(MOST_KIB_ON_THE_WAY, body.length / 1024 + 1);
        if (!answers.acquire(room, kib)) {
            throw new HttpProblem(503, "too many slow readers of the list of jobs: try again");
        }
        try {
            call.answer(body);
        } finally {
            room.release(kib);
        }
    }

    /** The list as bytes: made once for each snapshot that is asked for, and by one caller at a time. */
    private synchronized byte[] rendered() {
        Snapshot snapshot = control.snapshot();
        if (renderedSnapshot != snapshot) {
            JsonWriter json = new JsonWriter().object().field("ret", 0).name("data").array();
            snapshot.jobs().forEach(job -> JobJson.write(json, job));
            renderedBody = json.end().end().toString().getBytes(StandardCharsets.UTF_8);
            renderedSnapshot = snapshot;
        }
        return renderedBody;
    }

    private void show(Call call) throws IOException, HttpProblem {
        JsonWriter json = new JsonWriter();
        JobJson.write(json, job(call));
        call.answer(json.toString());
    }

    private void put(Call call) throws IOException, HttpProblem {
        if (call.hasBody()) {
            edits.change(call);
        } else {
            refresh(call, "updated");
        }
    }

    private void delete(Call call) throws IOException, HttpProblem {
        if (call.flag("forget")) {
            edits.forget(call);
        } else {
            disable(call);
        }
    }

    private void refresh(Call call, String done) throws IOException, HttpProblem {
        long id = call.jobId();
        String problem = answers.await(control.refresh(id), Optional.of(""))
                .orElseThrow(() -> HttpProblem.notFound("Job:" + id + " not found: the store has no such job for this host"));
        if (!problem.isEmpty()) {
            throw new HttpProblem(409, "Job:" + id + " can't be run as the store has it: " + problem);
        }
        audit(call, "fetch job " + id);
        call.answerText("Job:" + id + " will be " + done + " async");
    }

    private void disable(Call call) throws IOException, HttpProblem {
        long id = call.jobId();
        if (!answers.await(control.disable(id), null)) {
            throw noJob(id);
        }
        audit(call, "disable job " + id);
        call.answerText("Job:" + id + " already disabled");
    }

    private void run(Call call) throws IOException, HttpProblem {
        long id = call.jobId();
        String taskId = answers.await(control.runNow(id), null);
        audit(call, "run job " + id + " as task " + taskId);
        call.answer(new JsonWriter().object().field("task_id", taskId).end().toString());
    }

    private void next(Call call) throws IOException, HttpProblem {
        JobView job = job(call);
        long count = call.number("count", 5, 1, 1000);
        PlannedJob plan = job.plan().orElseThrow(() -> new HttpProblem(409, "Job:" + job.job().id() + " can't be run: "
                + job.problem()));
        JsonWriter json = new JsonWriter().array();
        Optional<Instant> fire = plan.nextFire(clock.instant());
        for (long i = 0; i < count && fire.isPresent(); i++) {
            json.value(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(fire.get().atZone(plan.zone())));
            fire = plan.nextFire(fire.get());
        }
        call.answer(json.end().toString());
    }

    private void history(Call call) throws IOException, HttpProblem {
        long id = job(call).job().id();
        int limit = (int) call.number("limit", 20, 1, 1000);
        boolean isBrief = call.flag("brief");
        TaskHistory history = control.history().orElseThrow(
                () -> new HttpProblem(501, "this store keeps no history of runs"));
        List<Task> tasks;
        try (StoreDesk.Turn turn = desk.turn()) {
            tasks = turn.ask(() -> history.tasks(control.host(), id, limit), "");
        }
        JsonWriter json = new JsonWriter().array();
        tasks.forEach(task -> TaskJson.writeReported(json, task, isBrief));
        call.answer(json.end().toString());
    }

    private JobView job(Call call) throws HttpProblem {
        long id = call.jobId();
        return control.snapshot().job(id).orElseThrow(() -> noJob(id));
    }

    private static HttpProblem noJob(long id) {
        return HttpProblem.notFound("Job:" + id + " not found");
    }

    private static void audit(Call call, String what) {
        call.does(what);
        LOG.log(System.Logger.Level.INFO, "{0}: {1}", call.who(), what);
    }
}
