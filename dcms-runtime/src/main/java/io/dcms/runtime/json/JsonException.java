package io.dcms.runtime.json;

/** A text is no JSON. The message is one line: the place, what was found there, and what may stand there. */
public final class JsonException extends Exception {

    private final int line;

    JsonException(int line, int column, String problem) {
        super("line " + line + ", column " + column + ": " + problem);
        this.line = line;
    }

    /** The line of the place that the message names, the first being 1. */
    public int line() {
        return line;
    }
}
