package io.dcms.runtime.schedule;

import io.dcms.api.Job;
import io.dcms.api.Task;
import io.dcms.api.TaskStatus;
import io.dcms.runtime.job.PlannedJob;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Snapshots for tests of those who read them. */
public final class Snapshots {

    private Snapshots() {
    }

    public static Snapshot of(List<JobView> jobs, List<TaskView> active, List<TaskView> ended) {
        return new Snapshot(jobs.stream().sorted(Comparator.comparingLong(view -> view.job().id())).toArray(JobView[]::new),
                active, ended);
    }

    /** A job that has not run yet. */
    public static JobView job(PlannedJob plan) {
        return new JobView(plan.job(), plan.job().disabled(), "", Optional.of(plan), 0, 0, 0, 0, "", 0, 0,
                JobView.LastStatus.SUCCESS, 0, plan.nextFire(Instant.EPOCH), 0);
    }

    /** A job of which there never was a version that can be run. */
    public static JobView bad(Job job, String problem) {
        return new JobView(job, true, problem, Optional.empty(), 0, 0, 0, 0, "", 0, 0, JobView.LastStatus.SUCCESS, 0,
                Optional.empty(), 0);
    }

    /** A run of job 7 on host-1. */
    public static TaskView task(String taskId, TaskStatus status, String output, boolean active) {
        Task task = new Task(7, taskId, "host-1", status, 1_714_564_800, 12, "/log/" + taskId + ".log",
                active ? "" : "exit status 1", output);
        return new TaskView(task, "job-7", Instant.ofEpochSecond(1_714_564_790), active);
    }
}
