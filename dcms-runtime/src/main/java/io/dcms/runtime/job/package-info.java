/**
 * A job that has been validated as a whole: its schedule parsed, its flags split, its filter compiled, its options typed.
 * Pure: no clock, thread, log or file. What arrives from a store becomes a {@link io.dcms.runtime.job.PlannedJob} or a
 * {@link io.dcms.runtime.job.BadJobException} here, and nothing behind this package sees an unchecked job.
 */
package io.dcms.runtime.job;
