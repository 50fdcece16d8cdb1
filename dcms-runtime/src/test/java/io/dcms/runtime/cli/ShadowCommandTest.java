package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.TaskUser;
import io.dcms.testing.NeedsRoot;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dcms shadow} with an agent that has what it is told to have. Times are of no zone: lines are of each minute. */
@NeedsRoot
class ShadowCommandTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:30Z");
    private static final long LOG_SINCE = Instant.parse("2026-11-23T09:53:00Z").getEpochSecond();
    private static final long LOG_UNTIL = Instant.parse("2026-11-23T09:58:00Z").getEpochSecond();
    private static final String FIRES = "GET /jobs/7/fires?since=" + LOG_SINCE + "&until=" + (LOG_UNTIL - 1) + "&limit=10000";

    @TempDir
    private Path temp;
    private FakeAgent agent;
    private Path scripts;
    private Path crontab;

    @BeforeEach
    void listen() throws Exception {
        TaskUser.name();
        scripts = Files.createDirectory(temp.resolve("imported"));
        crontab = temp.resolve("tab");
        agent = new FakeAgent();
        agent.data("GET /version", "{\"host\":\"web1\",\"pid\":" + ProcessHandle.current().pid() + "}").data("GET /jobs", "[]");
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private FakeAgent.Ran shadow(String text, String... more) throws Exception {
        Files.writeString(crontab, text);
        List<String> all = new ArrayList<>(List.of("--user", TaskUser.NAME, "--dir", scripts.toString(), crontab.toString()));
        all.addAll(List.of(more));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Screen screen = agent.screen(out, err);
        Given given = Given.parse(Commands.find("shadow"), all);
        int exit;
        try {
            exit = new ShadowCommand(given, AgentClient.of(given, agent.environment), screen, InstantSource.fixed(NOW)).run();
        } catch (CommandFailed e) {
            screen.err().println(e.getMessage());
            exit = e.exitStatus;
        }
        return new FakeAgent.Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A job of the script that an import would make of the line {@code echo one}. */
    private void jobIs(boolean disabled, String more) throws Exception {
        Path script = scripts.resolve(TaskUser.NAME + "-echo-one");
        agent.close();
        agent = new FakeAgent();
        agent.data("GET /version", "{\"host\":\"web1\",\"pid\":" + ProcessHandle.current().pid() + "}").data("GET /jobs",
                "[{\"id\":7,\"executor\":\"" + script + "\",\"schedule\":\"* * * * *\",\"disabled\":" + disabled + more + "}]");
    }

    private static void assertTold(int exit, String part, FakeAgent.Ran ran) {
        assertEquals(exit, ran.exit(), ran::toString);
        assertTrue(ran.out().contains(part), () -> "no \"" + part + "\" in: " + ran);
    }

    @Test
    void aLineThatHasNotBeenMoved() throws Exception {
        FakeAgent.Ran ran = shadow("* * * * * echo one\n@reboot echo two\n", "--hours", "2");
        assertTold(0, "  line 1: 120 by cron, 0 by DCMS (no job yet)\n    * * * * * echo one\n", ran);
        assertTold(0, "  line 2: @reboot, once for each boot: there is nothing to compare\n", ran);
        assertTold(0, "2 lines, no difference.", ran);
    }

    @Test
    void aLineInBoth() throws Exception {
        jobIs(false, "");
        FakeAgent.Ran ran = shadow("* * * * * echo one\n", "--hours", "1");
        assertTold(1, "  line 1: 60 by cron, 60 by job 7\n", ran);
        assertTold(1, "    ! 60 times both run it: ", ran);
        assertTold(1, "the line is in the crontab and job 7 is enabled: comment the line out, or disable the job\n", ran);
        assertTold(1, "1 line, 60 differences.\n", ran);
    }

    @Test
    void aDisabledJobIsNoDifferenceUnlessItsScheduleIsAnother() throws Exception {
        jobIs(true, "");
        assertTold(0, "60 by cron, 0 by job 7 (disabled)", shadow("* * * * * echo one\n", "--hours", "1"));
        assertTold(1, "! 59 times cron does not run it and DCMS would: ", shadow("7 * * * * echo one\n", "--hours", "1"));
    }

    @Test
    void aLineThatIsCommentedOutIsItsJobs() throws Exception {
        Files.writeString(scripts.resolve(TaskUser.NAME + "-echo-one"), "#!/bin/sh\n# dcms-import: \n#   from:  the crontab of the user "
                + TaskUser.NAME + "\n#   job:   x\n#   line:  * * * * * echo one\n\n");
        jobIs(false, "");
        assertTold(0, "  line 2: 0 by cron, 60 by job 7, commented out\n", shadow("# here\n#* * * * * echo one\n", "--hours", "1"));
        jobIs(true, "");
        FakeAgent.Ran ran = shadow("\n", "--hours", "1");
        assertTold(1, "  a line that is gone: 0 by cron, 0 by job 7 (disabled)\n", ran);
        assertTold(1, "! 60 times nobody runs it: ", ran);
        assertTold(1, "the line is not in the crontab and job 7 is disabled: enable it, or give the line back to cron\n", ran);
    }

    @Test
    void aFileThatCronIgnoresHasNothingDue() throws Exception {
        assertTold(0, "  line 1: cron ignores the file, stays: ", shadow("* * * * * echo one\nMAILTO=\n"));
    }

    private Path log(String... times) throws Exception {
        StringBuilder text = new StringBuilder("2026-11-23T09:52:59Z web1 sshd[1]: hello\n");
        for (String time : times) {
            text.append("2026-11-23T").append(time).append("Z web1 CRON[9]: (").append(TaskUser.NAME).append(") CMD (echo one)\n");
        }
        return Files.writeString(temp.resolve("log"), text);
    }

    private String json(String fires) {
        return "{\"complete_since\":0,\"more\":false,\"fires\":[" + fires + "]}";
    }

    private static String fire(int minute, String outcome) {
        return "{\"fire_at\":" + (LOG_SINCE + 60 * minute) + "," + outcome + "}";
    }

    @Test
    void aLogOfAllRuns() throws Exception {
        Path log = log("09:53:01", "09:54:01", "09:55:59", "09:56:01", "09:57:01", "09:58:01", "09:59:01");
        FakeAgent.Ran ran = shadow("* * * * * echo one\n", "--log", log.toString());
        assertTold(0, "  line 1: 5 by cron, 0 by DCMS (no job yet)\n", ran);
        assertTold(0, " (the log begins no earlier)\n", ran);
    }

    /** A run that comes into the log a minute late is none that is missing and none too many. */
    @Test
    void aLateRunIsOfTheMinuteThatItWasLateFor() throws Exception {
        Path log = log("09:53:01", "09:55:00", "09:55:02", "09:56:01", "09:57:01");
        assertTold(0, "5 by cron", shadow("* * * * * echo one\n", "--log", log.toString()));
    }

    @Test
    void whatIsNotInTheLog() throws Exception {
        FakeAgent.Ran ran = shadow("* * * * * echo one\n", "--log", log("09:53:01", "09:54:01", "09:57:01").toString());
        assertTold(1, "! 2 times nobody runs it: ", ran);
        assertTold(1, "it is not in the log; was cron running, and the crontab the same?\n", ran);
    }

    @Test
    void aJobThatWasOnWhileCronRanToo() throws Exception {
        jobIs(false, "");
        agent.data(FIRES, json(fire(1, "\"outcome\":\"on\",\"reason\":\"the job was added\"") + "," + fire(2,
                "\"outcome\":\"ran\",\"cause\":\"fire\"") + "," + fire(2, "\"outcome\":\"ran\",\"cause\":\"request\"") + ","
                + fire(3, "\"outcome\":\"skipped\",\"reason\":\"there is no user\"") + ","
                + fire(4, "\"outcome\":\"ran\",\"cause\":\"fire\"")));
        FakeAgent.Ran ran = shadow("* * * * * echo one\n", "--log", log("09:53:01", "09:54:01", "09:55:01", "09:56:01").toString());

        assertTold(1, "  line 1: 4 by cron, 2 by job 7\n", ran);
        assertTold(1, "    ! once both run it: ", ran);
        assertTold(1, "    ! once cron runs it and DCMS does not, whose job is enabled: ", ran);
        assertTold(1, "\n      there is no user\n", ran);
        assertTold(1, "1 line, 2 differences.", ran);
    }

    @Test
    void asJson() throws Exception {
        jobIs(false, "");
        FakeAgent.Ran ran = shadow("* * * * * echo one\n", "--hours", "1", "--json");
        assertTold(1, "\"cron_runs\":60,\"dcms_runs\":60,\"job\":7,\"enabled\":true,\"stays\":\"\",\"differences\":[{\"what\":\"both\","
                + "\"count\":60,", ran);
        assertTrue(ran.out().endsWith("\"differences\":60}\n"), ran::toString);
    }

    @Test
    void withoutAnAgentItSaysSo() throws Exception {
        agent.environment.put("DCMS_URL", "http://127.0.0.1:1");
        assertTold(0, "The agent could not be asked for its jobs: nobody listens at", shadow("* * * * * echo one\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--hours | 0 | --hours \"0\": give a whole number from 1 to 8760",
        "--log | /nowhere/syslog | there is no such file",
        "--log | /dev/null | no line of it begins with a time"})
    void whatIsRefused(String option, String value, String why) throws Exception {
        FakeAgent.Ran ran = shadow("* * * * * echo one\n", option, value);
        assertEquals(2, ran.exit(), ran::toString);
        assertTrue(ran.err().contains(why), ran::toString);
        assertFalse(ran.out().contains("line"), ran::toString);
    }
}
