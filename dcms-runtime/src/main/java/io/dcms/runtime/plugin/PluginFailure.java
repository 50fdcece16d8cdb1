package io.dcms.runtime.plugin;

/** A plugin threw what it may not throw: prints as the plugin's jar and what that was, with its stack and its causes. */
final class PluginFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    PluginFailure(String where, Throwable cause) {
        super(where + ": " + cause, cause.getCause());
        setStackTrace(cause.getStackTrace());
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
