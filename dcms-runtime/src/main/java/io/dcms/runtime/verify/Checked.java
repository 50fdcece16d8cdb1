package io.dcms.runtime.verify;

import java.io.IOException;
import java.nio.file.Path;

/** An executor that was found good, and what it was then. */
public final class Checked {

    private final Path executor;
    private final FileLook good;

    Checked(Path executor, FileLook good) {
        this.executor = executor;
        this.good = good;
    }

    /**
     * Whether its name still leads to the same file, unchanged since it was opened for the check. To be asked when it has been
     * started: until then its name could be given to another file. Costs one look at the file. Any thread.
     */
    public boolean stillSame() {
        try {
            return good.equals(FileLook.at(executor));
        } catch (IOException e) {
            return false;
        }
    }
}
