/**
 * The store {@code file}: jobs in a JSON file that people edit by hand, runs appended next to it. For one
 * machine, or for a file that something else puts on each machine.
 *
 * <p>{@code -dbtype=file -db=FILE}. The file is an array of jobs, or an object with that array as {@code jobs}. A job has the
 * fields of a job in the REST API:
 * <pre>
 * [
 *   {
 *     "id": 1,                          required: a whole number from 1 on, no other job's
 *     "name": "backup",                 required: no other job's
 *     "executor": "/opt/backup/run",
 *     "executor_flags": "--full",
 *     "signature": "sha256:...",
 *     "runner": "backup",
 *     "schedule": "0 0 3 * * *",
 *     "timeout": 3600,                  seconds, 0 = never
 *     "timeout_trigger": 1,             0 = leave it running, 1 = kill it
 *     "disabled": false,
 *     "hook": "https://...", "msg_filter": "error|fatal", "create_user": "ann", "create_at": 0, "options": {},
 *     "hosts": ["web1", "web2"]         or "web1"; "*" = every host
 *   }
 * ]
 * </pre>
 * What is missing is empty, 0 or false. A job without {@code hosts} is on every host, since the file lies on this one already;
 * {@code []} is on none. What the REST API shows of a job beyond that ({@code last_status}, ...) may stand there and is
 * ignored, so a job can be pasted from an answer.
 *
 * <p>An edit over REST changes the text of its job alone, and of that only the members that say something else; a new job looks
 * like the one before it. The file is replaced whole, with its owner and mode, by a draft {@code .FILE.edit} next to it; one
 * that changes while it is being edited is edited anew. A new job gets the highest id that this agent ever saw, plus one.
 *
 * <p>Each report of a run is a line of JSON in {@code FILE.results.jsonl}; the last line of a run counts, but one that says that
 * it is running never after its end. When the file is full it becomes {@code FILE.results.jsonl.1}, that one {@code .2}, and so
 * on.
 *
 * <p>RATIONALE. What can't be read of one job is that job's defect and harms no other. But when it can't be known which
 * job is meant (no id, an id twice, a syntax error) the whole file is refused, and the agent keeps the jobs that it has: half a
 * file would look as if the others had been deleted. A job whose {@code hosts} can't be read is listed on every
 * host, with that defect: so where it was, its last good version goes on, and elsewhere a job with a defect is not run.
 *
 * <p>RATIONALE. The jobs file may be a link, as configuration tools like it, but not writable by everyone: who writes it
 * runs programs as any user. The results file is ours: never a link, never somebody else's.
 */
package io.dcms.runtime.filestore;
