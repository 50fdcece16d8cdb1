/**
 * What the agent counts, in the text format of Prometheus, version 0.0.4. Pure: counters, histograms and the text; no thread, no file, no
 * library.
 *
 * <p>{@link io.dcms.runtime.metrics.RunCounts} stands in the way of what the timeline tells of runs and fires, counts it and
 * hands it on; {@link io.dcms.runtime.metrics.AgentMetrics} writes what was counted, and what it asks of others through its port
 * {@link io.dcms.runtime.metrics.Sources}, whenever somebody wants to know.
 *
 * <p>RATIONALE
 *
 * <p><b>Nothing is shared with the timeline by a lock.</b> It adds to {@code LongAdder}s; a reader sums them up. The numbers of one answer are
 * therefore of nearly, not of exactly, the same moment. Within a histogram they agree: its count is the sum of its buckets.
 *
 * <p><b>Counts begin at 0 with the agent</b>, as Prometheus expects it. A run that this agent has taken over from the one before it is
 * an end here and was a start there.
 *
 * <p><b>The label is {@code job_name}, not {@code job}</b>: to Prometheus {@code job} is the name of the scrape, and it would rename ours to
 * {@code exported_job}.
 *
 * <p><b>Series of single jobs</b> are written for agents with at most {@value io.dcms.runtime.metrics.AgentMetrics#MOST_JOBS} jobs. Beyond that
 * a fleet's Prometheus would carry little else; the sums stay, and {@code dcms_job_series_left_out} says that it is so.
 */
package io.dcms.runtime.metrics;
