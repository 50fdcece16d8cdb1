package io.dcms.runtime;

import io.dcms.api.Job;
import io.dcms.runtime.job.BadJobException;
import io.dcms.runtime.job.JobPlanner;
import io.dcms.runtime.job.PlannedJob;
import io.dcms.runtime.schedule.Inherited;
import io.dcms.runtime.schedule.RunLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Plans the jobs of runs that an agent before this one has left: as they were, as far as this one can. */
final class AdoptedRuns {

    private static final System.Logger LOG = System.getLogger(AdoptedRuns.class.getName());
    private static final UnaryOperator<Job.Builder> NO_HOOK = job -> job.hook("");
    private static final UnaryOperator<Job.Builder> NO_FILTER = job -> job.msgFilter("");
    /** What the agent would not accept today does not matter to a run that it has accepted once. */
    private static final UnaryOperator<Job.Builder> BARE = job -> job.hook("").msgFilter("").schedule("@yearly").executorFlags("")
            .options("").defect("");

    private final JobPlanner planner;

    AdoptedRuns(JobPlanner planner) {
        this.planner = planner;
    }

    List<Inherited> plan(List<RunLedger.Entry> left) {
        List<Inherited> runs = new ArrayList<>();
        left.forEach(entry -> plan(entry).ifPresent(job -> runs.add(new Inherited(entry, job))));
        return runs;
    }

    private Optional<PlannedJob> plan(RunLedger.Entry entry) {
        try {
            return Optional.of(planner.plan(entry.job()));
        } catch (BadJobException e) {
            LOG.log(System.Logger.Level.WARNING, "task {0} goes on without what can''t be had any more of its job \"{1}\": {2}",
                    entry.taskId(), entry.job().name(), e.getMessage());
            return planWithout(entry);
        }
    }

    private Optional<PlannedJob> planWithout(RunLedger.Entry entry) {
        for (UnaryOperator<Job.Builder> less : List.of(NO_HOOK, NO_FILTER, BARE)) {
            try {
                return Optional.of(planner.plan(less.apply(entry.job().toBuilder()).build()));
            } catch (BadJobException e) {
                LOG.log(System.Logger.Level.DEBUG, "task {0}: {1}", entry.taskId(), e.getMessage());
            }
        }
        LOG.log(System.Logger.Level.ERROR, "task {0} of job \"{1}\" can''t be taken over: nothing that is known of its job is good",
                entry.taskId(), entry.job().name());
        return Optional.empty();
    }
}
