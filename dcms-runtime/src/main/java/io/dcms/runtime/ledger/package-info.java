/**
 * What must be known of fires and runs after a restart of the agent, and what became of each fire.
 *
 * <p>What must be known is in one file, {@code dcms-fires.log}, so that there is one order. Lines are appended, and none is read back before the next start:
 *
 * <table>
 * <caption>the lines</caption>
 * <tr><td>{@code <job id> <second> <times>}</td><td>up to which fire time a job is decided on, the last line of a job counting;
 *     {@code times} tells schedules apart, for a job that was disabled it tells versions apart</td></tr>
 * <tr><td>{@code begun <JSON>}</td><td>a run, with the whole job as it was; the last line of a task id counts</td></tr>
 * <tr><td>{@code noted <task id> <state> <reason>}</td><td>it is over its timeout, or being killed</td></tr>
 * <tr><td>{@code over <task id>}</td><td>its end stands in the outbox</td></tr>
 * <tr><td>{@code given <job id> <second> <n> <most>}</td><td>so many task ids of a job's last second have been given away, and no second
 *     had more</td></tr>
 * <tr><td>{@code boot <id> <second> new|known}</td><td>the last start of the machine, and when an agent first saw it; {@code new} until
 *     an agent has had all jobs that were there</td></tr>
 * <tr><td>{@code outcome <job id> <status>}</td><td>the last outcome of which its hook was told; none = success</td></tr>
 * <tr><td>{@code owes <job id> <second>}</td><td>it was due then, and no success has come since</td></tr>
 * <tr><td>{@code overdue <job id> <second>}</td><td>its hook was told so</td></tr>
 * <tr><td>{@code settled <job id> <second>}</td><td>a success has come, and its hook was told that too; or nobody waits for it any more</td></tr>
 * </table>
 *
 * <p>A line that is torn or means nothing is left out. The file is written anew, with what still counts, at each start, when it
 * has grown, and when it could not be written for a while.
 *
 * <p>RATIONALE. Fires that pass while the agent is away are missed fires, which the job's misfire policy speaks of, and none is run
 * a second time; who disabled a job on this agent at night, to stop harm, does not expect that an agent that is restarted runs it.
 *
 * <p>A start of the machine is told from an agent's by the kernel's {@code boot_id}. The mark of a {@code @reboot} job is the second
 * of the last start that is decided on, or the one before this start's if that is not, and is compared for equality: a clock
 * that was set back, or forward and back, between two starts hides neither.
 *
 * <p>A run is launched when its line is in the kernel's hands, so that an agent that is killed leaves no run that its successor
 * does not know. For the disk itself it does not wait, as a machine that crashes ends the runs too; that is waited for
 * afterwards, once for all that is told within 100 ms while there is more to begin. What the launcher keeps of a run is deleted
 * only when it is on the disk that the run is over: without both the next agent would take it for one that was never started. A
 * fire's run is told before the mark that decides on the fire; a file that is torn between them must not run it twice, so the run
 * raises the mark.
 *
 * <p>A full disk stops no job: what was to be done afterwards is done, and what was told is written when there is room again.
 * A disk that hangs is another matter, as writing to it does: starts wait for it.
 *
 * <p>RATIONALE of the history ({@link io.dcms.runtime.ledger.FireHistory}).
 *
 * <p><b>Every fire has one answer.</b> A line says that a fire became a run, that it waits, or that it or a number of fires did not;
 * fires on which nobody decides lie between a line that says that the job is off and one that says from when on it is on. What
 * the lines make together is worked out when somebody asks ({@link io.dcms.runtime.ledger.AnswerBook}): to write costs one line, and
 * questions are rare.
 *
 * <p><b>An agent's lines outdo its predecessor's.</b> That a fire did not become a run is written before the state: an agent that dies
 * in between leaves a decision that it could not act on, and the next one decides anew. So each agent begins with a line of its own,
 * and says of each job after which moment it decides on its fires.
 *
 * <p><b>But a run stays one.</b> That a fire became a run is written after the state, and written once more by the agent that takes the
 * run over, so no such line speaks of a run that nobody knows, and an agent whose clock was set back can say what became of a fire
 * when its time came again without hiding the run of the first time. Where an agent died before it launched what it had begun, the next
 * one withdraws the run and tells anew what becomes of the fire.
 *
 * <p><b>Files</b> are named by the second in which they were begun, so that a question about the last hours reads only the last ones:
 * no fire is decided on before its time. Each begins with the jobs that are off. Those that are written to no more are packed;
 * the lines are plain text, and {@code zgrep '^7 ' dcms-history/*} answers where there is no agent to ask.
 */
package io.dcms.runtime.ledger;
