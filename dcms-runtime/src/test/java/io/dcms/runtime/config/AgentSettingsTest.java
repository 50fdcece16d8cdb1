package io.dcms.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From flags and environment to typed settings; the file has a test of its own. */
class AgentSettingsTest {
    @TempDir
    private Path folder;
    private Path hostName;

    @BeforeEach
    void nameTheMachine() throws IOException {
        hostName = Files.writeString(folder.resolve("hostname"), "web-1.example.org\n");
    }

    @Test
    void withoutAnythingTheDefaultsOfTheGoAgentHold() throws ConfigException {
        AgentSettings settings = read(Map.of());

        assertEquals("mysql", settings.store());
        assertEquals(Optional.of("root:root@tcp(localhost)/dcms"), settings.storeSettings().text("db"));
        assertEquals(8001, settings.rest().listen().getPort());
        assertEquals("127.0.0.1", settings.rest().listen().getAddress().getHostAddress());
        assertFalse(settings.rest().insecure());
        assertEquals(Duration.ofHours(1), settings.quitTime());
        assertEquals("info", settings.verbose());
        assertEquals("text", settings.logFormat());
        assertEquals(Path.of("/tmp"), settings.workDir());
        assertEquals("web-1.example.org", settings.host());
        assertEquals(Duration.ofHours(1), settings.syncTime());
        assertEquals(Optional.empty(), settings.probeTime());
        assertEquals(4096, settings.maxTasks());
        assertFalse(settings.killOrphans());
        assertTrue(settings.requireSignature());
        assertEquals(Set.of(), settings.runners());
        assertEquals(Optional.of(Duration.ofDays(90)), settings.taskAge());
        assertEquals(Optional.of(Duration.ofDays(30)), settings.logAge());
        assertEquals(List.of(), settings.warnings());
    }

    @Test
    void theCommandLineOfTheOriginalReadmeWorks() throws ConfigException {
        AgentSettings settings = read(Map.of(), "-db=root:root@tcp(localhost)dcms", "-dbtype=mysql", "-port=8001",
                "-work_dir=/home/dcms", "-quit_time=1800");

        assertEquals("root:root@tcp(localhost)dcms", settings.storeSettings().text("db", ""));
        assertEquals(Path.of("/home/dcms"), settings.workDir());
        assertEquals(Duration.ofMinutes(30), settings.quitTime());
    }

    @Test
    void everyFlagReachesItsSetting() throws ConfigException {
        AgentSettings settings = read(Map.of(), "-db=/jobs.json", "-dbtype=file", "-port=0", "-quit_time=0", "-verbose=debug",
                "-work_dir=w", "-bind=::1", "-host=db-7", "-max_tasks=1", "-orphans=kill", "-probe_time=5", "-require_signature=false",
                "-runners=alice, bob", "-sync_time=60", "-task_days=7", "-log_days=3", "-log_format=json");

        assertEquals("file", settings.store());
        assertEquals(0, settings.rest().listen().getPort());
        assertEquals("0:0:0:0:0:0:0:1", settings.rest().listen().getAddress().getHostAddress());
        assertEquals(Duration.ZERO, settings.quitTime());
        assertEquals("debug", settings.verbose());
        assertEquals("json", settings.logFormat());
        assertEquals(Path.of("w").toAbsolutePath(), settings.workDir());
        assertEquals("db-7", settings.host());
        assertEquals(1, settings.maxTasks());
        assertTrue(settings.killOrphans());
        assertEquals(Optional.of(Duration.ofSeconds(5)), settings.probeTime());
        assertFalse(settings.requireSignature());
        assertEquals(Set.of("alice", "bob"), settings.runners());
        assertEquals(Duration.ofMinutes(1), settings.syncTime());
        assertEquals(Optional.of(Duration.ofDays(7)), settings.taskAge());
        assertEquals(Optional.empty(), read(Map.of(), "-task_days=0").taskAge());
        assertEquals(Optional.of(Duration.ofDays(3)), settings.logAge());
        assertEquals(Optional.empty(), read(Map.of(), "-log_days=0").logAge());
    }

    /** Its default is a DSN, which another store would take for a path. */
    @Test
    void theDefaultPlaceOfJobsHoldsForTheDefaultStoreAlone() throws ConfigException {
        AgentSettings settings = read(Map.of(), "-dbtype=file");

        assertEquals(Optional.empty(), settings.storeSettings().text("db"));
        assertEquals("-db is missing: give a path", assertThrows(ConfigException.class,
                () -> settings.storeSettings().required("db", "a path")).getMessage());
    }

    @Test
    void onlyTheStoreSeesThePlaceOfJobs() throws ConfigException {
        assertEquals(Optional.empty(), read(Map.of(), "-db=a:secret@tcp(h)/d").pluginSettings("mysql").text("db"));
    }

    @Test
    void theFlagWinsOverTheEnvironmentAndTheEnvironmentOverTheFile() throws Exception {
        Path conf = Files.writeString(folder.resolve("dcms.conf"), "port = 1\nhost = from-file\nverbose = debug\n");
        Map<String, String> environment = Map.of("DCMS_PORT", "2", "DCMS_HOST", "from-environment", "DCMS_CONF", conf.toString(),
                "DCMS_VERBOSE", "");

        AgentSettings settings = read(environment, "-port=3");

        assertEquals(3, settings.rest().listen().getPort());
        assertEquals("from-environment", settings.host());
        assertEquals("debug", settings.verbose(), "an empty variable counts as unset");
    }

    @Test
    void eachMistakeIsNamedByTheSourceItStandsIn() throws Exception {
        Path conf = Files.writeString(folder.resolve("dcms.conf"), "\nport = x\n");

        assertEquals("-port is \"x\": give a whole number from 0 to 65535", refusal(Map.of(), "-port=x"));
        assertEquals("DCMS_PORT in the environment is \"x\": give a whole number from 0 to 65535",
                refusal(Map.of("DCMS_PORT", "x")));
        assertEquals("port (" + conf + ":2) is \"x\": give a whole number from 0 to 65535", refusal(Map.of(), "-conf=" + conf));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "-port=65536           | -port is \"65536\": give a whole number from 0 to 65535",
            "-port=-1              | -port is \"-1\": give a whole number from 0 to 65535",
            "-port=                | -port is empty: give a whole number from 0 to 65535",
            "-port=:8001           | -port is \":8001\": give a whole number from 0 to 65535",
            "-port=99999999999999999999 | -port is \"99999999999999999999\": give a whole number from 0 to 65535",
            "-quit_time=1.5        | -quit_time is \"1.5\": give a whole number from 0 to 31536000",
            "-quit_time=31536001   | -quit_time is \"31536001\": give a whole number from 0 to 31536000",
            "-sync_time=0          | -sync_time is \"0\": give a whole number from 1 to 31536000",
            "-probe_time=-1        | -probe_time is \"-1\": give a whole number from 0 to 31536000",
            "-log_format=JSON      | -log_format is \"JSON\": give text or json",
            "-log_format=          | -log_format is empty: give text or json",
            "-max_tasks=0          | -max_tasks is \"0\": give a whole number from 1 to 1000000",
            "-orphans=Keep         | -orphans is \"Keep\": give keep or kill",
            "-runners=alice,root   | -runners names root, and jobs are never run as root: leave it out",
            "-runners=alice,,bob   | -runners is \"alice,,bob\": give names of users, separated by commas",
            "-runners=alice bob    | -runners is \"alice bob\": give names of users, separated by commas",
            "-runners=a:b          | -runners is (not shown, it may be a password): give names of users, separated by commas",
            "-log_days=-1          | -log_days is \"-1\": give a whole number from 0 to 36500",
            "-task_days=-1         | -task_days is \"-1\": give a whole number from 0 to 36500",
            "-verbose=Info         | -verbose is \"Info\": give debug, info, warning or fatal",
            "-dbtype=              | -dbtype is empty: give the name of a store, such as mysql",
            "-work_dir=            | -work_dir is empty: give the folder for log files and the agent's own files",
            "-host=two words       | -host is \"two words\": give the host name that jobs are assigned to, "
                    + "at most 100 characters without blanks",
            "-bind=web-1           | -bind is \"web-1\": give an address such as 127.0.0.1, ::1 or 0.0.0.0",
            "-bind=127.1           | -bind is \"127.1\": give an address such as 127.0.0.1, ::1 or 0.0.0.0",
            "-bind=1.2.3.256       | -bind is \"1.2.3.256\": give an address such as 127.0.0.1, ::1 or 0.0.0.0",
            "-bind=1::2::3         | -bind is \"1::2::3\": give an address such as 127.0.0.1, ::1 or 0.0.0.0",
            "-bind=                | -bind is empty: give an address such as 127.0.0.1, ::1 or 0.0.0.0",
            "-conf=/does/not/exist | -conf is \"/does/not/exist\": give a file that exists",
    })
    void aBadValueIsRefusedWithWhatWouldBeRight(String argument, String message) {
        assertEquals(message, refusal(Map.of(), argument));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.0.1", "fe80::1"})
    void listeningBeyondTheMachineNeedsAWordAndIsSaidEachTime(String address) throws ConfigException {
        String refusal = refusal(Map.of(), "-bind=" + address);
        assertTrue(refusal.startsWith("-bind is \"" + address + "\", where whoever"), refusal);
        assertTrue(refusal.contains("-insecure"), refusal);

        AgentSettings settings = read(Map.of(), "-bind", address, "-insecure");

        assertTrue(settings.warnings().get(0).startsWith("-insecure: "), settings.warnings()::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "::1", "localhost"})
    void loopbackAddressesNeedNoWord(String address) throws ConfigException {
        assertTrue(read(Map.of(), "-bind=" + address).rest().listen().getAddress().isLoopbackAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.0.1"})
    void withTokensItListensAnywhereAndSaysIfTheyAreInTheClear(String address) throws ConfigException {
        assertEquals(List.of("-token_file without -tls_cert: who can listen on the network between reads the tokens"),
                read(Map.of(), "-bind=" + address, "-token_file=/t").warnings());
        assertEquals(List.of(), read(Map.of(), "-bind=" + address, "-token_file=/t", "-tls_cert=/c", "-tls_key=/k").warnings());
        assertEquals(List.of(), read(Map.of(), "-token_file=/t").warnings(), "on loopback nobody listens between");
        assertTrue(refusal(Map.of(), "-bind=" + address, "-tls_cert=/c", "-tls_key=/k").contains("-token_file"), "TLS asks nobody who calls");
    }

    @Test
    void filesOfTokensAndOfTlsAreSeenFromTheCurrentFolder() throws ConfigException {
        RestSettings rest = read(Map.of("DCMS_TLS_KEY", "k"), "-token_file=t", "-tls_cert=c").rest();

        assertEquals(Optional.of(Path.of("t").toAbsolutePath()), rest.tokenFile());
        assertEquals(Path.of("c").toAbsolutePath(), rest.tls().orElseThrow().certificate());
        assertEquals(Path.of("k").toAbsolutePath(), rest.tls().orElseThrow().key());
        assertEquals(Optional.empty(), read(Map.of()).rest().tokenFile());
        assertEquals("-tls_cert is set without -tls_key: give both, or neither", refusal(Map.of(), "-tls_cert=c"));
        assertEquals("DCMS_TLS_KEY in the environment is set without -tls_cert: give both, or neither",
                refusal(Map.of("DCMS_TLS_KEY", "k")));
    }

    @ParameterizedTest
    @CsvSource({
        "'',                                         http://127.0.0.1:9001",
        "-bind=::1,                                  http://[0:0:0:0:0:0:0:1]:9001",
        "-bind=10.1.2.3 -insecure,                   http://10.1.2.3:9001",
        "-bind=fe80::1 -insecure,                    http://[fe80:0:0:0:0:0:0:1]:9001",
        "-bind=0.0.0.0 -insecure,                    http://web-1.example.org:9001",
        "-bind=:: -insecure -tls_cert=c -tls_key=k,  https://web-1.example.org:9001",
        "-bind=0.0.0.0 -insecure -host=web_1,        ''",
        "-address=https://a.example:443,             https://a.example:443",
        "-address=http://127.0.0.1:0,                http://127.0.0.1:9001",
        "-address=http://a.example:80,               http://a.example:80",
    })
    void othersReachItAtWhatItListensOnOrWhatIsSaid(String flags, String address) throws ConfigException {
        AgentSettings settings = read(Map.of(), flags.isEmpty() ? new String[0] : flags.split(" "));

        assertEquals(address, settings.fleet().addressOf(settings.rest(), settings.host(), 9001));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.example", "a.example:1", "ftp://a:1", "file:///etc/passwd", "http://a", "http://a:65536", "http://u@a:1",
        "http://a:1/", "http://a:1/x", "http://a:1?x", "http://a:1#x", "http://a b:1", "http://a:1\r\nX: y", "http://[::1%lo]:1", "http://-a:1"})
    void anAddressIsNothingMoreThanThat(String address) {
        assertTrue(refusal(Map.of(), "-address=" + address).contains(": give an address such as https://web1.example:8001"), address);
    }

    @Test
    void theTokenForOthersIsForThoseWhoHaveOneThemselves() throws ConfigException {
        assertEquals("-fleet_token_file is set without -token_file: whoever reaches this agent could use its token on all others: give a"
                + " -token_file", refusal(Map.of(), "-fleet_token_file=/f"));
        AgentSettings settings = read(Map.of(), "-fleet_token_file=f", "-token_file=/t");
        assertEquals(Optional.of(Path.of("f").toAbsolutePath()), settings.fleet().tokenFile());
        assertTrue(settings.warnings().get(0).startsWith("-fleet_token_file without -fleet_ca: "), settings.warnings()::toString);
        assertEquals(List.of(), read(Map.of(), "-fleet_token_file=f", "-token_file=/t", "-fleet_ca=/c").warnings());
    }

    @Test
    void itIsCalledByItsHostTheMachinesNameAndWhatIsAdded() throws ConfigException {
        assertEquals(Set.of("web-1.example.org"), read(Map.of()).rest().names());
        assertEquals(Set.of("web-1.example.org", "db-7", "a.example", "b"),
                read(Map.of(), "-host=db-7", "-names=a.example, b").rest().names());
        for (String bad : List.of("a,,b", "a:80", "http://a", "a b", "*")) {
            assertTrue(refusal(Map.of(), "-names=" + bad).endsWith("give names of hosts, separated by commas, without ports"), bad);
        }
    }

    @Test
    void runningUnsignedProgramsIsSaidEachTime() throws ConfigException {
        List<String> warnings = read(Map.of(), "-require_signature=false").warnings();

        assertTrue(warnings.get(0).startsWith("-require_signature=false: "), warnings::toString);
    }

    @Test
    void aMisspeltVariableIsNoticedAndOthersAreLeftAlone() throws ConfigException {
        Map<String, String> environment = Map.of("DCMS_WORKDIR", "/x", "DCMS_HOME", "/x", "DCMS_JAVA_HOME", "/x",
                "DCMS_JAVA_OPTS", "-Xmx1g", "DCMS_TASK_ID", "1-2", "DCMS_URL", "http://a", "DCMS_TOKEN", "x", "DCMS_CA", "/x",
                "DCMS_SOMETHING_ELSE", "1", "HOME", "/root");

        assertEquals(List.of("\"DCMS_WORKDIR\" in the environment sets nothing: did you mean DCMS_WORK_DIR?"),
                read(environment).warnings());
    }

    @Test
    void aMachineWithoutANameIsToldToGiveOne() {
        String message = assertThrows(ConfigException.class,
                () -> AgentSettings.read(List.of(), Map.of(), folder.resolve("nothing"))).getMessage();

        assertTrue(message.startsWith("this machine's host name can't be read ("), message);
        assertTrue(message.endsWith("give it by -host"), message);
    }

    @Test
    void helpIsAnsweredBeforeAnythingIsRead() throws ConfigException {
        List<String> arguments = List.of("-port=x", "-h", "-nonsense");

        assertEquals(Optional.empty(), AgentSettings.read(arguments, Map.of("DCMS_CONF", "/none"), hostName));
    }

    private AgentSettings read(Map<String, String> environment, String... arguments) throws ConfigException {
        return AgentSettings.read(List.of(arguments), environment, hostName).orElseThrow();
    }

    private String refusal(Map<String, String> environment, String... arguments) {
        return assertThrows(ConfigException.class, () -> read(environment, arguments)).getMessage();
    }
}
