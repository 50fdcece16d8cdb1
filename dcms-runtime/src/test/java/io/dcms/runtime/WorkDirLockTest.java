package io.dcms.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.testing.NeedsRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class WorkDirLockTest {

    @TempDir
    private Path dir;

    /** An agent of another process that has the work dir until it is killed. */
    static final class Holder {

        private Holder() {
        }

        public static void main(String[] arguments) throws Exception {
            try (WorkDirLock lock = WorkDirLock.take(Path.of(arguments[0]), Duration.ZERO)) {
                System.out.println("held");
                System.in.read();
            } catch (WorkDirLock.Held e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private Process holder() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
                "-cp", System.getProperty("java.class.path"), Holder.class.getName(), dir.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private Path file() {
        return dir.resolve("dcms-agent.lock");
    }

    @Test
    void theSecondHolderHearsWhoTheFirstIsAndKillFreesTheLock() throws Exception {
        Process first = holder();
        try (BufferedReader says = first.inputReader()) {
            assertEquals("held", says.readLine());
            String refusal = "another agent has the work dir " + dir + ": pid " + first.pid()
                    + "; stop it, or give this one another -work_dir";
            assertEquals(refusal, assertThrows(WorkDirLock.Held.class, () -> WorkDirLock.take(dir, Duration.ZERO)).getMessage());
            Process third = holder();
            assertEquals(refusal, third.inputReader().readLine());
            assertTrue(third.waitFor(60, TimeUnit.SECONDS));
        } finally {
            // On Unix this is kill -9.
            first.destroyForcibly();
        }
        assertTrue(first.waitFor(60, TimeUnit.SECONDS));
        WorkDirLock.take(dir, Duration.ZERO).close();
        assertEquals("pid " + ProcessHandle.current().pid() + "\n", Files.readString(file()));
    }

    @Test
    void takesAndGivesBackMakingTheWorkDir() throws Exception {
        Path deep = dir.resolve("a/b");
        WorkDirLock.take(deep, Duration.ZERO).close();
        WorkDirLock.take(deep, Duration.ZERO).close();
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(deep.resolve("dcms-agent.lock"))));
    }

    @Test
    void aLongerPidOfAnEarlierHolderLeavesNothingBehind() throws Exception {
        Files.writeString(file(), "pid 99999999999999999999999999\n");
        WorkDirLock.take(dir, Duration.ZERO).close();
        assertEquals("pid " + ProcessHandle.current().pid() + "\n", Files.readString(file()));
    }

    @Test
    void aLinkIsNotFollowed() throws Exception {
        Path victim = Files.writeString(dir.resolve("victim"), "precious");
        for (Path target : List.of(victim, dir.resolve("missing"))) {
            Files.deleteIfExists(file());
            Files.createSymbolicLink(file(), target);
            IOException e = assertThrows(IOException.class, () -> WorkDirLock.take(dir, Duration.ZERO));
            assertTrue(e.getMessage().startsWith("the work dir " + dir + " can't be used: "), e.getMessage());
        }
        assertEquals("precious", Files.readString(victim));
        assertFalse(Files.exists(dir.resolve("missing")));
    }

    @Test
    @NeedsRoot
    void aFileOfSomebodyElseIsRefusedWithItsOwner() throws Exception {
        Files.writeString(file(), "mine");
        Files.setAttribute(file(), "unix:uid", 65_534);
        IOException e = assertThrows(IOException.class, () -> WorkDirLock.take(dir, Duration.ZERO));
        assertTrue(e.getMessage().contains("dcms-agent.lock belongs to "), e.getMessage());
        assertTrue(e.getMessage().endsWith("; mend that, or give the agent another -work_dir"), e.getMessage());
        assertEquals("mine", Files.readString(file()));
    }

    /** Its owner could lock it, and so keep the agent from starting; or it is a second name of a file of ours, which would be emptied. */
    @Test
    void whatSomebodyElseHasPutInItsPlaceIsRefusedAndNotWaitedFor() throws Exception {
        assertEquals(0, new ProcessBuilder("mkfifo", file().toString()).start().waitFor());
        assertEquals("the work dir " + dir + " can't be used: " + file() + " is not a plain file but a pipe: remove it; mend that, or give "
                + "the agent another -work_dir", assertThrows(IOException.class, () -> WorkDirLock.take(dir, Duration.ZERO)).getMessage());
        Files.delete(file());
        Path precious = Files.writeString(dir.resolve("precious"), "precious");
        Files.createLink(file(), precious);
        assertThrows(IOException.class, () -> WorkDirLock.take(dir, Duration.ZERO));
        assertEquals("precious", Files.readString(precious));
    }

    @Test
    @NeedsRoot
    void aWorkDirInWhichOthersCouldReplaceFilesIsRefused() throws Exception {
        Path made = Files.createDirectory(dir.resolve("made"));
        Files.setAttribute(made, "unix:uid", 65_432);
        assertEquals("the work dir " + made + " can't be used: " + made + " belongs to 65432, who could replace every file in it: chown it "
                + "to root or to the agent's user; mend that, or give the agent another -work_dir",
                assertThrows(IOException.class, () -> WorkDirLock.take(made, Duration.ZERO)).getMessage());
        Path open = Files.createDirectory(dir.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThrows(IOException.class, () -> WorkDirLock.take(open, Duration.ZERO));
        Files.setAttribute(open, "unix:mode", 01777);
        WorkDirLock.take(open, Duration.ZERO).close();
    }

    @Test
    void aWorkDirThatIsAFileIsSaid() throws Exception {
        Path plain = Files.writeString(dir.resolve("plain"), "");
        IOException e = assertThrows(IOException.class, () -> WorkDirLock.take(plain, Duration.ZERO));
        assertTrue(e.getMessage().startsWith("the work dir " + plain + " can't be used: "), e.getMessage());
    }
}
