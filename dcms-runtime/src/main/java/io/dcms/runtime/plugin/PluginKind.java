package io.dcms.runtime.plugin;

import io.dcms.spi.PluginFactory;
import io.dcms.spi.filter.OutputFilterFactory;
import io.dcms.spi.hook.TaskHookFactory;
import io.dcms.spi.store.JobStoreFactory;
import java.util.Locale;

/** The kinds of plugins: all that differs between them. */
enum PluginKind {
    STORE(JobStoreFactory.class),
    HOOK(TaskHookFactory.class),
    FILTER(OutputFilterFactory.class);

    private final Class<? extends PluginFactory<?>> factory;

    PluginKind(Class<? extends PluginFactory<?>> factory) {
        this.factory = factory;
    }

    /** The interface under which providers are listed. */
    Class<? extends PluginFactory<?>> factory() {
        return factory;
    }

    /** The resource that lists providers. */
    String services() {
        return "META-INF/services/" + factory.getName();
    }

    /** What people call it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
