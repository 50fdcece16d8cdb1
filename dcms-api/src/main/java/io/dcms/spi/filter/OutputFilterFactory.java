package io.dcms.spi.filter;

import io.dcms.spi.PluginFactory;

/** Makes the filter that {@code <name>:} at the beginning of a job's {@code msg_filter} asks for. */
public interface OutputFilterFactory extends PluginFactory<OutputFilter> {
}
