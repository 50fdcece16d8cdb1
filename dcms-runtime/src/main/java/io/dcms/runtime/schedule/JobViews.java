package io.dcms.runtime.schedule;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;

/** The views of all jobs, of which only those are made anew that have changed. Belongs to the owner. */
final class JobViews {

    /** Jobs whose view is out of date add themselves here. */
    final Set<JobEntry> changed = new HashSet<>();
    private JobView[] views = new JobView[0];
    private boolean listChanged;

    /** A job has come or gone. */
    void listChanged() {
        listChanged = true;
    }

    boolean isChanged() {
        return listChanged || !changed.isEmpty();
    }

    /** The views by ascending id. The array is never changed afterwards. */
    JobView[] upToDate(SortedMap<Long, JobEntry> jobs) {
        if (listChanged) {
            views = jobs.values().stream().map(JobEntry::view).toArray(JobView[]::new);
        } else if (!changed.isEmpty()) {
            views = views.clone();
            changed.stream().filter(job -> jobs.get(job.id) == job)
                    .forEach(job -> views[Snapshot.indexOf(views, job.id)] = job.view());
        }
        listChanged = false;
        changed.clear();
        return views;
    }
}
