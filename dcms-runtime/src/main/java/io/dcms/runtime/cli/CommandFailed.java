package io.dcms.runtime.cli;

/** A command can't do what it was asked to. The message says why, and what would be right. */
final class CommandFailed extends Exception {

    /** The answer is no, or the task that was waited for did not succeed. */
    static final int NO = 1;
    /** A bad argument. */
    static final int USAGE = 2;
    /** The agent can't be reached, or is none. */
    static final int UNREACHABLE = 3;
    /** There is no such job or task. */
    static final int NOT_FOUND = 4;

    /** What people are told of these. */
    static final String EXIT_STATUS = """
            Exit status: 0 done, 1 the answer is no or the task failed, 2 wrong usage, 3 the agent can't be reached or is none,
            4 there is no such job or task.
            """;

    final int exitStatus;
    /** What the agent answered, such as 409; 0 = it has not answered. */
    final int answered;

    CommandFailed(int exitStatus, String message) {
        this(exitStatus, message, 0);
    }

    CommandFailed(int exitStatus, String message, int answered) {
        super(message);
        this.exitStatus = exitStatus;
        this.answered = answered;
    }
}
