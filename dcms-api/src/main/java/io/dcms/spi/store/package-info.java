/** Plugins that keep the jobs and the runs: where {@code -dbtype} and {@code -db} point. */
package io.dcms.spi.store;
