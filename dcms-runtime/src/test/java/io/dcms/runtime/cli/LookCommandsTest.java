package io.dcms.runtime.cli;

import static io.dcms.runtime.cli.FakeAgent.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code dcms status, jobs, job, tasks, task, history}, and what all commands have in common. */
class LookCommandsTest {

    private static final String HELLO = "{\"id\":1,\"name\":\"hello\",\"schedule\":\"@daily\",\"runner\":\"nobody\",\"disabled\":false,"
            + "\"next_at\":1714564811,\"last_task_id\":\"9-1\",\"last_status\":1,\"last_exec_at\":1714564800,\"problem\":\"\"}";
    private static final String BACKUP = "{\"id\":22,\"name\":\"备份\\u001b[2J\",\"schedule\":\"0 3 * * *\",\"runner\":\"ann\","
            + "\"disabled\":true,\"next_at\":0,\"last_task_id\":\"\",\"last_status\":0,\"last_exec_at\":0,\"problem\":\"\"}";
    private static final String BAD = "{\"id\":3,\"name\":\"bad\",\"schedule\":\"61 * * * *\",\"runner\":\"root\",\"disabled\":false,"
            + "\"next_at\":0,\"last_task_id\":\"\",\"last_status\":0,\"problem\":\"runner: root\"}";
    private static final String TASK = "{\"job_id\":22,\"task_id\":\"5-22\",\"status\":3,\"exec_at\":1714564811,\"exec_duration\":125,"
            + "\"log_filename\":\"/w/x.log\",\"job_name\":\"备份\",\"fire_at\":1714564810,\"ended\":true,\"host\":\"web1\","
            + "\"reason\":\"exit status 3\",\"output\":\"one\\ntwo\\u001b[31m\"}";

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
    void jobsAreATableWhoseColumnsFitChineseNamesAndWhoseNamesCantSteerATerminal() {
        agent.data("GET /jobs", "[" + HELLO + "," + BACKUP + "," + BAD + "]");

        FakeAgent.Ran ran = agent.dcms("jobs");

        assertEquals("", ran.err());
        assertEquals("""
                ID  NAME           SCHEDULE    RUNNER  STATE     NEXT                 LAST    STARTED
                1   hello          @daily      nobody  enabled   %s  failed  %s
                22  备份\\u001b[2J  0 3 * * *   ann     disabled  -                    -       -
                3   bad            61 * * * *  root    bad       -                    -       -
                """.formatted(local(1714564811), local(1714564800) + ":00"), ran.out());
        assertEquals(0, ran.exit());
    }

    @Test
    void anotherHostIsAskedThroughTheAgent() {
        agent.data("GET /hosts/web%202/jobs", "[]").data("DELETE /hosts/web%202/tasks/5-22", "\"\"")
                .answer("GET /hosts/web%202/tasks/5-22/log?tail=3&follow=true", 200, "out").problem("GET /hosts/web3/jobs", 503, "web3 is gone");

        for (String[] arguments : new String[][] {{"jobs", "--host", "web 2"}, {"--host", "web 2", "jobs"}, {"--host=web 2", "jobs"}}) {
            assertEquals(new FakeAgent.Ran(0, "the agent has no jobs\n", ""), agent.dcms(arguments));
        }
        assertEquals(0, agent.dcms("--host", "web 2", "kill", "5-22").exit());
        assertEquals("out", agent.dcms("log", "--host=web 2", "-f", "--tail=3", "5-22").out());
        assertEquals(new FakeAgent.Ran(1, "", "dcms jobs: " + agent.url() + " for web3: web3 is gone\n"), agent.dcms("jobs", "--host=web3"));
        assertEquals("dcms jobs: --host has no value: give the name of a host\n", agent.dcms("jobs", "--host=").err());
        assertEquals(2, agent.dcms("--host", "web 2").exit());
        assertTrue(agent.dcms("import", "--host=web2", "x").err().contains("option \"--host\" is unknown"));
    }

    @Test
    void aJobThatIsOverdueIsSeenToBe() {
        String overdue = HELLO.replace("\"problem\"", "\"overdue_since\":1714564811,\"problem\"");
        agent.data("GET /jobs", "[" + overdue + "]").data("GET /jobs/1", overdue);

        assertTrue(agent.dcms("jobs").out().contains("  nobody  overdue  "), agent.dcms("jobs").out());
        String one = agent.dcms("job", "1").out();
        assertTrue(one.contains("\nstate          overdue\n") && one.contains("\noverdue since  " + local(1714564811) + "\n"), one);
    }

    @Test
    void aTerminalShowsTheStateInColours() {
        agent.data("GET /jobs", "[" + HELLO + "]");
        agent.terminal = true;

        String out = agent.dcms("jobs").out();

        assertTrue(out.contains("\u001b[32menabled\u001b[0m  ") && out.contains("\u001b[31mfailed\u001b[0m  "), out);
    }

    @ParameterizedTest
    @CsvSource({"NO_COLOR, 1", "TERM, dumb"})
    void aTerminalThatAsksForNoColoursGetsNone(String variable, String value) {
        agent.data("GET /jobs", "[" + HELLO + "]").environment.put(variable, value);
        agent.terminal = true;

        assertTrue(agent.dcms("jobs").out().indexOf('\u001b') < 0);
    }

    @Test
    void ofAJobAllIsToldThatThereIs() {
        agent.data("GET /jobs/1", "{\"id\":1,\"name\":\"hello\",\"schedule\":\"@daily\",\"executor\":\"/x\",\"executor_flags\":\"a b\","
                + "\"runner\":\"nobody\",\"timeout\":90,\"timeout_trigger\":1,\"problem\":\"x: y\",\"warnings\":[\"schedule: never\"],"
                + "\"options\":{\"jitter\":3},\"last_task_id\":\"9-1\",\"last_status\":0,\"last_exec_at\":1714564811,\"success_count\":4}");

        assertEquals("""
                id           1
                name         hello
                state        bad
                problem      x: y
                warning      schedule: never
                schedule     @daily
                executor     /x
                arguments    a b
                runner       nobody
                timeout      1m 30s, then it is killed
                options      {"jitter":3}
                last run     success
                last task    9-1
                started      %s
                since start  4 succeeded, 0 failed, 0 went over the timeout, 0 fires skipped
                """.formatted(local(1714564811)), agent.dcms("job", "1").out());
    }

    @Test
    void tasksAreATable() {
        agent.data("GET /tasks", "[" + TASK.replace("\"status\":3", "\"status\":1") + "]");

        assertEquals("""
                TASK  STATUS   STARTED              FOR    JOB  NAME
                5-22  running  %s  2m 5s  22   备份
                """.formatted(local(1714564811)), agent.dcms("tasks").out());
    }

    @Test
    void ofATaskTheOutputIsHarmless() {
        agent.data("GET /tasks/5-22", TASK);

        assertEquals("""
                task     5-22
                job      22  备份
                status   failed
                reason   exit status 3
                host     web1
                due      %s
                started  %s
                took     2m 5s
                log      /w/x.log
                the end of its output:
                  one
                  two\\u001b[31m
                """.formatted(local(1714564810), local(1714564811)), agent.dcms("task", "5-22").out());
    }

    @Test
    void aTaskOverItsTimeoutThatGoesOnIsNotSaidToBeOver() {
        agent.data("GET /tasks/5-22", TASK.replace("\"status\":3", "\"status\":4").replace("\"ended\":true", "\"ended\":false"));

        String out = agent.dcms("task", "5-22").out();

        assertTrue(out.contains("status   timeout, and runs on\n") && out.contains("for      2m 5s\n"), out);
    }

    @Test
    void historyIsATableOfTheLastRuns() {
        agent.data("GET /jobs/22/tasks?limit=1", "[" + TASK + "]");

        assertEquals("""
                TASK  STATUS  STARTED              TOOK   REASON
                5-22  failed  %s  2m 5s  exit status 3
                """.formatted(local(1714564811)), agent.dcms("history", "--limit=1", "22").out());
    }

    @Test
    void whatIsNotThereIsSaid() {
        agent.data("GET /jobs", "[]").data("GET /tasks", "[]").data("GET /jobs/1/tasks", "[]");

        assertEquals("the agent has no jobs\n", agent.dcms("jobs").out());
        assertEquals("no task runs\n", agent.dcms("tasks").out());
        assertEquals("no runs\n", agent.dcms("history", "1").out());
    }

    @Test
    void statusTellsOfAnAgentThatIsNotReadyAndExitsWith1() {
        agent.data("GET /version", "{\"version\":\"0.1.0\",\"host\":\"web1\",\"java\":\"17\",\"pid\":7}");
        agent.answer("GET /health", 503, "{\"ret\":503,\"msg\":\"x\",\"data\":{\"live\":true,\"ready\":false,\"problems\":[\"no store\"],"
                + "\"jobs\":0,\"jobs_from\":\"none\",\"tasks\":0,\"waiting_reports\":3}}");

        FakeAgent.Ran ran = agent.dcms("status");

        assertEquals("""
                agent    %s
                state    not ready
                host     web1
                version  0.1.0, Java 17, pid 7
                jobs     0, not read yet
                tasks    0 running
                reports  3 wait for the store or a hook
                problem  no store
                """.formatted(agent.url()), ran.out());
        assertEquals(1, ran.exit());
    }

    @Test
    void statusTellsHowOldTheJobsAre() {
        agent.data("GET /version", "{}").data("GET /health", "{\"live\":true,\"ready\":true,\"problems\":[],\"jobs\":4,"
                + "\"jobs_from\":\"snapshot\",\"jobs_age\":7260}");

        FakeAgent.Ran ran = agent.dcms("status");

        assertTrue(ran.out().contains("jobs     4, from the last good list, which the store confirmed 2h 1m ago\n"), ran.out());
        assertTrue(ran.out().contains("state    ready\n"), ran.out());
        assertEquals(0, ran.exit());
        assertEquals("{\"version\":{},\"health\":{\"live\":true,\"ready\":true,\"problems\":[],\"jobs\":4,\"jobs_from\":\"snapshot\","
                + "\"jobs_age\":7260}}\n", agent.dcms("status", "--json").out());
    }

    @ParameterizedTest
    @CsvSource({"jobs, GET /jobs", "job 7, GET /jobs/7", "tasks, GET /tasks", "task 5-22, GET /tasks/5-22",
        "history 7, GET /jobs/7/tasks"})
    void jsonIsTheAnswersDataAsItIs(String command, String call) {
        agent.data(call, "{\"a\":[1,\"\\u001b\",null]}");

        assertEquals("{\"a\":[1,\"\\u001b\",null]}\n", agent.dcms((command + " --json").split(" ")).out());
    }

    @Test
    void aTaskIdCantLeaveItsPath() {
        agent.dcms("task", "../jobs?x y");

        assertEquals(List.of("GET /tasks/..%2Fjobs%3Fx%20y"), agent.asked);
    }

    @Test
    void theTokenOfTheFileOutdoesThatOfTheEnvironment() throws IOException {
        agent.data("GET /jobs", "[]").environment.put("DCMS_TOKEN", "of-the-environment");
        Path file = Files.writeString(temp.resolve("token"), "of-the-file\n");

        agent.dcms("jobs");
        agent.dcms("jobs", "--token-file", file.toString());
        agent.environment.clear();
        agent.dcms("jobs", "--url", agent.url());

        assertEquals(List.of("Bearer of-the-environment", "Bearer of-the-file", "null"), agent.tokens);
    }

    @ParameterizedTest
    @CsvSource({"'', : it is empty", "'two words', ': this is no token: it has a blank or a sign that is not ASCII'"})
    void aFileThatHoldsNoTokenIsRefusedAndNotShown(String text, String message) throws IOException {
        Path file = Files.writeString(temp.resolve("token"), text);

        assertEquals(new FakeAgent.Ran(2, "", "dcms jobs: --token-file " + file + message + "\n"),
                agent.dcms("jobs", "--token-file", file.toString()));
        assertEquals(List.of(), agent.asked);
    }

    @Test
    void anAgentThatAsksForATokenIsToldFromOneThatRefusesIt() {
        agent.problem("GET /jobs", 401, "no");

        assertEquals("dcms jobs: " + agent.url() + ": it asks for a token: give --token-file FILE or DCMS_TOKEN\n",
                agent.dcms("jobs").err());
        agent.environment.put("DCMS_TOKEN", "wrong");
        assertEquals(new FakeAgent.Ran(1, "", "dcms jobs: " + agent.url() + ": it does not accept the token\n"), agent.dcms("jobs"));
    }

    @Test
    void whatIsNotThereExitsWith4AndWhoCantBeReachedWith3() {
        agent.problem("GET /jobs/7", 404, "Job:7 not found");

        assertEquals(new FakeAgent.Ran(4, "", "dcms job: Job:7 not found\n"), agent.dcms("job", "7"));
        agent.close();
        assertEquals(3, agent.dcms("job", "7").exit());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "jobs 7          | dcms jobs: \"7\" is one too many: dcms jobs takes no operands",
        "jobs --json=yes | dcms jobs: option --json takes no value",
        "jobs --url      | dcms jobs: option --url has no value: give one after it",
        "job             | dcms job: ID is missing: dcms job ID; --help tells more",
        "job -- -1       | dcms job: \"-1\": give the id of a job, a whole number",
        "jobs --colour   | dcms jobs: option \"--colour\" is unknown: give --url, --host, --token-file, --ca, --json or --help"})
    void wrongUsageExitsWith2(String arguments, String message) {
        assertEquals(new FakeAgent.Ran(2, "", message + "\n"), agent.dcms(arguments.split(" ")));
        assertEquals(List.of(), agent.asked);
    }

    @Test
    void aCommandThatThereIsNotIsToldTheNearestAndAll() {
        String help = agent.dcms("help").out();

        assertEquals(new FakeAgent.Ran(2, "", "dcms: there is no command \"jbos\": did you mean \"jobs\"?\n" + help), agent.dcms("jbos"));
        assertEquals(new FakeAgent.Ran(2, "", help), agent.dcms());
    }

    @Test
    void aPasswordInTheAddressIsNotShown() {
        assertEquals(new FakeAgent.Ran(2, "", "dcms jobs: --url: there is no name or password in an agent's address: give a token, "
                + "see --token-file\n"), agent.dcms("jobs", "--url", "http://ann:secret@127.0.0.1:8001"));
    }

    static Stream<Command> commands() {
        return Commands.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void eachCommandHasHelp(Command command) {
        FakeAgent.Ran help = agent.dcms("help", command.name());

        assertEquals(0, help.exit(), help::err);
        assertTrue(help.out().startsWith("Usage"), help::out);
        if (!List.of("help", "version").contains(command.name())) {
            assertEquals(help, agent.dcms(command.name(), "--help"));
            command.options().forEach(option -> assertTrue(command.name().equals("plugins") || option.equals(Option.HELP)
                    || help.out().contains(option.name()), help.out() + " has no " + option));
        }
        String all = agent.dcms("help").out();
        assertTrue(all.contains("\n  dcms " + command.name() + " "), all);
        assertFalse(help.out().lines().anyMatch(line -> line.length() > 132), help::out);
    }

    @Test
    void idsAreThoseThatACommandCanBeGivenWithWhatTheyAre() {
        agent.data("GET /jobs", "[" + HELLO + "," + BACKUP + "]");
        agent.data("GET /tasks", "[" + TASK.replace(":3,", ":1,") + "]");
        assertEquals(new FakeAgent.Ran(0, "1\thello\n22\t备份\\u001b[2J\n", ""), agent.dcms("ids", "edit"));
        assertEquals(new FakeAgent.Ran(0, "5-22\t备份, running\n", ""), agent.dcms("ids", "kill"));
        assertEquals(new FakeAgent.Ran(0, "5-22\t备份, running\n9-1\thello, failed\n", ""), agent.dcms("ids", "log"));
        for (String command : List.of("jobs", "add", "nonsense")) {
            assertEquals(new FakeAgent.Ran(2, "", "dcms ids: \"" + command + "\": give a command that takes an ID or a TASK, such as job "
                    + "or log\n"), agent.dcms("ids", command));
        }
    }

    /** They end on somebody's command line. */
    @ParameterizedTest
    @CsvSource({"$(id)", "a;b", "5 6", "-rf", "5\u001b5", "''", "é"})
    void anIdThatIsNoPlainWordIsNotTold(String id) {
        agent.data("GET /tasks", "[{\"task_id\":\"" + id.replace("\u001b", "\\u001b") + "\"},{\"task_id\":\"5-7\",\"job_name\":\"x\"}]");
        assertEquals(new FakeAgent.Ran(0, "5-7\tx, -\n", ""), agent.dcms("ids", "kill"));
    }
}
