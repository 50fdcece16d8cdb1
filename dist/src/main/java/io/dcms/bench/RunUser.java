package io.dcms.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Whom the measured programs run as. */
record RunUser(String name, String uid, String gid) {

    /** @throws BenchFailure if there is no such user, or it can't be had */
    static RunUser find(String wanted) throws IOException, InterruptedException, BenchFailure {
        String me = say("id", "-un");
        String name = wanted.isEmpty() ? me.equals("root") ? "nobody" : me : wanted;
        if (!me.equals("root") && !name.equals(me)) {
            throw new BenchFailure("--user " + name + " needs root: only so can the agent become somebody else");
        }
        String uid = say("id", "-u", name);
        if (uid.isEmpty() || uid.equals("0")) {
            throw new BenchFailure("--user: there is no ordinary user \"" + name + "\": jobs run as one, never as root");
        }
        return new RunUser(name, uid, say("id", "-g", name));
    }

    private static String say(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        process.waitFor();
        return said;
    }
}
