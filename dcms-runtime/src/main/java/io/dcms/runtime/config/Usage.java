package io.dcms.runtime.config;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What {@code bin/dcms-agent -h} prints. */
public final class Usage {

    private Usage() {
    }

    /** The flags, one a line, and where else they can be set; ends with a newline. */
    public static String text() {
        return Arrays.stream(Flag.values()).map(Flag::usage)
                .collect(Collectors.joining("\n", "Usage of bin/dcms-agent:\n", """

                        Each is taken from the command line, else from the environment (DCMS_DB for -db, DCMS_WORK_DIR for
                        -work_dir, ...), else from the -conf file, else it is as above. Everybody on this machine can read a
                        command line: a password belongs into the environment or the file.
                        """));
    }
}
