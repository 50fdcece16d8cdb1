package io.dcms.runtime.cli;

/** A command can't do what it was asked to. The message says why, and what would be right. */
final class CommandFailed extends Exception {

    /** Nobody answers, or somebody in trouble. */
    static final int TROUBLE = 1;
    /** A bad argument. */
    static final int USAGE = 2;
    /** There is no such thing. */
    static final int NOT_FOUND = 4;

    final int exitStatus;

    CommandFailed(int exitStatus, String message) {
        super(message);
        this.exitStatus = exitStatus;
    }
}
