/**
 * The benchmarks: {@code bench/dcms-bench} of the unpacked tarball. Each measures the agent from outside, as its own start script starts
 * it, beside what a user would have instead in the same minutes, and prints figures and ratios. They judge nothing: no test depends on
 * how fast a machine is.
 */
package io.dcms.bench;
