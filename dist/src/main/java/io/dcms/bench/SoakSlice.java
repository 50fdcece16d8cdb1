package io.dcms.bench;

/**
 * What an agent was like for some seconds of a soak.
 *
 * @param at          its end, in seconds since the soak began
 * @param memory      in use then, MiB, of the agent and its helpers together
 * @param descriptors that they had open
 * @param median      how late programs were started that were due in it, ms
 * @param p99         the same of the hundredth that was latest
 * @param cpu         what agent and helpers took of one CPU, in per cent
 * @param starts      how many programs were started
 */
record SoakSlice(double at, double memory, double descriptors, double threads, double median, double p99, double cpu, int starts) {
}
