package io.dcms.runtime.schedule;

import io.dcms.api.Task;
import java.time.Instant;

/**
 * A run as it is on this agent: going, waiting for its turn, or lately ended.
 *
 * @param task     as it was last reported, or would be
 * @param jobName  the name of its job when it was due
 * @param fireTime the time for which it was due
 * @param active   whether it has not ended
 */
public record TaskView(Task task, String jobName, Instant fireTime, boolean active) {
}
