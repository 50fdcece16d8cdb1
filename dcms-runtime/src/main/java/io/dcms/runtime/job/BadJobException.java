package io.dcms.runtime.job;

/** A job that can't be run as it is. The message names each field that is wrong, its value and what would be right. */
public final class BadJobException extends Exception {

    public BadJobException(String message) {
        super(message);
    }
}
