/**
 * The end of a run that is not to go on: all of it, and nothing else. {@link io.dcms.runtime.kill.Killer} is the way in; whoever has runs
 * shows them as {@link io.dcms.runtime.kill.Killable}, and gives each a {@link io.dcms.runtime.kill.Cgroup} where the machine lets us
 * make some ({@link io.dcms.runtime.kill.Cgroups}). Knows nothing of how a run is started or what is told of its end.
 *
 * <p>A kill reaches the members of the run's session, those of its cgroup, those whose environment names its launch, and all
 * descendants of these ({@code ProcessTree}). It never reaches what began before the run, the agent with what starts its runs, or
 * another run ({@code Untouchable}). Where there is no cgroup a process escapes that leaves session, parents and environment behind,
 * such as {@code env -i setsid ...} whose parent has ended; so does one that writes over its environment, and a chain of processes
 * of which each starts the next in a session of its own and ends within a millisecond is followed but not caught. The environment
 * of another user's process is not believed, whatever it names, so a daemon that the task has started through {@code su} or
 * {@code sudo} and that has left session and parents escapes too, where there is no cgroup. A set-uid program counts as its
 * starter's. A task that means to escape its cgroup can do so too: no kill is a border between a user and himself.
 *
 * <p>Signals are sent through {@link java.lang.ProcessHandle}, which compares the start time of a process before it signals.
 *
 * <p>RATIONALE. {@code /proc/PID/environ} is what the program was started with, so it holds {@code DCMS_LAUNCH} though the
 * process may have removed it from its own variables since; and a shell that is forked to start a run, which has not executed
 * anything yet, does not seem to be of that run. It is read only while something is killed, once for each process. The task id would not do: two agents on one
 * machine, each with a job 7 of its own, name tasks of the same second alike.
 */
package io.dcms.runtime.kill;
