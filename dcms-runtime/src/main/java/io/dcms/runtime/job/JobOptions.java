package io.dcms.runtime.job;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * The typed {@code options} of a job: a JSON object in the store, every key optional.
 *
 * @param timezone   where the schedule is read; empty = the machine's zone
 * @param overlap    what a fire does that finds the job running; default skip
 * @param misfire    what becomes of missed fires; default once
 * @param jitter     a start is put off by up to this, always the same for one job on one host; default 0
 * @param retries    how often a failed run is tried again, 0 to 100; default 0
 * @param retryDelay how long after the failure the first retry starts, each further one twice as long; default 60 s
 * @param killGrace  the time between TERM and KILL; default 10 s
 * @param env        added to the environment of a run
 * @param cwd        the working directory, absolute; empty = the runner's home
 * @param logMax     how many bytes a run may print before it is killed; default 1 GiB
 * @param hookOn     which ends the hook is told; default all
 * @param expectWithin so long after it was due a success must have come, or the hook is told; zero, the default = whenever it likes
 */
public record JobOptions(Optional<ZoneId> timezone, Overlap overlap, Misfire misfire, Duration jitter, int retries,
                         Duration retryDelay, Duration killGrace, Map<String, String> env, Optional<String> cwd,
                         long logMax, HookOn hookOn, Duration expectWithin) {

    /** What holds for a job without options. */
    public static final JobOptions DEFAULTS = new JobOptions(Optional.empty(), Overlap.SKIP, Misfire.ONCE, Duration.ZERO,
            0, Duration.ofSeconds(60), Duration.ofSeconds(10), Map.of(), Optional.empty(), 1L << 30, HookOn.ALL, Duration.ZERO);

    public JobOptions {
        env = Map.copyOf(env);
    }
}
