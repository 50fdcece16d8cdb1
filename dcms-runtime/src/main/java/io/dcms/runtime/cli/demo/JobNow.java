package io.dcms.runtime.cli.demo;

/**
 * A job as the REST API tells it.
 *
 * @param name       its name
 * @param definition all that its author wrote, in some form that changes with it
 * @param disabled   whether it is not scheduled
 * @param nextAt     unix second of its next run, 0 = none
 * @param lastTaskId its last run; empty if there was none
 */
record JobNow(long id, String name, String definition, boolean disabled, long nextAt, String lastTaskId) {
}
