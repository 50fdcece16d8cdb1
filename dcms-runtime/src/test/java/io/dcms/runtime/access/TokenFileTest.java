package io.dcms.runtime.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {

    private static final String SECRET = "hunter2-hunter2-hunter2";
    private static final String LINE = "give lines \"control <name> <token>\" or \"read <name> <token>\"";
    private static final Caller ALICE = new Caller("alice", Role.CONTROL);

    @TempDir
    private Path folder;

    @Test
    void eachTokenHasItsNameAndRole() throws Exception {
        Tokens tokens = read("# who may what\n\n  control  alice\t" + SECRET + "  \r\nread bob@web-1.x_y 0123456789abcdef\n#control eve " + "e".repeat(16));

        assertEquals(2, tokens.size());
        assertEquals(Optional.of(ALICE), tokens.find(SECRET));
        assertEquals(Optional.of(new Caller("bob@web-1.x_y", Role.READ)), tokens.find("0123456789abcdef"));
        assertTrue(ALICE.mayChange());
        assertFalse(tokens.find("0123456789abcdef").orElseThrow().mayChange());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "hunter2-hunter2-hunter", SECRET + "2", "HUNTER2-hunter2-hunter2", " " + SECRET, "control alice " + SECRET,
        "eeeeeeeeeeeeeeee", "\0", "alice"})
    void nothingElseIsAToken(String text) throws Exception {
        Tokens tokens = read("control alice " + SECRET + "\n#control eve " + "e".repeat(16) + "\n");

        assertEquals(Optional.empty(), tokens.find(text));
    }

    @Test
    void oneWordIsTheTokenOfSomebodyInControl() throws Exception {
        assertEquals(Optional.of(new Caller("token", Role.CONTROL)), read(SECRET + "\n").find(SECRET));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "''                                              | has no token: GIVE, such as one that 'openssl rand -hex 32' prints",
        "# only a comment                                | has no token: GIVE, such as one that 'openssl rand -hex 32' prints",
        "hunter2                                         | line 1: its token has 7 characters: give 16 to 256, such as those that 'openssl rand -hex 32' prints",
        "control alice hunter2                           | line 1: its token has 7 characters: give 16 to 256, such as those that 'openssl rand -hex 32' prints",
        "control SECRET                                  | line 1 has 2 words: GIVE",
        "alice SECRET                                    | line 1 has 2 words: GIVE",
        "control alice SECRET more                       | line 1 has 4 words: GIVE",
        "SECRET alice control                            | line 1 begins with none of read, control and fleet: GIVE",
        "Control alice SECRET                            | line 1 begins with none of read, control and fleet: GIVE",
        "control a/b SECRET                              | line 1: the name of the token is none: give up to 64 letters, digits and ._@-",
        "read a 0123456789abcdef;read b SECRET;control a SECRET2 | line 3: there is another token of this name: give each its own",
        "read a SECRET;control b SECRET                  | line 2: the same token stands further up: give each its own",
        "read a SECRETä                                  | line 1: its token has a character that is not ASCII, or a control character",
        "SECRET;SECRET2                                  | line 1 has one word: GIVE"})
    void aLineThatIsNoneIsNamedAndNotShown(String text, String problem) throws Exception {
        Path file = write(text.equals("''") ? "" : text.replace(";", "\n").replace("SECRET", SECRET));

        String message = assertThrows(ConfigException.class, () -> TokenFile.read(file, "web1")).getMessage();

        assertEquals("-token_file " + file + " " + problem.replace("GIVE", LINE).replace('\'', '"'), message);
        assertFalse(message.contains("hunter2"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x", "rw-rw-rw-"})
    void aFileThatOthersMayReadIsNoSecret(String permissions) throws Exception {
        Path file = Files.setPosixFilePermissions(write(SECRET), PosixFilePermissions.fromString(permissions));

        assertProblem(file, " can be read or written by others than its owner: chmod 600 it, and change the tokens if others may have"
                + " read them");
    }

    @Test
    void aFileOfAnotherUserIsRefused() throws Exception {
        Path file = write(SECRET);
        Files.setAttribute(file, "unix:uid", 65_534);

        assertProblem(file, " belongs to neither root nor the agent's user: chown it");
    }

    @Test
    void whatIsNoFileIsRefusedAndNotWaitedFor() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).inheritIO().start().waitFor());

        assertProblem(pipe, " is no plain file");
        assertProblem(folder, " is no plain file");
        assertProblem(folder.resolve("none"), " does not exist: write one, chmod 600 it, and " + LINE);
    }

    @Test
    void thereIsAnEndToWhatIsRead() throws Exception {
        assertProblem(write("#".repeat((1 << 19) + 1)), " is larger than 524288 bytes: this is no token file");
        String lines = IntStream.rangeClosed(0, 1000).mapToObj(n -> "read n" + n + " 0123456789abcdef" + n).collect(Collectors.joining("\n"));
        assertProblem(write(lines), " has more than 1000 tokens");
    }

    @Test
    void aTokenForAgentsIsNoRightByItself() throws Exception {
        Tokens tokens = read("fleet web2 " + SECRET);
        Caller agent = tokens.find(FleetToken.shownTo("web1", SECRET)).orElseThrow();

        assertEquals(new Caller("web2", Role.FLEET), agent);
        for (String other : List.of(SECRET, FleetToken.shownTo("web2", SECRET),
                FleetToken.shownTo("", SECRET), FleetToken.shownTo("web1", "x"))) {
            assertTrue(tokens.find(other).isEmpty(), "what is shown to this host alone");
        }
        assertFalse(agent.mayChange());
    }

    @Test
    void aTokenThatIsShownStandsAlone() throws Exception {
        assertEquals(SECRET, TokenFile.readOne("-fleet_token_file", write("# to the others\n\n" + SECRET + " \n")));
        for (String bad : List.of("", "# none", SECRET + "\n" + SECRET, "fleet web1 " + SECRET, "short", SECRET + "\u00e4")) {
            Path file = write(bad);
            String message = assertThrows(ConfigException.class, () -> TokenFile.readOne("-fleet_token_file", file)).getMessage();
            assertTrue(message.startsWith("-fleet_token_file " + file + " ") && !message.contains("hunter2"), message);
        }
    }

    @Test
    void noneOfItPrintsAToken() throws Exception {
        Tokens tokens = read("control alice " + SECRET);

        assertFalse((tokens + " " + tokens.find(SECRET)).contains("hunter2"));
    }

    private Tokens read(String text) throws Exception {
        return TokenFile.read(write(text), "web1");
    }

    private Path write(String text) throws IOException {
        Path file = Files.write(folder.resolve("tokens"), text.getBytes(StandardCharsets.UTF_8));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static void assertProblem(Path file, String problem) {
        assertEquals("-token_file " + file + problem, assertThrows(ConfigException.class, () -> TokenFile.read(file, "web1")).getMessage());
    }
}
