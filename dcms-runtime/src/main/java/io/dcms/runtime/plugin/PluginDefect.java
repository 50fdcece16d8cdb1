package io.dcms.runtime.plugin;

/** A factory failed in a way that it may not: the plugin is broken, not its settings. The message names jar and provider. */
public final class PluginDefect extends Exception {

    PluginDefect(String message) {
        super(message);
    }
}
