package io.dcms.runtime.plugin;

/**
 * What is known of a plugin, usable or not. What is not known is empty.
 *
 * @param kind     {@code store}, {@code hook} or {@code filter}
 * @param name     the name by which it is asked for
 * @param provider the class name of its factory
 * @param where    the jar or folder that it comes from
 * @param version  as its jar says
 * @param problem  why it can't be used and what to do, one line that names where; empty if it can be used
 */
public record PluginInfo(String kind, String name, String provider, String where, String version, String problem) {

    /** Whether it can't be used. */
    public boolean isBroken() {
        return !problem.isEmpty();
    }
}
