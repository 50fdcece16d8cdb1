/**
 * Runs as local processes: start, watch, adopt. {@link io.dcms.runtime.process.LocalLauncher} is the way in. Whether a run may start is
 * asked of {@link io.dcms.runtime.verify}, what it prints is kept and read by {@link io.dcms.runtime.output}, and
 * {@link io.dcms.runtime.kill} kills it. Knows nothing of cron or stores.
 *
 * <p>For each user that jobs run as the agent keeps one shell, started by {@code setpriv <ids> setsid sh dcms-supervise} (without
 * {@code setpriv} when the agent is not root). It forks for each run a supervisor, which forks the run's own process; that becomes
 * {@code setsid <executor> <arguments>}, so it is the executor and leads a session of its own. Its output goes straight to its log.
 * The supervisor waits for it and writes its exit status down. None of them depends on the agent's life: the next agent
 * {@link io.dcms.runtime.schedule.Launcher#adopt adopts} what runs by the files of
 * {@code <work_dir>/dcms-runs}. Where a job's environment has variables that steer the loader, such as {@code LD_PRELOAD}, or that
 * mean something to a shell, such as {@code IFS}, {@code env NAME=VALUE...} stands before the executor.
 *
 * <p>RATIONALE. <b>Why a shell for each user</b>: its tasks can neither signal nor write what belongs to another user's. A task can
 * stop or kill the shell and the supervisors of its own user, which harms that user's runs alone; a shell that died is replaced.
 * A {@code setpriv} for each run, as there was one, costs a second program, and a fork of the JVM with a thread that waits costs
 * more than two of a small shell: of 1,000 scripts due at once on two cores all had started after 3.5 s instead of 4.6 s, best of three.
 * Variables are exported by the shell, not given as arguments, because arguments can be seen by everybody for the moment
 * until the executor takes over.
 *
 * <p><b>Why no {@code &} in the script</b>: a shell without job control has what it starts so ignore INT and QUIT, and dash
 * never takes that back. So the launcher waits in the foreground for a process whose child, the supervisor, kills it. That hand-over
 * takes two turns of the scheduler; runs that come together are handed over together.
 *
 * <p><b>Giving a run up</b>: its process writes its start into the run's file and then looks whether that file still has its name
 * and its first line; who gives it up takes the name away and then looks whether there is a start. One of the two sees the other, so a
 * run that was given up never starts unnoticed, however slow or stopped its shell was. The first line differs from launch to
 * launch, because a run that was given up may be launched again under the same name.
 *
 * <p><b>Whom to believe</b>: a run's file and all that its shell says are in its user's hands. So a process is taken for the run's
 * only if it is that user's own, or has the launch's mark in its environment (a set-uid program), and it is signalled only while
 * its start time is the known one. A pid that was given to somebody else is never hit, and nobody can make the agent kill what he
 * could not kill himself.
 *
 * <p><b>Lanes</b>: whoever owns a file can take a lease on it ({@code F_SETLEASE}), and then all who open it wait until he gives
 * it back or the kernel takes it, after 45 s by default. Java can't open without waiting. So what opens a file of a user's, his
 * executor, his runs' files, his logs, his processes in {@code /proc} too, is done in his lane ({@code Lanes}); the watch itself
 * only looks at sizes and modes. A lease can't be had on what the agent holds open, such as the log of a run that is going. Who
 * runs another user's executor depends on that one here too. A kill looks at the processes of all users: those of one whose files
 * can't be opened are left out ({@code TableReader}). Not mended: a user whose own run is being killed can take a lease on one of its
 * processes between the look and the signal, which looks again, and so hold the one thread that kills. Where users are not to be
 * trusted, {@code sysctl fs.leases-enable=0} ends all of it for the whole machine. Lanes bound a home on a server that hangs, too.
 *
 * <p><b>An executor that is changed between its check and its execution</b>: its name is looked at when the start is told, before
 * the execution, and a second time after it: a tenth of a second later, at the run's end, or when it is no longer the shell or
 * {@code setsid}, whichever of the first two comes first and is not before the last. What is unchanged then was so when it was
 * executed, because nobody can set a ctime back. What is changed may have been so only afterwards; nobody can tell, because a
 * second change hides the time of the first. Such a run is killed all the same: a program that replaces itself can't go with a
 * signature anyway, and who installs a new one while a run of the old one is younger than a tenth of a second gets a failed run. Jobs
 * without a signature are not looked at a second time, and neither are runs whose agent died in between.
 *
 * <p><b>Full disk</b>: the agent writes the first line when it makes the file, so the two short ones that follow find their room.
 * Where not even that works the run is started all the same and told of through the pipe alone; if the agent dies then, nobody
 * knows what became of it.
 *
 * <p>{@code setpriv} is given numbers and the list of groups, which the agent has looked up and remembers for a minute: names would
 * ask the name service again. Nothing of a job is ever in an environment that a program of root's sees.
 */
package io.dcms.runtime.process;
