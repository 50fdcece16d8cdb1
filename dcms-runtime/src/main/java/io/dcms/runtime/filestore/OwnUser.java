package io.dcms.runtime.filestore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user that this process runs as. */
final class OwnUser {

    private OwnUser() {
    }

    /** Its number. A name would not do: some users have none, and some share one number. */
    static int uid() throws IOException {
        return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }
}
