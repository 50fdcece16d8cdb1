package io.dcms.runtime.cli;

import io.dcms.runtime.job.Plugins;
import io.dcms.runtime.plugin.AgentContext;
import io.dcms.runtime.plugin.PluginDefect;
import io.dcms.runtime.plugin.PluginRegistry;
import io.dcms.spi.ConfigException;
import io.dcms.spi.PluginFactory;
import io.dcms.spi.Settings;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.filter.OutputFilterFactory;
import io.dcms.spi.hook.TaskHook;
import java.time.InstantSource;
import java.util.Optional;

/** The hooks and filters that are installed here, without any settings, made when a job names them. */
final class InstalledPlugins implements Plugins {

    private final PluginRegistry registry;

    InstalledPlugins(PluginRegistry registry) {
        this.registry = registry;
    }

    /** What every plugin must be able to do with: nothing. */
    private static final class NoSettings implements Settings {
        @Override
        public Optional<String> text(String key) {
            return Optional.empty();
        }

        @Override
        public String describe(String key) {
            return key;
        }
    }

    @Override
    public TaskHook hook(String scheme) throws ConfigException {
        return create(TaskHook.class, registry.hook(scheme));
    }

    @Override
    public boolean hasFilter(String name) {
        try {
            return registry.filter(name).isPresent();
        } catch (ConfigException e) {
            return true;
        }
    }

    @Override
    public OutputFilter filter(String name) throws ConfigException {
        Optional<OutputFilterFactory> factory = registry.filter(name);
        if (factory.isEmpty()) {
            throw new ConfigException("the filter \"" + name + "\" can't be used: its plugin is missing from lib/");
        }
        return create(OutputFilter.class, factory.get());
    }

    private <T> T create(Class<T> kind, PluginFactory<? extends T> factory) throws ConfigException {
        try {
            return registry.create(kind, factory, new AgentContext(new NoSettings(), "localhost", InstantSource.system()));
        } catch (PluginDefect e) {
            throw new ConfigException(e.getMessage());
        }
    }
}
