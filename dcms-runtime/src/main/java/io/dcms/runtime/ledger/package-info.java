/**
 * What must be known of fires after a restart of the agent.
 *
 * <p>RATIONALE. A line is appended for each decision and none is read back before the next start: all that is kept is up to which
 * fire time each job has been decided on, so that fires that pass while the agent is away are missed fires, which the job's
 * misfire policy speaks of, and none is run a second time; or that somebody has disabled the job on this agent, since who did
 * so at night, to stop harm, does not expect that an agent that is restarted does it again. The line of a fire is in the kernel's
 * hands before the fork of its run in all but unlucky instants; it is not synced to the disk for each fire, as a machine that
 * crashes ends the runs too.
 */
package io.dcms.runtime.ledger;
