package io.dcms.runtime.report;

import java.io.Closeable;
import java.io.IOException;

/** Closes what nothing depends on any more. */
final class Closing {

    private static final System.Logger LOG = System.getLogger(Closing.class.getName());

    private Closing() {
    }

    /** @param file null if there is none */
    static void quietly(Closeable file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closing a file of the outbox", e);
        }
    }
}
