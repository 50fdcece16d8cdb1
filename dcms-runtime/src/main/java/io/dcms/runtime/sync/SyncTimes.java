package io.dcms.runtime.sync;

import java.time.Duration;

/**
 * How often the store is looked at.
 *
 * @param probe    between two cheap looks
 * @param sync     between two whole comparisons
 * @param patience how long the first answer may take before the snapshot stands in for it
 */
public record SyncTimes(Duration probe, Duration sync, Duration patience) {
}
