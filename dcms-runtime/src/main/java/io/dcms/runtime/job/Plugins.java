package io.dcms.runtime.job;

import io.dcms.spi.ConfigException;
import io.dcms.spi.filter.OutputFilter;
import io.dcms.spi.hook.TaskHook;

/** The hooks and filters that a job may name. */
public interface Plugins {

    /** The name of the filter of a {@code msg_filter} without a prefix. */
    String DEFAULT_FILTER = "keyword";

    /**
     * The hook for a URI scheme in lower case.
     *
     * @throws ConfigException if there is none; the message says which there are
     */
    TaskHook hook(String scheme) throws ConfigException;

    /** Whether there is a filter of this name, usable or not. */
    boolean hasFilter(String name);

    /**
     * The filter of this name.
     *
     * @throws ConfigException if it can't be had; the message says why
     */
    OutputFilter filter(String name) throws ConfigException;
}
