package io.dcms.runtime.plugin;

import io.dcms.spi.PluginContext;
import io.dcms.spi.Settings;
import java.time.InstantSource;

/**
 * What the agent gives to a plugin.
 *
 * @param settings the plugin's own
 * @param host     under which the agent asks for jobs
 * @param clock    the wall clock
 */
public record AgentContext(Settings settings, String host, InstantSource clock) implements PluginContext {
}
