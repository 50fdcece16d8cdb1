package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many jobs, and many at once. */
@NeedsRoot
final class ScaleIT {
    private static final int MANY = 10_000;
    private static final int AT_ONCE = 200;

    @TempDir
    private Path temp;

    @Test
    void runsTheOneOfTenThousandThatIsDue() throws Exception {
        AgentSite site = AgentSite.in(temp);
        Path quick = site.program("quick.sh", "#!/bin/sh\necho quick\n");
        JobSpec[] jobs = new JobSpec[MANY];
        for (int i = 0; i < MANY; i++) {
            jobs[i] = JobSpec.of(i + 1, "job " + (i + 1), quick);
        }
        jobs[MANY / 2] = jobs[MANY / 2].with("schedule", "*/2 * * * * * *");
        long due = MANY / 2 + 1;
        site.jobs(jobs);
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            agent.await("it had all jobs", () -> rest.jobs().size() == MANY);
            agent.await("two of three runs started in their second", () -> {
                List<Long> late = starts(site).stream()
                        .map(row -> (Long) row.get("exec_at") - AgentSite.fireTime((String) row.get("task_id"))).toList();
                return late.size() >= 3 && late.subList(late.size() - 3, late.size()).stream().sorted().toList().get(1) == 0;
            });
            assertEquals(List.of(due), rest.jobs().stream().filter(job -> !job.get("last_exec_at").equals(0L))
                    .map(job -> job.get("id")).toList());
            assertEquals(0, agent.stop(), agent::log);
        }
        assertEquals(List.of(due), site.results().stream().map(row -> row.get("job_id")).distinct().toList());
    }

    private static List<Map<String, Object>> starts(AgentSite site) throws Exception {
        return site.results().stream().filter(row -> row.get("status").equals(1L)).toList();
    }

    /** Three accounts of the first second in which they were due are the same: the runs' own, the store's, the logs'. */
    @Test
    void runsAllTwoHundredThatAreDueInOneSecondOnceEach() throws Exception {
        AgentSite site = AgentSite.in(temp);
        Path marks = Files.createDirectory(temp.resolve("marks"));
        Files.setOwner(marks, temp.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(JobSpec.RUNNER));
        Path mark = site.program("mark.sh", "#!/bin/sh\nid -un > " + marks + "/$DCMS_TASK_ID && echo $DCMS_JOB_ID\n");
        List<JobSpec> jobs = new ArrayList<>();
        for (long id = 1; id <= AT_ONCE; id++) {
            jobs.add(JobSpec.of(id, "job " + id, mark).with("schedule", "*/10 * * * * * *"));
        }
        site.jobs(jobs.toArray(JobSpec[]::new));
        long fire;
        try (RunningAgent agent = site.start()) {
            fire = AgentSite.fireTime(site.firstTask(agent, 1));
            agent.await("all of them were recorded", () -> ends(site, fire).size() == AT_ONCE);
            assertEquals(0, agent.stop(), agent::log);
        }
        for (long id = 1; id <= AT_ONCE; id++) {
            String task = fire + "-" + id;
            List<Map<String, Object>> rows = site.results(task);
            assertEquals(List.of(1L, 2L), rows.stream().map(row -> row.get("status")).toList(), rows::toString);
            assertEquals(JobSpec.RUNNER + "\n", Files.readString(marks.resolve(task)));
            assertEquals(id + "\n", Files.readString(Path.of((String) rows.get(1).get("log_filename"))));
        }
        assertEquals(ends(site, fire), marked(marks, fire));
    }

    private static Set<String> ends(AgentSite site, long fire) throws Exception {
        return site.results().stream().filter(AgentSite::isEnd).map(row -> (String) row.get("task_id"))
                .filter(task -> AgentSite.fireTime(task) == fire).collect(Collectors.toSet());
    }

    private static Set<String> marked(Path marks, long fire) throws Exception {
        try (Stream<Path> files = Files.list(marks)) {
            return files.map(file -> file.getFileName().toString()).filter(task -> AgentSite.fireTime(task) == fire)
                    .collect(Collectors.toSet());
        }
    }
}
