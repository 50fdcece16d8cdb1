/**
 * May this file be run as this user? {@link io.dcms.runtime.verify.Runners} finds the {@link io.dcms.runtime.verify.Runner},
 * {@link io.dcms.runtime.verify.Executable} checks the executor for him; a {@link io.dcms.runtime.verify.Refusal} says why not. What was
 * checked can be compared later ({@link io.dcms.runtime.verify.Checked}). Starts nothing.
 *
 * <p>RATIONALE. A runner has the groups that its administrator gave it, all but gid 0, and none of the agent's. Groups that root
 * happens to be listed in are not refused: on Alpine and on old Red Hats these are bin, daemon, sys, adm, disk and wheel, so that no
 * administrator's job would run there, and a runner without a group that it logs in with would surprise everybody. Who is in
 * {@code disk} or {@code docker} can become root; that was decided where the user was made one of them.
 *
 * <p>RATIONALE. The name service is asked on threads of its own, once for all runs that wait for one user: a directory server that
 * does not answer would otherwise hold both threads that start runs, and with them the jobs of users in {@code /etc/passwd}.
 */
package io.dcms.runtime.verify;
