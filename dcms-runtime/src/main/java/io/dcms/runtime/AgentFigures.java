package io.dcms.runtime;

import io.dcms.runtime.config.Version;
import io.dcms.runtime.schedule.JobView;
import io.dcms.runtime.schedule.Snapshot;
import io.dcms.spi.store.FleetAgent;

/**
 * What other agents are told of this one.
 *
 * @param jobs    how many it has
 * @param running tasks that run
 * @param failed  jobs whose last run went wrong, or that can't be run
 */
record AgentFigures(long jobs, long running, long failed) {

    static AgentFigures of(Snapshot snapshot) {
        return new AgentFigures(snapshot.jobs().size(), snapshot.active().size(), snapshot.jobs().stream().filter(AgentFigures::isBad).count());
    }

    FleetAgent agent(String host, String address, long start) {
        return new FleetAgent(host, address, Version.current(), start, jobs, running, failed);
    }

    private static boolean isBad(JobView job) {
        return switch (job.lastStatus()) {
            case FAILED, TIMEOUT, KILLED -> true;
            case SUCCESS, RUNNING -> !job.problem().isEmpty();
        };
    }
}
