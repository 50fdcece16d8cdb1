package io.dcms.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/dcms-agent}: its flags and where else they come from, and everything that keeps it from starting. */
@OnNewestJdkToo
final class AgentIT {
    private static final String PASSWORD = "geheim";
    /** Refused by the store, which has no sockets of that kind. */
    private static final String DSN = "root:" + PASSWORD + "@unix(/run/mysqld/mysqld.sock)/dcms";

    /** As the agent in Go prints it, word for word: people have it in their notes. */
    private static final String USAGE_OF_OLD = """
            Usage of bin/dcms-agent:
              -db="root:root@tcp(localhost)/dcms": mysql url used for jobs
              -dbtype="mysql": store cron job db type
              -port="8001": management port by http protocol
              -quit_time=3600: when agent recevie, we wait quit_time sec for all TASK FINISHED
              -verbose="info": log verbose:info, debug, warning, fatal
              -work_dir="/tmp": work dir, used to save log file etc..
            """;

    @TempDir
    private static Path shared;
    private static UnpackedTarball dcms;

    @TempDir
    private Path temp;

    @BeforeAll
    static void unpack() throws Exception {
        dcms = UnpackedTarball.in(shared);
    }

    @ParameterizedTest
    @CsvSource({"-h", "--help", "-help", "-port=1 -h", "-h -no_such_flag"})
    void tellsItsFlagsWhenAsked(String flags) throws Exception {
        Finished run = dcms.agent(flags.split(" "));
        assertTrue(run.out().startsWith(USAGE_OF_OLD), run::out);
        assertTrue(run.out().contains("  -conf=\"\": "), run::out);
        assertEquals(new Finished(run.pid(), 0, run.out(), ""), run);
    }

    /** One line that says what and why, then the usage, both on stderr. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "-prot=1                 | unknown flag -prot: did you mean -port?",
        "--frobnicate            | unknown flag -frobnicate: -h lists the flags",
        "-port=http              | -port is \"http\": give a whole number from 0 to 65535",
        "-port=70000             | -port is \"70000\": give a whole number from 0 to 65535",
        "-port=                  | -port is empty: give a whole number from 0 to 65535",
        "-port                   | -port has no value: give -port=<value>",
        "-port -verbose=info     | -port has no value, what follows is a flag: give -port=<value>",
        "-quit_time=-1           | -quit_time is \"-1\": give a whole number from 0 to 31536000",
        "-quit_time=1h           | -quit_time is \"1h\": give a whole number from 0 to 31536000",
        "-verbose=loud           | -verbose is \"loud\": give debug, info, warning or fatal",
        "-log_format=xml         | -log_format is \"xml\": give text or json",
        "-work_dir=              | -work_dir is empty: give the folder for log files and the agent's own files",
        "-max_tasks=0            | -max_tasks is \"0\": give a whole number from 1 to 1000000",
        "-insecure=maybe         | -insecure is \"maybe\": give true or false",
        "-bind=nowhere           | -bind is \"nowhere\": give an address such as 127.0.0.1, ::1 or 0.0.0.0",
        "-conf=/no/such/file     | -conf is \"/no/such/file\": give a file that exists",
        "stray                   | argument \"stray\" belongs to no flag: flags look like -port=8001",
        "-insecure false         | argument \"false\" belongs to no flag: a switch takes its value as in -insecure=false",
        "-host a b               | argument 3, after the value of -host, belongs to no flag: put a value with blanks into quotes"})
    void refusesBadFlagsWithOneLineAndTheUsage(String flags, String line) throws Exception {
        Finished run = dcms.agent(flags.split(" "));
        String expected = line + "\n" + USAGE_OF_OLD;
        assertEquals(expected, run.err().substring(0, Math.min(expected.length(), run.err().length())));
        assertEquals(new Finished(run.pid(), 2, "", run.err()), run);
    }

    /** On an address that others reach, whoever comes could start and kill tasks. */
    @Test
    void listensBeyondThisMachineOnlyWhenToldTwice() throws Exception {
        Finished run = dcms.agent("-bind=0.0.0.0");
        assertTrue(run.err().startsWith("-bind is \"0.0.0.0\", where whoever reaches this machine could start and kill its "
                + "tasks: give 127.0.0.1, or a -token_file, or add -insecure if nobody else can reach that address\n"), run::err);
        assertEquals(2, run.exit());
    }

    @Test
    void takesAFlagBeforeTheEnvironmentBeforeTheFileBeforeTheDefault() throws Exception {
        Path conf = conf("verbose = of the file\n");
        Map<String, String> environment = Map.of("DCMS_VERBOSE", "of the environment");
        assertFirstLine("-verbose is \"of the flag\": ", agent(environment, "-conf=" + conf, "-verbose=of the flag"));
        assertFirstLine("DCMS_VERBOSE in the environment is \"of the environment\": ", agent(environment, "-conf=" + conf));
        assertFirstLine("verbose (" + conf + ":1) is \"of the file\": ", agent(Map.of(), "-conf=" + conf));
        assertFirstLine("-db: a Unix socket", agent(Map.of(), "-db=" + DSN, "-work_dir=" + temp));
    }

    @Test
    void startsFromAFileTheEnvironmentAndFlagsTogether() throws Exception {
        Path jobs = Files.writeString(temp.resolve("jobs.json"), "[]");
        Path conf = conf("""
                # all three have a say
                dbtype   = file
                host     = of-the-file
                work_dir = /no/such/place
                port     = 1
                file.results_files = 3
                http.connect_timeout = 2
                """);
        ProcessBuilder command = dcms.command(dcms.path("bin/dcms-agent"), "--port", "0");
        command.environment().putAll(Map.of("DCMS_CONF", conf.toString(), "DCMS_DB", jobs.toString(),
                "DCMS_WORK_DIR", temp.resolve("work").toString()));
        try (RunningAgent agent = dcms.startAgent(command)) {
            Rest rest = agent.readyRest();
            assertEquals("of-the-file", PlainJson.object(rest.get("/version").data()).get("host"));
            assertTrue(agent.log().contains("store file, work dir " + temp.resolve("work") + ", REST on"), agent::log);
        }
    }

    /** One line each, with the place and the nearest name that would be right. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "prot = 1                  | :1: unknown key \"prot\": did you mean port?",
        "port 1                    | :1: no = in the line: write key = value, and # before a comment",
        "http.conect_timeout = 1   | :1: \"http.conect_timeout\" is not a setting of plugin http: did you mean http.connect_timeout?",
        "htp.connect_timeout = 1   | :1: \"htp.connect_timeout\" is for a plugin that is not there: did you mean http.connect_timeout?",
        "http.connect_timeout = ?  | :1) is \"?\": give a whole number from 1 to 120"})
    void refusesWhatNobodyReadsInTheFile(String text, String line) throws Exception {
        Path conf = conf(text + "\n");
        Finished run = dcms.agent("-conf=" + conf, "-dbtype=file", "-db=/no/jobs.json", "-work_dir=" + temp, "-port=0");
        assertTrue(run.err().lines().findFirst().orElse("").endsWith(conf + line), run::toString);
        assertEquals(2, run.exit());
    }

    @Test
    void saysWhichStoresThereAreWhereTheOneAskedForIsNot() throws Exception {
        Finished run = dcms.agent("-dbtype=oracle", "-work_dir=" + temp);
        assertEquals(new Finished(run.pid(), 2, "", "no store named \"oracle\": found file, mysql\n"), run);
        run = dcms.agent("-dbtype=fil", "-db=x", "-work_dir=" + temp);
        assertEquals(new Finished(run.pid(), 2, "", "no store named \"fil\": found file, mysql; did you mean file?\n"), run);
    }

    @Test
    void saysThatTheFileStoreNeedsAPath() throws Exception {
        Finished run = dcms.agent("-dbtype=file", "-work_dir=" + temp);
        assertEquals(new Finished(run.pid(), 2, "", "-db is missing: give the path of a JSON file of jobs\n"), run);
    }

    /** Wherever it stands and whatever else is wrong. */
    @Test
    void neverPrintsAPassword() throws Exception {
        Path conf = conf("db = " + DSN + "\n");
        Path mistaken = Files.writeString(temp.resolve("mistaken.conf"), DSN + "\n");
        List<Finished> runs = List.of(
                dcms.agent("-db=" + DSN, "-work_dir=" + temp),
                dcms.agent("-conf=" + conf, "-work_dir=" + temp),
                dcms.agent("-conf=" + mistaken),
                agent(Map.of("DCMS_DB", DSN), "-work_dir=" + temp, "-verbose=debug"),
                dcms.agent("-dbtype=" + DSN), dcms.agent("-port=" + DSN), dcms.agent("-" + DSN), dcms.agent(DSN),
                dcms.agent("-host=" + DSN), dcms.agent("-db", "x", DSN));
        for (Finished run : runs) {
            assertEquals(2, run.exit(), run::toString);
            assertFalse(run.toString().contains(PASSWORD), run::toString);
        }
    }

    @Test
    void saysThatSomebodyElseHasThePort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            Finished run = dcms.agent("-dbtype=file", "-db=/no/jobs.json", "-work_dir=" + temp, "-port=" + port);
            assertEquals(new Finished(run.pid(), 1, "", "can't listen on 127.0.0.1:" + port
                    + ": Address already in use: choose another -port, or stop what has it\n"), run);
        }
    }

    @Test
    void saysWhichAgentHasTheWorkDir() throws Exception {
        String[] flags = {"-dbtype=file", "-db=/no/jobs.json", "-work_dir=" + temp.resolve("work"), "-port=0"};
        try (RunningAgent first = dcms.startAgent(flags)) {
            first.rest();
            Finished second = dcms.agent(flags);
            assertEquals(new Finished(second.pid(), 3, "", "another agent has the work dir " + temp.resolve("work") + ": pid "
                    + first.pid() + "; stop it, or give this one another -work_dir\n"), second);
            assertEquals(200, first.rest().get("/version").status());
        }
    }

    @Test
    void saysWhyTheWorkDirCantBeUsed() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "");
        assertWorkDirRefused(file, file + " is not a folder");
        assertWorkDirRefused(file.resolve("below"), file.resolve("below") + ": Not a directory");
        assertWorkDirRefused(Path.of("/proc/dcms"), "/proc/dcms can't be made");
    }

    /** The jobs may come later, on a disk that is mounted late; until then everybody who looks is told. */
    @Test
    void startsWithoutItsFileOfJobsAndSaysThatItIsMissing() throws Exception {
        Path jobs = temp.resolve("jobs.json");
        String trouble = "jobs can't be read: " + jobs + " does not exist: create it; for no jobs at all write []";
        Path work = temp.resolve("work");
        try (RunningAgent agent = dcms.startAgent("-dbtype=file", "-db=" + jobs, "-work_dir=" + work, "-port=0")) {
            Rest rest = agent.rest();
            agent.await("it said so", () -> rest.get("/health").message().equals(trouble));
            assertEquals(503, rest.get("/health").status());
            assertEquals(List.of(), rest.jobs());
            Files.writeString(jobs, "[]");
            agent.awaitLog("the store can be read again");
            agent.await("it is ready", () -> rest.get("/health").status() == 200);
        }
    }

    private void assertWorkDirRefused(Path workDir, String reason) throws IOException, InterruptedException {
        Finished run = dcms.agent("-dbtype=file", "-db=/no/jobs.json", "-work_dir=" + workDir, "-port=0");
        assertEquals(new Finished(run.pid(), 1, "", "the work dir " + workDir + " can't be used: " + reason
                + "; mend that, or give the agent another -work_dir\n"), run);
    }

    private Path conf(String text) throws IOException {
        Path conf = Files.writeString(temp.resolve("dcms.conf"), text);
        return Files.setPosixFilePermissions(conf, PosixFilePermissions.fromString("rw-------"));
    }

    private static Finished agent(Map<String, String> environment, String... flags) throws IOException, InterruptedException {
        ProcessBuilder command = dcms.command(dcms.path("bin/dcms-agent"), flags);
        command.environment().putAll(environment);
        return dcms.run(command);
    }

    private static void assertFirstLine(String beginning, Finished run) {
        assertTrue(run.err().startsWith(beginning), run::toString);
        assertEquals(2, run.exit());
    }
}
