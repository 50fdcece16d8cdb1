package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody edits jobs with {@code curl}, as the README says, while others keep the file by hand. */
@NeedsRoot
@OnNewestJdkToo
final class EditOverRestIT {
    @TempDir
    private static Path temp;
    private static AgentSite site;
    private static RunningAgent agent;
    private static Rest rest;
    private static Path quick;

    @BeforeAll
    static void start() throws Exception {
        site = AgentSite.in(temp);
        quick = site.program("quick.sh", "#!/bin/sh\necho quick $1\n");
        agent = site.start("-host=web1");
        rest = agent.readyRest();
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @BeforeEach
    void oneJobByHand() throws Exception {
        site.jobsText(byHand(""));
        agent.signal("HUP");
        agent.await("it had the one job", () -> ids().equals(List.of(1L)) && rest.job(1).get("schedule").equals(JobSpec.NEVER));
    }

    /** As nobody's program writes it. */
    private static String byHand(String more) throws Exception {
        return """
                { "jobs": [
                    { "id": 1,   "name": "by hand",
                      "executor": "%s", "signature": "%s",
                      "runner": "%s",
                      "schedule": "%s" }%s
                ] }
                """.formatted(quick, JobSpec.md5(quick), JobSpec.RUNNER, JobSpec.NEVER, more);
    }

    private static Map<String, Object> hello() throws Exception {
        Map<String, Object> fields = new LinkedHashMap<>(JobSpec.of(1, "by REST", quick).fields());
        fields.remove("id");
        return fields;
    }

    @Test
    void createsChangesRunsAndRemovesAJob() throws Exception {
        Map<String, Object> fields = hello();
        fields.put("executor_flags", "one");
        Map<String, Object> created = PlainJson.object(sent(201, "POST", "/jobs", PlainJson.text(fields)).get("data"));
        long id = (Long) created.get("id");
        assertTrue(id > 1, created::toString);
        assertEquals(rest.job(id), created);
        String beside = byHand("").substring(0, byHand("").indexOf(" }\n] }"));
        assertTrue(Files.readString(site.jobsFile()).startsWith(beside), () -> "one by hand: " + beside);
        assertEquals("quick one\n", outputOfARun(id));

        Object changed = sent(200, "PUT", "/jobs/" + id, "{\"executor_flags\": \"two\", \"schedule\": \"0 0 1 1 * 2098\"}").get("data");
        assertEquals(rest.job(id), changed);
        assertEquals(List.of("2098-01-01T00:00:00Z"), rest.get("/jobs/" + id + "/next").data());
        assertEquals("quick two\n", outputOfARun(id));

        assertEquals("Job:" + id + " removed from the store", sent(200, "DELETE", "/jobs/" + id + "?forget=true", "").get("data"));
        assertEquals(404, rest.get("/jobs/" + id).status());
        assertEquals(byHand(""), Files.readString(site.jobsFile()));
        assertEquals(2, site.results().stream().filter(row -> row.get("job_id").equals(id) && row.get("status").equals(2L)).count());
        for (String line : List.of("create job " + id, "change job " + id, "remove job " + id)) {
            agent.awaitLog("127.0.0.1: " + line + " \"by REST\" in the store");
        }
        assertTrue((Long) PlainJson.object(sent(201, "POST", "/jobs", PlainJson.text(hello())).get("data")).get("id") > id,
                "no other job ever has its id");
    }

    private static String outputOfARun(long id) throws Exception {
        return (String) site.awaitEnd(agent, rest.run(id)).get("output");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "POST   | /jobs   | 400 | ~~                                   | there is no body: send a job as a JSON object",
        "POST   | /jobs   | 400 | ~nonsense~                           | the body is no JSON: line 1, column 1: found \"nonsense\"",
        "POST   | /jobs   | 400 | ~[1, 2]~                             | the body is an array: send a job as a JSON object",
        "POST   | /jobs   | 400 | ~{}~                                 | line 1: name: missing: give a text that no other job has",
        "PUT    | /jobs/1 | 400 | ~{\"shedule\": \"@daily\"}~          | line 1: unknown key \"shedule\": did you mean \"schedule\"?",
        "PUT    | /jobs/1 | 400 | ~{\"schedule\": \"61 * * * *\"}~      | schedule: ",
        "PUT    | /jobs/1 | 400 | ~{\"runner\": \"root\"}~             | runner: \"root\": give an ordinary user",
        "PUT    | /jobs/1 | 400 | ~{\"id\": 2}~                        | id: 2: the path says 1",
        "PUT    | /jobs/1 | 400 | ~{\"hook\": \"gopher://x\"}~         | hook: ",
        "PUT    | /jobs/9 | 404 | ~{\"timeout\": 5}~                   | Job:9 not found: the store has no such job for this host",
        "PUT    | /jobs/1 | 400 | ~{\"timeout\": 5~                    | the body is no JSON: line 1, column 14: found the end",
        "PUT    | /jobs/1 | 400 | ~{\"hosts\": []}~                    | hosts: an empty array: give at least one host name"})
    void refusesNonsenseAndLeavesTheFileAsItIs(String method, String path, int status, String body, String message) throws Exception {
        Map<String, Object> answer = sent(status, method, path, body);

        assertEquals((long) status, answer.get("ret"));
        assertTrue(((String) answer.get("msg")).startsWith(message), answer::toString);
        assertEquals(byHand(""), Files.readString(site.jobsFile()));
        assertEquals(List.of(1L), ids());
    }

    @Test
    void aNameThatIsTakenIsSaid() throws Exception {
        Map<String, Object> fields = hello();
        fields.put("name", "by hand");

        assertEquals("name: \"by hand\" is the name of job 1: give another",
                sent(409, "POST", "/jobs", PlainJson.text(fields)).get("msg"));
    }

    /** A dashboard shows a job in a form and sends all of it back. */
    @Test
    void whatItShowsCanBeSentBackWithoutHarm() throws Exception {
        sent(200, "PUT", "/jobs/1", "{\"hook\": \"http://ann:secret@127.0.0.1:1/x\", \"options\": {\"env\": {\"TOKEN\": \"s3cret\"}}}");
        Map<String, Object> shown = rest.job(1);
        assertEquals("http://ann:***@127.0.0.1:1/x", shown.get("hook"));
        shown.put("timeout", 60);

        sent(200, "PUT", "/jobs/1", PlainJson.text(shown));

        String text = Files.readString(site.jobsFile());
        assertTrue(text.contains("\"http://ann:secret@127.0.0.1:1/x\"") && text.contains("{\"TOKEN\": \"s3cret\"}"), text);
        assertEquals(60L, rest.job(1).get("timeout"));
        assertTrue(agent.log().lines().noneMatch(line -> line.contains("secret") || line.contains("s3cret")), agent::log);
    }

    /** Without a body they mean what they meant to the Go agent, whatever the Content-Type says. */
    @Test
    void withoutABodyNothingIsEdited() throws Exception {
        assertEquals("Job:1 will be added async", sent(200, "POST", "/jobs/1", "").get("data"));
        assertEquals("Job:1 will be updated async", sent(200, "PUT", "/jobs/1", "").get("data"));
        assertEquals("Job:1 already disabled", sent(200, "DELETE", "/jobs/1", "").get("data"));
        assertEquals(byHand(""), Files.readString(site.jobsFile()));
    }

    @Test
    void aFileThatIsBrokenIsNotTouched() throws Exception {
        site.jobsText("[{\"id\": 1,");

        Map<String, Object> answer = sent(503, "POST", "/jobs", PlainJson.text(hello()));

        assertTrue(((String) answer.get("msg")).startsWith("the store can't be changed: " + site.jobsFile() + ", line 1, column 11: "),
                answer::toString);
        assertEquals("[{\"id\": 1,", Files.readString(site.jobsFile()));
    }

    private static List<Object> ids() throws Exception {
        return rest.jobs().stream().map((Map<String, Object> job) -> job.get("id")).toList();
    }

    /** What curl gets for it. */
    private static Map<String, Object> sent(int status, String method, String path, String body) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "-w", "\n%{http_code}", "-X", method));
        if (!body.isEmpty()) {
            command.addAll(List.of("-d", body));
        }
        command.add(rest.url(path));
        Finished run = site.dcms().run(new ProcessBuilder(command));
        assertEquals(0, run.exit(), run::toString);
        int end = run.out().lastIndexOf('\n');
        assertEquals(Integer.toString(status), run.out().substring(end + 1), run.out());
        return PlainJson.object(PlainJson.parse(run.out().substring(0, end)));
    }
}
