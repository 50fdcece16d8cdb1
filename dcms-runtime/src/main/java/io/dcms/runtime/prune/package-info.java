/**
 * Removes old runs from the store and old logs from the disk, gently: a few at a time, when little else happens, on the thread
 * that records runs and on one of its own.
 *
 * <p>RATIONALE. Jobs are due on the minute, most of all on the hour and at midnight, and with them come the reports of a whole
 * fleet: so nothing is deleted then. Each agent begins at a random time, so that a fleet that was started as one does not delete
 * as one.
 *
 * <p>RATIONALE. Of the logs no more than one day's go in an hour. A clock that jumps to 2099 makes every log old at once, and
 * nobody could tell that from a machine that was off for long; so whoever mends the clock within the hour loses one day, the
 * oldest. A backlog of a year is gone after two weeks.
 */
package io.dcms.runtime.prune;
