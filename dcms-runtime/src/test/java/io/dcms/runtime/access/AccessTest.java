package io.dcms.runtime.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.spi.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

    private static final String OLD = "old-0123456789abcdef";
    private static final String NEW = "new-0123456789abcdef";
    private static final Caller ALICE = new Caller("alice", Role.CONTROL);

    @TempDir
    private Path folder;

    @Test
    void withoutAFileNobodyIsAskedForAToken() throws Exception {
        Access access = new Access(Optional.empty(), "web1", Set.of(), () -> 0);
        access.reload();

        assertFalse(access.asksForTokens());
        assertEquals(Optional.of(Caller.ANYBODY), access.byToken("whatever"));
    }

    @Test
    void aNewFileTakesOldTokensAndAllSessionsAway() throws Exception {
        Access access = access("control alice " + OLD);
        String session = access.sessions().open(ALICE);
        write("read alice " + NEW);

        access.reload();

        assertEquals(Optional.empty(), access.byToken(OLD));
        assertEquals(Optional.of(new Caller("alice", Role.READ)), access.byToken(NEW));
        assertEquals(Optional.empty(), access.sessions().find(session), "it had more rights than its name has now");
    }

    @Test
    void aFileThatIsNotGoodLeavesAllAsItIs() throws Exception {
        Access access = access("control alice " + OLD);
        String session = access.sessions().open(ALICE);
        for (String bad : new String[] {"", "nonsense nonsense", "control alice short"}) {
            write(bad);
            access.reload();
            assertKept(access, session);
        }
        Files.setPosixFilePermissions(write("read bob " + NEW), PosixFilePermissions.fromString("rw-r--r--"));
        access.reload();
        assertKept(access, session);
        Files.delete(folder.resolve("tokens"));
        access.reload();
        assertKept(access, session);
    }

    @Test
    void aFileThatIsNotGoodAtTheStartLetsNobodyIn() throws Exception {
        Path file = write("");
        assertThrows(ConfigException.class, () -> new Access(Optional.of(file), "web1", Set.of(), () -> 0));
    }

    private void assertKept(Access access, String session) {
        assertTrue(access.asksForTokens());
        assertEquals(Optional.of(ALICE), access.byToken(OLD));
        assertEquals(Optional.empty(), access.byToken(NEW));
        assertEquals(Optional.of(ALICE), access.sessions().find(session));
    }

    private Access access(String tokens) throws Exception {
        return new Access(Optional.of(write(tokens)), "web1", Set.of(), () -> 0);
    }

    private Path write(String text) throws IOException {
        return Files.setPosixFilePermissions(Files.writeString(folder.resolve("tokens"), text), PosixFilePermissions.fromString("rw-------"));
    }
}
