package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.dist.HookReceiver.Post;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports that nobody takes while the agent lives. */
@NeedsRoot
final class OutboxIT {
    @TempDir
    private Path temp;
    private AgentSite site;
    private HookReceiver receiver;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
        receiver = new HookReceiver();
        site.jobs(JobSpec.of(1, "quick", site.program("quick.sh", "#!/bin/sh\necho quick\n")).with("hook", receiver.at("/ends")));
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    /** One agent is killed, one stopped, and all that time the results can't be written and the receiver answers 503. */
    @Test
    void areDeliveredByTheNextAgentInOrderAndOnce() throws Exception {
        Files.createDirectory(site.resultsFile());
        receiver.setBroken(true);
        List<String> tasks = new ArrayList<>();
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            tasks.addAll(List.of(runToItsEnd(agent, rest), runToItsEnd(agent, rest)));
            agent.await("all are in the journal", () -> PlainJson.object(rest.get("/health").data()).get("waiting_reports").equals(6L));
            agent.await("the receiver has refused", () -> !receiver.refused().isEmpty());
            // Else the next agent takes a run over, and reports it again.
            agent.await("it is written down that the runs are over", () -> keptRuns().isEmpty());
            agent.kill();
        }
        try (RunningAgent agent = site.start()) {
            tasks.add(runToItsEnd(agent, agent.readyRest()));
            assertEquals(0, agent.stop(), agent::log);
            assertTrue(agent.log().contains("WARN  report  9 reports stay in the journal, the next agent in this work dir delivers them"),
                    agent::log);
        }
        assertEquals(List.of(), receiver.all());

        Files.delete(site.resultsFile());
        receiver.setBroken(false);
        try (RunningAgent agent = site.start()) {
            agent.await("the hooks were told", () -> receiver.all().size() >= 3);
            agent.await("the store was told", () -> site.results().size() >= 6);
            assertEquals(0, agent.stop(), agent::log);
        }
        try (RunningAgent agent = site.start()) {
            tasks.add(runToItsEnd(agent, agent.readyRest()));
            agent.await("the hook was told", () -> !receiver.about(tasks.get(3)).isEmpty());
            assertEquals(0, agent.stop(), agent::log);
        }
        assertEquals(tasks, receiver.all().stream().map(post -> post.form().get("task_id")).toList());
        assertEquals(tasks.stream().flatMap(task -> Stream.of(task + " 1", task + " 2")).toList(),
                site.results().stream().map(row -> row.get("task_id") + " " + row.get("status")).toList());
        Post refused = receiver.refused().get(0);
        assertEquals(refused.form(), receiver.about(refused.form().get("task_id")).get(0).form(), "the same event id, the whole message");
    }

    /** What is in the work dir of runs that are not over, for all that the ledger says. */
    private List<Path> keptRuns() throws IOException {
        try (Stream<Path> files = Files.list(site.workDir().resolve("dcms-runs"))) {
            return files.filter(file -> file.getFileName().toString().matches("\\d+-1\\b.*")).toList();
        }
    }

    private static String runToItsEnd(RunningAgent agent, Rest rest) throws Exception {
        String task = rest.run(1);
        agent.awaitLog("task " + task + " of job \"quick\": success");
        return task;
    }
}
