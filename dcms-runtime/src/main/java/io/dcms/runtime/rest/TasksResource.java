package io.dcms.runtime.rest;

import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.TaskView;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/** {@code /tasks}: what runs, what it prints, and how to kill it. */
final class TasksResource {

    private static final System.Logger LOG = System.getLogger(TasksResource.class.getName());
    private static final int MOST_FOLLOWERS = 16;

    private final Control control;
    private final Answers answers;
    private final InstantSource clock;
    private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);

    TasksResource(Control control, Answers answers, InstantSource clock) {
        this.control = control;
        this.answers = answers;
        this.clock = clock;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/tasks", this::list)
                .add("GET", "/tasks/{task_id}", this::show)
                .add("DELETE", "/tasks/{task_id}", this::kill)
                .add("GET", "/tasks/{task_id}/log", this::log);
    }

    private void list(Call call) throws IOException {
        JsonWriter json = new JsonWriter().array();
        control.snapshot().active().forEach(task -> TaskJson.write(json, task, clock.instant()));
        call.answer(json.end().toString());
    }

    private void show(Call call) throws IOException, HttpProblem {
        String taskId = call.variable(0);
        TaskView task = control.snapshot().task(taskId).orElseThrow(() -> noTask(taskId));
        JsonWriter json = new JsonWriter();
        TaskJson.write(json, task, clock.instant());
        call.answer(json.toString());
    }

    private void kill(Call call) throws IOException, HttpProblem {
        String taskId = call.variable(0);
        String reason = "asked for by " + call.caller() + " over REST";
        boolean active = answers.await(control.kill(taskId, reason), null);
        if (!active && control.snapshot().task(taskId).isEmpty()) {
            throw noTask(taskId);
        }
        LOG.log(System.Logger.Level.INFO, "{0}: kill task {1}", call.caller(), taskId);
        call.answerText("Task:" + taskId + " will be killed async, or may be done normal");
    }

    private void log(Call call) throws IOException, HttpProblem {
        String taskId = call.variable(0);
        long tail = call.number("tail", Long.MAX_VALUE, 0, 999_999_999_999_999_999L);
        boolean follow = call.flag("follow");
        Path file = control.log(taskId).orElseThrow(() -> noLog(taskId));
        try {
            if (follow && !call.isHead()) {
                follow(call, taskId, file, tail);
            } else {
                LogStream.copy(file, tail, call::beginText);
            }
        } catch (NoSuchFileException e) {
            throw noLog(taskId);
        }
    }

    private void follow(Call call, String taskId, Path file, long tail) throws IOException, HttpProblem {
        if (!followers.tryAcquire()) {
            throw new HttpProblem(503, MOST_FOLLOWERS + " logs are already being followed, which is the limit");
        }
        try {
            LogStream.follow(file, tail, call::beginText, () -> isActive(taskId));
        } finally {
            followers.release();
        }
    }

    private boolean isActive(String taskId) {
        return control.snapshot().task(taskId).map(TaskView::active).orElse(false);
    }

    private static HttpProblem noLog(String taskId) {
        return HttpProblem.notFound("Task:" + taskId + " has no log");
    }

    private static HttpProblem noTask(String taskId) {
        return HttpProblem.notFound("Task:" + taskId + " not found");
    }
}
