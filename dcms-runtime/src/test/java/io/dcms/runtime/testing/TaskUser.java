package io.dcms.runtime.testing;

import io.dcms.runtime.files.Own;
import io.dcms.testing.TestUsers;
import java.io.IOException;

/** Who tests run tasks as. */
public final class TaskUser {

    /** Root's tests run them as this one. */
    public static final String NAME = "dcmstest1";

    private TaskUser() {
    }

    /** {@link #NAME}, who exists from then on; where we are not root, ourselves. */
    public static String name() throws IOException, InterruptedException {
        if (Own.uid() != 0) {
            return Shell.out("id", "-un");
        }
        TestUsers.ensure(NAME);
        return NAME;
    }
}
