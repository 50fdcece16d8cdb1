package io.dcms.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Makes ordinary users for tests to run tasks as. They stay: a user that is removed leaves its uid to the next one. */
public final class TestUsers {

    private TestUsers() {
    }

    /**
     * Makes sure that a system user of this name exists, with a home of its own and {@code /bin/sh}. Needs root unless it
     * exists already. Several builds at a time may ask for the same one.
     *
     * @throws AssertionError if there is no such user and it can't be made, with what {@code useradd} said
     */
    public static void ensure(String name) throws IOException, InterruptedException {
        if (exists(name)) {
            return;
        }
        Process useradd = new ProcessBuilder("useradd", "--system", "--create-home", "--shell", "/bin/sh", name)
                .redirectErrorStream(true).start();
        String said = new String(useradd.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (useradd.waitFor() != 0 && !exists(name)) {
            throw new AssertionError("can't make the user " + name + ", which tests run tasks as: " + said);
        }
    }

    private static boolean exists(String name) throws IOException, InterruptedException {
        return new ProcessBuilder("id", "-u", "--", name).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }
}
