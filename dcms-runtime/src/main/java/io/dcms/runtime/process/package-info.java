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
 *
 * <p>RATIONALE. A runner has the groups that its administrator gave it, all but gid 0, and none of the agent's. Groups that root
 * happens to be listed in are not refused: on Alpine and on old Red Hats these are bin, daemon, sys, adm, disk and wheel, so that no
 * administrator's job would run there, and a runner without a group that it logs in with would surprise everybody. Who is in
 * {@code disk} or {@code docker} can become root; that was decided where the user was made one of them.
 *
 * <p>RATIONALE. The name service is asked on threads of its own, once for all runs that wait for one user: a directory server that
 * does not answer would otherwise hold both threads that start runs, and with them the jobs of users in {@code /etc/passwd}.
 */
package io.dcms.runtime.process;
