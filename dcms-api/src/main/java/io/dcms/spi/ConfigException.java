package io.dcms.spi;

/** The operator must act: a setting or an expression is bad. The message names it, its value and what would be accepted. */
public final class ConfigException extends Exception {

    /** A message for the operator, complete in itself: what, with which value, and what would be right. Never a secret. */
    public ConfigException(String message) {
        super(message);
    }

    /**
     * A bad value of a setting.
     *
     * @param setting  the setting as the operator knows it
     * @param value    what it is; empty if it is missing. Never a secret: use the other constructor for those
     * @param accepted what it may be
     */
    public ConfigException(String setting, String value, String accepted) {
        super(value.isEmpty() ? setting + " is missing: give " + accepted
                : setting + " is \"" + value + "\": give " + accepted);
    }
}
