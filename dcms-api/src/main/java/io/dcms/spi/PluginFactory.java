package io.dcms.spi;

/**
 * Makes the one product of a plugin. Found by {@link java.util.ServiceLoader} under one of the three kinds below, never
 * under this interface, and therefore public with a public constructor that takes nothing and does nothing.
 *
 * @param <T> what it makes
 * @see io.dcms.spi.store.JobStoreFactory
 * @see io.dcms.spi.hook.TaskHookFactory
 * @see io.dcms.spi.filter.OutputFilterFactory
 */
public interface PluginFactory<T> {

    /** The name by which it is asked for: lower-case letters, digits, {@code +}, {@code .} and {@code -}, beginning with a letter. */
    String name();

    /**
     * Makes the product. Called at most once, before the agent starts, on one thread. Reads its settings; does no I/O,
     * opens no connection and starts no thread: that is for the first use.
     *
     * @throws ConfigException if a setting is missing or bad
     */
    T create(PluginContext context) throws ConfigException;
}
