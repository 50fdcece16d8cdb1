package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Somebody edits the file of jobs by hand while the agent works. */
@NeedsRoot
final class EditJobsIT {
    @TempDir
    private static Path temp;
    private static AgentSite site;
    private static RunningAgent agent;
    private static Rest rest;
    private static Path quick;

    @BeforeAll
    static void start() throws Exception {
        site = AgentSite.in(temp);
        quick = site.program("quick.sh", "#!/bin/sh\necho quick\n");
        agent = site.start();
        rest = agent.readyRest();
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @BeforeEach
    void twoGoodJobs() throws Exception {
        site.jobs(job(1), job(2));
        agent.signal("HUP");
        agent.await("it had the two good jobs", () -> ids().equals(List.of(1L, 2L)) && rest.problems().equals("[]"));
    }

    @Test
    void addsChangesAndRemovesAJob() throws Exception {
        site.jobs(job(1), job(2), job(3));
        agent.await("a third job was there", () -> ids().equals(List.of(1L, 2L, 3L)));
        assertEquals(List.of("2099-01-01T00:00:00Z"), rest.get("/jobs/3/next").data());

        site.jobs(job(1), job(2), job(3).with("schedule", "0 0 1 1 * 2098"));
        agent.await("it was changed", () -> rest.get("/jobs/3/next").data().equals(List.of("2098-01-01T00:00:00Z")));

        site.jobs(job(1), job(2), job(3).with("disabled", true));
        agent.await("it was disabled", () -> rest.job(3).get("next_at").equals(0L));

        site.jobs(job(2), job(1));
        agent.await("it was gone", () -> ids().equals(List.of(1L, 2L)));
        assertEquals(404, rest.get("/jobs/3").status());
    }

    static Stream<Arguments> brokenFiles() {
        return Stream.of(
                Arguments.of("", " is empty: for no jobs at all write []"),
                Arguments.of("[{\"id\":1,\n\"name\":", ", line 2, column 8: found the end of the text where there must be a value"),
                Arguments.of("[{\"id\":1,\n\"name\":\"a\"\n\"runner\":\"b\"}]", ", line 3, column 1: found "),
                Arguments.of("{\"job\":[]}", ", line 1: unknown key \"job\": the file is an array of jobs"),
                Arguments.of("[\n\n{\"name\":\"a\"}]",
                        ", line 3: job \"a\": id: missing: give a whole number from 1 on that no other job has"),
                Arguments.of("[{\"id\":7,\"name\":\"a\"},\n{\"id\":7,\"name\":\"b\"}]",
                        ", line 2: job \"b\": id: 7 is also the id of job \"a\" in line 1: give each job its own"),
                Arguments.of("[{\"id\":7,\"name\":\"a\"},\n{\"id\":8,\"name\":\"a\"}]",
                        ", line 2: job \"a\": name: \"a\" is also the name of job \"a\" in line 1: give each job its own"));
    }

    /** An editor that is not done yet, a comma that is forgotten: the jobs stay, and log and /health tell the line. */
    @ParameterizedTest
    @MethodSource("brokenFiles")
    void keepsItsJobsWhileTheFileIsBroken(String text, String trouble) throws Exception {
        site.jobsText(text);
        assertToldAndMended(site.jobsFile() + trouble);
    }

    @Test
    void keepsItsJobsWhileTheFileIsAway() throws Exception {
        Files.delete(site.jobsFile());
        assertToldAndMended(site.jobsFile() + " does not exist: create it; for no jobs at all write []");
    }

    @Test
    void trustsNoFileThatEveryoneMayWrite() throws Exception {
        Files.setPosixFilePermissions(site.jobsFile(), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertToldAndMended(site.jobsFile() + " is writable by everyone, who could so run programs as any user: chmod o-w it");
    }

    private static void assertToldAndMended(String trouble) throws Exception {
        agent.signal("HUP");
        agent.await("/health told", () -> rest.problems().contains("jobs can't be read: " + trouble));
        agent.awaitLog("jobs can't be read, the agent goes on with those that it has: " + trouble);
        assertEquals(List.of(1L, 2L), ids());
        assertEquals(200, rest.get("/health").status());
        assertEquals(2L, site.awaitEnd(agent, rest.run(1)).get("status"));

        site.jobs(job(1), job(2), job(3));
        agent.signal("HUP");
        agent.await("the file was read again", () -> ids().size() == 3 && rest.problems().equals("[]"));
    }

    /** Field, value, and how the problem begins that it makes. */
    private static final String[][] BAD_FIELDS = {
        {"schedule", "\"0 25 * * *\"", "schedule: field 2 (hour): 25 is over 23"},
        {"schedule", "\"\"", "schedule: the expression is empty: give 5, 6 or 7 fields"},
        {"runner", "\"root\"", "runner: \"root\": give an ordinary user, jobs are never run as root"},
        {"runner", "\"\"", "runner: it is empty: give the name of the user that runs the job"},
        {"executor", "\"run.sh\"", "executor: \"run.sh\": give the absolute path of a program"},
        {"executor_flags", "\"'open\"", "executor_flags: the single quote at character 1 is not closed"},
        {"hook", "\"htp://host/\"", "hook: no hook named \"htp\": found http, https; did you mean http?"},
        {"hook", "\"http://\"", "hook: it is no URI such as http://host/path"},
        {"timeout", "-1", "line 1: timeout: -1: give a whole number of seconds, 0 = never"},
        {"timeout", "\"30\"", "line 1: timeout: \"30\" is a string: give a whole number of seconds"},
        {"timeout_trigger", "2", "line 1: timeout_trigger: 2: give 0 (leave it running) or 1 (kill it)"},
        {"disabled", "\"no\"", "line 1: disabled: \"no\" is a string: give true or false"},
        {"options", "{\"overlap\":\"que\"}", "options.overlap: \"que\": give skip, queue, replace or parallel:N"},
        {"options", "{\"zone\":\"UTC\"}", "options: unknown key \"zone\""},
        {"options", "[]", "line 1: options: "},
        {"shedule", "\"* * * * *\"", "line 1: unknown key \"shedule\": did you mean \"schedule\"?"}};

    /** What is wrong with one job is said of that job, and of nothing else. */
    @Test
    void reportsABadJobOnThatJobAlone() throws Exception {
        List<JobSpec> jobs = new ArrayList<>(List.of(job(1)));
        for (int i = 0; i < BAD_FIELDS.length; i++) {
            jobs.add(job(100 + i));
        }
        edit(jobs);
        for (int i = 0; i < BAD_FIELDS.length; i++) {
            jobs.set(i + 1, job(100 + i).with(BAD_FIELDS[i][0], PlainJson.parse(BAD_FIELDS[i][1])));
        }
        jobs.add(job(2));
        edit(jobs);
        for (int i = 0; i < BAD_FIELDS.length; i++) {
            assertBadButInForce(100 + i, BAD_FIELDS[i][2]);
        }
        assertEquals(List.of("", ""), List.of(rest.job(1).get("problem"), rest.job(2).get("problem")));
        assertTrue(rest.problems().startsWith("[" + BAD_FIELDS.length
                + " jobs can't be run as the store has them, the first: job 100: schedule: "), agent::log);
        assertEquals(200, rest.get("/health").status());
        assertEquals(2L, site.awaitEnd(agent, rest.run(100)).get("status"), "its last good version runs");
    }

    private static void assertBadButInForce(long id, String problem) throws Exception {
        String found = (String) rest.job(id).get("problem");
        assertEquals(problem, found.substring(0, Math.min(problem.length(), found.length())));
        assertEquals(List.of("2099-01-01T00:00:00Z"), rest.get("/jobs/" + id + "/next").data());
        agent.awaitLog("job " + id + " \"job " + id + "\" can't be run as the store has it: " + problem);
    }

    /** Puts a file with these jobs there, and waits until the agent has read it. */
    private static void edit(List<JobSpec> jobs) throws Exception {
        site.jobs(jobs.toArray(JobSpec[]::new));
        agent.signal("HUP");
        agent.await("it had " + jobs.size() + " jobs", () -> ids().size() == jobs.size());
    }

    /** Half a file that is valid by chance, or another one by mistake: what is gone must be gone twice. */
    @Test
    void believesThatManyJobsAreGoneOnlyWhenItIsToldTwice() throws Exception {
        JobSpec[] many = LongStream.rangeClosed(1, 12).mapToObj(EditJobsIT::job).toArray(JobSpec[]::new);
        site.jobs(many);
        agent.await("there were twelve jobs", () -> ids().size() == 12);
        site.jobsText("[]");
        agent.await("they were gone", () -> ids().isEmpty());
        agent.awaitLog("12 jobs are gone from the store");
        List<String> lines = new ArrayList<>(agent.log().lines().toList());
        int doubted = indexOf(lines, "the store has lost 12 of 12 jobs at once: they stay until it says the same again");
        int believed = indexOf(lines, "12 jobs are gone from the store");
        assertTrue(doubted >= 0 && doubted < believed, agent::log);
    }

    private static int indexOf(List<String> lines, String text) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).contains(text)) {
                return i;
            }
        }
        return -1;
    }

    private static JobSpec job(long id) {
        try {
            return JobSpec.of(id, "job " + id, quick);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Object> ids() throws Exception {
        return rest.jobs().stream().map((Map<String, Object> job) -> job.get("id")).toList();
    }
}
