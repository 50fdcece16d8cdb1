package io.dcms.runtime.document;

/** It can't be known which jobs a text holds. The message begins with the line. */
public final class JobsFormatException extends Exception {

    JobsFormatException(int line, String problem) {
        super("line " + line + ": " + problem);
    }
}
