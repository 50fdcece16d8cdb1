package io.dcms.runtime.rest;

import io.dcms.api.Job;
import io.dcms.runtime.json.JsonWriter;
import io.dcms.runtime.rest.Control.ExecutorLook;
import java.io.IOException;
import java.util.concurrent.Semaphore;

/**
 * {@code /jobs/{id}/executor}: the job's executable as it is on this machine now. It is read whole, and its owner can make that
 * take long: only a few calls at a time.
 */
final class ExecutorResource {

    private static final int MOST_READERS = 2;

    private final Control control;
    private final Answers answers;
    private final Semaphore readers = new Semaphore(MOST_READERS);

    ExecutorResource(Control control, Answers answers) {
        this.control = control;
        this.answers = answers;
    }

    void addTo(Routes routes) {
        routes.add("GET", "/jobs/{id}/executor", this::show);
    }

    private void show(Call call) throws IOException, HttpProblem {
        long id = call.jobId();
        Job job = control.snapshot().job(id).orElseThrow(() -> HttpProblem.notFound("Job:" + id + " not found")).job();
        ExecutorLook look = look(job);
        call.answer(new JsonWriter().object()
                .field("path", job.executor())
                .field("sha256", look.sha256())
                .field("md5", look.md5())
                .field("size", look.size())
                .field("modified_at", look.modified().getEpochSecond())
                .field("matches", look.matches())
                .field("problem", look.problem())
                .end().toString());
    }

    private ExecutorLook look(Job job) throws HttpProblem {
        if (!answers.acquire(readers, 1)) {
            throw new HttpProblem(503, MOST_READERS + " executables are already being read, which is the limit: try again");
        }
        try {
            return control.executor(job);
        } finally {
            readers.release();
        }
    }
}
