package io.dcms.runtime.verify;

/** A run is refused before it starts. The message says what was found, where, and what would be right. */
public final class Refusal extends Exception {

    public Refusal(String message) {
        super(message);
    }
}
