/**
 * Crontabs as cron reads them. Pure: no clock, no thread, no log, no file; everything here is immutable.
 *
 * <p>{@link io.dcms.runtime.crontab.Crontab} is the door: text to lines, each with its times, its command, what it reads
 * and the variables that hold for it; and to problems, where cron refuses something or reads it otherwise than a person
 * would.
 *
 * <h2>RATIONALE</h2>
 *
 * <p><b>The authority is the source of Debian's cron</b> (3.0pl1-162, the Vixie cron of bookworm): {@code entry.c} for lines,
 * {@code env.c} for variables, {@code misc.c} for comments and ends of lines, {@code do_command.c} for percent signs,
 * {@code cron.c} for times and the change of clocks, {@code user.c} for whole files, {@code database.c} for names of files.
 * Its manual is silent or wrong on many of the points that decide whether a line moves as it is: {@code MAILTO=} without
 * quotes is not an assignment, what follows a number in a field is skipped, {@code \\} becomes one backslash. Who reads a
 * crontab more kindly than cron does plans runs that cron never made.
 *
 * <p><b>This is not {@code io.dcms.runtime.cron}.</b> That package is the dialect of DCMS and must not change with
 * Debian's; the two disagree, on {@code *}{@code /2} in a day field for one, and to say where they do is what an import is
 * for.
 *
 * <p><b>Reading goes on after an error</b>, as cron's does not: cron ignores the whole file for its first error, but a person
 * wants to hear of all of them at once. So lines are here even if the file is void; {@link
 * io.dcms.runtime.crontab.Crontab#isIgnored} says so.
 */
package io.dcms.runtime.crontab;
