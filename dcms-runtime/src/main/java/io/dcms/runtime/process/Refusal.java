package io.dcms.runtime.process;

/** A run is refused before it starts. The message says what was found, where, and what would be right. */
final class Refusal extends Exception {

    Refusal(String message) {
        super(message);
    }
}
