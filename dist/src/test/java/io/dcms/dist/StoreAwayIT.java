package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store that hangs or fails whenever the test says so, and an agent that is killed and started meanwhile. Job 1 is due each
 * second and writes down for which.
 */
@NeedsRoot
final class StoreAwayIT {
    @TempDir
    private Path temp;
    private AgentSite site;
    private Path db;
    private Path account;
    private Path program;

    @BeforeEach
    void setUp() throws Exception {
        site = AgentSite.in(temp);
        account = Files.createFile(temp.resolve("account"));
        Files.setPosixFilePermissions(account, PosixFilePermissions.fromString("rw-rw-rw-"));
        program = site.program("account.sh", "#!/bin/sh\necho $DCMS_FIRE_TIME $1 >>" + account + "\n");
        db = temp.resolve("jobs.properties");
        new Strangers(site.dcms(), temp.resolve("strangers")).moodyStore().write(site.dcms().path("lib/moody.jar"));
        jobs("first", 0);
    }

    /** Job 1 with this flag, and so many others that are never due. */
    private void jobs(String flag, int others) throws IOException {
        StringBuilder text = new StringBuilder(job(1, "* * * * * * *", flag));
        LongStream.range(2, 2 + others).forEach(id -> text.append(job(id, JobSpec.NEVER, "")));
        jobsText(text.toString());
    }

    /** Whole at any moment: an agent may be reading it. */
    private void jobsText(String text) throws IOException {
        Path draft = Files.writeString(temp.resolve("draft"), text);
        Files.move(draft, db, StandardCopyOption.ATOMIC_MOVE);
    }

    private String job(long id, String schedule, String flag) {
        try {
            return "%1$d.name = job %1$d\n%1$d.executor = %2$s\n%1$d.signature = %3$s\n%1$d.runner = %4$s\n".formatted(id, program,
                    JobSpec.md5(program), JobSpec.RUNNER) + "%1$d.schedule = %2$s\n%1$d.flags = %3$s\n".formatted(id, schedule, flag);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private RunningAgent start(String... flags) throws IOException {
        ProcessBuilder command = site.dcms().command(site.dcms().path("bin/dcms-agent"), "-dbtype=moody", "-db=" + db,
                "-work_dir=" + site.workDir(), "-port=0", "-probe_time=1");
        command.command().addAll(List.of(flags));
        return site.dcms().startAgent(command);
    }

    /** From now on the store hangs or fails; see {@link Strangers#moodyStore}. */
    private void mood(String mood) throws IOException {
        Files.writeString(Path.of(db + ".mood"), mood, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    private static Map<String, Object> health(Rest rest) throws Exception {
        return PlainJson.object(rest.get("/health").json().get("data"));
    }

    private static void awaitFrom(RunningAgent agent, Rest rest, String from) throws Exception {
        agent.await("its jobs came from the " + from, () -> rest.get("/health").status() == 200
                && health(rest).get("jobs_from").equals(from));
    }

    private long runsOf(String flag) throws IOException {
        return Files.readAllLines(account).stream().filter(line -> line.endsWith(" " + flag)).count();
    }

    private void awaitRuns(RunningAgent agent, String flag) throws Exception {
        long before = runsOf(flag);
        agent.await("it ran three times more with the flag " + flag, () -> runsOf(flag) >= before + 3);
    }

    @Test
    void runsItsJobsFromTheStartThoughTheStoreIsAwayAndTakesOverWhatItSaysWhenItIsBack() throws Exception {
        try (RunningAgent agent = start()) {
            Rest rest = agent.readyRest();
            assertEquals("store", health(rest).get("jobs_from"));
            awaitRuns(agent, "first");
            agent.await("it wrote the jobs down", () -> Files.exists(site.workDir().resolve("dcms-jobs.json")));
            agent.kill();
        }
        mood("fail");
        try (RunningAgent agent = start()) {
            Rest rest = agent.rest();
            awaitFrom(agent, rest, "snapshot");
            awaitRuns(agent, "first");
            String problems = rest.problems();
            assertTrue(problems.contains("the jobs are those that the store had ") && problems.contains("jobs can't be read: moody"),
                    problems);
            assertTrue((Long) health(rest).get("jobs_age") < 3600);
            agent.kill();
        }
        mood("hang");
        try (RunningAgent agent = start()) {
            Rest rest = agent.rest();
            awaitFrom(agent, rest, "snapshot");
            awaitRuns(agent, "first");
            agent.await("it told that nobody answers", () -> rest.problems().contains("the store has not answered for"));
            jobs("second", 0);
            mood("");
            awaitFrom(agent, rest, "store");
            awaitRuns(agent, "second");
            agent.await("nothing is wrong", () -> rest.problems().equals("[]"));
            mood("hang");
            awaitRuns(agent, "second");
            agent.await("it told that nobody answers", () -> rest.problems().contains("the store has not answered for"));
            assertEquals("store", health(rest).get("jobs_from"));
            mood("");
            assertEquals(0, agent.stop(), agent::log);
        }
        List<Long> fires = Files.readAllLines(account).stream().map(line -> Long.valueOf(line.split(" ")[0])).toList();
        assertEquals(fires.stream().distinct().toList(), fires, "no fire ran twice");
    }

    @Test
    void saysSoIfItHasNoJobsSinceTheStoreIsSilentAndTakesThemWhenItAnswers() throws Exception {
        mood("hang");
        try (RunningAgent agent = start()) {
            agent.awaitLog("the store has not answered for 3 s: this agent has no jobs until it does");
            mood("");
            awaitRuns(agent, "first");
        }
    }

    @Test
    void keepsTheJobsOfAStoreThatComesBackEmptyUntilItSaysSoTwice() throws Exception {
        jobs("first", 20);
        try (RunningAgent agent = start()) {
            agent.readyRest();
            agent.await("it wrote the jobs down", () -> Files.exists(site.workDir().resolve("dcms-jobs.json")));
            agent.kill();
        }
        Files.writeString(db, "");
        try (RunningAgent agent = start("-probe_time=3600")) {
            Rest rest = agent.rest();
            awaitFrom(agent, rest, "snapshot");
            assertEquals(21, rest.jobs().size());
            // A store that is slow to answer has its say when the jobs are in force already.
            agent.await("it said why", () -> rest.problems()
                    .contains("the store has lost 21 of 21 jobs at once: they stay until it says the same again"));
            awaitRuns(agent, "first");
            agent.signal("HUP");
            awaitFrom(agent, rest, "store");
            agent.await("the jobs are gone", () -> rest.jobs().isEmpty());
        }
    }

    @Test
    void aJobThatIsBadInTheStoreAndOneThatWasDisabledHereStaySoOverARestart() throws Exception {
        jobs("first", 1);
        try (RunningAgent agent = start()) {
            Rest rest = agent.readyRest();
            assertEquals(200, rest.send("DELETE", "/jobs/2").status());
            jobsText(Files.readString(db).replace("* * * * * * *", "61 * * * *"));
            agent.await("it said so", () -> rest.job(1).get("problem").toString().startsWith("schedule: "));
            agent.await("the decision was written", () -> Files.readString(site.workDir().resolve("dcms-fires.log"))
                    .contains("\n2 -"));
            agent.kill();
        }
        for (String mood : List.of("", "fail")) {
            mood(mood);
            try (RunningAgent agent = start()) {
                Rest rest = agent.readyRest();
                awaitRuns(agent, "first");
                assertEquals(true, rest.job(2).get("disabled"));
                assertEquals(false, rest.job(1).get("disabled"));
                assertEquals(mood.isEmpty(), rest.job(1).get("problem").toString().startsWith("schedule: "));
                if (mood.isEmpty()) {
                    agent.kill();
                } else {
                    mood("");
                    awaitFrom(agent, rest, "store");
                    assertEquals(200, rest.send("POST", "/jobs/2").status());
                    agent.await("it was enabled", () -> rest.job(2).get("disabled").equals(false));
                }
            }
        }
    }

    @Test
    void aSnapshotOfAnotherStoreIsNotUsed() throws Exception {
        try (RunningAgent agent = start()) {
            agent.readyRest();
            agent.await("it wrote the jobs down", () -> Files.exists(site.workDir().resolve("dcms-jobs.json")));
            agent.kill();
        }
        Path elsewhere = temp.resolve("elsewhere.properties");
        Files.writeString(Path.of(elsewhere + ".mood"), "fail");
        try (RunningAgent agent = start("-db=" + elsewhere)) {
            agent.awaitLog("dcms-jobs.json, the last good list of jobs, is not used: it was written for another -dbtype or -db");
            assertEquals(503, agent.rest().get("/health").status());
            assertFalse(agent.log().contains("Exception"), agent::log);
        }
    }
}
