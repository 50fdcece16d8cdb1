package io.dcms.spi.store;

import io.dcms.spi.PluginFactory;

/** Makes the store that {@code -dbtype} names. */
public interface JobStoreFactory extends PluginFactory<JobStore> {
}
