package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dcms.runtime.testing.Shell;
import io.dcms.testing.NeedsRoot;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is not root: a JVM of its own, started by an ordinary user. */
final class OrdinaryAgentTest {

    @Test
    @NeedsRoot
    void runsTasksOfItsOwnUserAndOfNobodyElse(@TempDir Path folder) throws Exception {
        String user = RealLauncher.runner();
        String home = Shell.out("getent", "passwd", user).split(":")[5];
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path workDir = Files.createDirectory(folder.resolve("work"));
        Files.setOwner(workDir, workDir.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
        String uid = Shell.out("id", "-u", user);
        String said = Shell.out("setpriv", "--reuid=" + uid, "--regid=" + Shell.out("id", "-g", user), "--clear-groups",
                "env", "DCMSTEST_SECRET=x", System.getProperty("java.home") + "/bin/java", "-cp", copiedClassPath(folder),
                OrdinaryAgent.class.getName(), workDir.toString(), "nobody");
        assertEquals(List.of(
                "own: " + user + " in " + home,
                "other: runner: the agent is not root and can only run jobs as its own user (uid " + uid
                        + "), not as \"nobody\" (uid " + Shell.out("id", "-u", "nobody") + ")",
                "session: own",
                "environment: 0",
                "kill: 137 false"),
                said.lines().filter(line -> line.matches("[a-z]+: .*")).toList(), said);
    }

    /** The one of this JVM may lie where only its user can read it. */
    private static String copiedClassPath(Path folder) throws Exception {
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (new File(entry).exists()) {
                String copy = folder.resolve(copies.size() + "-" + Path.of(entry).getFileName()).toString();
                Shell.out("cp", "-r", entry, copy);
                copies.add(copy);
            }
        }
        Shell.out("chmod", "-R", "a+rX", folder.toString());
        return String.join(File.pathSeparator, copies);
    }
}
