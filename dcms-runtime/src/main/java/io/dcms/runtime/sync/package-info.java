/**
 * From the store to the timeline: looks whether jobs have changed, validates what has, and hands on the differences.
 *
 * <p>RATIONALE. One thread, {@code dcms-sync}, alone decides what is in force, so that no late answer meets a snapshot that is just
 * being put: at the start it lets another thread ask the store, and waits for a moment. If the store answers in time, the
 * snapshot is never in force, since a job in it may have been disabled meanwhile and must not run once more; it only says which
 * version of a job was the last good one, and what a store that has lost its rows had before. If not, the snapshot is put in
 * force, and the answer is a difference to it when it comes.
 *
 * <p>The snapshot has the time of its file for the moment at which the store last confirmed it: a look that finds nothing new
 * costs no write. It is the jobs of one host in one store; the store is told by a digest of its place without user, password
 * and parameters: who has changed a password and got it wrong needs the snapshot most.
 */
package io.dcms.runtime.sync;
