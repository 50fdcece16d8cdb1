package io.dcms.runtime.metrics;

import io.dcms.runtime.schedule.JobView;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What is told of single jobs: what REST shows of them.
 *
 * @param jobs those that have series of their own
 */
record JobSeries(List<JobView> jobs) {

    void write(MetricsText text) {
        text.counter("dcms_job_runs_total",
                "Runs of a job: success and error as they ended, timeout when they went over their timeout, whatever then became of them.");
        jobs.forEach(job -> {
            sample(text, job, job.successCount(), "success");
            sample(text, job, job.errorCount(), "error");
            sample(text, job, job.timeoutCount(), "timeout");
        });
        text.counter("dcms_job_skips_total", "Fires of a job that did not become runs.");
        each(text, JobView::skipCount);
        text.gauge("dcms_job_last_status", "What became of a job's last run: 0 success, 1 failed, 2 timeout, 3 running, 4 killed.");
        each(text, job -> job.lastTaskId().isEmpty() ? Double.NaN : job.lastStatus().code());
        text.gauge("dcms_job_last_end_timestamp_seconds", "When a run of a job last ended, or went over its timeout.");
        each(text, job -> moment(Math.max(job.lastSuccessAt(), job.lastErrorAt())));
        text.gauge("dcms_job_last_success_timestamp_seconds", "When a run of a job last succeeded, since the agent began.");
        each(text, job -> moment(job.lastSuccessAt()));
        text.gauge("dcms_job_overdue", "1 if a job has not succeeded for too long since it was due; only of those that have to.");
        each(text, job -> !job.isExpected() ? Double.NaN : job.overdueSince() > 0 ? 1 : 0);
        text.gauge("dcms_job_next_fire_timestamp_seconds", "When a job is due next.");
        each(text, job -> job.nextFire().map(at -> (double) at.getEpochSecond()).orElse(Double.NaN));
    }

    private void each(MetricsText text, ToDoubleFunction<JobView> value) {
        jobs.forEach(job -> text.sample(value.applyAsDouble(job), "job_id", id(job), "job_name", job.job().name()));
    }

    private static void sample(MetricsText text, JobView job, double value, String status) {
        text.sample(value, "job_id", id(job), "job_name", job.job().name(), "status", status);
    }

    private static String id(JobView job) {
        return Long.toString(job.job().id());
    }

    /** @param second 0 = it never happened */
    private static double moment(long second) {
        return second == 0 ? Double.NaN : second;
    }
}
