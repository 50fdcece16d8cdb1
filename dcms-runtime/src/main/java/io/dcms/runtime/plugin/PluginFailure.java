package io.dcms.runtime.plugin;

/** A plugin threw what it may not throw. Prints as the plugin's jar and what it threw. */
final class PluginFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    PluginFailure(String where, Throwable cause) {
        super(where + ": " + cause, cause);
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
