package io.dcms.runtime.schedule;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** All jobs and runs at one moment. Immutable; any thread. */
public final class Snapshot {

    static final Snapshot EMPTY = new Snapshot(new JobView[0], List.of(), List.of());

    private final JobView[] jobs;
    private final List<TaskView> active;
    private final List<TaskView> ended;

    /** @param jobs by ascending id, never changed afterwards */
    Snapshot(JobView[] jobs, List<TaskView> active, List<TaskView> ended) {
        this.jobs = jobs;
        this.active = active;
        this.ended = ended;
    }

    /** All jobs, by ascending id. */
    public List<JobView> jobs() {
        return Collections.unmodifiableList(Arrays.asList(jobs));
    }

    /** How many jobs there are. */
    public int jobCount() {
        return jobs.length;
    }

    /** One job. */
    public Optional<JobView> job(long id) {
        int index = indexOf(jobs, id);
        return index < 0 ? Optional.empty() : Optional.of(jobs[index]);
    }

    /** Where the job with this id is in jobs by ascending id; negative if it isn't. */
    static int indexOf(JobView[] jobs, long id) {
        int low = 0;
        int high = jobs.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Long.compare(jobs[middle].job().id(), id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** What runs or waits for its turn, oldest first. */
    public List<TaskView> active() {
        return active;
    }

    /** Runs that have lately ended, newest first. */
    public List<TaskView> ended() {
        return ended;
    }

    /** One run that is active or has ended lately. */
    public Optional<TaskView> task(String taskId) {
        return find(active, taskId).or(() -> find(ended, taskId));
    }

    private static Optional<TaskView> find(List<TaskView> tasks, String taskId) {
        return tasks.stream().filter(view -> view.task().taskId().equals(taskId)).findFirst();
    }
}
