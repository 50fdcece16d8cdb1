package io.dcms.runtime.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.files.Own;
import io.dcms.runtime.testing.Shell;
import io.dcms.runtime.testing.TaskUser;
import io.dcms.testing.NeedsRoot;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real users. Those that no machine should keep are removed afterwards. */
final class RunnersTest {

    private static final String ALIAS = "dcmstestroot";
    private static final String IN_ROOT_GROUP = "dcmstestgid0";
    private static final String MEMBER = "dcmstestmember";
    private static final String GROUP = "dcmstestgroup";

    private final AtomicLong elapsed = new AtomicLong();
    private final Runners runners = new Runners(Set.of(), NameService.ofMachine(), elapsed::get);

    private String refusal(String name) {
        return assertThrows(Refusal.class, () -> runners.find(name)).getMessage();
    }

    @AfterAll
    static void remove() throws Exception {
        if (Own.uid() == 0) {
            for (String user : new String[] {ALIAS, IN_ROOT_GROUP, MEMBER}) {
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
        String name = TaskUser.name();
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
    @ValueSource(strings = {"dcmsnosuchuser", "0", "00", "1000", "65534", "+0", "-1", "--help", "-h", "-s", "", " ", "root ", "nobody,", "nobody:x",
        "-u", "--", "nobody\n", "nobody\nroot", "4294967295", "-1", "4294967296", "0x0", "+", "@x", "*", "../etc", "中", "ROOT"})
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

    // --- a name service that misbehaves ---

    private static final String ALICE = "alice:x:5001:5001::/home/alice:/bin/sh\n";

    private final FakeService service = new FakeService();
    private final Runners asking = new Runners(Set.of(), service, elapsed::get);

    /** Answers what the test says, when the test says so. */
    private static final class FakeService implements NameService {
        private volatile String passwd = ALICE;
        private volatile String groups = "5001\n";
        private volatile boolean silent;
        private volatile CountDownLatch held = new CountDownLatch(0);
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public String ask(String... command) throws Silent {
            String name = command[command.length - 1];
            asked.incrementAndGet();
            if (name.startsWith("slow")) {
                try {
                    held.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            if (silent) {
                throw new Silent("runner: the name service did not answer within 10 s");
            }
            return command[0].equals("getent") ? passwd.replace("alice", name) : groups;
        }
    }

    private String refusedByService(String passwd, String groups) {
        service.passwd = passwd;
        service.groups = groups;
        return assertThrows(Refusal.class, () -> asking.find("alice")).getMessage();
    }

    /** 4294967295 is -1, which setreuid takes for "as it is", and 4294967296 would be cut to 0: both are root. */
    @ParameterizedTest
    @ValueSource(strings = {"4294967295", "4294967296", "-1", "-4294967296", "9223372036854775807"})
    void aNumberThatNoProcessCanHaveIsRefused(String number) {
        String expected = "runner: the name service gave the number " + number
                + " for \"alice\" or one of its groups, and 4294967294 is the last that a process can have: give another user";
        assertEquals(expected, refusedByService("alice:x:" + number + ":5001::/:/bin/sh\n", "5001"));
        assertEquals(expected, refusedByService("alice:x:5001:" + number + "::/:/bin/sh\n", "5001"));
        assertEquals(expected, refusedByService(ALICE, "5001 " + number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "alice:x:5001:5001::/home/alice", "alice:x:5001:5001::/:/bin/sh\nalice:x:0:0::/:/bin/sh",
        "bob:x:5001:5001::/:/bin/sh"})
    void anAnswerThatIsNoUserIsNone(String passwd) {
        assertEquals("runner: there is no user \"alice\" on this machine", refusedByService(passwd, "5001"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "5001  5002", "99999999999999999999"})
    void groupsThatAreNoNumbersAreRefused(String groups) {
        assertEquals("runner: the name service gave no numbers for \"alice\"", refusedByService(ALICE, groups));
    }

    @Test
    void aUserWithoutHomeAndShellHasTheRootFolderAndSh() throws Exception {
        service.passwd = "alice:x:5001:5001:::\n";
        assertEquals(new Runner("alice", 5001, 5001, List.of(), "/", "/bin/sh"), asking.find("alice"));
    }

    @Test
    void moreGroupsThanACommandLineHoldsAreRefused() throws Exception {
        service.groups = IntStream.range(1_000_000, 1_015_000).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        assertEquals(15_000, asking.find("alice").groups().size());
        elapsed.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals("runner: \"alice\" is in 16000 groups, which is more than a command line can name", refusedByService(ALICE,
                IntStream.range(1_000_000, 1_016_000).mapToObj(Integer::toString).collect(Collectors.joining(" "))));
    }

    @Test
    void anAnswerLongerThanAPipeHoldsIsReadWhole() throws Exception {
        assertEquals(600_000, NameService.ofMachine().ask("sh", "-c", "head -c 600000 /dev/zero | tr '\\0' x").length());
        assertEquals("", NameService.ofMachine().ask("sh", "-c", "echo x; exit 2"));
        assertEquals("", NameService.ofMachine().ask("true"));
    }

    @Test
    void whileTheServiceIsSilentItsLastAnswerIsUsedForAnHour() throws Exception {
        Runner first = asking.find("alice");
        service.silent = true;
        elapsed.addAndGet(Duration.ofMinutes(59).toNanos());
        int before = service.asked.get();
        assertSame(first, asking.find("alice"));
        assertSame(first, asking.find("alice"));
        assertEquals(before + 1, service.asked.get(), "it is asked again after a minute only");
        elapsed.addAndGet(Duration.ofMinutes(1).toNanos());
        assertEquals("runner: the name service did not answer within 10 s",
                assertThrows(Refusal.class, () -> asking.find("alice")).getMessage());
        service.silent = false;
        assertEquals(first, asking.find("alice"));
    }

    @Test
    void aUserWhoIsNotAnsweredForHoldsUpNobodyElse() throws Exception {
        service.held = new CountDownLatch(1);
        CompletableFuture<Runner> slow = asking.ask("slow");
        assertEquals("alice", asking.ask("alice").get().name());
        assertSame(slow, asking.ask("slow"), "asked once for all");
        assertFalse(slow.isDone());
        service.held.countDown();
        assertEquals("slow", slow.get().name());
        assertTrue(asking.ask("slow").isDone(), "remembered");
        asking.close();
    }

    @Test
    void whoIsNotAmongTheAllowedIsRefusedBeforeAnybodyIsAsked() throws Exception {
        Runners few = new Runners(Set.of("carol", "bob"), service, elapsed::get);
        assertEquals("runner: \"alice\" is none of those that -runners allows, bob,carol: give one of them, or have the agent's operator "
                + "add the user", assertThrows(Refusal.class, () -> few.find("alice")).getMessage());
        assertEquals(0, service.asked.get());
        assertEquals("bob", few.find("bob").name());
    }
}
