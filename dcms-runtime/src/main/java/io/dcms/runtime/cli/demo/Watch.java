package io.dcms.runtime.cli.demo;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at the agent again and again and tells the account what is new. Belongs to one thread. */
final class Watch {

    private final AgentApi agent;
    private final Receiver receiver;
    private final Account account;
    /** Runs whose end has not been told, in the order in which they were first seen. */
    private final Set<String> followed = new LinkedHashSet<>();
    private final Set<String> started = new HashSet<>();
    /** The last run of each job whose end has been told: REST goes on naming it. */
    private final Map<Long, String> told = new HashMap<>();
    private Map<Long, JobNow> jobs = Map.of();
    private Set<String> problems = Set.of();

    Watch(AgentApi agent, Receiver receiver, Account account) {
        this.agent = agent;
        this.receiver = receiver;
        this.account = account;
    }

    /**
     * Looks once.
     *
     * @throws IOException if the agent does not answer: nothing is lost, look again
     */
    void look() throws IOException, InterruptedException {
        Set<String> active = tellStarts(agent.tasks());
        Map<Long, JobNow> now = agent.jobs().stream().collect(Collectors.toMap(JobNow::id, job -> job));
        if (!now.isEmpty() || !jobs.isEmpty()) {
            tellJobs(now);
        }
        tellEnds(active);
        tellProblems(Set.copyOf(agent.problems()));
        for (Map<String, String> form = receiver.next(); form != null; form = receiver.next()) {
            account.webhook(form);
        }
    }

    private Set<String> tellStarts(List<TaskNow> tasks) {
        for (TaskNow task : tasks) {
            followed.add(task.taskId());
            if (task.status() == TaskNow.RUNNING && started.add(task.taskId())) {
                account.started(task);
            }
        }
        return tasks.stream().map(TaskNow::taskId).collect(Collectors.toSet());
    }

    private void tellJobs(Map<Long, JobNow> now) {
        boolean first = jobs.isEmpty();
        for (JobNow job : now.values()) {
            JobNow before = jobs.get(job.id());
            if (before == null && !first) {
                account.added(job);
            } else if (before != null && !(before.definition() + before.disabled()).equals(job.definition() + job.disabled())) {
                account.changed(job);
            }
            if (!job.lastTaskId().isEmpty() && !job.lastTaskId().equals(told.get(job.id()))) {
                followed.add(job.lastTaskId());
            }
        }
        jobs.values().stream().filter(job -> !now.containsKey(job.id())).forEach(account::removed);
        jobs = now;
    }

    private void tellEnds(Set<String> active) throws IOException, InterruptedException {
        for (String id : followed.stream().filter(id -> !active.contains(id)).toList()) {
            Optional<TaskNow> task = agent.task(id);
            if (task.isEmpty() || task.get().ended()) {
                task.ifPresent(this::tellEnd);
                started.remove(id);
                followed.remove(id);
            }
        }
    }

    private void tellEnd(TaskNow task) {
        account.ended(task);
        told.put(task.jobId(), task.taskId());
    }

    private void tellProblems(Set<String> now) {
        if (jobs.isEmpty()) {
            return; // it has not read them yet, and says so
        }
        now.stream().filter(problem -> !problems.contains(problem)).forEach(account::problem);
        if (now.isEmpty() && !problems.isEmpty()) {
            account.allWell();
        }
        problems = now;
    }
}
