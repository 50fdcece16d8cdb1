/** Plugins that tell others of timeouts and ends of runs: chosen by the scheme of a job's {@code hook} URI. */
package io.dcms.spi.hook;
