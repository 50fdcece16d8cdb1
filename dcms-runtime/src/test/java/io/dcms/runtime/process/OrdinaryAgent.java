package io.dcms.runtime.process;

import io.dcms.runtime.testing.Shell;
import java.nio.file.Path;

/** The program of an agent that is not root, for {@link OrdinaryAgentTest}: says in a line each what it could do. */
final class OrdinaryAgent {

    private OrdinaryAgent() {
    }

    /** @param arguments the work dir, and another user than the one who runs this */
    public static void main(String[] arguments) throws Exception {
        RealLauncher real = new RealLauncher(Path.of(arguments[0]));
        System.out.print("own: " + real.output(RealLauncher.sh("echo $(id -un) in $(pwd)")));
        System.out.println("other: " + real.refusal(RealLauncher.sh("true").runner(arguments[1])));
        System.out.print("session: " + real.output(RealLauncher.sh("test $(cut -d\" \" -f6 /proc/$$/stat) = $$ && echo own")));
        System.out.print("environment: " + real.output(RealLauncher.sh("env | grep -c DCMSTEST_SECRET; :")));
        String task = real.launch(RealLauncher.sh("trap \"\" TERM; sleep 1000 & echo $!; wait; wait; wait"));
        String child = real.lines(task, 1).get(0);
        real.terminateAtOnce(task);
        System.out.println("kill: " + real.ended(task).status() + " " + Shell.alive(child));
        real.close();
    }
}
