package io.dcms.spi.hook;

import io.dcms.spi.PluginFactory;

/** Makes the hook for the URI scheme that is its {@linkplain #name() name}: {@code http}, {@code https}, {@code slack}, ... */
public interface TaskHookFactory extends PluginFactory<TaskHook> {
}
