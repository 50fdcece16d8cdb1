/**
 * Runs as local processes: verify, start, watch, kill. Knows nothing of cron or stores.
 *
 * <p>A run is {@code setsid setpriv <ids> <executor> <arguments>} when the agent is root and {@code setsid <executor>
 * <arguments>} when it is not: both programs replace themselves by the next, so the process that the agent started is the
 * executor, the leader of a session of its own. Its output goes straight to its log file, so that it does not depend on
 * the agent's life.
 *
 * <p>RATIONALE. {@code setpriv} is given numbers and the list of groups, which the agent has looked up and remembers for a
 * minute: names would make each launch ask the name service again. Signals are sent through {@link java.lang.ProcessHandle},
 * which compares the start time of a process before it signals, so that a process id that was given to somebody else in the
 * meantime is never hit.
 */
package io.dcms.runtime.process;
