package io.dcms.runtime.schedule;

import io.dcms.runtime.job.PlannedJob;

/**
 * A run that an agent before this one has left.
 *
 * @param job as it was when the run began; what of it can't be had any more, such as its hook, is left out
 */
public record Inherited(RunLedger.Entry entry, PlannedJob job) {
}
