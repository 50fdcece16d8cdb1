/**
 * Reports of runs on their way out: to the store and to hooks, each tried again until it is taken, and each in a
 * {@link io.dcms.runtime.report.Journal} in the work dir before anyone is told.
 *
 * <p>Each way out is a {@link io.dcms.runtime.report.Lane}, which one thread at a time empties from its head, so that what
 * goes in together comes out in order, and which waits longer and longer while the outside fails. There is one lane to the
 * store and one for each place that hooks report to, so that a receiver that hangs holds up its own events only. Within a
 * place each target has its own queue, and waits for its own failures, so that paths that answer 500 do not hold up the others.
 *
 * <p>RATIONALE
 *
 * <p><b>Files.</b> {@code reports-<number>.log} hold the reports, a line of checksum and JSON each, in the order of their numbers, never
 * changed but by appending to the newest. What has become of them stands elsewhere: {@code stored.mark} is the number up to
 * which the store has taken them; {@code hooks.log} says which hooks wait among the reports up to some number, and whose
 * hooks were told since. So a file may be deleted, or written anew without what is done, at any time and in any order: no
 * note that something is done can be lost with it and raise it from the dead. A file that is written anew takes the place
 * of the old one by a rename; when it takes in the next file too, the agent may die before that is deleted, and the next
 * agent knows the numbers in it for repetitions.
 *
 * <p><b>What is for a hook alone</b>, of a job and not of a run, has a number like the others and is passed over on the way to the store. An agent
 * of before there was such a thing takes its line for one that means nothing: it tells neither, which is better than a run in the
 * store that never was.
 *
 * <p><b>Marks are not forced to the disk.</b> They survive the agent's death as they are. After a power cut an older mark only
 * makes reports come again, in order, so that the last of a run comes last again.
 *
 * <p><b>{@code stored.mark} is overwritten in place</b>, since that works on a full disk. Were it lost there while reports are delivered from
 * memory, the next agent would tell the store of a run's timeout that stands in a file, and never again of its end.
 *
 * <p><b>Writes</b> are 50 ms apart at least in a burst: reports are no hurry, each write waits for the disk, and in a burst the starts need the
 * machine. An agent that dies meanwhile leaves runs whose ends the next one finds out, as with any end that it has not heard of.
 *
 * <p><b>Memory</b> holds of what waits for the store the newest 1,000 reports, or 1 MiB of them, so that a store that keeps up costs no
 * reading, and some 70 bytes for each hook that waits, of which there are 100,000
 * at most. A start reads only files that may hold a hook that waits, and the newest.
 *
 * <p><b>The bound</b> of 256 MiB is for what hooks alone hold. What the store has not taken is never given up, so to give up hooks
 * because of it would free nothing; it grows with the outage, but without outputs once 64 MiB wait.
 *
 * <p><b>Numbers</b> are given by the journal's thread, which alone writes. The lanes read, under the journal's lock, on their
 * own threads. The timeline only puts reports into a queue, whatever the disk does.
 */
package io.dcms.runtime.report;
