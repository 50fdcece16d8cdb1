package io.dcms.spi;

import java.time.InstantSource;

/** What the agent gives to a plugin that it creates. */
public interface PluginContext {

    /** This plugin's own settings: the keys below its name. A store finds the value of {@code -db} there as {@code db}. */
    Settings settings();

    /** The host name under which this agent asks for jobs and reports runs. */
    String host();

    /** The wall clock. */
    InstantSource clock();
}
