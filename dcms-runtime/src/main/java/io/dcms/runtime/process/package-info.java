/**
 * Runs as local processes: start, watch, adopt. {@link io.dcms.runtime.process.LocalLauncher} is the way in. Whether a run may start is
 * asked of {@link io.dcms.runtime.verify}, what it prints is kept and read by {@link io.dcms.runtime.output}, and
 * {@link io.dcms.runtime.kill} kills it. Knows nothing of cron or stores.
 *
 * <p>For each user that jobs run as the agent keeps one launcher, started by {@code setpriv <ids> setsid perl dcms-launch} (without
 * {@code setpriv} when the agent is not root). It forks for each run the run's own process, which leads a session of its own and
 * becomes the executor. Its output goes straight to its log. The launcher waits for all of them and writes their exit statuses down.
 * It does not depend on the agent's life: when that has died it stays until its last run has ended, and the next agent
 * {@link io.dcms.runtime.schedule.Launcher#adopt adopts} what runs by the files of {@code <work_dir>/dcms-runs}.
 *
 * <p>Where there is no perl, or one without what {@code dcms-launch} needs, which is asked once at the agent's start, the launcher is a
 * shell with {@code dcms-supervise}, which does the same in another way: it forks for each run a supervisor, which waits for that run
 * alone; the run's own process becomes {@code setsid <executor> <arguments>}. Where a job's environment has variables that steer
 * the loader, such as {@code LD_PRELOAD}, or that mean something to a shell, such as {@code IFS}, {@code env NAME=VALUE...}
 * stands before the executor. Files, lines and what is told to the agent are the same, so agents with and without a perl, and
 * before and after an upgrade, adopt each other's runs. What is called a run's supervisor is its parent, in both cases.
 *
 * <p>RATIONALE. <b>Why a launcher for each user</b>: its tasks can neither signal nor write what belongs to another user's. A task can
 * stop or kill the launcher of its own user, which harms that user's runs alone; one that died is replaced, one that is stopped told to
 * go on. With a perl that is killed nobody knows any more how the runs end that it had; with a shell only a run whose own supervisor
 * is killed has lost its end. A {@code setpriv} for each run, as there was one, costs a second program, and a fork of
 * the JVM with a thread that waits costs more than one of a small process. Variables are set in the run's process, not given as
 * arguments, because arguments can be seen by everybody for the moment until the executor takes over.
 *
 * <p><b>Why perl</b>: of the programs that are on almost every machine it is the smallest that can make a session, wait for any child and
 * for its input at the same time, and fork without a second process beside each run. To start {@code true} a thousand times took
 * 0.9 ms of CPU each in C by {@code vfork}, 1.6 ms in perl and 2.3 ms in dash with {@code setsid}, in which the supervisor is not
 * counted, nor its memory as long as the run lasts.
 *
 * <p><b>How a perl waits for two things without missing one</b>: all signals are blocked but while it waits, in {@code sigsuspend}; children
 * send CHLD, and the agent's pipe sends IO ({@code O_ASYNC}). Before each wait it reads until there is nothing more and reaps until there
 * is nobody more. What comes after that ends the wait at once. PIPE alone is not blocked: a signal that is ignored is remembered all the
 * same while it is blocked, and killed the run when that took it again. What it tells the agent is written without waiting, because an agent
 * that is stopped must not keep ends from being written down; what does not fit into the pipe is told later.
 *
 * <p><b>Why its end is written by name</b>: with a descriptor kept for each run there could be no more runs than descriptors. The name may
 * be another launch's by then, and so the file's first line is compared with that of the launch.
 *
 * <p><b>Why no {@code &} in the shell script</b>: a shell without job control has what it starts so ignore INT and QUIT, and dash
 * never takes that back. So the launcher waits in the foreground for a process whose child, the supervisor, kills it. That hand-over
 * takes two turns of the scheduler; runs that come together are handed over together.
 *
 * <p><b>Giving a run up</b>: its process writes its start into the run's file and then looks whether that file still has its name
 * and its first line; who gives it up takes the name away and then looks whether there is a start. One of the two sees the other, so a
 * run that was given up never starts unnoticed, however slow or stopped its launcher was. The first line differs from launch to
 * launch, because a run that was given up may be launched again under the same name.
 *
 * <p><b>Whom to believe</b>: a run's file and all that its launcher says are in its user's hands. So a process is taken for the run's
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
 * the execution, and a second time after it: a tenth of a second later, at the run's end, or when it is no longer the launcher or
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
