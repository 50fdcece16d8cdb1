/**
 * The agent: {@link io.dcms.runtime.Main} reads the settings, {@link io.dcms.runtime.Agent} wires the parts, starts them in order
 * and stops them in reverse. The only package that knows all others.
 */
package io.dcms.runtime;
