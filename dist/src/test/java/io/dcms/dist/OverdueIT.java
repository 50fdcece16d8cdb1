package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.dist.HookReceiver.Post;
import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that fails each second until somebody mends it: its hook hears that it is overdue, and that it is well again. */
@NeedsRoot
final class OverdueIT {
    @TempDir
    private Path temp;
    private AgentSite site;
    private HookReceiver receiver;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
        receiver = new HookReceiver();
        Path program = site.program("broken.sh", "#!/bin/sh\n[ -e " + site.path("mended") + " ]\n");
        site.jobs(JobSpec.of(1, "broken", program).with("hook", receiver.at("/events")).with("schedule", "* * * * * * *")
                .with("options", Map.of("expect_within", 3, "hook_on", "change")));
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void isToldOnceWhateverAgentsDieAndOnceWhenItHasSucceeded() throws Exception {
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            agent.await("the hook was told that it is overdue", () -> !events("overdue").isEmpty());
            long since = Long.parseLong(events("overdue").get(0).form().get("exec_at"));
            agent.await("REST shows it", () -> Long.valueOf(since).equals(rest.jobs().get(0).get("overdue_since")));
            agent.await("it is written down", () -> Files.readString(site.workDir().resolve("dcms-fires.log")).contains("overdue 1 " + since));
            agent.kill();
        }
        long failures = site.results().stream().filter(AgentSite::isEnd).count();
        try (RunningAgent agent = site.start()) {
            Rest rest = agent.readyRest();
            agent.await("it has failed some more times", () -> site.results().stream().filter(AgentSite::isEnd).count() > failures + 5);
            assertEquals(1, events("overdue").size());
            assertTrue((Long) rest.jobs().get(0).get("overdue_since") > 0, "the next agent knows it");
            Files.createFile(site.path("mended"));
            agent.await("the hook was told that it has recovered", () -> !events("recovered").isEmpty());
            agent.await("and of the success", () -> receiver.all().stream().anyMatch(post -> is(post, "run", "2")));
            agent.await("REST shows it", () -> rest.jobs().get(0).get("overdue_since").equals(0L));
            assertEquals(0, agent.stop(), agent::log);
        }
        Post overdue = events("overdue").get(0);
        Post recovered = events("recovered").get(0);
        assertEquals(overdue.form().get("exec_at") + "-1-overdue", overdue.form().get("task_id"));
        assertEquals(overdue.form().get("exec_at") + "-1-recovered", recovered.form().get("task_id"));
        assertEquals(List.of("3", "2"), List.of(overdue.form().get("task_status"), recovered.form().get("task_status")));
        assertTrue(overdue.form().get("msg").contains(": expect_within is 3 s"), overdue.form()::toString);
        assertTrue(recovered.form().get("msg").contains("\nsuccess again: task "), recovered.form()::toString);
        assertEquals(List.of(1, 1), List.of(events("overdue").size(), events("recovered").size()));
        assertEquals(List.of("3", "2"), events("run").stream().map(post -> post.form().get("task_status")).distinct().toList());
        assertEquals(2, events("run").stream().map(post -> post.form().get("event_id")).distinct().count(), "hook_on=change");
        assertTrue(site.results().stream().noneMatch(row -> ((String) row.get("task_id")).matches(".*[a-z].*")), "the store has runs alone");
    }

    /** Each of a kind once: what a killed agent could not write down as told is told again by the next, under the same event id. */
    private List<Post> events(String kind) {
        return receiver.all().stream().filter(post -> kind.equals(post.form().get("event")))
                .collect(Collectors.toMap(post -> post.form().get("event_id"), post -> post, (first, again) -> first, LinkedHashMap::new))
                .values().stream().toList();
    }

    private static boolean is(Post post, String event, String status) {
        return event.equals(post.form().get("event")) && status.equals(post.form().get("task_status"));
    }
}
