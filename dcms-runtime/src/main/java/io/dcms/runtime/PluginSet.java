package io.dcms.runtime;

import io.dcms.runtime.config.AgentSettings;
import io.dcms.runtime.job.Plugins;
import io.dcms.runtime.plugin.AgentContext;
import io.dcms.runtime.plugin.PluginDefect;
import io.dcms.runtime.plugin.PluginInfo;
import io.dcms.runtime.plugin.PluginRegistry;
import io.dcms.spi.ConfigException;
import io.dcms.spi.PluginContext;
import io.dcms.spi.PluginFactory;
import io.dcms.spi.Settings;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.filter.OutputFilterFactory;
import io.dcms.spi.hook.TaskHook;
import io.dcms.spi.hook.TaskHookFactory;
import io.dcms.spi.store.JobStore;
import io.dcms.spi.store.JobStoreFactory;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The products of all plugins that this agent uses: the one store that was asked for, every hook and every filter. */
final class PluginSet implements Plugins, Closeable {

    private static final System.Logger LOG = System.getLogger(PluginSet.class.getName());

    private final PluginRegistry registry;
    private final String storeName;
    private final JobStore store;
    private final Map<String, TaskHook> hooks = new HashMap<>();
    private final Map<String, OutputFilter> filters = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    /** Why nothing could be made of a plugin that could be loaded, by kind and name. */
    private final Map<String, String> defects = new HashMap<>();

    /** @throws ConfigException if the store can't be had, or a setting is bad or nobody's */
    PluginSet(PluginRegistry registry, AgentSettings settings, InstantSource clock) throws ConfigException {
        this.registry = registry;
        problems.addAll(registry.problems());
        storeName = settings.store();
        Set<String> created = new HashSet<>(Set.of(settings.store()));
        store = store(registry.store(settings.store()), context(settings.storeSettings(), settings, clock));
        for (TaskHookFactory factory : registry.hooks()) {
            created.add(factory.name());
            create(TaskHook.class, factory, settings, clock).ifPresent(hook -> hooks.put(factory.name(), hook));
        }
        for (OutputFilterFactory factory : registry.filters()) {
            created.add(factory.name());
            create(OutputFilter.class, factory, settings, clock).ifPresent(filter -> filters.put(factory.name(), filter));
        }
        problems.forEach(problem -> LOG.log(System.Logger.Level.WARNING, problem));
        List<String> unread = settings.unreadKeys(created, registry.names());
        if (!registry.isComplete()) {
            // It may be for a plugin that is broken, which must not cost the agent.
            unread.forEach(line -> LOG.log(System.Logger.Level.WARNING, line));
        } else if (!unread.isEmpty()) {
            throw new ConfigException(String.join("\n", unread));
        }
    }

    /** Without its store the agent is nothing. */
    private JobStore store(JobStoreFactory factory, PluginContext context) throws ConfigException {
        try {
            return registry.create(JobStore.class, factory, context);
        } catch (PluginDefect e) {
            throw new ConfigException(e.getMessage());
        }
    }

    /** A broken hook or filter costs the jobs that name it, and not the agent. */
    private <T> Optional<T> create(Class<T> kind, PluginFactory<? extends T> factory, AgentSettings settings, InstantSource clock)
            throws ConfigException {
        try {
            return Optional.of(registry.create(kind, factory, context(settings.pluginSettings(factory.name()), settings, clock)));
        } catch (PluginDefect e) {
            problems.add(e.getMessage());
            defects.put((kind == TaskHook.class ? "hook " : "filter ") + factory.name(), e.getMessage());
            return Optional.empty();
        }
    }

    JobStore store() {
        return store;
    }

    /** All plugins that were found, usable or not. */
    List<PluginInfo> found() {
        return registry.plugins().stream().map(this::withDefect).toList();
    }

    private PluginInfo withDefect(PluginInfo plugin) {
        String problem = plugin.isBroken() ? plugin.problem() : defects.getOrDefault(plugin.kind() + " " + plugin.name(), "");
        return new PluginInfo(plugin.kind(), plugin.name(), plugin.provider(), plugin.where(), plugin.version(), problem);
    }

    /** Whether this agent has made something of it: its one store, or any hook or filter that could be made. */
    boolean uses(PluginInfo plugin) {
        return switch (plugin.kind()) {
            case "store" -> plugin.name().equals(storeName) && !plugin.isBroken();
            case "hook" -> hooks.containsKey(plugin.name()) && !plugin.isBroken();
            case "filter" -> filters.containsKey(plugin.name()) && !plugin.isBroken();
            default -> false;
        };
    }

    /** What is wrong with the plugins that were found. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    @Override
    public TaskHook hook(String scheme) throws ConfigException {
        TaskHook hook = hooks.get(scheme);
        if (hook == null) {
            registry.hook(scheme);
            throw new ConfigException("the hook plugin \"" + scheme + "\" can't be used");
        }
        return hook;
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
        OutputFilter filter = filters.get(name);
        if (filter == null) {
            registry.filter(name);
            throw new ConfigException("the filter \"" + name + "\" can't be used: its plugin is missing from lib/ or broken");
        }
        return filter;
    }

    @Override
    public void close() {
        hooks.forEach((scheme, hook) -> close("the hook " + scheme, hook));
        close("the store", store);
    }

    private static void close(String name, Closeable product) {
        try {
            product.close();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "closing " + name + " failed", e);
        }
    }

    private static PluginContext context(Settings own, AgentSettings settings, InstantSource clock) {
        return new AgentContext(own, settings.host(), clock);
    }
}
