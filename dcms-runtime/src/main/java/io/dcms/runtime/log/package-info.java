/**
 * What {@link java.lang.System.Logger} prints: one line or JSON object a record, to standard output, that no job name can forge.
 *
 * <p>RATIONALE
 *
 * <p>The level and the way out are the one static state of the agent. The JDK makes the {@link java.lang.System.LoggerFinder} itself, with
 * a constructor without parameters, so nothing can be handed to it.
 *
 * <p>{@code {0}} in a message becomes the argument's own text. {@link java.text.MessageFormat} would write job 1234567 as
 * {@code 1,234,567}, which nobody finds with grep, and costs the start of the agent its locale tables.
 *
 * <p>An error of the outside world ({@code IOException}) has its causes on the record's own line and no stack trace: it is
 * expected, and where in our code it passed helps nobody at 3 a.m. An unchecked one is a defect and has its trace, as has
 * everything at level ERROR.
 *
 * <p>With {@code -log_format=json} a record has no field for the job or task that its message names: the arguments of a message have
 * no names of their own, and whoever looks for a task finds its id in the message. Its time is in UTC, since programs read it.
 */
package io.dcms.runtime.log;
