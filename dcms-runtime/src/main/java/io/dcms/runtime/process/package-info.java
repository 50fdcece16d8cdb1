/**
 * Runs as local processes: verify, start, watch, kill. Knows nothing of cron or stores.
 *
 * <p>A run is {@code setpriv <ids> setsid <executor> <arguments>} when the agent is root and {@code setsid <executor>
 * <arguments>} when it is not: both programs replace themselves by the next, so the process that the agent started is the
 * executor, the leader of a session of its own. Its output goes straight to its log file, so that it does not depend on
 * the agent's life. Where a job names a folder, or its environment has variables that steer the loader, such as
 * {@code LD_PRELOAD}, {@code env --chdir=FOLDER NAME=VALUE...} stands before the executor.
 *
 * <p>RATIONALE. {@code setpriv} is given numbers and the list of groups, which the agent has looked up and remembers for a
 * minute: names would make each launch ask the name service again. {@code setpriv} is run by root, so a {@code LD_PRELOAD}
 * of the job in its environment would run the job's library as root, and a folder entered before it would open what is closed
 * to the runner: {@code env} comes when root's power is gone. It comes after {@code setsid} too, so that nothing of the job's
 * ever runs in the agent's own session. Only steering variables take this way, because arguments can be seen by everybody for
 * the moment until the executor takes over; a password in any other variable can't. Signals are sent through
 * {@link java.lang.ProcessHandle}, which compares the start time of a process before it signals, so that a process id that was
 * given to somebody else in the meantime is never hit.
 */
package io.dcms.runtime.process;
