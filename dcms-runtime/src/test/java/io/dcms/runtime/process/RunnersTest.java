package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dcms.testing.NeedsRoot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real users. Those that no machine should keep are removed afterwards. */
final class RunnersTest {

    private static final String ALIAS = "dcmstestroot";
    private static final String IN_ROOT_GROUP = "dcmstestgid0";
    private static final String HOMELESS = "dcmstesthome";
    private static final String MEMBER = "dcmstestmember";
    private static final String GROUP = "dcmstestgroup";

    private final AtomicLong elapsed = new AtomicLong();
    private final Runners runners = new Runners(elapsed::get);

    private String refusal(String name) {
        return assertThrows(Refusal.class, () -> runners.find(name)).getMessage();
    }

    @AfterAll
    static void remove() throws Exception {
        if (Tools.ownUid() == 0) {
            for (String user : new String[] {ALIAS, IN_ROOT_GROUP, HOMELESS, MEMBER}) {
                removeUser(user);
            }
            new ProcessBuilder("groupdel", GROUP).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start().waitFor();
        }
    }

    /** Makes the user anew. userdel asks by number who uses an alias of root, and would keep it without -f. */
    private static void make(String user, String... options) throws Exception {
        removeUser(user);
        String[] command = Arrays.copyOf(new String[] {"useradd", "--no-create-home"}, options.length + 3);
        System.arraycopy(options, 0, command, 2, options.length);
        command[command.length - 1] = user;
        Shell.out(command);
    }

    private static void removeUser(String user) throws Exception {
        new ProcessBuilder("userdel", "-f", user).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
    }

    @Test
    @NeedsRoot
    void isWhatTheMachineKnowsOfTheUser() throws Exception {
        String name = RealLauncher.runner();
        String[] passwd = Shell.out("getent", "passwd", name).split(":");
        Runner runner = runners.find(name);
        assertEquals(name, runner.name());
        assertEquals(passwd[2] + ":" + passwd[3] + ":" + passwd[5] + ":" + passwd[6],
                runner.uid() + ":" + runner.gid() + ":" + runner.home() + ":" + runner.shell());
        TreeSet<String> groups = runner.groups().stream().map(String::valueOf).collect(Collectors.toCollection(TreeSet::new));
        groups.add(passwd[3]);
        assertEquals(new TreeSet<>(Arrays.asList(Shell.out("id", "-G", name).split(" "))), groups);
    }

    /** getent takes a number for a uid, and a dash for an option. */
    @ParameterizedTest
    @ValueSource(strings = {"dcmsnosuchuser", "0", "00", "1000", "65534", "+0", "-1", "--help", "-h", "-s", "", " ", "root ", "nobody,",
        "*", "../etc", "中", "ROOT"})
    void nobodyElseIsTakenForAUser(String name) {
        assertEquals("runner: there is no user \"" + name + "\" on this machine", refusal(name));
    }

    @Test
    void rootIsRefused() {
        assertEquals("runner: \"root\" is root (uid 0): give an ordinary user", refusal("root"));
    }

    @Test
    @NeedsRoot
    void rootIsRefusedByAnyName() throws Exception {
        make(ALIAS, "--non-unique", "--uid", "0");
        try {
            assertEquals("runner: \"" + ALIAS + "\" is root (uid 0): give an ordinary user", refusal(ALIAS));
        } finally {
            removeUser(ALIAS);
        }
    }

    @Test
    @NeedsRoot
    void aUserWhoseOwnGroupIsRootsIsRefused() throws Exception {
        make(IN_ROOT_GROUP, "--gid", "0");
        assertEquals("runner: \"" + IN_ROOT_GROUP + "\" is in root's group (gid 0): give an ordinary user", refusal(IN_ROOT_GROUP));
    }

    @Test
    @NeedsRoot
    void aMemberOfRootsGroupIsRefusedAsSoonAsItIsOne() throws Exception {
        make(MEMBER, "--user-group");
        assertEquals(MEMBER, runners.find(MEMBER).name());
        Shell.out("usermod", "--append", "--groups", "root", MEMBER);
        assertEquals("runner: \"" + MEMBER + "\" is in root's group (gid 0): give an ordinary user", refusal(MEMBER));
    }

    @Test
    @NeedsRoot
    void aNewGroupCountsAtOnce() throws Exception {
        make(MEMBER, "--user-group");
        assertEquals(0, runners.find(MEMBER).groups().size());
        Shell.out("groupadd", "--force", GROUP);
        Shell.out("usermod", "--append", "--groups", GROUP, MEMBER);
        assertEquals(Shell.out("getent", "group", GROUP).split(":")[2], runners.find(MEMBER).groups().get(0).toString());
    }

    @Test
    @NeedsRoot
    void aUserThatIsRemovedIsGoneAtOnce() throws Exception {
        make(MEMBER, "--user-group");
        runners.find(MEMBER);
        removeUser(MEMBER);
        assertEquals("runner: there is no user \"" + MEMBER + "\" on this machine", refusal(MEMBER));
    }

    @Test
    void anAnswerIsRememberedForAMinute() throws Exception {
        Runner first = runners.find("nobody");
        elapsed.addAndGet(Duration.ofSeconds(60).toNanos() - 1);
        assertSame(first, runners.find("nobody"));
        elapsed.addAndGet(1);
        Runner second = runners.find("nobody");
        assertEquals(first, second);
        assertFalse(first == second, "asked again");
    }

    @Test
    @NeedsRoot
    void aUserWithoutAHomeRunsItsTasksInTheRootFolder(@TempDir Path folder) throws Exception {
        make(HOMELESS, "--user-group", "--home-dir", "/there/is/none", "--shell", "");
        RealLauncher real = new RealLauncher(folder);
        try {
            assertEquals("/\n/there/is/none\n/bin/sh\n",
                    real.output(RealLauncher.sh("pwd; echo $HOME; echo $SHELL").runner(HOMELESS)));
        } finally {
            real.close();
        }
    }

    @Test
    void aTaskOfAnUnknownUserIsRefused(@TempDir Path folder) throws Exception {
        RealLauncher real = new RealLauncher(folder);
        try {
            assertEquals("runner: there is no user \"dcmsnosuchuser\" on this machine",
                    real.refusal(RealLauncher.sh("true").runner("dcmsnosuchuser")));
        } finally {
            real.close();
        }
    }
}
