package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left after {@code kill -9}, and who else may run an agent. */
@NeedsRoot
final class RestartIT {
    @TempDir
    private Path temp;
    private AgentSite site;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
    }

    @Test
    @OnNewestJdkToo
    void worksAtOnceInTheWorkDirOfOneThatWasKilled() throws Exception {
        site.jobs(JobSpec.of(1, "patient", site.waitingProgram("gate")),
                JobSpec.of(2, "quick", site.program("quick.sh", "#!/bin/sh\necho quick\n")));
        String patient = killAnAgentThatRuns(1);
        try (RunningAgent agent = site.start()) {
            String quick = agent.readyRest().run(2);
            assertEquals(2L, site.awaitEnd(agent, quick).get("status"));

            site.open("gate");
            Path log = Path.of((String) site.results(patient).get(0).get("log_filename"));
            agent.await("the killed agent's task went on to its end", () -> Files.readString(log).equals("waiting\ndone\n"));
            assertEquals(0, agent.stop(), agent::log);
        }
    }

    /** A crash of the machine may cut the last line anywhere; what follows it must not be lost with it. */
    @Test
    void beginsANewLineAfterATornOne() throws Exception {
        site.jobs(JobSpec.of(2, "quick", site.program("quick.sh", "#!/bin/sh\necho quick\n")));
        String first;
        String second;
        try (RunningAgent agent = site.start()) {
            first = agent.readyRest().run(2);
            site.awaitEnd(agent, first);
            agent.kill();
        }
        String torn = "{\"job_id\":2,\"task_id\":\"17";
        Files.writeString(site.resultsFile(), torn, StandardOpenOption.APPEND);
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            long firstFire = AgentSite.fireTime(first);
            agent.await("the next second had begun", () -> Instant.now().getEpochSecond() > firstFire);
            second = rest.run(2);
            agent.await("both are in the history", () -> history(rest).size() == 2);
            assertEquals(List.of(second, first), history(rest).stream().map(task -> task.get("task_id")).toList());
            assertEquals(List.of(2L, 2L), endsOf(agent, rest));
        }
        List<String> lines = Files.readAllLines(site.resultsFile());
        assertEquals(torn, lines.get(2));
        // The agent may have been killed before it could note that a report was taken, or the run over: then it has come twice.
        assertEquals(Set.of(first + " 1", first + " 2", second + " 1", second + " 2"), lines.stream().filter(line -> !line.equals(torn))
                .map(line -> PlainJson.object(PlainJson.parse(line))).map(row -> row.get("task_id") + " " + row.get("status"))
                .collect(Collectors.toSet()));
    }

    /**
     * Killed four times between two fires, and away for others. What the runs themselves wrote down has every fire, and each
     * once.
     */
    @Test
    void missesNoFireAndRunsNoneTwiceOverKills() throws Exception {
        Path account = Files.createFile(site.path("account"), PosixFilePermissions.asFileAttribute(
                PosixFilePermissions.fromString("rw-rw-rw-")));
        Files.setPosixFilePermissions(account, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path program = site.program("account.sh", "#!/bin/sh\necho $DCMS_FIRE_TIME >>" + account + "\n");
        site.jobs(JobSpec.of(1, "account", program).with("schedule", "*/2 * * * * * *")
                .with("options", Map.of("misfire", "all", "overlap", "queue")));
        for (int start = 0; start < 4; start++) {
            try (RunningAgent agent = site.start()) {
                int before = Files.readAllLines(account).size();
                agent.await("it ran two fires and nothing is left to do", () -> {
                    List<String> lines = Files.readAllLines(account);
                    long now = Instant.now().getEpochSecond();
                    return lines.size() >= before + 2 && Long.parseLong(lines.get(lines.size() - 1)) == now - now % 2;
                });
                agent.kill();
            }
            long killed = Instant.now().getEpochSecond();
            Await.until("three fires have passed", () -> Instant.now().getEpochSecond() > killed + 3);
        }
        List<Long> fires = Files.readAllLines(account).stream().map(Long::valueOf).toList();
        assertEquals(LongStream.rangeClosed(fires.get(0), fires.get(fires.size() - 1)).filter(second -> second % 2 == 0).boxed()
                .toList(), fires);
    }

    private static List<Object> endsOf(RunningAgent agent, Rest rest) throws Exception {
        agent.await("both have ended", () -> history(rest).stream().allMatch(AgentSite::isEnd));
        return history(rest).stream().map(task -> task.get("status")).toList();
    }

    private static List<Map<String, Object>> history(Rest rest) throws Exception {
        return PlainJson.objects(rest.get("/jobs/2/tasks").data());
    }

    /** Starts an agent, lets it run a job, and kills it without the task. */
    private String killAnAgentThatRuns(long job) throws Exception {
        try (RunningAgent agent = site.start()) {
            String task = agent.readyRest().run(job);
            agent.await("it was started", () -> !site.results(task).isEmpty());
            agent.kill();
            return task;
        }
    }

    /** Somebody without root tries DCMS out: it runs jobs as that user, refuses others, and says what it may not touch. */
    @Test
    void runsJobsOfItsOwnUserWhereItIsNotRoot() throws Exception {
        Path program = site.program("quick.sh", "#!/bin/sh\nid -un\n");
        site.jobs(JobSpec.of(1, "own", program), JobSpec.of(2, "of another", program).with("runner", "nobody"));
        giveToRunner(temp);
        try (RunningAgent agent = site.dcms().startAgent(asRunner(site.command()))) {
            Rest rest = agent.readyRest();
            assertEquals(JobSpec.RUNNER + "\n", site.awaitEnd(agent, rest.run(1)).get("output"));
            String reason = (String) site.awaitEnd(agent, rest.run(2)).get("reason");
            assertTrue(reason.startsWith("runner: the agent is not root and can only run jobs as its own user (uid "), reason);
        }
    }

    @Test
    void saysWhereItsUserMayNotWrite() throws Exception {
        ProcessBuilder command = asRunner(site.command());
        Finished run = site.dcms().run(command);
        assertEquals(new Finished(run.pid(), 1, "", "the work dir " + site.workDir() + " can't be used: " + site.workDir()
                + ": permission denied to the agent's user; mend that, or give the agent another -work_dir\n"), run);
    }

    private static ProcessBuilder asRunner(ProcessBuilder command) {
        List<String> become = List.of("setpriv", "--reuid=" + JobSpec.RUNNER, "--regid=" + JobSpec.RUNNER, "--clear-groups");
        return command.command(Stream.concat(become.stream(), command.command().stream()).toList());
    }

    private static void giveToRunner(Path path) throws IOException {
        Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(JobSpec.RUNNER));
    }
}
