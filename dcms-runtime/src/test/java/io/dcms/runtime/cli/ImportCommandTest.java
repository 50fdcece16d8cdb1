package io.dcms.runtime.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.TaskUser;
import io.dcms.runtime.verify.Executable;
import io.dcms.testing.NeedsRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code dcms import} and an agent that does what agents should not do. */
@NeedsRoot
class ImportCommandTest {

    private static final String REFUSED = "line 1: name: missing: give a text that no other job has; executor: no";

    @TempDir
    private Path temp;
    private FakeAgent agent;
    private Path scripts;
    private Path crontab;

    @BeforeEach
    void listen() throws Exception {
        TaskUser.name();
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        scripts = temp.resolve("imported");
        crontab = Files.writeString(temp.resolve("tab"), "MAILTO=\"\"\n0 3 * * * echo one\n");
        agent = new FakeAgent();
    }

    @AfterEach
    void close() {
        agent.close();
    }

    private void agentIs(long pid, String jobsFrom) {
        agent.data("GET /version", "{\"host\":\"web1\",\"pid\":" + pid + "}").data("GET /jobs", "[]")
                .data("GET /health", "{\"jobs_from\":\"" + jobsFrom + "\",\"problems\":[\"store: it is away\"]}");
    }

    private FakeAgent.Ran apply(String... more) {
        List<String> all = new ArrayList<>(List.of("import", "--apply", "--dir", scripts.toString(), "--user", TaskUser.NAME,
                crontab.toString()));
        all.addAll(List.of(more));
        return agent.dcms(all.toArray(String[]::new));
    }

    private static long own() {
        return ProcessHandle.current().pid();
    }

    private void assertNothingDone(int exit, String said, FakeAgent.Ran ran) {
        assertEquals(exit, ran.exit(), ran::toString);
        assertTrue(ran.err().contains(said), ran::toString);
        assertFalse(Files.exists(scripts));
        assertEquals("", ran.out());
    }

    @Test
    void anAgentElsewhereIsRefused() {
        agentIs(1L << 40, "store");
        assertNothingDone(1, "is the agent of web1, and not of this machine", apply());
    }

    @Test
    void aStoreThatIsAwayIsSaid() {
        agentIs(own(), "snapshot");
        assertNothingDone(1, "its store is away, and nothing can be added before it is back: store: it is away", apply());
    }

    @Test
    void aStoreThatCantBeEditedIsSaid() {
        agentIs(own(), "store");
        agent.problem("POST /jobs", 501, "this store can't change its jobs");
        assertNothingDone(1, "this store can't change its jobs", apply());
    }

    @Test
    void aHookThatTheAgentRefusesIsSaid() {
        agentIs(own(), "store");
        agent.problem("POST /jobs", 400, REFUSED + "; hook: there is no hook gopher");
        assertNothingDone(2, "--hook: there is no hook gopher", apply("--hook", "gopher://x"));
    }

    @Test
    void noAgentIsSaid() {
        agent.answer("GET /version", 0, "");
        assertNothingDone(3, "can't be asked", apply());
    }

    @Test
    void aFolderThatOthersCanWriteToIsRefused() throws IOException {
        agentIs(own(), "store");
        agent.problem("POST /jobs", 400, REFUSED);
        Files.createDirectory(scripts);
        Files.setPosixFilePermissions(scripts, PosixFilePermissions.fromString("rwxrwxrwx"));
        FakeAgent.Ran ran = apply();
        assertTrue(ran.exit() == 1 && ran.err().contains("can be written by everybody"), ran::toString);
        Files.setPosixFilePermissions(scripts, PosixFilePermissions.fromString("rwx------"));
        assertTrue(apply().err().contains("users can't enter " + scripts));
    }

    /** What the agent gets is a job with all that makes it run as under cron. */
    @Test
    void addsAJob() throws IOException {
        agentIs(own(), "store");
        agent.problem("POST /jobs", 400, REFUSED).problem("POST /jobs", 409, "name: taken").answer("POST /jobs", 201,
                "{\"ret\":0,\"data\":{\"id\":8,\"name\":\"web1 " + TaskUser.NAME + ": echo one (2)\"}}");

        FakeAgent.Ran ran = apply("--hook", "http://127.0.0.1:1/x");

        assertEquals(0, ran.exit(), ran::toString);
        assertTrue(ran.out().contains("done      job 8 \"web1 " + TaskUser.NAME + ": echo one (2)\" is added, disabled\n"), ran::out);
        Path script = scripts.resolve(TaskUser.NAME + "-echo-one");
        assertEquals("POST /jobs {\"name\":\"web1 " + TaskUser.NAME + ": echo one (2)\",\"create_user\":\"dcms import\",\"executor\":\""
                + script
                + "\",\"signature\":\"" + Executable.sign(script, true) + "\",\"runner\":\"" + TaskUser.NAME
                + "\",\"schedule\":\"0 3 * * *\",\"options\":{\"misfire\":\"skip\",\"overlap\":\"parallel:1000\"},\"disabled\":true,"
                + "\"hook\":\"http://127.0.0.1:1/x\"}", agent.asked.get(agent.asked.size() - 1));
    }

    /** Bytes that are no UTF-8 are bytes all the same. */
    @Test
    void aCrontabInLatin1KeepsItsBytes() throws IOException {
        agentIs(own(), "store");
        agent.problem("POST /jobs", 400, REFUSED).answer("POST /jobs", 201, "{\"ret\":0,\"data\":{\"id\":8,\"name\":\"x\"}}");
        Files.write(crontab, "@daily echo gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(0, apply().exit());

        String script = Files.readString(scripts.resolve(TaskUser.NAME + "-echo"), StandardCharsets.ISO_8859_1);
        assertTrue(script.contains("exec '/bin/sh' -c 'echo gr\u00fcn' <<"), script);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "import | FILE is missing",
        "import - | standard input: whose crontab is it? Give --user NAME",
        "import --user ann --system - | --user and --system: give one of them",
        "import --enable --user ann - | --enable: it goes with --apply",
        "import --dir x --user ann - | --dir \"x\": give the absolute path of a folder",
        "import --only x --user ann - | --only \"x\": give the number of a line",
        "import --only 2 --user ann - - | standard input and standard input: each is the crontab of the user ann: give one of them",
        "import --user ann /etc | /etc: it is a folder: --user goes with the one crontab of that user"})
    void wrongUsageIsSaid(String arguments, String said) {
        FakeAgent.Ran ran = agent.dcms(arguments.split(" "));

        assertEquals(2, ran.exit(), ran::toString);
        assertTrue(ran.err().startsWith("dcms import: " + said), ran::toString);
        assertEquals(List.of(), agent.asked);
    }
}
