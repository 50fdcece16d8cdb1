package io.dcms.runtime.filestore;

/** It can't be known which jobs a text holds. The message begins with the line. */
final class JobsFormatException extends Exception {

    JobsFormatException(int line, String problem) {
        super("line " + line + ": " + problem);
    }
}
