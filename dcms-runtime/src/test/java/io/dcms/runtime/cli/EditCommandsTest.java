package io.dcms.runtime.cli;

import static io.dcms.runtime.cli.FakeAgent.local;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dcms add, edit, check}. */
class EditCommandsTest {

    private static final String STORED = "{\"id\":8,\"name\":\"hello\",\"next_at\":1714564811,\"warnings\":[\"schedule: odd\"]}";

    @TempDir
    private Path temp;
    private FakeAgent agent;

    @BeforeEach
    void listen() throws IOException {
        agent = new FakeAgent();
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void addSendsTheFileAsItIs() throws IOException {
        Path file = Files.writeString(temp.resolve("job.json"), " {\"name\": \"hello\"}\n");
        agent.answer("POST /jobs", 201, "{\"ret\":0,\"data\":" + STORED + "}");

        assertEquals(new FakeAgent.Ran(0, "job 8 \"hello\" is added, and due at " + local(1714564811) + "\n", "warning: schedule: odd\n"),
                agent.dcms("add", file.toString()));
        assertEquals(List.of("POST /jobs  {\"name\": \"hello\"}\n"), agent.asked);
    }

    @Test
    void editReadsStandardInput() {
        agent.data("PUT /jobs/8", STORED.replace("1714564811", "0"));
        agent.input = "{\"timeout\":5}";

        assertEquals("job 8 \"hello\" is changed\n", agent.dcms("edit", "8", "-").out());
        assertEquals(STORED.replace("1714564811", "0") + "\n", agent.dcms("edit", "8", "-", "--json").out());
        assertEquals("PUT /jobs/8 {\"timeout\":5}", agent.asked.get(0));
    }

    @Test
    void aJobThatTheAgentRefusesIsItsNoAndNoWrongUsage() {
        agent.problem("PUT /jobs/8", 400, "schedule: bad").input = "{}";

        assertEquals(new FakeAgent.Ran(1, "", "dcms edit: schedule: bad\n"), agent.dcms("edit", "8", "-"));
    }

    @Test
    void aFileThatIsNotThereIsWrongUsage() {
        String file = temp.resolve("missing").toString();

        assertEquals(new FakeAgent.Ran(2, "", "dcms add: " + file + ": there is no such file\n"), agent.dcms("add", file));
        assertEquals(List.of(), agent.asked);
    }

    @Test
    void checkFindsEveryErrorOfEveryJobAtOnce() throws IOException {
        Path file = Files.writeString(temp.resolve("jobs.json"), """
                [
                  {"id": 1, "name": "a", "executor": "relative", "runner": "root", "schedule": "61 * * * *",
                   "timeout": "30s",
                   "options": {"jitter": -1, "overlp": "skip"}},
                  {"name": "a", "executor": "/x", "runner": "ann", "shedule": "@daily"},
                  7,
                  {"id": 1, "name": "c\\u001b", "executor": "/x", "runner": "ann", "schedule": "@daily"}
                ]
                """);

        FakeAgent.Ran ran = agent.dcms("check", file.toString());

        assertEquals(1, ran.exit());
        assertEquals("", ran.err());
        assertEquals("""
                :3: job "a": timeout: "30s" is a string: give a whole number of seconds, 0 = never
                :2: job "a": executor: "relative": give the absolute path of a program
                :2: job "a": runner: "root": give an ordinary user, jobs are never run as root
                :2: job "a": schedule: field 1 (minute): 61 is over 59: give 0-59 (and *, lists, ranges, steps): "61 * * * *"
                :4: job "a": options: unknown key "overlp": did you mean "overlap"?
                :4: job "a": options.jitter: -1: give a whole number from 0 to 86400
                :5: job "a": id: missing: give a whole number from 1 on that no other job has
                :5: job "a": name: it is also the name of job "a" in line 2: give each job its own
                :5: job "a": unknown key "shedule": did you mean "schedule"?
                :5: job "a": schedule: the expression is empty: give 5, 6 or 7 fields, or @yearly, @annually, @monthly, @weekly, \
                @daily, @midnight, @hourly, @reboot or @every 1h30m: ""
                :6: job number 3: found a number: give an object
                :7: job "c\\u001b": id: it is also the id of job "a" in line 2: give each job its own
                """, ran.out().replace(file.toString(), ""));
    }

    @Test
    void checkTakesOneJobWithoutAnIdAsAddDoes() {
        agent.input = "{\"name\":\"x\",\"executor\":\"/x\",\"runner\":\"ann\",\"schedule\":\"@daily\"}";

        assertEquals(new FakeAgent.Ran(0, "standard input: one job, nothing is wrong\n", ""), agent.dcms("check", "-"));
        agent.input = "{\"jobs\":[]}";
        assertEquals("standard input: 0 jobs, nothing is wrong\n", agent.dcms("check", "-").out());
        assertEquals("[]\n", agent.dcms("check", "-", "--json").out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"id\":0,\"name\":\"x\",\"executor\":\"/x\",\"runner\":\"ann\",\"schedule\":\"@daily\"} | "
                + "job \"x\": id: 0: give a whole number from 1 on that no other job has",
        "7               | found a number: give a job, an array of jobs, or an object with that array as \"jobs\"",
        "{\"jobs\":7}    | found a number: give a job, an array of jobs, or an object with that array as \"jobs\"",
        "{\"jobs\":[],\"x\":1} | unknown key \"x\": give a job, an array of jobs, or an object with that array as \"jobs\"",
        "[1              | it is no JSON: line 1, column 3: found the end of the text where there must be \",\" or \"]\""})
    void checkSaysWhatIsNoListOfJobs(String text, String message) {
        agent.input = text;

        assertEquals(new FakeAgent.Ran(1, "standard input:1: " + message + "\n", ""), agent.dcms("check", "-"));
    }

    /** What can't be read is empty to those who plan a job: that it is empty is no second problem. */
    @Test
    void checkTellsEachFieldOnce() {
        agent.input = "{\"executor\":\"/x\",\"runner\":7,\"schedule\":\"@daily\"}";

        assertEquals("standard input:1: job number 1: name: missing: give a text that no other job has\n"
                + "standard input:1: job number 1: runner: 7 is a number: give a text in double quotes\n", agent.dcms("check", "-").out());
    }

    @Test
    void checkForScripts() {
        agent.input = "\n[true]";

        assertEquals(new FakeAgent.Ran(1, "[{\"line\":2,\"job\":\"job number 1\",\"problem\":\"found a boolean: give an object\"}]\n", ""),
                agent.dcms("check", "--json", "-"));
    }
}
