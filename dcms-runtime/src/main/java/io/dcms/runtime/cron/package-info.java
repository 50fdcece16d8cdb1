/**
 * Cron expressions: text to next time. Pure: no clock, no thread, no log, no file; everything here is immutable.
 *
 * <p>{@link io.dcms.runtime.cron.Schedule} is the door. Behind it a text becomes one of three rules: a calendar rule
 * (five to seven fields, or a macro that stands for them), elapsed time ({@code @every}), or a start of the machine
 * ({@code @reboot}).
 *
 * <h2>RATIONALE</h2>
 *
 * <p><b>The dialect is that of gorhill/cronexpr, enlarged.</b> Stores are full of expressions that it accepted, and each
 * keeps its meaning. So six fields end with the <em>year</em>; a day field is unrestricted only where a bare {@code *} or
 * {@code ?} stands; two restricted day fields mean either one; a step may not be greater than the field's greatest value.
 * Where it accepted a text and then failed on it, the text gets the one meaning that it can have: reversed ranges wrap,
 * {@code 5-7} is Friday to Sunday, month {@code 08} is August.
 *
 * <p><b>Daylight saving follows Vixie's cron</b>, for shifts of any length. A <em>fixed-time job</em> runs once for each
 * time that it names: it runs when the local clock first reaches or jumps over that time, several times in one jump being
 * one run. An <em>interval job</em>, one whose minute or hour field begins with {@code *} or {@code ?}, runs whenever the
 * local clock shows a matching time. So no nightly job is lost or doubled, and a job for every quarter of an hour keeps its
 * pace.
 *
 * <p><b>The search runs over local time, in numbers.</b> Local seconds since 1970-01-01T00:00 need no object for each
 * candidate, and a bit set of the days of a month answers in a few operations, so that even an expression that never
 * matches is done after at most 130 years of 12 months. Only then are offsets applied, transition by transition: near one
 * of them the first candidate in local order need not be the first in time, and the JDK's own resolution of skipped local
 * times (03:30 for 02:30) is not ours (03:00).
 */
package io.dcms.runtime.cron;
