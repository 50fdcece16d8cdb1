package io.dcms.runtime.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dcms.runtime.testing.Shell;
import io.dcms.runtime.verify.NameService;
import io.dcms.testing.NeedsRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of users who are not like most, and of those whom the name service does not answer for. */
final class OddRunnersTest {

    private static final String HOMELESS = "dcmstesthome";

    @TempDir
    private Path folder;

    @Test
    @NeedsRoot
    void aUserWithoutAHomeRunsItsTasksInTheRootFolder() throws Exception {
        removeHomeless();
        Shell.out("useradd", "--no-create-home", "--user-group", "--home-dir", "/there/is/none", "--shell", "", HOMELESS);
        RealLauncher real = new RealLauncher(folder);
        try {
            assertEquals("/\n/there/is/none\n/bin/sh\n",
                    real.output(RealLauncher.sh("pwd; echo $HOME; echo $SHELL").runner(HOMELESS)));
        } finally {
            real.close();
            removeHomeless();
        }
    }

    private static void removeHomeless() throws Exception {
        new ProcessBuilder("userdel", "-f", HOMELESS).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
    }

    @Test
    void aTaskOfAnUnknownUserIsRefused() throws Exception {
        RealLauncher real = new RealLauncher(folder);
        try {
            assertEquals("runner: there is no user \"dcmsnosuchuser\" on this machine",
                    real.refusal(RealLauncher.sh("true").runner("dcmsnosuchuser")));
        } finally {
            real.close();
        }
    }

    @Test
    @NeedsRoot
    void aTaskHasItsThousandsOfGroups() throws Exception {
        String groups = IntStream.range(1_000_000, 1_015_000).mapToObj(Integer::toString).collect(Collectors.joining(" "));
        RealLauncher real = new RealLauncher(folder,
                command -> command[0].equals("id") ? groups : NameService.ofMachine().ask(command));
        try {
            assertEquals("15000\n", real.output(RealLauncher.sh("grep ^Groups: /proc/$$/status | wc -w | xargs -I N expr N - 1")));
        } finally {
            real.close();
        }
    }

    /** As many as the launcher has threads that start runs, and more. */
    @Test
    void runsOfUsersWhoAreNotAnsweredForHoldUpNoOthers() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        NameService mixed = command -> {
            if (command[command.length - 1].startsWith("slow")) {
                await(held);
                return "";
            }
            return NameService.ofMachine().ask(command);
        };
        RealLauncher real = new RealLauncher(folder, mixed);
        try {
            List<String> slow = List.of(real.launch(RealLauncher.sh("true").runner("slow1")),
                    real.launch(RealLauncher.sh("true").runner("slow2")), real.launch(RealLauncher.sh("true").runner("slow2")));
            assertEquals("x\n", real.output(RealLauncher.sh("echo x")));
            held.countDown();
            for (String task : slow) {
                assertTrue(real.answers.await(task, "refused").text().startsWith("runner: there is no user \"slow"));
            }
        } finally {
            held.countDown();
            real.close();
        }
    }

    private static void await(CountDownLatch held) {
        try {
            held.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
