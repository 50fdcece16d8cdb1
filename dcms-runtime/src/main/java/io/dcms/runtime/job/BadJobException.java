package io.dcms.runtime.job;

import java.util.List;

/** A job that can't be run as it is. The message names each field that is wrong, its value and what would be right. */
public final class BadJobException extends Exception {

    private final transient List<String> problems;

    public BadJobException(String message) {
        this(message, List.of(message));
    }

    /** @param problems the clauses of the message, all of them where it is cut short */
    BadJobException(String message, List<String> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** All that is wrong, each with its field in front. */
    public List<String> problems() {
        return problems;
    }
}
