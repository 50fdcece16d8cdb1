package io.dcms.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import io.dcms.spi.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The {@code -conf} file and the plugins' settings in it. */
class ConfFileTest {
    @TempDir
    private Path folder;

    @Test
    void valuesAreTakenAsTheyStand() throws Exception {
        Settings settings = read("""
                \ufeff# the agent
                db=root: p=#"w'\\ d@tcp(localhost)/dcms?a=b\t
                   # an indented comment

                \t mail.subject =  完成 # of the run \r
                mail.empty =
                """).storeSettings();

        assertEquals("root: p=#\"w'\\ d@tcp(localhost)/dcms?a=b", settings.text("db", ""));
        Settings mail = read("mail.subject =  完成 # of the run \r\nmail.empty =").pluginSettings("mail");
        assertEquals("完成 # of the run", mail.text("subject", ""));
        assertEquals("", mail.text("empty", "unset"), "an empty value is a value");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "port                | 1: no = in the line: write key = value, and # before a comment",
            "port=1;port = 2     | 2: port is already set in line 1: remove one",
            "#;;prot=1           | 3: unknown key \"prot\": did you mean port?",
            "Port=1              | 1: unknown key \"Port\": did you mean port?",
            "nonsense=1          | 1: unknown key \"nonsense\": the keys are the flags of the agent, and <plugin>.<setting>",
            "=1                  | 1: unknown key \"\": the keys are the flags of the agent, and <plugin>.<setting>",
            ".timeout=1          | 1: unknown key \".timeout\": the keys are the flags of the agent, and <plugin>.<setting>",
            "http.=1             | 1: unknown key \"http.\": the keys are the flags of the agent, and <plugin>.<setting>",
            "conf=/etc/other     | 1: conf can't be set in the file that it names: remove the line",
            "help=1              | 1: unknown key \"help\": the keys are the flags of the agent, and <plugin>.<setting>",
    })
    void aBadLineIsNamed(String lines, String message) throws IOException {
        assertEquals(conf() + ":" + message, refusal(lines.replace(';', '\n')));
    }

    @Test
    void bytesThatAreNoUtf8AreNamedByLine() throws IOException {
        Files.write(conf(), "port = 1\nhost = caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertEquals(conf() + ":2: the line is not UTF-8: save the file in that encoding",
                assertThrows(ConfigException.class, this::readConf).getMessage());
    }

    @Test
    void aFolderIsNoFile() {
        String message = assertThrows(ConfigException.class,
                () -> AgentSettings.read(List.of("-conf", folder.toString()), Map.of())).getMessage();

        assertTrue(message.startsWith("-conf is \"" + folder + "\": give a file that can be read ("), message);
    }

    @Test
    void aFileThatShowsThePlaceOfJobsToAllIsSaid() throws Exception {
        String readable = conf() + " holds db and can be read by every user of this machine: chmod 600 it";

        assertEquals(List.of(readable), readWithMode("db = a:b@tcp(h)/d", "rw-r--r--").warnings());
        assertEquals(List.of(), readWithMode("db = a:b@tcp(h)/d", "rw-r-----").warnings());
        assertEquals(List.of(), readWithMode("port = 1", "rw-r--r--").warnings());
    }

    @Test
    void pluginsReadTheirOwnKeysTyped() throws Exception {
        AgentSettings settings = read("http.connect_timeout = 5\nhttps.connect_timeout = x\n");

        assertEquals(Duration.ofSeconds(5), settings.pluginSettings("http")
                .seconds("connect_timeout", Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1)));
        assertEquals("https.connect_timeout (" + conf() + ":2) is \"x\": give a whole number from 0 to 60",
                assertThrows(ConfigException.class, () -> settings.pluginSettings("https")
                        .seconds("connect_timeout", Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1))).getMessage());
        assertEquals("http.user (in " + conf() + ")", settings.pluginSettings("http").describe("user"));
        assertEquals("http.user (in the -conf file)",
                AgentSettings.read(List.of(), Map.of()).orElseThrow().pluginSettings("http").describe("user"));
    }

    @Test
    void aStoreHasKeysBelowItsNameToo() throws Exception {
        AgentSettings settings = read("db = here\ndbtype = file\nfile.sync = true\n");

        assertTrue(settings.storeSettings().flag("sync", false));
        assertEquals("db (" + conf() + ":1)", settings.storeSettings().describe("db"));
        assertEquals(List.of(), settings.unreadKeys(Set.of("file"), Set.of("file")));
    }

    @Test
    void keysThatNobodyReadAreErrorsUnlessTheirPluginIsNotInUse() throws Exception {
        AgentSettings settings = read("""
                http.connect_timeout = 5
                http.conect_timeout = 6
                http.zzz = secret
                htp.connect_timeout = 7
                smtp.user = secret
                slack.user = not in use
                """);
        settings.pluginSettings("http").text("connect_timeout");
        settings.pluginSettings("http").text("retries");

        assertEquals(List.of(
                conf() + ":2: \"http.conect_timeout\" is not a setting of plugin http: did you mean http.connect_timeout?",
                conf() + ":3: \"http.zzz\" is not a setting of plugin http: it has http.connect_timeout, http.retries",
                conf() + ":4: \"htp.connect_timeout\" is for a plugin that is not there: did you mean http.connect_timeout?",
                conf() + ":5: \"smtp.user\" is for a plugin that is not there: the plugins are http, slack"),
                settings.unreadKeys(Set.of("http"), Set.of("http", "slack")));
    }

    @Test
    void aPluginWhoseNameHasADotOwnsItsKeys() throws Exception {
        AgentSettings settings = read("a.b.c = 1\na.b.d = 2\n");

        assertEquals("1", settings.pluginSettings("a.b").text("c", ""));
        assertEquals(List.of(conf() + ":2: \"a.b.d\" is not a setting of plugin a.b: did you mean a.b.c?"),
                settings.unreadKeys(Set.of("a.b"), Set.of("a.b")));
        assertEquals(List.of(), settings.unreadKeys(Set.of("a"), Set.of("a", "a.b")),
                "it may be one of a.b, which is not in use");
    }

    private Path conf() {
        return folder.resolve("dcms.conf");
    }

    private AgentSettings read(String content) throws Exception {
        Files.writeString(conf(), content);
        Files.setPosixFilePermissions(conf(), PosixFilePermissions.fromString("rw-------"));
        return readConf();
    }

    private AgentSettings readWithMode(String content, String mode) throws Exception {
        Files.writeString(conf(), content);
        Files.setPosixFilePermissions(conf(), PosixFilePermissions.fromString(mode));
        return readConf();
    }

    private AgentSettings readConf() throws ConfigException {
        return AgentSettings.read(List.of("-conf", conf().toString()), Map.of()).orElseThrow();
    }

    private String refusal(String content) throws IOException {
        Files.writeString(conf(), content);
        return assertThrows(ConfigException.class, this::readConf).getMessage();
    }
}
