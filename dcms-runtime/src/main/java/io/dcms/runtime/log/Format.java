package io.dcms.runtime.log;

import java.lang.System.Logger.Level;

/** How a record is written. Used by any thread. */
interface Format {

    /**
     * The record with its newline.
     *
     * @param logger the short name of who says it
     * @param thrown null if nothing was thrown
     */
    String of(Level level, String logger, String message, Throwable thrown);

    /** What stands where so many records are missing, with its newline. */
    String lost(long records);
}
