/** Plugins that look for what must not stand in the output of a run: chosen by the prefix of a job's {@code msg_filter}. */
package io.dcms.spi.filter;
