/**
 * Removes old runs from the store, gently: a few at a time, when little else happens, on the thread that records runs.
 *
 * <p>RATIONALE. Jobs are due on the minute, most of all on the hour and at midnight, and with them come the reports of a whole
 * fleet: so nothing is deleted then. Each agent begins at a random time, so that a fleet that was started as one does not delete
 * as one.
 */
package io.dcms.runtime.prune;
