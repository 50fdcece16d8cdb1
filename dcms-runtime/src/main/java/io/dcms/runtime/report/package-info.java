/**
 * Reports of runs on their way out: to the store and to hooks, each tried again until it is taken.
 *
 * <p>Each way out is a {@link io.dcms.runtime.report.Lane}: a queue that one thread at a time empties from its head, so that what
 * goes in together comes out in order, and that waits longer and longer while the outside fails. There is one lane to the
 * store and one for each place that hooks report to, so that a receiver that hangs holds up its own events only.
 */
package io.dcms.runtime.report;
