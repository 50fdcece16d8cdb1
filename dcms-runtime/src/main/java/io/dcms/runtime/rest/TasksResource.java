package io.dcms.runtime.rest;

import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.runtime.schedule.TaskView;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** {@code /tasks}: what runs, what it prints, and how to kill it. */
final class TasksResource {

    private static final System.Logger LOG = System.getLogger(TasksResource.class.getName());
    private static final int MOST_FOLLOWERS = 16;
    /** Far fewer than there are threads: who does not read what he asked for holds one for as long as he likes. */
    private static final int MOST_READERS = 256;
    /** Logs that are being opened, which takes no time unless their user makes it take long: far fewer than there are threads. */
    private static final int MOST_OPENINGS = 32;
    private static final long OPENING_MILLIS = 1_000;
    /** All that the timeline remembers. */
    private static final int MOST_RECENT = 200;
    private static final int MOST_KIB_ON_THE_WAY = 32 * 1024;

    private final Control control;
    private final Answers answers;
    private final InstantSource clock;
    private final Deadlines deadlines;
    private final Semaphore followers = new Semaphore(MOST_FOLLOWERS);
    private final Semaphore readers = new Semaphore(MOST_READERS);
    private final Semaphore openings = new Semaphore(MOST_OPENINGS);
    private final Semaphore room = new Semaphore(MOST_KIB_ON_THE_WAY);

    TasksResource(Control control, Answers answers, InstantSource clock, Deadlines deadlines) {
        this.control = control;
        this.answers = answers;
        this.clock = clock;
        this.deadlines = deadlines;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/tasks", this::list)
                .add("GET", "/tasks/{task_id}", this::show)
                .add("DELETE", "/tasks/{task_id}", this::kill)
                .add("GET", "/tasks/{task_id}/log", this::log);
    }

    private void list(Call call) throws IOException, HttpProblem {
        int recent = call.has("recent") ? (int) call.number("recent", 0, 1, MOST_RECENT) : 0;
        Snapshot snapshot = control.snapshot();
        List<TaskView> tasks = Stream.concat(snapshot.active().stream(), snapshot.ended().stream().limit(recent)).toList();
        int kib = Math.min(MOST_KIB_ON_THE_WAY, tasks.stream().mapToInt(TasksResource::kib).sum());
        // Taken before the list is made: what waits here must not be in the memory already.
        if (!answers.acquire(room, kib)) {
            throw new HttpProblem(503, "too many slow readers of the list of tasks: try again");
        }
        try {
            JsonWriter json = new JsonWriter().array();
            tasks.forEach(task -> TaskJson.write(json, task, clock.instant()));
            call.answer(json.end().toString());
        } finally {
            room.release(kib);
        }
    }

    /** About as much as a task takes in an answer. */
    private static int kib(TaskView view) {
        return 1 + view.task().output().length() / 1024;
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
        String reason = "asked for by " + call.who() + " over REST";
        boolean active = answers.await(control.kill(taskId, reason), null);
        if (!active && control.snapshot().task(taskId).isEmpty()) {
            throw noTask(taskId);
        }
        call.does("kill task " + taskId);
        LOG.log(System.Logger.Level.INFO, "{0}: {1}", call.who(), call.does());
        call.answerText("Task:" + taskId + " will be killed async, or may be done normal");
    }

    private void log(Call call) throws IOException, HttpProblem {
        String taskId = call.variable(0);
        long tail = call.number("tail", Long.MAX_VALUE, 0, 999_999_999_999_999_999L);
        boolean follow = call.flag("follow");
        Path file = control.log(taskId).orElseThrow(() -> noLog(taskId));
        // Whoever looks at a log page by page reads nothing for as long as a page takes.
        deadlines.letBe();
        try {
            if (follow && !call.isHead()) {
                follow(call, taskId, file, tail);
            } else {
                read(call, file, tail);
            }
        } catch (NoSuchFileException e) {
            throw noLog(taskId);
        }
    }

    private void read(Call call, Path file, long tail) throws IOException, HttpProblem {
        if (!readers.tryAcquire()) {
            throw new HttpProblem(503, MOST_READERS + " logs are already being read, which is the limit");
        }
        try {
            opening(call, beginning -> LogStream.copy(file, tail, beginning));
        } finally {
            readers.release();
        }
    }

    private void follow(Call call, String taskId, Path file, long tail) throws IOException, HttpProblem {
        if (!followers.tryAcquire()) {
            throw new HttpProblem(503, MOST_FOLLOWERS + " logs are already being followed, which is the limit");
        }
        try {
            opening(call, beginning -> LogStream.follow(file, tail, beginning, () -> isActive(taskId)));
        } finally {
            followers.release();
        }
    }

    /** What opens a log before it begins the answer. */
    private interface Sending {
        void send(LogStream.Beginning beginning) throws IOException;
    }

    /** A log is its run's user's, who can have a lease on it, so that whoever opens it waits for 45 s. */
    private void opening(Call call, Sending sending) throws IOException, HttpProblem {
        AtomicBoolean opening = new AtomicBoolean(beginOpening());
        if (!opening.get()) {
            throw new HttpProblem(503, MOST_OPENINGS + " logs are being opened, which is the limit and takes long: "
                    + "perhaps a task has a lease on its log");
        }
        try {
            sending.send(length -> {
                endOpening(opening);
                return call.beginText(length);
            });
        } finally {
            endOpening(opening);
        }
    }

    private boolean beginOpening() throws IOException {
        try {
            return openings.tryAcquire(OPENING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the agent is stopping");
        }
    }

    private void endOpening(AtomicBoolean opening) {
        if (opening.getAndSet(false)) {
            openings.release();
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
